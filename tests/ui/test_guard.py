"""By which name the page is called, what browsers let it do, and what forged requests get."""

from __future__ import annotations

import asyncio
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest
from starlette.responses import PlainTextResponse

from mae_demo.answers import latent_space
from mae_demo.answers.selection import select_sample
from mae_demo.text import WORDS
from mae_demo.ui import whole
from mae_demo.ui.errors import note
from mae_demo.ui.guard import Guard
from mae_demo.ui.handlers import read_canvas, roll
from mae_demo.ui.strangers import is_allowed, strangers_come

ENVIRONMENT = ("SPACE_ID", "GRADIO_SERVER_NAME", "GRADIO_SHARE", "ALLOWED_HOSTS")
HUGE = "1" + "0" * 400


@pytest.fixture
def environment(monkeypatch):
    """Set only these variables of those that say where the page is served: `environment(SPACE_ID="a/b")`."""

    def only(**values: str) -> None:
        for name in ENVIRONMENT:
            monkeypatch.delenv(name, raising=False)
        for name, value in values.items():
            monkeypatch.setenv(name, value)

    return only


@pytest.mark.parametrize(
    ("host", "expected"),
    [("192.168.1.5:8000", True), ("[fe80::1]:8000", True), ("[::1]", True), ("school.org", True),
     ("School.ORG.:80", True), ("demo.school.edu", True), ("school.edu", False),
     ("evil.example", False), ("school.org.evil.example", False),
     ("192.168.1.5.evil.example", False), ("localhost.evil.example:8000", False)],
)  # fmt: skip
def test_names_and_numbers(host, expected):
    assert is_allowed(host, ("school.org", "*.school.edu")) is expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [({}, False), ({"GRADIO_SERVER_NAME": "127.0.0.1"}, False), ({"GRADIO_SERVER_NAME": "localhost"}, False),
     ({"GRADIO_SERVER_NAME": "0.0.0.0"}, True), ({"GRADIO_SERVER_NAME": "192.168.1.5"}, True),
     ({"GRADIO_SERVER_NAME": "[::]"}, True), ({"SPACE_ID": "a/b"}, True), ({"GRADIO_SHARE": "True"}, True)],
)  # fmt: skip
def test_where_strangers_come(environment, values, expected):
    environment(**values)
    assert strangers_come() is expected


@pytest.mark.parametrize(
    ("values", "host", "status"),
    [({}, "anything.example", 200), ({"GRADIO_SERVER_NAME": "0.0.0.0"}, "evil.example", 421),
     ({"GRADIO_SERVER_NAME": "0.0.0.0"}, "10.0.0.7:8000", 200), ({"GRADIO_SERVER_NAME": "0.0.0.0"}, "localhost", 200),
     ({"GRADIO_SERVER_NAME": "0.0.0.0", "ALLOWED_HOSTS": "a.example, *.b.example"}, "x.b.example", 200),
     ({"GRADIO_SERVER_NAME": "0.0.0.0", "ALLOWED_HOSTS": "*"}, "evil.example", 200),
     ({"SPACE_ID": "o/n"}, "behind-the-proxy", 200),
     ({"SPACE_ID": "o/n", "ALLOWED_HOSTS": "a.example"}, "b.example", 421),
     ({"SPACE_ID": "o/n", "ALLOWED_HOSTS": "a.example"}, "o-n.hf.space", 200)],
)  # fmt: skip
def test_a_foreign_name_gets_a_sentence_where_strangers_come(environment, values, host, status):
    environment(**values)

    async def ask() -> httpx.Response:
        served = httpx.ASGITransport(Guard(PlainTextResponse("the page")))
        async with httpx.AsyncClient(transport=served, base_url="http://server") as client:
            return await client.get("/", headers={"host": host})

    with ThreadPoolExecutor(1) as pool:  # Playwright has a loop in this thread
        answer = pool.submit(lambda: asyncio.run(ask())).result()
    assert answer.status_code == status
    assert answer.text == ("the page" if status == 200 else WORDS["errors"]["host"].format(host=host))


@pytest.fixture
def school(url):
    """The address of another site, which has the page in a frame. A browser asks it for no more."""
    frame = f'<!doctype html><link rel="icon" href="data:,"><iframe src="{url}" width="1200" height="800"></iframe>'

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(frame.encode())

        def log_message(self, *_: object) -> None:
            """Nothing on the console."""

    with HTTPServer(("127.0.0.1", 0), Site) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{site.server_port}"
        site.shutdown()


def test_the_page_runs_in_the_frame_of_another_site_under_its_policy(chromium, url, school):
    """`visit` fails where the policy forbids anything that the page does; here a school's site has it in a frame."""
    wrong = []
    with chromium.new_context() as context:
        page = context.new_page()
        page.on("console", lambda entry: wrong.append(entry.text) if entry.type == "error" else None)
        page.goto(school)
        page.frame_locator("iframe").locator(".result .leading").first.wait_for()
    assert not wrong
    policy = httpx.get(url).headers["content-security-policy"]
    assert "frame-ancestors *" in policy and "default-src 'self'" in policy and "object-src 'none'" in policy


@pytest.mark.parametrize("number", ["99999", "-1", HUGE, "null"])
@pytest.mark.parametrize("path", ["queue/join", "run/predict", "api/none", "call/none", "call/v2/none"])
def test_an_unknown_event_gets_a_sentence_and_no_traceback(url, capfd, path, number):
    body = f'{{"data": [], "fn_index": {number}, "session_hash": "forged"}}'
    answer = httpx.post(f"{url}gradio_api/{path}", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 404) and answer.json()["detail"]
    assert "Traceback" not in "".join(capfd.readouterr())


def test_what_a_visitor_is_told_in_a_sentence_leaves_one_line_in_the_log(caplog):
    """A fault of the page's own would else be silent; what a visitor sent can neither forge a line nor fill the log."""
    note(TypeError("two\nlines, and an ü\x1b[2J " + "x" * 5000))
    (line,) = caplog.messages
    assert line.startswith(r"TypeError: two\nlines, and an \xfc\x1b[2J xxx") and len(line) < 250


@pytest.mark.parametrize("number", ["99999", "-1", HUGE])
def test_an_unknown_component_gets_a_sentence_and_no_traceback(url, capfd, number):
    body = f'{{"data": null, "component_id": {number}, "session_hash": "forged", "fn_name": "x"}}'
    answer = httpx.post(f"{url}gradio_api/component_server", content=body)
    assert (answer.status_code, answer.json()["detail"]) == (404, WORDS["errors"]["no_event"])
    assert "Traceback" not in "".join(capfd.readouterr())


@pytest.mark.parametrize(
    ("event", "place", "value"),
    [("roll", 3, "Infinity"), ("roll", 3, "-Infinity"), ("roll", 2, "{}"), ("roll", 3, HUGE), ("roll", 6, "1"),
     ("paint", 2, ""), ("choose_sample", 0, "null"), ("show", 1, "{}"), ("take_upload", 0, "[]")],
)  # fmt: skip
def test_values_that_fit_no_component_get_a_sentence_and_no_traceback(url, capfd, event, place, value):
    """value: JSON in this place of what the event takes; nothing leaves it out, and what comes behind it."""
    config = httpx.get(f"{url}config").json()
    number = next(each for each in config["dependencies"] if each["api_name"] == event)
    defaults = {each["id"]: json.dumps(each["props"].get("value")) for each in config["components"]}
    values = [defaults[each] for each in number["inputs"]]
    values = [*values[:place], value, *values[place + 1 :]] if value else values[:place]
    capfd.readouterr()
    body = f'{{"data": [{", ".join(values)}], "fn_index": {number["id"]}, "session_hash": "forged", "trigger_id": 1}}'
    joined = httpx.post(f"{url}gradio_api/queue/join", content=body, headers={"content-type": "application/json"})
    assert joined.status_code == 200, joined.text
    with httpx.stream("GET", f"{url}gradio_api/queue/data?session_hash=forged", timeout=60) as answer:
        messages = [json.loads(line[5:]) for line in answer.iter_lines() if line.startswith("data:")]
    done = next(each for each in messages if each["msg"] == "process_completed")
    if (event, place) == ("roll", 6):  # what is too much is left out
        assert done["success"]
    else:
        assert not done["success"] and done["output"]["error"].endswith((".", "]"))
    assert "Traceback" not in "".join(capfd.readouterr())


def test_a_mask_ratio_that_no_number_can_hold_gets_a_sentence():
    with pytest.raises(Exception, match="The mask ratio must be"):
        roll(select_sample("fashion-mnist", 0), "fashion-vit-mse", "random", int(HUGE), 7, 0)


@pytest.mark.parametrize("body", ["[]", '{"data": {}}', '{"nobody": 1}'])
def test_an_event_by_name_with_other_values_gets_a_sentence_and_no_traceback(url, capfd, body):
    answer = httpx.post(
        f"{url}gradio_api/call/v2/reconstruct", content=body, headers={"content-type": "application/json"}
    )
    assert answer.status_code in (400, 422) and answer.json()["detail"]
    assert "Traceback" not in "".join(capfd.readouterr())


def test_a_stream_of_no_session_ends_without_a_traceback(url, capfd):
    answer = httpx.get(f"{url}gradio_api/queue/data?session_hash=nobody")
    assert "unexpected_error" in answer.text or answer.status_code == 404
    assert "Traceback" not in "".join(capfd.readouterr())


@pytest.mark.parametrize("number", [10**400, 2**53, -1])
def test_a_number_that_no_answer_can_repeat_gets_a_sentence(number):
    with pytest.raises(ValueError, match="arrived incomplete"):
        read_canvas({"mask": "ff", "number": number})
    with pytest.raises(ValueError, match="arrived incomplete"):
        latent_space.answer("fashion-vae-20", {"picture": 0, "number": number})
    with pytest.raises(Exception, match="Choose among"):
        whole.look({"parts": number}, select_sample("fashion-mnist", 0), "fashion-vit-mse")
