"""The folds below the stages on the static page: answered on the device, by the figures of the server."""

from __future__ import annotations

import re

import numpy as np
import pytest

from mae_demo.answers import networks
from mae_demo.answers.assembly import assembled
from mae_demo.answers.attention import attention_of
from mae_demo.answers.masks import mask_for
from mae_demo.answers.patch_losses import losses_by_patch
from mae_demo.answers.samples import place, sample_paths, samples_for
from mae_demo.image import open_picture
from mae_demo.masking import mask_to_hex
from mae_demo.site.folds import FOLDS, given_folds
from mae_demo.text import WORDS
from mae_demo.ui import whole
from mae_demo.ui.stages import OPENS
from tests.ui.test_browser import answers, wait_for_answer
from tests.ui.test_views import wait_for_text

ASKED = """
    window.asked = [];
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (said, ...rest) {
      asked.push(said.ask);
      return post.call(this, said, ...rest);
    };
"""


def figure(text: str, name: str) -> float:
    """The number that follows a name."""
    return float(re.search(rf"{name} (?:= )?([\d.]*\d)", text)[1])


def test_every_fold_that_is_there_is_opened_by_the_stages_of_the_other_page():
    told = given_folds()
    assert told["opens"] == OPENS and {each for names in OPENS.values() for each in names} == {*FOLDS.values()}
    assert told["whole"]["first"] == whole.FIRST


@pytest.mark.parametrize("name", ["fashion-vit-mse", "fashion-vit-normpix", "photos-unet-mse"])
def test_a_patch_and_its_loss_have_the_servers_figures(visit, name):
    path = sample_paths(samples_for(name))[2]
    picture = open_picture(path)
    mask = mask_for(name, "random", 0.5, 7, picture)
    _, columns = networks.grid_of(name, picture)
    sums = losses_by_patch(name, picture, mask_to_hex(mask))
    worst = max(sums["hidden"], key=lambda patch: sums["l1"][patch])
    query = f"?checkpoint={name}&image={place(path)}&ratio=50&seed=7&stage=prediction"
    with visit(query=query) as page:
        wait_for_text(page, ".patch .which", f"Row {worst // columns + 1}, column {worst % columns + 1}: hidden")
        for key in ("l1", "mse"):
            said = page.inner_text(f"[data-sum={key}]")
            assert float(said.rsplit("= ")[-1]) == pytest.approx(sums[key][worst], abs=6e-5)
        said = page.inner_text("[data-sum=picture]")
        assert figure(said, "MSE") == pytest.approx(sums["picture"]["mse"], abs=6e-5)
        assert page.inner_text("#one-patch h3") == WORDS["one_patch"]["title"]
        assert page.locator("#stage-panel figure").is_hidden(), "the fold shows more"

        page.focus('[data-panel="masked"] canvas')
        page.keyboard.press("ArrowUp")
        wait_for_text(page, ".patch .which", f"Row {worst // columns}, column {worst % columns + 1}:")
        count = answers(page)
        page.click('[data-action="clear"]')
        wait_for_answer(page, count)
        wait_for_text(page, "[data-sum=picture]", WORDS["one_patch"]["picture_nothing"])


def test_the_whole_picture_comes_from_as_many_masks_as_one_likes(visit):
    name, path = "fashion-vit-mse", sample_paths("fashion-mnist")[0]
    with visit(query=f"?image={place(path)}&stage=patches", script=ASKED) as page:
        wait_for_text(page, ".figures", "4 masks")
        page.locator(".parts [aria-checked=true]").focus()
        for parts in (8, 49, 2):
            page.keyboard.press("ArrowRight")
            wait_for_text(page, ".figures", f"{parts} masks")
            expected = assembled(name, open_picture(path), parts)["figures"]
            said = page.inner_text(".figures")
            assert figure(said, "PSNR") == pytest.approx(expected["masked_psnr"], abs=0.051)
            assert figure(said, "SSIM") == pytest.approx(expected["masked_ssim"], abs=0.0051)
            assert figure(said, "L1") == pytest.approx(expected["masked_l1"], abs=0.00051)
            assert page.locator(".masks canvas").count() == min(parts, 8)

        count, before = answers(page), page.evaluate("asked.filter((each) => each === 'assemble').length")
        page.click('[data-action="invert"]')
        wait_for_answer(page, count)
        count = answers(page)
        page.click("#new-seed")
        wait_for_answer(page, count)
        assert page.evaluate("asked.filter((each) => each === 'assemble').length") == before, "no mask changes it"

        said = page.inner_text(".figures")
        page.locator("#strip button").nth(3).click()
        page.wait_for_function("said => document.querySelector('.figures').innerText !== said", arg=said)
        expected = assembled(name, open_picture(sample_paths("fashion-mnist")[3]), 2)["figures"]
        assert figure(page.inner_text(".figures"), "PSNR") == pytest.approx(expected["masked_psnr"], abs=0.051)
        page.get_by_role("radio", name="Emoji", exact=True).check(force=True)
        wait_for_text(page, ".figures", "2 masks, each hiding 32 of 64 patches")
        assert page.locator(".parts button").all_inner_texts() == ["2", "4", "8", "64"]


def test_a_token_says_where_it_looks(visit):
    name, path = "fashion-vit-mse", sample_paths("fashion-mnist")[0]
    picture = open_picture(path)
    mask = mask_for(name, "random", 0.75, 7, picture)
    patch = 1 + int((~mask).flatten().nonzero()[0])
    expected = attention_of(name, picture, mask_to_hex(mask), patch)
    heads = np.array(expected["maps"][-1]).mean(0)  # of the last block
    with visit(query=f"?image={place(path)}&ratio=75&seed=7&strategy=random&stage=tokens") as page:
        wait_for_text(page, "#tokens .count", "12 of 49 patches enter the encoder, and one class token: 13 tokens.")
        assert page.inner_text("#tokens .said") == WORDS["tokens"]["choose"]
        page.locator(f"#tokens [data-token='{patch}']").click()
        wait_for_text(page, "#tokens .said", "At itself")
        said = page.inner_text("#tokens .said")
        itself, first = heads[expected["seen"].index(patch)], heads[0]
        assert figure(said, "At itself") == pytest.approx(itself, abs=0.06)
        assert figure(said, "at the class token") == pytest.approx(first, abs=0.06)

        page.keyboard.press("ArrowLeft")  # to the class token, which stands first
        wait_for_text(page, "#tokens .said", WORDS["tokens"]["class_token"])
        thumbnails = "[...document.querySelectorAll('#tokens button canvas')].map((each) => each.toDataURL()).join()"
        before = page.evaluate(thumbnails)
        page.locator("#strip button").nth(3).click()  # the same mask on another picture
        page.wait_for_function(f"before => {thumbnails} !== before", arg=before)
        page.get_by_role("radio", name="U-Net").first.check(force=True)
        wait_for_text(page, "#tokens .count", WORDS["tokens"]["takes_unet"])


def test_folds_speak_the_language_of_the_page(visit):
    with visit(query="?stage=prediction&lang=de") as page:
        page.wait_for_function("document.querySelector('.which').textContent !== ''")
        assert page.inner_text("#one-patch h3") not in ("", WORDS["one_patch"]["title"])
