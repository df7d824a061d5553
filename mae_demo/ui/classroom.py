"""For a class: the teacher's page and the handout, and how others in the same network reach this machine."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable
from urllib.error import URLError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

import segno
from gradio.route_utils import get_root_url
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from mae_demo.lessons import lessons
from mae_demo.lessons.plan import Way, handout_page, teacher_page
from mae_demo.text import WORDS, spoken
from mae_demo.ui.languages import asked_for

PAGES = {"teacher": teacher_page, "handout": handout_page}
AT = "/gradio_api/web/class"  # Gradio's front proxy, where there is one, hands on what lies under gradio_api


def open_to_class() -> dict[str, str | int]:
    """Where the app listens for a class, as arguments of its launch. `strangers` reads it in the environment, as where
    somebody has set it there: names are checked then, and nothing is fetched for who comes."""
    name = os.environ.setdefault("GRADIO_SERVER_NAME", "0.0.0.0")
    return {"server_name": name, "server_port": int(os.environ.get("GRADIO_SERVER_PORT", "8000"))}


def class_routes() -> list[Route]:
    """Where both pages are served; their QR codes lead to the address that the visitor sees, or that others can see."""

    def serving(name: str) -> Callable[[Request], Response]:
        def serve(request: Request) -> Response:
            seen = get_root_url(request, f"{AT}/{name}", None).rstrip("/") + "/"
            asked = asked_for(request.headers, request.query_params)
            return HTMLResponse(PAGES[name](lessons(spoken()), Way(seen_by_others(seen), asked)))

        return serve

    return [Route(f"{AT}/{name}", serving(name)) for name in PAGES]


def seen_by_others(address: str) -> str:
    """An address as other devices of the network reach it: one of this machine alone is replaced, where it can be."""
    parts = urlsplit(address)
    if parts.hostname not in ("localhost", "127.0.0.1"):
        return address
    host = network_host()
    found = urlunsplit(parts._replace(netloc=f"{host}:{parts.port}" if parts.port else host))
    return found if milliseconds_to(found) is not None else address


def network_host() -> str:
    """The address that this machine has in its network; its own name for itself where it is in none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address for examples (RFC 5737): nothing is sent, a route is looked up
        except OSError:
            return "127.0.0.1"
        return probe.getsockname()[0]


def milliseconds_to(address: str) -> float | None:
    """How long the page takes to answer at an address; None where it does not."""
    start = time.perf_counter()
    try:
        with urlopen(f"{address}gradio_api/web/alive", timeout=5):
            return 1000 * (time.perf_counter() - start)
    except (URLError, OSError):
        return None


def alive_route() -> Route:
    """What `milliseconds_to` asks for: an answer of no bytes."""
    return Route("/gradio_api/web/alive", lambda request: Response(status_code=204))


def invitation(port: int) -> str:
    """For the console: the address for the class, its QR code, and whether it answers from the network."""
    words, address = WORDS["classroom"], f"http://{network_host()}:{port}/"
    taken = milliseconds_to(address)
    lines = [words["address"].format(address=address), drawn(address)]
    lines.append(words["silent"] if taken is None else words["answers"].format(milliseconds=f"{taken:.0f}"))
    return "\n".join([*lines, words["teacher"].format(address=f"{address.rstrip('/')}{AT}/teacher")])


def drawn(link: str) -> str:
    """A QR code of characters, for a console with light letters on dark: two rows of it in each line."""
    rows = [list(row) for row in segno.make(link, error="l", micro=False).matrix_iter(border=2)]
    rows += [[0] * len(rows[0])] * (len(rows) % 2)
    marks = {(0, 0): "█", (0, 1): "▀", (1, 0): "▄", (1, 1): " "}
    return "\n".join(
        "".join(marks[pair] for pair in zip(*rows[at : at + 2], strict=True)) for at in range(0, len(rows), 2)
    )
