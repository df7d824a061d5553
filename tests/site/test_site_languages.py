"""The static page in each language, as a folder and as one file."""

from __future__ import annotations

import json

import pytest
from spoken import english_left, everything_said

from mae_demo.site.languages import difference
from mae_demo.text import ENGLISH, WORDS, languages, text

OTHERS = [tag for tag in languages() if tag != ENGLISH]


@pytest.mark.parametrize("tag", OTHERS)
def test_no_english_is_left_on_any_tab(visit, tag):
    with visit(query=f"?lang={tag}&image=18") as page:
        assert page.evaluate("[document.documentElement.lang, document.querySelector('main').lang]") == [tag, tag]
        assert page.title() == text(tag)["page"]["title"]
        said = everything_said(page)
        drawn = page.locator("#bottleneck-panel img").evaluate_all("all => all.map((image) => image.naturalWidth)")
    assert len(said) > 200 and not english_left(said, tag)
    assert len(drawn) == 14 and set(drawn) == {280}


@pytest.mark.parametrize("tag", OTHERS)
def test_the_first_of_the_browsers_languages_that_is_here_is_taken(visit, tag):
    with visit(query="?ratio=101", locale=f"{tag}-AT") as page:
        assert page.title() == text(tag)["page"]["title"]
        assert page.inner_text("#notice") == text(tag)["link"]["wrong_ratio"]
    with visit(query="?lang=tlh&image=18", locale=f"{tag}-AT") as page:
        assert page.title() == text(tag)["page"]["title"]
        assert page.inner_text("#notice") == text(tag)["link"]["wrong_lang"]
    with visit(query=f"?lang={ENGLISH}", locale=f"{tag}-AT") as page:
        assert page.title() == text(ENGLISH)["page"]["title"] and page.inner_text("#notice") == ""


@pytest.mark.parametrize("tag", OTHERS)
def test_the_switch_keeps_what_stands(visit, tag):
    with visit(query="?image=18&ratio=50") as page:
        page.get_by_role("tab", name=WORDS["page"]["about"]).click()
        page.wait_for_url("**tab=about*")
        page.get_by_role("link", name=languages()[tag]).click()
        page.wait_for_function("(title) => document.title === title", arg=text(tag)["page"]["title"])
        assert all(value in page.url for value in ("image=18", "ratio=50", "tab=about", f"lang={tag}"))
        assert page.locator("#languages [aria-current]").inner_text() == languages()[tag]


@pytest.mark.parametrize("tag", OTHERS)
def test_where_its_words_cannot_be_had_the_page_stays_english(chromium, served, tag):
    with chromium.new_context() as context:
        page = context.new_page()
        page.route("**/words/**", lambda route: route.abort())
        page.goto(f"{served}?lang={tag}")
        page.get_by_text(WORDS["canvas"]["linear"]).first.wait_for()
        assert page.evaluate("document.documentElement.lang") == ENGLISH == page.get_attribute("main", "lang")


@pytest.mark.parametrize("failure", ["lost", "throws", "is no script"])
def test_where_the_script_fails_the_page_shows_what_stands_in_it(chromium, served, failure):
    bodies = {"throws": "throw new Error('on purpose');", "is no script": "const const"}
    with chromium.new_context(locale=OTHERS[0], service_workers="block") as context:
        page = context.new_page()

        def fail(route) -> None:
            if failure == "lost":
                return route.abort()
            return route.fulfill(content_type="text/javascript", body=bodies[failure])

        page.route("**/page.*.js", fail)
        page.goto(served)
        page.get_by_role("heading", name=WORDS["page"]["title"]).wait_for()
        page.get_by_role("radio", name=WORDS["strategies"]["random"]).wait_for()
        assert page.evaluate("document.documentElement.lang") == ENGLISH == page.get_attribute("main", "lang")


@pytest.mark.parametrize("tag", OTHERS)
def test_words_of_a_language_are_a_small_file_that_holds_no_picture(folder, tag):
    (path,) = folder.glob(f"**/words/{tag}.*.json")
    held = json.loads(path.read_text("utf-8"))
    assert held["title"] == text(tag)["page"]["title"] and "models" not in held["given"] and path.stat().st_size < 2**17


def test_a_difference_is_told_by_key_and_by_place():
    one = {"words": {"a": "one", "b": "two"}, "rows": [{"name": 1, "said": "x"}, {"name": 2, "said": "y"}], "same": []}
    other = {
        "words": {"a": "eins", "b": "two"},
        "rows": [{"name": 1, "said": "x"}, {"name": 2, "said": "z"}],
        "same": [],
    }
    assert difference(one, other) == {"words": {"a": "eins"}, "rows": {"1": {"said": "z"}}}
    assert difference(one, one) == {}
    assert difference({"list": [1, 2], "none": 1}, {"list": [1], "none": None}) == {"list": [1], "none": None}
