"""What is taken away from the page comes back as it was; what does not fit is refused in a sentence."""

from __future__ import annotations

import io
import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from mae_demo import sharing
from mae_demo.answers import masks, reconstruction
from mae_demo.answers.selection import Selection, select_sample
from mae_demo.image import to_picture
from mae_demo.masking import make_mask, mask_from_hex, mask_from_picture, mask_to_hex
from mae_demo.render import mask_picture
from mae_demo.text import WORDS, speaking, text
from mae_demo.ui import files
from mae_demo.ui.address import read
from mae_demo.ui.files import FILES, notes, read_mask
from mae_demo.ui.takeaway import take_file, write

MASK = make_mask("random", (7, 7), 0.75, 7)
SETTINGS = {"image": 18, "checkpoint": "fashion-vit-mse", "strategy": "random", "ratio": 75, "seed": 7, "balance": 100}
SETTINGS |= {"mask": mask_to_hex(MASK)}
KNOBS = ["checkpoint", "strategy", "ratio", "seed", "balance"]


@settings(deadline=None)
@given(st.integers(1, 9), st.integers(1, 9), st.integers(1, 40), st.floats(0, 1, allow_subnormal=False))
def test_a_mask_comes_back_from_its_picture_of_any_size(rows, columns, scale, ratio):
    mask = make_mask("random", (rows, columns), ratio, 0)
    assert torch.equal(mask_from_picture(mask_picture(mask, scale), (rows, columns)), mask)


def test_patches_need_not_be_square_nor_the_picture_grey():
    picture = mask_picture(MASK).resize((21, 70), Image.Resampling.NEAREST).convert("RGB")
    assert torch.equal(mask_from_picture(picture, (7, 7)), MASK)


@pytest.mark.parametrize("size", [(7, 8), (8, 7), (1, 1), (28, 27)])
def test_a_picture_that_does_not_fit_the_grid_is_refused(size):
    with pytest.raises(ValueError, match=f"multiple of 7 pixels .* this one is {size[0]}×{size[1]}"):
        mask_from_picture(Image.new("L", size), (7, 7))


def test_a_patch_that_is_neither_is_refused_by_its_place():
    picture = mask_picture(MASK, 4)
    picture.putpixel((9, 4), 255 - picture.getpixel((9, 4)))  # column 3, row 2
    with pytest.raises(ValueError, match="row 2, column 3"):
        mask_from_picture(picture, (7, 7))


def in_file(tmp_path, name: str, content: bytes):
    path = tmp_path / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("key", ["mask", "settings"])
def test_a_mask_comes_back_from_its_files(tmp_path, key):
    make, ending = FILES[key]
    path = in_file(tmp_path, f"a{ending}", make(select_sample("fashion-mnist", 14), SETTINGS, True))
    assert torch.equal(read_mask(path, (7, 7)), MASK)


def test_what_is_transparent_in_a_mask_is_visible(tmp_path):
    picture = mask_picture(MASK, 4).convert("RGBA")
    picture.putalpha(mask_picture(MASK, 4))  # black patches are clear, white ones opaque
    picture.save(tmp_path / "painted.png")
    assert torch.equal(read_mask(tmp_path / "painted.png", (7, 7)), MASK)


def test_settings_hold_the_address_that_opens_them():
    written = json.loads(FILES["settings"][0](select_sample("fashion-mnist", 14), SETTINGS, True))
    address = dict(pair.split("=") for pair in written["link"].removeprefix("?").split("&"))
    asked, wrong = read(address)
    assert wrong == [] and asked.items() >= {key: str(value) for key, value in SETTINGS.items()}.items()
    assert (written["figures"]["hidden"], written["grid"]) == (37, [7, 7])


def test_settings_of_an_own_picture_leave_the_one_that_stands(tmp_path):
    own, standing = Selection(Image.radial_gradient("L"), "fashion-mnist", None), select_sample("fashion-mnist", 2)
    settings = {key: value for key, value in SETTINGS.items() if key != "image"}
    path = in_file(tmp_path, "a.json", FILES["settings"][0](own, settings, True))
    shown, _, _, picker, *knobs, drawing = take_file(str(path), standing, "fashion-unet-mse")
    assert shown == standing and [picker.value, *knobs] == [SETTINGS[key] for key in KNOBS]
    assert (drawing["mask"], drawing["custom"]) == (SETTINGS["mask"], False), "the settings roll it"


@pytest.mark.parametrize("strategy", ["hard", "selective"])
def test_a_mask_is_called_after_its_settings_where_they_roll_it(tmp_path, strategy):
    written = write("settings", SimpleNamespace(GRADIO_CACHE=str(tmp_path)))
    first, second = select_sample("fashion-mnist", 14), select_sample("fashion-mnist", 2)
    digits = mask_to_hex(masks.mask_for("fashion-vit-mse", strategy, 0.75, 7, first.picture, balance=-0.4))
    stands = "fashion-vit-mse", strategy, 75, 7, -40, {"mask": digits, "number": 1, "custom": True, "view": "pasted"}
    balanced = "-balance-40" if strategy == "selective" else ""
    for shown, named in ((first, f"{strategy}{balanced}-75-seed7"), (second, "custom")):
        path = Path(written(shown, *stands))
        settings = json.loads(path.read_text())
        assert (path.name, settings["rolled"]) == (f"fashion-vit-mse-{named}.json", shown is first)
        _, figures = reconstruction.run("fashion-vit-mse", shown.picture, mask_from_hex(digits, (7, 7)))
        line = notes(shown, settings, settings["rolled"], figures).splitlines()[1]
        assert line.endswith(f"Mask in hexadecimal: {digits}") and ("seed 7" in line) is (shown is first)


def test_a_figure_shows_the_pictures_as_they_are():
    picture = Image.open(io.BytesIO(FILES["figure"][0](select_sample("fashion-mnist", 14), SETTINGS, True)))
    pixels = np.asarray(picture.convert("L")).astype(int)
    original = (
        np.asarray(select_sample("fashion-mnist", 14).picture).astype(int).repeat(8, 0).repeat(8, 1)
    )  # 28 pixels in a cell of 224
    assert any(
        np.array_equal(pixels[top : top + 224, 16 : 16 + 224], original) for top in range(0, picture.height - 224)
    )


@pytest.mark.parametrize(("key", "least"), [("figure", 3 * 224), ("card", 1200), ("clip", 448)])
def test_a_picture_of_an_own_one_with_nothing_hidden_is_made_too(key, least):
    shown = Selection(Image.radial_gradient("L").convert("RGB"), "fashion-mnist", None)
    nothing = {**SETTINGS, "mask": "0" * 13}
    assert Image.open(io.BytesIO(FILES[key][0](shown, nothing, False))).width >= least


def test_a_card_has_the_size_of_a_link_preview_and_shows_what_was_seen():
    card = Image.open(io.BytesIO(FILES["card"][0](select_sample("fashion-mnist", 14), SETTINGS, True, "http://a/")))
    assert card.size == (1200, 630)
    seen, _ = reconstruction.run("fashion-vit-mse", select_sample("fashion-mnist", 14).picture, MASK)
    cell = card.convert("L").crop((800, 124, 800 + 352, 124 + 352)).resize((28, 28), Image.Resampling.BOX)
    drawn, composite = np.asarray(cell).astype(int), np.asarray(to_picture(seen.composite)).astype(int)
    assert np.abs(drawn - composite).mean() < 2


def test_a_clip_begins_with_the_masked_picture_and_ends_with_the_composite():
    clip = Image.open(io.BytesIO(FILES["clip"][0](select_sample("fashion-mnist", 14), SETTINGS, True)))
    seen, _ = reconstruction.run("fashion-vit-mse", select_sample("fashion-mnist", 14).picture, MASK)

    def shown(place: int):
        clip.seek(place)
        return np.asarray(clip.convert("L").crop((0, 0, 476, 476)).resize((28, 28), Image.Resampling.BOX)).astype(int)

    composite, hidden = np.asarray(to_picture(seen.composite)).astype(int), np.kron(MASK.numpy(), np.ones((4, 4))) > 0
    first, last = np.abs(shown(0) - composite), np.abs(shown(clip.n_frames - 1) - composite)
    assert first[~hidden].max() < 6 < 20 < first[hidden].mean(), "visible patches are there from the start"
    assert last.max() < 6 and clip.info["loop"] == 0


PRESENT = """() => {  // a phone's share sheet
    navigator.canShare = () => true;
    navigator.share = async (shared) => { window.handed = [shared.files[0].name, shared.files[0].size, shared.url]; };
}"""


def test_a_phone_hands_card_and_link_to_its_share_sheet(visit):
    with visit(390, 844, has_touch=True, is_mobile=True) as page:
        page.evaluate(PRESENT)
        page.get_by_role("button", name=WORDS["takeaway"]["save_card"]).click()
        page.wait_for_function("window.handed")
        name, size, url = page.evaluate("handed")
        assert name.endswith("-card.png") and size > 10_000 and url == page.url


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.json", b"{", WORDS["takeaway"]["no_mask"]),
        ("a.json", b'{"other": 1}', WORDS["takeaway"]["no_mask"]),
        ("a.json", b'{"a":' * 1900, WORDS["takeaway"]["no_mask"]),
        ("a.json", b'{"mask": ["ff"]}', "A mask for 7×7 patches is written"),
        ("a.txt", b"\xff\xfe", WORDS["takeaway"]["no_mask"]),
        ("a.txt", b"f" * 100_000, "A mask for 7×7 patches is written"),
        ("a.txt", b"fffffffffffff", "This mask hides patches beyond"),
        ("a.png", b"no picture", "This file is not a PNG"),
        ("a.png", b"", "This file is empty"),
    ],
)
def test_a_file_without_a_mask_gets_a_sentence(tmp_path, name, content, sentence):
    with pytest.raises(ValueError, match="(?s)^" + sentence[:40].replace("(", r"\(")):
        read_mask(in_file(tmp_path, name, content), (7, 7))


# In a browser


def wait_for_address(page, *parts: str) -> None:
    """Wait until the address says so, which is after the answer to the last choice."""
    page.wait_for_function("parts => parts.every((part) => location.search.includes(part))", arg=list(parts))


def test_downloads_are_named_and_bring_back_the_mask_and_all_settings(visit, tmp_path):
    words = WORDS["takeaway"]
    hidden = "document.querySelector('[data-panel=masked] .fact').textContent.split(' ')[0]"
    query = "?image=18&checkpoint=fashion-unet-mse&strategy=selective&ratio=60&seed=3&balance=-40&view=raw"
    standing = """query => {
        const [here, there] = [location.search, query].map((each) => [...new URLSearchParams(each)].sort().join());
        return here === there;
    }"""
    with visit(query=query) as page:
        digits, names = page.get_by_label(words["digits"]), []
        page.wait_for_function("document.querySelector('#digits :is(input, textarea)').value")
        mask = digits.input_value()
        for key in FILES:
            with page.expect_download() as downloaded:
                page.get_by_role("button", name=words[f"save_{key}"]).click()
            names.append(downloaded.value.suggested_filename)
            downloaded.value.save_as(tmp_path / names[-1])
        stem = "fashion-unet-mse-selective-balance-40-60-seed3"
        assert names == [f"{stem}.png", f"{stem}-mask.png", f"{stem}.json", f"{stem}-card.png", f"{stem}.gif"]
        assert json.loads((tmp_path / names[2]).read_text())["mask"] == mask
        bring = page.locator("#takeaway input[type=file]")
        page.click('[data-action="fill"]')
        page.wait_for_function(f"{hidden} === '49'")
        bring.set_input_files(tmp_path / names[1])
        page.wait_for_function(f"{hidden} === '30'")
        page.wait_for_function("mask => location.search.includes(`mask=${mask}`)", arg=mask)
        assert digits.input_value() == mask

        page.click('[data-view="error"]')
        page.locator("#strip button").first.click()
        page.get_by_role("radio", name=WORDS["losses"]["adversarial"], exact=True).check(force=True)
        wait_for_address(page, "view=error", "image=0", "adversarial")
        page.get_by_role("radio", name=WORDS["strategies"]["grid"], exact=True).check(force=True)
        wait_for_address(page, "strategy=grid")
        bring.set_input_files(tmp_path / names[2])
        page.wait_for_function(standing, arg=query)
        assert page.get_by_role("slider", name=WORDS["controls"]["balance"]).input_value() == "-40"
        assert digits.input_value() == mask

        (tmp_path / "other.json").write_text((tmp_path / names[2]).read_text().replace("fashion-unet-mse", "no-such"))
        bring.set_input_files(tmp_path / "other.json")
        page.locator(".toast-body", has_text=words["wrong_settings"]).wait_for()
        page.locator(".toast-close").click()
        assert page.evaluate(standing, query), "nothing has changed"

        digits.fill("0000000000001")
        digits.press("Enter")
        page.locator(".toast-body", has_text="This mask hides patches beyond").wait_for()
        digits.fill("8000000000000")
        digits.press("Enter")
        page.wait_for_function(f"{hidden} === '1'")


@pytest.mark.parametrize("has_fonts", [True, False])
def test_words_on_pictures_are_english_where_no_font_has_the_letters_of_a_language(monkeypatch, has_fonts):
    drawn, picture = [], Image.new("RGB", (1, 1))
    monkeypatch.setattr(files, "has_letters", lambda text: has_fonts)
    monkeypatch.setattr(sharing, "card", lambda pictures, *lines: drawn.extend(pictures) or picture)
    with speaking("zh"):
        FILES["card"][0](select_sample("fashion-mnist", 18), SETTINGS, True)
    words = text("zh" if has_fonts else "en")["takeaway"]
    assert drawn == [words[key] for key in ("original", "masked", "reconstructed")]
