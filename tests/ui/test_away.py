"""While the server cannot be reached: what somebody asks for meanwhile stands on the page once it can be again."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from mae_demo.lessons import lessons
from mae_demo.text import WORDS
from tests.ui.test_lessons_tab import press, wait_for_query

FIVE, SIX = (lesson for lesson in lessons() if lesson.number in (5, 6))
ABOUT = "document.querySelector('[data-panel=original] .fact').textContent"


@pytest.fixture
def lose(chromium, url):
    """A page that may lose its connection, which a browser notes as an error of the page."""

    @contextmanager
    def opened(query: str):
        with chromium.new_context(viewport={"width": 1280, "height": 860}) as context:
            page = context.new_page()
            page.add_init_script("delete window.Worker; addEventListener('painted', () => (window.isPainted = true));")
            page.goto(url + query)
            page.wait_for_function("window.isPainted")
            page.evaluate("window.isOld = true")
            yield page, context

    return opened


def come_back(page, context) -> None:
    """Connect again, and wait until the page has noticed, and opened anew."""
    context.set_offline(False)
    page.wait_for_function("!window.isOld && window.isPainted")


def test_a_sample_that_was_chosen_meanwhile_is_said_not_to_be_there_and_comes(lose):
    with lose("?ratio=50") as (page, context):
        before, chosen = page.evaluate(ABOUT), page.locator("#strip button").nth(4)
        name = chosen.get_attribute("aria-label")
        context.set_offline(True)
        chosen.click()
        page.wait_for_function(
            "text => document.querySelector('.result').textContent === text", arg=WORDS["canvas"]["not_loaded"]
        )
        assert page.evaluate(ABOUT) == before != name
        page.wait_for_function("!location.search.includes('image=0')")
        come_back(page, context)
        assert page.evaluate(ABOUT) == name == page.get_attribute("#strip [aria-pressed=true]", "aria-label")
        assert "ratio=50" in page.evaluate("location.search"), "all else stands as it did"


def test_a_step_that_was_taken_meanwhile_is_opened_and_the_next_one_follows(lose):
    with lose("?lesson=5&lang=en") as (page, context):
        page.locator(".lessons label").first.click()
        press(page, "lock")
        wait_for_query(page, "strategy=random&ratio=50")
        context.set_offline(True)
        press(page, "onwards")
        page.get_by_text(FIVE.steps[1].do).wait_for()
        page.wait_for_function("location.search === '?lesson=5&lang=en&step=3'")
        come_back(page, context)
        wait_for_query(page, "step=3&image=0&checkpoint=fashion-vit-mse&strategy=block")
        press(page, "onwards")
        wait_for_query(page, "step=4&image=0&checkpoint=fashion-vit-mse&strategy=grid")


def test_a_step_whose_link_leaves_out_what_stands_is_opened_all_the_same(lose):
    """After steps with another network comes one whose link names none, so it means the first."""
    last = len(SIX.steps) + 3  # after the question and what is revealed
    assert "normpix" in SIX.steps[-1].link and "checkpoint" not in SIX.next.link
    with lose("?lesson=6") as (page, context):
        page.locator(".lessons label").first.click()
        press(page, "lock")
        for _ in SIX.steps:
            press(page, "onwards")
        wait_for_query(page, "checkpoint=fashion-vit-normpix")
        page.get_by_text(SIX.why).wait_for()
        context.set_offline(True)
        press(page, "onwards")
        page.get_by_text(SIX.next.do).wait_for()
        page.wait_for_function(f"location.search === '?lesson=6&step={last}'")
        come_back(page, context)
        wait_for_query(page, "checkpoint=fashion-vit-mse&strategy=random&ratio=75")
