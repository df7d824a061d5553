"""The static page in a browser: what Gradio and a server do for the other page, it does by itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import torch
from PIL import Image
from visiting import visited

from mae_demo.answers import networks, reconstruction
from mae_demo.answers.masks import mask_for
from mae_demo.answers.samples import place, sample_paths, samples_for
from mae_demo.answers.selection import MIDDLE, cut
from mae_demo.image import fit_picture, open_picture
from mae_demo.masking import mask_to_hex
from mae_demo.text import WORDS
from tests.ui.test_browser import FACT, answers, hidden_count, wait_for_answer

ABOUT = '[data-panel="original"] .fact'


def result(page) -> str:
    """The result line, when the linear predictor's figure is there too, where one is expected."""
    page.wait_for_function("document.querySelector('.trio').getAttribute('aria-busy') === 'false'")
    return page.inner_text(".result")


def stands(page) -> dict[str, str]:
    """What the address says."""
    return page.evaluate("Object.fromEntries(new URLSearchParams(location.search))")


def choose(page, axis: str, text: str) -> None:
    """Choose by a chip of the picker or of the data sets, and wait for the answer."""
    count = answers(page)
    page.locator(f"[data-axis={axis}] label", has_text=re.compile(f"^{text}$")).click()
    wait_for_answer(page, count)


@pytest.mark.parametrize(
    ("name", "strategy", "ratio", "balance"),
    [
        ("fashion-vit-mse", "random", 75, 100),
        ("fashion-vit-l1", "hard", 40, 100),
        ("fashion-unet-mse", "selective", 50, -40),
        ("emoji-vit-mse", "layered", 50, 100),
        ("photos-unet-mse", "block", 35, 100),
    ],
)
def test_masks_and_figures_are_the_servers(visit, name, strategy, ratio, balance):
    path = sample_paths(samples_for(name))[3]
    query = f"?checkpoint={name}&image={place(path)}&strategy={strategy}&ratio={ratio}&seed=11&balance={balance}"
    with visit(query=query) as page:
        linear = networks.linear_reference(networks.model(name).config)
        if linear:
            page.get_by_text(WORDS["canvas"]["linear"]).first.wait_for()
        said = result(page)
        shown = page.evaluate("document.querySelector('[data-panel=masked] .fact').textContent")
    picture = open_picture(path)
    mask = mask_for(name, strategy, ratio / 100, 11, picture, balance=balance / 100)
    _, figures = reconstruction.run(name, picture, mask)
    assert shown.startswith(f"{int(mask.sum())} of {mask.numel()}")
    assert float(re.search(r"PSNR ([\d.]+) dB", said)[1]) == pytest.approx(figures["masked_psnr"], abs=0.06)
    assert float(re.search(r"SSIM ([\d.]+)", said)[1]) == pytest.approx(figures["masked_ssim"], abs=0.006)
    gains = [abs(figures["masked_psnr"] - other) for other in figures["baselines"].values()]
    found = [float(gain) for gain in re.findall(r"([\d.]+) dB (?:better|worse)", said)]
    assert found == pytest.approx([gain for gain in gains if gain >= 0.05], abs=0.11)
    assert WORDS["canvas"]["on_device"] in said


def test_what_nothing_or_everything_hidden_means_is_said(visit):
    with visit() as page:
        for action, key in (("clear", "nothing_hidden"), ("fill", "everything_hidden")):
            count = answers(page)
            page.click(f'[data-action="{action}"]')
            wait_for_answer(page, count)
            assert WORDS["results"][key] in result(page)


def test_another_data_set_brings_its_samples_and_its_ratio(visit):
    with visit() as page:
        choose(page, "dataset", "Emoji")
        assert page.inner_text(ABOUT) == "Laughing, test picture 0"
        assert page.input_value("#ratio") == "50" and hidden_count(page) == 32
        assert page.inner_text("#ratio-note") == WORDS["controls"]["ratio_emoji"]
        page.locator("#ratio").fill("60")
        page.wait_for_function("document.querySelector('[data-panel=masked] .fact').textContent.startsWith('39')")
        choose(page, "dataset", "Photographs")
        assert page.inner_text(ABOUT) == "Coffee, a photograph"
        assert page.input_value("#ratio") == "60", "a ratio that the visitor chose stays"


def test_the_address_says_what_stands_and_brings_it_back(visit):
    with visit() as page:
        page.locator("#strip button").nth(14).click()
        page.wait_for_function("location.search.includes('image=18')")
        choose(page, "family", "U-Net")
        page.click('[data-action="invert"]')
        page.wait_for_function("location.search.includes('mask=')")
        page.click('[data-view="raw"]')
        page.wait_for_function("location.search.includes('view=raw')")
        asked, count = stands(page), hidden_count(page)
        link = page.evaluate("location.search")
    assert asked["checkpoint"] == "fashion-unet-mse" and asked["image"] == "18" and asked["ratio"] == "75"
    with visit(query=link) as page:
        assert hidden_count(page) == count
        assert page.inner_text(ABOUT).startswith("Bag")
        assert page.locator("[data-view=raw]").get_attribute("aria-checked") == "true"
        assert page.get_by_role("radio", name="U-Net").is_checked()
        assert stands(page) == asked and page.inner_text("#notice") == ""


def test_a_mask_of_the_settings_is_none_of_an_address(visit):
    path = sample_paths("fashion-mnist")[0]
    rolled = mask_to_hex(mask_for("fashion-vit-mse", "random", 0.75, 7, open_picture(path)))
    with visit(query=f"?ratio=75&mask={rolled}") as page:
        page.click('[data-view="error"]')
        page.wait_for_function("location.search.includes('view=error')")
        assert "mask" not in stands(page)


def test_a_wrong_address_opens_with_sentences(visit):
    with visit(
        query="?ratio=nan&mask=zz&checkpoint=<img src=x onerror=alert(1)>&image=own&tab=no&__theme=dark"
    ) as page:
        said = page.inner_text("#notice")
        for key in ("wrong_ratio", "wrong_mask", "wrong_checkpoint", "own_image", "wrong_tab"):
            assert WORDS["link"][key] in said
        assert hidden_count(page) == 37
        assert page.evaluate("document.documentElement.classList.contains('dark')")


@pytest.fixture
def photo(tmp_path) -> Path:
    """A colourful picture, longer than wide."""
    path = tmp_path / "photo.png"
    channels = [Image.radial_gradient("L"), Image.linear_gradient("L"), Image.radial_gradient("L").rotate(90)]
    channels[0] = channels[0].transpose(Image.Transpose.FLIP_LEFT_RIGHT).point(lambda value: 255 - value)
    Image.merge("RGB", channels).resize((300, 200)).save(path)
    return path


def test_an_own_picture_goes_to_photographs_and_asks_nobody(visit, photo):
    with visit() as page:
        page.wait_for_load_state("networkidle")
        asked, count = [], answers(page)
        page.on("request", lambda request: asked.append((request.method, request.url)))
        page.set_input_files("#upload-file", photo)
        wait_for_answer(page, count)
        assert page.inner_text(ABOUT) == "yours, 128×88"
        assert WORDS["results"]["switched"] in result(page)
        assert page.get_by_role("radio", name="Photographs").is_checked()
        assert page.locator("#strip .selected").count() == 0
        assert all(
            method == "GET" and "photo" not in url.split("/")[-1].replace("photos-", "") for method, url in asked
        )
        page.wait_for_function("location.search.includes('image=own')")

        page.get_by_role("button", name="Back to Fashion-MNIST").click()
        page.wait_for_function("document.querySelector('[data-panel=original] .fact').textContent.includes('in grey')")
        before, count = result(page), answers(page)
        page.locator(".crop input").fill("40")  # a smaller part
        wait_for_answer(page, count)
        assert result(page) != before
        choose(page, "dataset", "Photographs")
        assert page.input_value(".crop input") == "40", "the part stays"
        page.locator("#strip button").nth(1).click()
        page.wait_for_function("document.querySelector('.crop').hidden")


def test_what_a_network_gets_of_an_own_picture_is_what_the_server_cuts(visit, photo):
    with visit(query="?checkpoint=photos-unet-mse") as page:
        page.evaluate("addEventListener('drawn', (event) => (window.shownNow = event.detail.picture))")
        page.set_input_files("#upload-file", photo)
        page.wait_for_function("document.querySelector('[data-panel=original] .fact').textContent.startsWith('yours')")
        page.wait_for_function("window.shownNow?.width === 128 && window.shownNow.height === 88")
        rgba = page.evaluate("[...shownNow.getContext('2d').getImageData(0, 0, 128, 88).data]")
    expected = fit_picture(cut(open_picture(photo), MIDDLE, (88, 128)), (88, 128), 3)
    found = torch.tensor(rgba).view(88, 128, 4)[..., :3]
    wanted = torch.tensor(list(expected.tobytes())).view(88, 128, 3)
    assert (found - wanted).abs().max() <= 2


def test_a_file_that_is_no_picture_changes_nothing(visit, tmp_path):
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG but no more")
    with visit() as page:
        before = page.inner_text(ABOUT)
        page.set_input_files("#upload-file", broken)
        page.get_by_text(WORDS["pictures"]["damaged"]).wait_for()
        assert page.inner_text(ABOUT) == before and hidden_count(page) == 37


def test_what_normalised_targets_say_can_be_looked_at(chromium, served):
    with visited(chromium, f"{served}?checkpoint=fashion-vit-normpix&image=0&seed=7") as page:
        page.click('[data-view="oracle"]')
        page.get_by_text("oracle:").wait_for()
        assert WORDS["canvas"]["oracle_note"] in result(page)
        page.click('[data-view="normalised"]')
        page.get_by_text(WORDS["canvas"]["normalised_note"]).first.wait_for()


def test_the_page_says_that_pictures_stay(visit):
    with visit() as page:
        assert WORDS["site"]["private"] in page.inner_text("#image-column")
        page.get_by_role("tab", name=WORDS["page"]["about"]).click()
        assert "Masked Autoencoders Are Scalable Vision Learners" in page.inner_text("#about")
        assert "/reconstruct" not in page.inner_text("#about"), "there is no server to ask"
        page.wait_for_function("location.search.includes('tab=about')")
        page.keyboard.press("ArrowRight")  # from the last tab to the first
        assert page.evaluate("document.activeElement.id") == "playground-button"
        page.keyboard.press("Enter")
        assert page.locator(FACT).is_visible()
