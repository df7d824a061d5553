"""The page in each language: which one is asked for, what is answered in it, and that no English is left."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from urllib.request import Request, urlopen

import gradio as gr
import pytest
from gradio_client import Client
from spoken import english_left, everything_said

from mae_demo.text import ENGLISH, WORDS, languages, speaking, text
from mae_demo.ui.languages import language_of, preferred
from mae_demo.ui.page import build_page

TAGS = [*languages()]
OTHERS = [tag for tag in TAGS if tag != ENGLISH]
BROKEN = {"image": None, "checkpoint": "fashion-vit-mse", "strategy": "random", "ratio": 0.5, "seed": 7, "mask": ""}


def asked(address: str, **headers: str) -> str:
    """What the server answers to a browser."""
    with urlopen(Request(address, headers={key.replace("_", "-"): value for key, value in headers.items()})) as answer:
        return answer.read().decode()


def title_of(page: str) -> str:
    """The title in the configuration that a page holds."""
    return json.loads(re.search(r"window\.gradio_config = (\{.*?\});</script>", page)[1])["title"]


@pytest.mark.parametrize(
    "header, tags",
    [
        ("de", ["de"]),
        ("fr-CH, fr;q=0.9, en;q=0.8, *;q=0.5", ["fr", "fr", "en", "*"]),
        ("en;q=0.2, zh-Hant-TW;q=0.7", ["zh", "en"]),
        ("DE-at;q=1.0,en;q=x", ["de", "en"]),
        ("de ; q=0.4, zh;Q=0.6", ["zh", "de"]),
        ("", [""]),
    ],
)
def test_the_browsers_languages_are_taken_by_their_weight(header, tags):
    assert preferred({"accept-language": header}) == tags


@pytest.mark.parametrize("tag", TAGS)
def test_the_address_comes_before_the_page_and_the_page_before_the_browser(tag):
    other = next((each for each in TAGS if each != tag), tag)
    headers = {"accept-language": other, "referer": f"https://school.org/page?tab=lab&lang={tag}"}
    assert language_of(headers, {}) == tag
    assert language_of(headers, {"lang": other}) == other
    assert language_of({"accept-language": tag}, {"lang": "tlh"}) == tag, "which nobody speaks here"
    assert language_of({}, {}) == language_of({"accept-language": "tlh"}, {}) == ENGLISH


@pytest.mark.parametrize("tag", TAGS)
def test_the_page_comes_in_the_language_that_is_asked_for(url, tag):
    other = next((each for each in TAGS if each != tag), tag)
    title = text(tag)["page"]["title"]
    for page in (asked(f"{url}?lang={tag}", Accept_Language=other), asked(url, Accept_Language=f"tlh,{tag};q=0.5")):
        assert re.search(r'<html\s+lang="([a-z]+)', page)[1] == tag and title_of(page) == title
    config = json.loads(asked(f"{url}config", Referer=f"{url}?image=18&lang={tag}", Accept_Language=other))
    assert config["title"] == title
    assert text(tag)["controls"]["ratio"] in [each["props"].get("label") for each in config["components"]]


def test_the_page_is_the_same_in_all_languages_but_for_its_words(app):
    shapes = []
    for tag in TAGS:
        with speaking(tag):
            config = app.config
        parts = [(each["id"], each["type"], each["props"].get("elem_id")) for each in config["components"]]
        events = [(each["id"], each["targets"], each["inputs"], each["outputs"]) for each in config["dependencies"]]
        shapes.append((parts, events, config["layout"]))
    assert all(each == shapes[0] for each in shapes) and len(shapes[0][1]) > 100


@pytest.mark.parametrize("tag", OTHERS)
def test_a_page_of_another_shape_is_not_served(app, tag, monkeypatch):
    def another():
        page = build_page()
        page.fns.popitem()
        return page

    monkeypatch.setattr(app, "build", another)
    with speaking(tag), pytest.raises(AssertionError, match=tag):
        app.translated()


@pytest.mark.parametrize("tag", OTHERS)
def test_a_page_is_built_anew_where_something_half_made_got_into_it(app, tag, monkeypatch):
    """As Gradio fails at the end of a page: on a part that an event makes, in another thread, and that is not whole."""
    from gradio.context import Context

    built, number = [], Context.id

    def disturbed():
        built.append(None)
        if len(built) > 1:
            return build_page()
        with gr.Blocks() as page:
            page.default_config.blocks[-1] = gr.HTML.__new__(gr.HTML)
        return page

    monkeypatch.setattr(app, "build", disturbed)
    with speaking(tag):
        assert app.translated()["title"] == text(tag)["page"]["title"] and len(built) == 2
    assert Context.root_block is None and Context.id >= number


@pytest.mark.parametrize("tag", OTHERS)
def test_a_page_is_built_anew_where_something_was_made_meanwhile(app, tag, monkeypatch):
    from gradio.context import Context

    built = []

    def disturbed():
        Context.id += not built  # as an event does that is answered at the same time
        built.append(build_page())
        return built[-1]

    monkeypatch.setattr(app, "build", disturbed)
    with speaking(tag):
        assert app.translated()["title"] == text(tag)["page"]["title"] and len(built) == 2


def test_programs_are_answered_in_english_or_as_they_ask(url):
    def refused(headers: dict) -> str:
        with pytest.raises(Exception) as caught:
            Client(url, verbose=False, headers=headers).predict(**BROKEN, api_name="/reconstruct")
        return str(caught.value)

    assert refused({}) == text(ENGLISH)["errors"]["no_picture"]
    asks = [tag for tag in TAGS for _ in range(3)]
    with ThreadPoolExecutor(len(asks)) as pool:  # all at once: each keeps its own
        said = pool.map(refused, [{"Accept-Language": tag} for tag in asks])
    assert [*said] == [text(tag)["errors"]["no_picture"] for tag in asks]


@pytest.mark.parametrize("tag", TAGS)
def test_pages_for_a_class_keep_the_language_that_is_asked_for(url, tag):
    with speaking(tag):
        title = WORDS["teacher"]["title"]
    page = asked(f"{url}gradio_api/web/class/teacher?lang={tag}")
    assert f'<html lang="{tag}">' in page and title in page and f"?lesson=1&amp;lang={tag}" in page
    page = asked(f"{url}gradio_api/web/class/teacher", Accept_Language=tag)
    assert f'<html lang="{tag}">' in page and "lang=" not in page.replace("<html lang=", ""), "nobody asked for it"


@pytest.mark.parametrize("tag", TAGS)
def test_what_is_wrong_with_a_link_is_said_in_the_language_of_each(visit, tag):
    for each in (tag, ENGLISH):  # by one address, whose answer is kept
        with visit(query="?ratio=101", locale=each) as page:
            assert page.inner_text("#notice").strip() == text(each)["link"]["wrong_ratio"]


@pytest.mark.parametrize("tag", OTHERS)
def test_no_english_is_left_on_any_tab(visit, tag):
    with visit(query=f"?lang={tag}&image=18", engine=True) as page:
        assert page.evaluate("document.documentElement.lang").split("-")[0] == tag
        assert page.title() == text(tag)["page"]["title"]
        said = everything_said(page)
    assert len(said) > 500 and not english_left(said, tag)


@pytest.mark.parametrize("tag", OTHERS)
def test_the_browsers_own_language_is_taken_and_stands_in_no_link(visit, tag):
    with visit(locale=f"{tag}-AT") as page:
        page.get_by_role("tab", name=text(tag)["page"]["about"]).click()
        page.wait_for_url("**tab=about*")
        assert "lang=" not in page.url and page.title() == text(tag)["page"]["title"]
    with visit(query="?lang=en", locale=f"{tag}-AT") as page:
        assert page.title() == text(ENGLISH)["page"]["title"] and page.evaluate("document.documentElement.lang") == "en"


@pytest.mark.parametrize("tag", OTHERS)
def test_the_switch_keeps_what_stands_and_works_by_keyboard(visit, tag):
    with visit(query="?image=18&ratio=50") as page:
        switch = page.get_by_role("navigation", name=WORDS["page"]["languages"])
        assert switch.locator("[aria-current]").inner_text() == languages()[ENGLISH]
        page.get_by_role("tab", name=WORDS["page"]["train"]).click()
        page.wait_for_url("**tab=train*")
        link = switch.get_by_role("link", name=languages()[tag])
        for _ in range(20):
            page.keyboard.press("Shift+Tab")
            if link.evaluate("(link) => link === document.activeElement"):
                break
        page.keyboard.press("Enter")
        page.wait_for_function("(title) => document.title === title", arg=text(tag)["page"]["title"])
        for value in ("image=18", "ratio=50", "tab=train", f"lang={tag}"):
            assert value in page.url
        there = page.get_by_role("navigation", name=text(tag)["page"]["languages"])
        assert there.locator("[aria-current]").inner_text() == languages()[tag]
