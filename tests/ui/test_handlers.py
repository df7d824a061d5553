"""What the playground's handlers answer, asked without a page."""

from types import SimpleNamespace

import gradio as gr
import pytest
from PIL import Image

from mae_demo.answers import canvas, masks
from mae_demo.answers.selection import MIDDLE, select_sample
from mae_demo.masking import mask_to_hex
from mae_demo.strategies import STRATEGIES
from mae_demo.text import WORDS
from mae_demo.ui import handlers, playground

NAME = "fashion-vit-mse"
BOOT = select_sample("fashion-mnist", 0)
SETTINGS = ("random", 50, 7, 100)  # strategy, percent, seed, balance in percent


@pytest.fixture
def upload(tmp_path):
    """What the page gets for a photograph of 1000×500 pixels."""
    path = tmp_path / "wide.png"
    Image.linear_gradient("L").resize((1000, 500)).convert("RGB").save(path)
    return handlers.take_upload(str(path), NAME, *SETTINGS, None)


def painted(**changes):
    """The canvas's value."""
    return {
        "mask": mask_to_hex(masks.mask_for(NAME, "block", 0.3, 1, BOOT.picture)),
        "grid": [7, 7],
        "number": 3,
    } | changes


def test_sliders_are_in_percent():
    assert [handlers.fraction(percent) for percent in (-40, 0, 50, 100)] == [-0.4, 0, 0.5, 1]
    assert handlers.fraction("half") == "half", "it is refused with the mask"


@pytest.mark.parametrize("balance", [-100, 40, 100])
def test_a_mask_is_rolled_by_all_settings(balance):
    drawing = handlers.roll(BOOT, NAME, "selective", 50, 7, balance)
    expected = masks.mask_for(NAME, "selective", 0.5, 7, BOOT.picture, balance=balance / 100)
    assert (drawing["mask"], drawing["change"], drawing["custom"]) == (mask_to_hex(expected), None, False)


def test_an_empty_seed_changes_nothing():
    assert handlers.roll(BOOT, NAME, "random", 50, None, 100) == gr.skip()


@pytest.mark.parametrize(
    ("strategy", "custom", "expected"),
    [("random", False, False), ("random", True, True), ("selective", False, True), ("hard", False, True)],
)
def test_the_canvas_keeps_its_mask_and_a_link_holds_what_the_settings_may_not_roll(strategy, custom, expected):
    drawing = handlers.show(BOOT, NAME, strategy, 50, 7, 100, painted(custom=custom))
    assert (drawing["mask"], drawing["change"], drawing["custom"]) == (painted()["mask"], 3, expected)


def test_normalised_views_are_sent_to_whoever_looks_at_them():
    for asked, sent in ((False, False), ("yes", False), (True, True)):
        reply = handlers.paint(BOOT, "fashion-vit-normpix", painted(normalised_views=asked))
        assert ("normalised_views" in reply) is sent and reply["number"] == 3


@pytest.mark.parametrize("index", [-1, 20, None, "0", 1.0])
def test_a_picture_that_is_not_in_the_strip_is_refused(index):
    with pytest.raises(gr.Error, match=WORDS["errors"]["no_picture"]):
        handlers.choose_sample(SimpleNamespace(selected_index=index), BOOT, NAME, *SETTINGS, None)


def test_a_frame_that_comes_after_a_sample_changes_nothing():
    assert handlers.move(MIDDLE, BOOT, NAME, *SETTINGS, None) == (gr.skip(), gr.skip())


def test_an_upload_is_made_smaller_and_no_sample_stays_selected(upload):
    selection, _, strip, *_ = upload
    assert selection.upload.size == (768, 384) and strip.selected_index is None


def test_another_data_set_selects_its_first_sample_but_beside_an_upload(upload):
    for selection, expected in ((BOOT, 0), (upload[0], None)):
        new, _, strip, *_ = handlers.pick(selection, "emoji-vit-mse", *SETTINGS, None)
        assert strip.selected_index == expected and new.dataset == "emoji" and len(strip.value) == 20


def test_what_is_said_of_rounding_stands_after_the_hint(upload, monkeypatch):
    draw, hint = canvas.drawing, upload[1]["hint"]

    def rounded(*question):
        return (told := draw(*question)) | {"result": told["result"] | {"rounded": True}}

    monkeypatch.setattr(canvas, "drawing", rounded)
    assert handlers.show(upload[0], NAME, *SETTINGS, None)["hint"] == f"{hint} {WORDS['results']['rounded']}"
    assert hint and handlers.show(BOOT, NAME, *SETTINGS, None)["hint"] == WORDS["results"]["rounded"]


def test_the_balance_is_offered_with_the_strategy_that_takes_it():
    for name, strategy in STRATEGIES.items():
        note, slider = playground.explained()[name]
        assert note == WORDS["strategies"][f"{name}_note"] and slider["visible"] is strategy.takes_balance
