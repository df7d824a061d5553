"""Three browsers behind one face, for tests that walk in each: Firefox and WebKit by their own protocols.

Each is a context manager that yields a `Browser`. They raise ValueError with a sentence where the machine has no such.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from playwright.sync_api import Browser as Chromium

SIZE = (1280, 900)
PATIENCE = 90  # seconds for a page to do something


@dataclass(frozen=True)
class Browser:
    """What a walk needs: go to an address, run a script's expression, and drag by mouse from point to point."""

    go: Callable[[str], None]
    run: Callable[[str], object]
    drag: Callable[[list[tuple[float, float]]], None]

    def until(self, expression: str) -> object:
        """The value of an expression once it is true; asks ten times a second."""
        end = time.monotonic() + PATIENCE
        while not (value := self.run(expression)):
            assert time.monotonic() < end, f"{expression} did not come about"
            time.sleep(0.1)
        return value


def dragging(points: list[tuple[float, float]]) -> list[dict]:
    """A drag as W3C's WebDriver and WebDriver BiDi describe it."""
    moves = [{"type": "pointerMove", "x": round(x), "y": round(y), "duration": 20} for x, y in points]
    actions = [moves[0], {"type": "pointerDown", "button": 0}, *moves[1:], {"type": "pointerUp", "button": 0}]
    return [{"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": actions}]


@contextmanager
def by_playwright(chromium: Chromium) -> Iterator[Browser]:
    """A new window of a Chromium that runs already."""
    page = chromium.new_page(viewport={"width": SIZE[0], "height": SIZE[1]})

    def drag(points: list[tuple[float, float]]) -> None:
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point)
        page.mouse.up()

    try:
        yield Browser(page.goto, page.evaluate, drag)
    finally:
        page.close()


@contextmanager
def firefox() -> Iterator[Browser]:
    """Firefox, by WebDriver BiDi, which it speaks itself."""
    from websockets.sync.client import connect

    found = shutil.which("firefox-esr") or shutil.which("firefox")
    if not found:
        raise ValueError("Firefox is not installed.")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [found, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"]
        size = [f"--width={SIZE[0]}", f"--height={SIZE[1]}"]
        process = subprocess.Popen([*command, *size], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        try:
            lines = iter(process.stderr.readline, "")
            address = next(
                (each[1] for line in lines if (each := re.search(r"BiDi listening on (ws://\S+)", line))), None
            )
            if address is None:
                raise ValueError("Firefox does not start here.")
            with connect(f"{address}/session", max_size=None) as socket:
                yield by_bidi(socket)
        finally:
            process.kill()
            process.wait()


def by_bidi(socket) -> Browser:
    """A browser at the other end of a socket that speaks WebDriver BiDi."""
    count = 0

    def ask(method: str, **parameters: object) -> dict:
        nonlocal count
        count += 1
        socket.send(json.dumps({"id": count, "method": method, "params": parameters}))
        while True:
            answer = json.loads(socket.recv(timeout=PATIENCE))
            if answer.get("id") == count:
                assert answer["type"] == "success", answer
                return answer["result"]

    ask("session.new", capabilities={})
    context = ask("browsingContext.create", type="tab")["context"]
    ask("browsingContext.setViewport", context=context, viewport={"width": SIZE[0], "height": SIZE[1]})

    def run(expression: str) -> object:
        # As JSON, for BiDi has notes of its own for what a value may be
        script = f"JSON.stringify({expression}) ?? 'null'"
        said = ask("script.evaluate", expression=script, target={"context": context}, awaitPromise=True)
        assert said["type"] == "success", said
        return json.loads(said["result"]["value"])

    return Browser(
        lambda address: ask("browsingContext.navigate", context=context, url=address, wait="interactive"),
        run,
        lambda points: ask("input.performActions", context=context, actions=dragging(points)),
    )


@contextmanager
def webkit() -> Iterator[Browser]:
    """WebKitGTK, by its own WebDriver, on a screen that nobody sees."""
    driver, screen = shutil.which("WebKitWebDriver"), shutil.which("Xvfb")
    binary = next(iter(sorted(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))), None)
    if not (driver and screen and binary):
        raise ValueError("WebKitGTK is not installed: it takes webkit2gtk-driver and xvfb.")
    frame = subprocess.Popen(
        [screen, "-displayfd", "1", "-screen", "0", "1400x1000x24"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True,
    )  # fmt: skip
    display = f":{frame.stdout.readline().strip()}"
    port = free_port()
    process = subprocess.Popen(
        [driver, f"--port={port}"], env={"DISPLAY": display, "PATH": "/usr/bin:/bin", "HOME": tempfile.gettempdir(),
        "GDK_BACKEND": "x11", "LANG": "C.UTF-8"}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as client:
            yield from by_webdriver(client, str(binary))
    finally:
        process.kill()
        process.wait()
        frame.kill()
        frame.wait()


def by_webdriver(client: httpx.Client, binary: str) -> Iterator[Browser]:
    """A browser behind a server that speaks W3C WebDriver; the session ends afterwards."""

    def ask(path: str, **body: object) -> object:
        answer = client.post(path, json=body)
        assert answer.is_success, answer.text
        return answer.json()["value"]

    end = time.monotonic() + PATIENCE
    while True:
        try:
            client.get("/status")
            break
        except httpx.ConnectError:
            assert time.monotonic() < end, "the driver does not answer"
            time.sleep(0.1)
    options = {"binary": binary, "args": ["--automation"]}
    wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
    session = f"/session/{ask('/session', capabilities=wanted)['sessionId']}"
    ask(f"{session}/window/rect", width=SIZE[0], height=SIZE[1] + 80)
    try:
        yield Browser(
            lambda address: ask(f"{session}/url", url=address),
            lambda expression: ask(f"{session}/execute/sync", script=f"return ({expression})", args=[]),
            lambda points: ask(f"{session}/actions", actions=dragging(points)),
        )
    finally:
        client.delete(session)


def free_port() -> int:
    """A port that nobody listens on."""
    import socket

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]
