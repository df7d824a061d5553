"""The strip of stages on the static page: the lines of source that the server traces, and what the pictures tell."""

from __future__ import annotations

import pytest

from mae_demo.answers import stages as of_server
from mae_demo.answers.samples import sample_paths, samples_for
from mae_demo.image import open_picture
from mae_demo.masking import make_mask, mask_to_hex
from mae_demo.site.stages import stages_of
from mae_demo.stages import STAGES
from mae_demo.text import WORDS
from tests.ui.test_stages import PHONE, come_into_view_once

W = WORDS["stages"]


@pytest.mark.parametrize("name", ["fashion-vit-mse", "fashion-unet-mse", "fashion-gaussian", "fashion-vae-20"])
def test_the_lines_are_those_that_the_server_traces(name):
    picture = open_picture(sample_paths(samples_for(name))[0])
    answer = of_server.stages_of(name, picture, mask_to_hex(make_mask("random", (7, 7), 0.75, 7)))
    family = of_server.model(name).config.family
    (found,) = stages_of([family]).values()
    assert [each["key"] for each in found] == [stage.key for stage in STAGES[family]]
    for mine, theirs in zip(found, answer["stages"], strict=True):
        for one, other in zip(mine["passages"], theirs["passages"], strict=True):
            assert (one["file"], one["function"]) == (other["file"], other["function"])
            lines = [[(line["number"], line["text"]) for line in each["lines"]] for each in (one, other)]
            assert lines[0] == lines[1]


def test_a_stage_is_linked_and_drawn_and_its_lines_light_up(visit):
    with visit(query="?stage=tokens") as page:
        page.wait_for_selector(".lines [role=option].lit")
        assert page.inner_text("#stage-panel h3") == W["tokens"]
        assert page.locator("#tokens").is_visible(), "the fold that says more"
        assert page.locator("#stage-panel figure").is_hidden(), "the fold shows it"
        lit = page.locator(".lines .lit code").all_inner_texts()
        assert any("self.proj.weight" in line for line in lit)
        assert page.inner_text(".source .about") == WORDS["site"]["source"]
        page.click("#stage-decoder")
        page.wait_for_function("location.search.includes('stage=decoder')")
        assert page.locator("#stage-panel figure").is_hidden(), "the page has no numbers of it"
        assert "16 numbers" in page.inner_text("#stage-panel .note")
        page.keyboard.press("Home")
        page.wait_for_function("location.search.includes('stage=picture')")
        assert page.locator("#stage-panel .large").is_visible()


def test_another_family_has_its_own_row_and_painting_fades_no_line(visit):
    with visit() as page:
        page.get_by_role("button", name=W["title"]).click()
        page.wait_for_selector(".lines [role=option]")
        page.get_by_role("radio", name="U-Net").check(force=True)
        page.wait_for_selector("#stage-bottom")
        page.locator(".lines code", has_text="pixel_unshuffle").wait_for()
        page.click('[data-action="invert"]')
        page.wait_for_function("document.querySelector('[data-panel=masked] .fact').textContent.startsWith('12 of')")
        page.wait_for_function("document.querySelector('.trio').getAttribute('aria-busy') === 'false'")
        page.wait_for_function("!document.querySelector('.lines').classList.contains('stale')")


def test_a_link_to_a_stage_brings_it_into_view_on_a_phone(visit):
    with visit(**PHONE, query="?stage=tokens") as page:
        come_into_view_once(page)
