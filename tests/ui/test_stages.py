"""The strip under the pictures: stages in a row, and the source that computes them, each lighting the other."""

from __future__ import annotations

import re

import gradio as gr
import pytest

from mae_demo.answers.selection import select_sample
from mae_demo.answers.stages import stages_of
from mae_demo.masking import make_mask, mask_to_hex
from mae_demo.stages import STAGES
from mae_demo.text import WORDS
from mae_demo.ui.stages import OPENS, look

WORDS_ = WORDS["stages"]
SELECTION = select_sample("fashion-mnist", 0)
MASK = make_mask("random", (7, 7), 0.75, 7)  # the page opens with it
LIT_LINES = """[...document.querySelectorAll('.lines [aria-selected="true"]')]
    .map((line) => line.querySelector("code").textContent)"""


def open_strip(page) -> None:
    page.get_by_role("button", name=WORDS_["title"]).click()
    page.locator(".lines [role=option]").first.wait_for()


def tab(page, key: str):
    return page.locator(f"#stage-{key}")


def lines_in(answer: dict, key: str) -> list[str]:
    (stage,) = [stage for stage in answer["stages"] if stage["key"] == key]
    return [line["text"] for passage in stage["passages"] for line in passage["lines"]]


def wait_for_lit(page, lines: list[str]) -> None:
    page.wait_for_function(f"lines => JSON.stringify({LIT_LINES}) === JSON.stringify(lines)", arg=lines)


def wait_for_shape(page, key: str, shape: str) -> None:
    page.wait_for_function(
        "([id, shape]) => document.querySelector(`#stage-${id} .shape`)?.textContent === shape", arg=[key, shape]
    )


@pytest.mark.parametrize("forged", [None, 5, {}, {"mask": 5, "number": 1}])
def test_a_forged_canvas_gets_a_sentence(forged):
    with pytest.raises(gr.Error, match="arrived incomplete"):
        look(SELECTION, "fashion-vit-mse", forged)


def test_what_a_stage_opens_is_a_stage_and_every_fold_is_opened():
    assert OPENS.keys() <= {stage.key for stages in STAGES.values() for stage in stages}
    for stages in STAGES.values():
        assert {name for stage in stages for name in OPENS.get(stage.key, [])} == {"tokens", "whole", "one_patch"}


def test_a_line_lights_its_stage_and_a_stage_its_lines(visit):
    answer = stages_of("fashion-vit-mse", SELECTION.picture, mask_to_hex(MASK))
    with visit() as page:
        assert page.locator(".stages [role=tab]").count() == 0, "nothing is there before it is opened"
        open_strip(page)
        assert page.locator(".stages .name").all_inner_texts() == [WORDS_[stage.key] for stage in STAGES["vit"]]
        assert page.locator(".lines code").all_inner_texts() == [
            line for stage in answer["stages"] for line in lines_in(answer, stage["key"])
        ]
        wait_for_lit(page, lines_in(answer, "picture"))
        tab(page, "decoder").hover()
        wait_for_lit(page, lines_in(answer, "decoder"))
        line = page.locator(".lines [role=option]", has_text="torch.where(mask")
        line.hover()
        wait_for_lit(page, lines_in(answer, "mask_tokens"))
        assert "lit" in tab(page, "mask_tokens").get_attribute("class")
        assert page.inner_text(".stage h3") == WORDS_["picture"], "what is pointed at is not chosen yet"
        line.click()
        assert page.inner_text(".stage h3") == WORDS_["mask_tokens"]
        assert tab(page, "mask_tokens").get_attribute("aria-selected") == "true"
        assert line.locator(".shape").inner_text() == "tokens (1, 49, 96)"


def test_by_keyboard_alone(visit):
    answer = stages_of("fashion-vit-mse", SELECTION.picture, mask_to_hex(MASK))
    with visit() as page:
        page.get_by_role("button", name=WORDS_["title"]).focus()
        for _ in range(3):  # opened, closed before the answer is there, and opened again
            page.keyboard.press("Enter")
        page.locator(".lines [role=option]").first.wait_for()
        page.keyboard.press("Tab")  # to what plays
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowRight")
        assert tab(page, "patches").evaluate("tab => tab === document.activeElement")
        page.locator(".masks canvas").first.wait_for()
        assert not page.locator(".which").is_visible()
        page.keyboard.press("End")
        page.locator(".which").wait_for()
        assert not page.locator(".masks").is_visible()
        page.keyboard.press("ArrowRight")
        assert tab(page, "picture").get_attribute("aria-selected") == "true", "the row is a ring"
        assert page.locator(".stages [tabindex='0']").count() == page.locator(".lines [tabindex='0']").count() == 1
        page.locator(".lines [tabindex='0']").focus()
        for _ in range(len(lines_in(answer, "picture"))):
            page.keyboard.press("ArrowDown")
        wait_for_lit(page, lines_in(answer, "patches"))
        page.keyboard.press("Enter")
        assert tab(page, "patches").get_attribute("aria-selected") == "true"


def test_shapes_follow_the_mask_and_the_network_and_a_closed_strip_asks_nothing(visit):
    with visit() as page:
        asked = []
        page.on("request", lambda request: "queue/join" in request.url and asked.append(request.url))
        open_strip(page)
        wait_for_shape(page, "tokens", "(1, 13, 128)")
        page.click('[data-action="clear"]')
        wait_for_shape(page, "tokens", "(1, 50, 128)")
        tab(page, "patches").click()
        assert "0 of them are hidden" in page.inner_text(".stage .note")
        page.get_by_role("radio", name=WORDS["families"]["gaussian"], exact=True).check(force=True)
        wait_for_shape(page, "solve", "(784, 784)")
        assert page.locator(".stages .name").all_inner_texts() == [WORDS_[stage.key] for stage in STAGES["gaussian"]]
        assert tab(page, "visible").get_attribute("aria-selected") == "true", "who looked at a fold goes on with it"
        assert "mae_demo/models/gaussian.py" in page.inner_text(".lines")
        page.get_by_role("button", name=WORDS_["title"]).click()
        assert not page.locator(".stages").is_visible() and not page.locator(".masks").is_visible()
        before, count = len(asked), page.evaluate("painted.length")
        page.click('[data-action="undo"]')
        page.wait_for_function("count => painted.length > count", arg=count)
        assert len(asked) == before + 1, "the prediction alone"


def test_what_is_played_goes_on_by_itself_and_stops_where_one_likes(visit):
    with visit(reduced_motion="reduce") as page:
        open_strip(page)
        tab(page, "prediction").click()
        page.locator(".which").wait_for()
        page.get_by_role("button", name=WORDS_["play"]).click()
        assert not page.locator(".which").is_visible(), "no fold opens while it plays"
        page.wait_for_function("document.querySelector('#stage-patches').ariaSelected === 'true'")
        page.get_by_role("button", name=WORDS_["stop"]).click()
        page.locator(".masks canvas").first.wait_for()
        assert tab(page, "patches").get_attribute("aria-selected") == "true"


def test_on_a_phone_the_row_scrolls_and_the_source_stands_below(visit):
    with visit(390, 844, has_touch=True, is_mobile=True) as page:
        page.get_by_role("button", name=WORDS_["title"]).tap()
        tab(page, "prediction").wait_for()
        tab(page, "prediction").tap()
        page.locator(".which").wait_for()
        page.locator(".lines [role=option]").first.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert page.eval_on_selector(".stages", "row => row.scrollLeft") > 0, "the chosen one is in view"
        below = page.locator(".source").bounding_box()["y"]
        assert below > page.locator(".which").bounding_box()["y"]


def test_a_link_may_leave_it_out(visit):
    with visit(query="?hide=folds") as page:
        assert not page.get_by_role("button", name=re.escape(WORDS_["title"])).is_visible()


IS_AT_TOP = "Math.abs(document.querySelector('.opener').getBoundingClientRect().top) < 4"
PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}


def test_a_link_to_a_stage_brings_it_into_view_and_a_hand_moves_nothing(visit):
    with visit(**PHONE) as page:
        page.get_by_role("button", name=WORDS_["title"]).evaluate("opener => opener.click()")
        page.locator(".lines [role=option]").first.wait_for()
        assert page.evaluate("scrollY") == 0
    with visit(**PHONE, query="?stage=tokens") as page:
        come_into_view_once(page)


def test_a_lesson_brings_a_stage_into_view(visit):
    with visit(**PHONE, query="?tab=lessons") as page:
        link = "image=18&stage=tokens"
        page.evaluate("link => document.dispatchEvent(new CustomEvent('go', { detail: link }))", link)
        come_into_view_once(page)


def test_who_goes_to_its_tab_by_hand_is_not_led(visit):
    with visit(**PHONE, query="?stage=tokens&tab=about") as page:
        page.get_by_role("tab", name=WORDS["page"]["playground"]).tap()
        page.locator(".tokens button").first.wait_for()
        settle(page)
        assert not page.evaluate(IS_AT_TOP)


def settle(page) -> None:
    """Let the page draw what has changed."""
    page.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")


def come_into_view_once(page) -> None:
    """Wait for the strip, with what the network sees below it; then stand elsewhere, and stay there."""
    page.wait_for_function(IS_AT_TOP)
    page.locator(".tokens button").first.wait_for()
    assert page.locator(".tokens button").first.bounding_box()["y"] < 844
    page.evaluate("scrollTo(0, 0)")
    count = page.evaluate("painted.length")
    page.locator('.trio [data-action="clear"]').evaluate("button => button.click()")  # drawn anew, and by no hand
    page.wait_for_function("count => painted.length > count", arg=count)
    settle(page)
    assert not page.evaluate(IS_AT_TOP)
