"""Files that the static page makes by itself: pictures and mask pixel by pixel, and a card to share."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mae_demo.answers.masks import mask_for
from mae_demo.answers.reconstruction import run
from mae_demo.answers.samples import sample_paths
from mae_demo.image import fit_picture, open_picture, to_picture
from mae_demo.render import mask_picture

NAME = "fashion-vit-mse"
ROLLED = f"{NAME}-random-75-seed7"
GREYS = set(range(0x7F, 0xA8))  # of the hatching


@pytest.fixture(scope="module")
def expected() -> tuple[Image.Image, object, object]:
    """The picture that the page opens with, its mask, and its reconstruction by the server."""
    picture = open_picture(sample_paths("fashion-mnist")[0])
    mask = mask_for(NAME, "random", 0.75, 7, picture)
    return fit_picture(picture, (28, 28), 1), mask, run(NAME, picture, mask)[0]


def saved(page, key: str, folder: Path) -> Image.Image:
    """The picture that a button saves, and its file's name as `filename`."""
    with page.expect_download() as download:
        page.click(f'[data-file="{key}"]')
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    picture = Image.open(path)
    picture.load()
    return picture


def test_pictures_and_mask_are_saved_pixel_by_pixel(visit, tmp_path, expected):
    picture, mask, seen = expected
    with visit() as page:
        files = {key: saved(page, key, tmp_path) for key in ("original", "reconstructed", "mask", "masked")}
    assert {path.name for path in tmp_path.iterdir()} == {f"{ROLLED}-{key}.png" for key in files}
    pixels = {key: np.asarray(file.convert("L")).astype(int) for key, file in files.items()}
    assert (pixels["original"] == np.asarray(picture)).all()
    assert abs(pixels["reconstructed"] - np.asarray(to_picture(seen.composite))).max() <= 1
    assert (pixels["mask"] == np.asarray(mask_picture(mask, 4).convert("L"))).all()
    hidden = np.asarray(mask_picture(mask, 64).convert("L")) > 0
    large = np.asarray(picture.resize((448, 448), Image.Resampling.NEAREST))
    assert pixels["masked"].shape == (448, 448) and (pixels["masked"] == large)[~hidden].all()
    assert set(np.unique(pixels["masked"][hidden])) <= GREYS


def test_a_painted_mask_is_called_custom_and_saved_as_it_is(visit, tmp_path):
    with visit() as page:
        page.click('[data-action="fill"]')
        page.wait_for_function("document.querySelector('.trio').getAttribute('aria-busy') === 'false'")
        assert np.asarray(saved(page, "mask", tmp_path).convert("L")).min() == 255
    assert [path.name for path in tmp_path.iterdir()] == [f"{NAME}-custom-mask.png"]


def test_a_card_has_the_three_pictures_where_the_servers_has_them(visit, tmp_path, expected):
    picture, mask, seen = expected
    with visit() as page:
        page.wait_for_function("document.querySelector('.result').textContent.includes('dB')")
        card = saved(page, "card", tmp_path)
    assert card.size == (1200, 630)
    drawn = np.asarray(card.convert("L")).astype(int)
    side, gap, top = 352, 24, 124
    places = np.floor((np.arange(28) + 0.5) * side / 28).astype(int)  # the middle of each pixel
    original, masked, filled = (drawn[top + places][:, 48 + column * (side + gap) + places] for column in range(3))
    hidden = np.asarray(mask_picture(mask, 4).convert("L")) > 0
    assert abs(original - np.asarray(picture)).max() <= 2
    assert abs(masked - np.asarray(picture))[~hidden].max() <= 2
    assert set(np.unique(masked[hidden])) <= GREYS
    assert abs(filled - np.asarray(to_picture(seen.composite))).max() <= 3
    for rows in (slice(28, 66), slice(88, 118), slice(top + side + 18, top + side + 48)):
        assert (drawn[rows] < 128).any(), "a title, captions and figures stand there"


def test_a_phone_hands_the_card_to_its_share_sheet(visit):
    with visit(390, 844, has_touch=True, is_mobile=True) as page:
        page.evaluate(
            "() => { navigator.canShare = () => true; navigator.share = async ({ files: [file] }) => {"
            "window.sharedNow = [file.name, file.size, file.type]; }; }"
        )
        page.click('[data-file="card"]')
        page.wait_for_function("window.sharedNow")
        name, size, kind = page.evaluate("sharedNow")
    assert name == f"{ROLLED}-card.png" and size > 10_000 and kind == "image/png"
