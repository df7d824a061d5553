"""A visitor's own picture: drawn on the page, and kept over a reload in the visitor's own browser."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from mae_demo.text import WORDS

ORIGINAL = """() => {
    const small = Object.assign(document.createElement("canvas"), { width: 28, height: 28 }).getContext("2d");
    small.imageSmoothingEnabled = false;
    small.drawImage(document.querySelector("[data-panel=original] canvas"), 0, 0, 28, 28);
    return [...small.getImageData(0, 0, 28, 28).data].filter((_, place) => place % 4 === 0);
}"""


def grey_levels(page) -> list[int]:
    """The 28×28 pixels of the original, as the page draws it."""
    return page.evaluate(ORIGINAL)


def until_own(page) -> None:
    """Wait until the visitor's own picture stands, and the address says so."""
    page.wait_for_function("document.querySelector('[data-panel=original] .fact')?.textContent.startsWith('yours')")
    page.wait_for_function("new URLSearchParams(location.search).get('image') === 'own'")


@pytest.fixture
def photo(tmp_path):
    """A grey picture, from dark on the left to bright, wider than high."""
    path = tmp_path / "photo.png"
    Image.linear_gradient("L").rotate(90).resize((40, 20)).save(path)
    return path


def test_what_is_drawn_is_reconstructed(visit):
    words = WORDS["draw"]
    with visit(1366, 650) as page:
        assert page.locator("#draw").bounding_box()["y"] < page.locator(".trio .result").bounding_box()["y"] - 24
        page.get_by_role("button", name=words["tile"]).click()
        use = page.get_by_role("button", name=words["use"])
        assert use.is_disabled(), "an empty pad is no picture"
        pad = page.locator("#draw canvas").bounding_box()
        page.mouse.move(pad["x"] + pad["width"] / 2, pad["y"] + 20)
        page.mouse.down()
        page.mouse.move(pad["x"] + pad["width"] / 2, pad["y"] + pad["height"] - 20, steps=4)
        page.mouse.up()
        use.click()
        until_own(page)
        drawn = np.array(grey_levels(page)).reshape(28, 28)
        assert drawn[5:23, 13:15].min() > 200 and drawn[:, :10].max() == 0 == drawn[:, 18:].max(), (
            "a line, white on black"
        )


def test_a_drawing_needs_no_mouse(visit):
    words = WORDS["draw"]
    with visit() as page:
        page.get_by_role("button", name=words["tile"]).press("Enter")
        page.get_by_role("application", name=words["pad"]).press("Space")
        for _ in range(5):
            page.keyboard.press("ArrowRight")
        page.get_by_role("button", name=words["use"]).press("Enter")
        until_own(page)
        drawn = np.array(grey_levels(page)).reshape(28, 28)
        assert drawn[13:15, 14:19].min() > 200 and drawn[:10].max() == 0 == drawn[18:].max()


def test_only_small_grey_pictures_are_drawn(visit):
    with visit() as page:
        tile = page.get_by_role("button", name=WORDS["draw"]["tile"])
        page.get_by_label(WORDS["datasets"]["photos"], exact=True).check()
        tile.wait_for(state="hidden")
        page.get_by_label(WORDS["datasets"]["fashion-mnist"], exact=True).check()
        tile.wait_for()


def test_an_own_picture_and_its_frame_survive_a_reload_and_no_sample(visit, photo):
    with visit() as page:
        page.set_input_files("#image-column input[type=file]", photo)
        until_own(page)
        page.locator(".crop .part").focus()
        before, answers = grey_levels(page), page.evaluate("painted.length")
        page.keyboard.press("ArrowRight")
        page.wait_for_function(f"painted.length > {answers}")
        moved = grey_levels(page)
        assert moved != before
        page.reload()
        until_own(page)
        page.wait_for_function(f"({ORIGINAL})().join() === '{','.join(map(str, moved))}'")
        assert not page.inner_text("#notice").strip()
        page.locator("#strip button").nth(2).click()
        page.wait_for_function("sessionStorage.length === 0")
        page.wait_for_function("new URLSearchParams(location.search).get('image') === '2'")
        page.reload()
        page.wait_for_function("painted.length > 0")
        assert "yours" not in page.inner_text("[data-panel=original] .fact")
