"""A class opens the page at once: that costs next to nothing, refuses nobody for good, and waits for no painter."""

from __future__ import annotations

import asyncio
import gzip
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qsl

import aiohttp
import anyio
import brotli
import gradio as gr
import httpx
import pytest
from gradio.state_holder import SessionState
from starlette.responses import PlainTextResponse
from visitor import Visitor

from mae_demo.answers import canvas
from mae_demo.answers.samples import sample_paths
from mae_demo.text import WORDS
from mae_demo.ui import opening
from mae_demo.ui.kept import Kept
from mae_demo.ui.sessions import Sessions

STROKE = {"mask": "0f" * 6 + "8", "number": 1, "grid": [7, 7]}


@pytest.fixture
def url(app) -> str:
    """The address of the app, to which paths are added."""
    return app.local_url.rstrip("/")


def number(url: str, name: str) -> int:
    """The number of an event by its name."""
    return next(each["id"] for each in httpx.get(f"{url}/config").json()["dependencies"] if each["api_name"] == name)


def open_page(url: str, session: str, query: str = "") -> list:
    """What a page gets when it opens."""
    body = {"data": [], "fn_index": number(url, "open_page"), "session_hash": session}
    answer = httpx.post(f"{url}/gradio_api/run/predict{query}", json=body, timeout=60)
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


def test_sixty_open_while_the_queue_of_strokes_is_full(url, monkeypatch):
    goes_on, answer = threading.Event(), canvas.answer
    monkeypatch.setattr(canvas, "answer", lambda *args, **options: (goes_on.wait(60), answer(*args, **options))[1])
    paint, statuses = number(url, "paint"), []
    open_page(url, "painter")
    try:
        body = {"data": [None, "fashion-vit-mse", STROKE], "fn_index": paint, "session_hash": "painter"}
        with httpx.Client() as client:
            while 503 not in statuses:
                statuses.append(client.post(f"{url}/gradio_api/queue/join", json=body).status_code)
        with ThreadPoolExecutor(30) as pool:
            opened = list(pool.map(lambda each: open_page(url, f"pupil {each}"), range(60)))
    finally:
        goes_on.set()
    assert len(statuses) > 100 and all(each[-3]["mask"] == opened[0][-3]["mask"] for each in opened)


def test_the_load_that_is_measured_is_one_that_the_server_answers(url, capsys):
    from load import load

    with ThreadPoolExecutor(1) as pool:  # Playwright has a loop in this thread
        pool.submit(lambda: asyncio.run(load(url, ["/theme.css"], 5, 2, 10, 1))).result()
    said = capsys.readouterr().out
    assert "5 pages of 1 files" in said and "5 alive" in said and "; 0 refused" in said


def test_who_waits_for_the_network_is_told_the_answer_alone(url):
    async def paint_at_once() -> list[int]:
        async with aiohttp.ClientSession() as http:
            async with http.get(f"{url}/config") as answer:
                config = await answer.json()
            visitors = [Visitor(http, url, config) for _ in range(12)]
            await asyncio.gather(*(each.run("open_page", []) for each in visitors))
            await asyncio.gather(*(each.call("paint", [None, "fashion-vit-mse", STROKE]) for each in visitors))
            return [each.received for each in visitors]

    with ThreadPoolExecutor(1) as pool:
        received = pool.submit(lambda: asyncio.run(paint_at_once())).result()
    assert max(received) < min(received) + 200  # of a message about those who wait there are more bytes


def test_who_asks_the_same_gets_what_was_computed_once(url, monkeypatch):
    opening.opened.cache_clear()
    stand, asked = opening.stand, []
    monkeypatch.setattr(opening, "stand", lambda settings, wrong: (asked.append(settings), stand(settings, wrong))[1])
    query = "?image=18&seed=11"
    drawings = [open_page(url, f"one of ten {each}", query)[-3] for each in range(10)]
    assert len(asked) == 1 and all(each == drawings[0] for each in drawings) and drawings[0]["image"] == 18
    assert open_page(url, "another", "?image=18&seed=12")[-3]["mask"] != drawings[0]["mask"] and len(asked) == 2
    opening.opened.cache_clear()


def test_a_page_that_was_refused_says_so_and_opens_by_itself(chromium, url):
    refused = []

    def refuse(route) -> None:
        refused.append(route.request.url)
        if len(refused) > 1:
            return route.continue_()
        return route.fulfill(status=503, json={"error": "busy"})

    with chromium.new_context() as context:
        page = context.new_page()
        page.add_init_script("Math.random = () => 0.5; addEventListener('painted', () => (window.stands = true));")
        page.route("**/run/predict*", refuse)
        page.goto(f"{url}?image=18")
        page.wait_for_function(
            "text => document.querySelector('.result')?.textContent === text",
            arg=WORDS["canvas"]["asks_again"].format(seconds=2),
        )
        page.wait_for_function("window.stands")
        assert page.inner_text("[data-panel=original] .fact").startswith("Bag") and len(refused) == 2


@pytest.mark.parametrize("path", ["/", "/config"])
def test_the_page_is_small_on_the_wire_and_the_same_for_all(url, path):
    def ask(encoding: str, host: str = "") -> bytes:
        headers = {"accept-encoding": encoding} | ({"host": host} if host else {})
        with httpx.stream("GET", url + path, headers=headers) as answer:
            assert answer.headers.get("content-encoding", "identity") == encoding
            assert "Accept-Encoding" in answer.headers["vary"]
            return b"".join(answer.iter_raw())

    plain, packed, smaller = ask("identity"), ask("gzip"), ask("br")
    assert gzip.decompress(packed) == brotli.decompress(smaller) == plain
    assert len(plain) > 400_000 and len(packed) < 120_000 and len(smaller) < 120_000
    assert ask("gzip") == packed and b"http://localhost:1234" in ask("identity", "localhost:1234")
    assert b"localhost:1234" not in ask("identity")


def test_a_page_that_has_changed_is_sent_anew(app, url, monkeypatch):
    before = httpx.get(f"{url}/config").json()
    monkeypatch.setattr(app, "config", app.config | {"title": "another"})
    assert (before["title"], httpx.get(f"{url}/config").json()["title"]) == (WORDS["page"]["title"], "another")


def test_files_are_kept_whole_and_what_is_missing_is_not(url):
    page = httpx.get(url).text
    script = f"{url}/assets/" + page.split("./assets/")[1].split('"')[0]
    first, again = (httpx.get(script, headers={"accept-encoding": "gzip"}) for _ in range(2))
    assert first.text == again.text == httpx.get(script, headers={"accept-encoding": "identity"}).text
    assert "immutable" in again.headers["cache-control"]
    part = httpx.get(script, headers={"range": "bytes=0-9", "accept-encoding": "identity"})
    assert part.content == first.content[:10]
    assert httpx.get(f"{url}/assets/none.js").status_code == httpx.get(f"{url}/assets/none.js").status_code == 404


def test_a_session_begins_as_gradio_begins_it_and_is_nobody_elses(app):
    sessions = Sessions()
    sessions.set_blocks(app)
    one, other, expected = sessions["one"], sessions["other"], SessionState(app)
    for key in list(expected.config_values):
        assert key in one.config_values
        assert json.dumps(one.config_values[key], default=str) == json.dumps(expected.config_values[key], default=str)
    key = next(key for key, each in expected.config_values.items() if each["type"] == "html")
    one._update_value_in_config(key, "mine")
    one.state_data[key] = one.blocks_config.blocks[key] = "mine"
    assert one.config_values[key]["props"]["value"] == "mine"
    assert other.config_values[key] == expected.config_values[key] == sessions["third"].config_values[key]
    assert other.state_data == {} and other.blocks_config.blocks[key] is app.default_config.blocks[key]


def test_of_many_who_come_at_once_one_has_a_file_made():
    made = []

    async def make(scope, receive, send) -> None:
        made.append(scope["path"])
        await anyio.sleep(0.01)
        await PlainTextResponse("all of it")(scope, receive, send)

    async def come() -> list[str]:
        served = httpx.ASGITransport(Kept(make))
        async with httpx.AsyncClient(transport=served, base_url="http://server") as client:
            return [answer.text for answer in await asyncio.gather(*(client.get("/assets/x.js") for _ in range(20)))]

    with ThreadPoolExecutor(1) as pool:  # Playwright has a loop in this thread
        assert pool.submit(lambda: asyncio.run(come())).result() == ["all of it"] * 20
    assert made == ["/assets/x.js"]


def test_a_second_visit_asks_for_no_picture_again(url):
    sample = sample_paths("fashion-mnist")[0]
    caching = httpx.get(f"{url}/gradio_api/file={sample}").headers["cache-control"]
    assert caching == "public, max-age=3600"
    assert "immutable" in httpx.get(f"{url}/theme.css?v=its-hash").headers["cache-control"]
    assert "immutable" not in httpx.get(f"{url}/theme.css").headers.get("cache-control", "")


@pytest.mark.parametrize("query", ["", "image=18&checkpoint=emoji-vit-mse", "tab=about"])
def test_what_is_skipped_is_answered_as_gradio_answers_it(app, query):
    fn = next(each for each in app.fns.values() if each.api_name == "open_page")
    opened = opening.opened(tuple(parse_qsl(query)), ("playground", "about"), "en")
    one, other = SessionState(app), SessionState(app)

    async def both() -> list:
        return [await app.postprocess_data(fn, opened, one), await gr.Blocks.postprocess_data(app, fn, opened, other)]

    with ThreadPoolExecutor(1) as pool:
        said, expected = pool.submit(lambda: asyncio.run(both())).result()
    for each in expected:
        if each == gr.skip() | {"props": gr.skip()}:  # of a gr.HTML Gradio says twice that it is skipped
            del each["props"]
    assert said == expected and gr.skip() in said
    assert one.state_data.keys() == other.state_data.keys()
    first = SessionState(app)
    for block, value in zip(fn.outputs, said, strict=True):
        expected = first if value == gr.skip() else other  # where it skips a gallery, Gradio forgets its pictures
        assert as_text(one.config_values[block._id]) == as_text(expected.config_values[block._id])


def as_text(value: object) -> str:
    return json.dumps(value, default=str)
