"""The part of an own picture: where it is cut, what is refused, and how it is moved in a browser."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from mae_demo.answers.selection import MIDDLE, cut
from mae_demo.image import fit_picture
from mae_demo.text import WORDS

WIDE = Image.fromarray(np.arange(12 * 30, dtype=np.uint16).reshape(12, 30).astype(np.uint8))


@pytest.mark.parametrize(
    ("at", "box"),
    [
        (MIDDLE, (9, 0, 21, 12)),
        ({"x": 0, "y": 0, "side": 100}, (0, 0, 12, 12)),
        ({"x": 1, "y": 0.3, "side": 100}, (18, 0, 30, 12)),
        ({"x": 1, "y": 1, "side": 50}, (24, 6, 30, 12)),
        ({"x": 0.5, "y": 0.5, "side": 25, "picture": "left over"}, (14, 4, 17, 7)),
    ],
)
def test_a_square_is_cut_where_it_stands(at, box):
    assert np.array_equal(cut(WIDE, at, (28, 28)), WIDE.crop(box))


@pytest.mark.parametrize(
    ("at", "size", "box"),
    [
        (MIDDLE, (8, 16), (3, 0, 27, 12)),
        (MIDDLE, (8, 32), (0, 2, 30, 10)),
        ({"x": 1, "y": 0, "side": 50}, (8, 16), (18, 0, 30, 6)),
        ({"x": 0, "y": 1, "side": 50}, (32, 8), (0, 6, 2, 12)),
    ],
)
def test_another_shape_is_as_large_as_fits(at, size, box):
    assert np.array_equal(cut(WIDE, at, size), WIDE.crop(box))


@pytest.mark.parametrize("size", [(300, 200), (200, 300), (64, 64), (1, 1)])
def test_at_first_it_is_the_middle(size):
    whole = Image.radial_gradient("L").resize(size)
    square, middle = (
        np.asarray(fit_picture(each, (28, 28), 1)).astype(int) for each in (cut(whole, MIDDLE, (28, 28)), whole)
    )
    assert np.abs(square - middle)[1:-1, 1:-1].max() <= 1  # the outermost pixels mix in what lies beyond the square
    assert np.abs(square - middle).max() < 8


@pytest.mark.parametrize(
    "at",
    [None, 5, "abc", [], {}, {"x": 0, "y": 0}, MIDDLE | {"x": 1.01}, MIDDLE | {"y": -0.01}, MIDDLE | {"side": 19},
     MIDDLE | {"side": 1e9}, MIDDLE | {"x": float("nan")}, MIDDLE | {"x": None}, MIDDLE | {"x": 10**400}],
)  # fmt: skip
def test_a_forged_square_gets_a_sentence(at):
    with pytest.raises(ValueError, match="must lie within"):
        cut(WIDE, at, (28, 28))


def test_the_square_is_moved_by_mouse_and_keyboard(visit, tmp_path):
    photo = tmp_path / "photo.png"
    Image.linear_gradient("L").rotate(90).resize((40, 20)).save(photo)  # from dark on the left to bright
    bright = """() => {
        const canvas = document.querySelector("[data-panel=original] canvas");
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        return data.reduce((sum, value, i) => (i % 4 ? sum : sum + value), 0) / (data.length / 4);
    }"""
    with visit() as page:
        square = page.locator(".crop .part")
        assert not square.is_visible()
        page.set_input_files("#image-column input[type=file]", photo)
        square.wait_for()
        assert square.get_attribute("aria-label") == WORDS["crop"]["frame"]
        page.wait_for_function(f"Math.abs(({bright})() - 127) < 8")
        square.focus()
        for _ in range(3):
            page.keyboard.press("ArrowRight")
        page.wait_for_function(f"({bright})() > 140")
        box = square.bounding_box()
        assert box["width"] > 100, "however small the picture, the frame can be grasped"
        page.mouse.move(box["x"] + 20, box["y"] + 20)
        page.mouse.down()
        page.mouse.move(box["x"] - 300, box["y"] + 20, steps=4)
        page.mouse.up()
        page.wait_for_function(f"({bright})() < 75")
        page.locator("#strip button").first.click()
        square.wait_for(state="hidden")
