"""What the third picture shows besides the reconstruction: its error, and what a normalised prediction says."""

from __future__ import annotations

import base64
import io

import gradio as gr
import numpy as np
import pytest
import torch
from PIL import Image
from visiting import unfold

from mae_demo import render
from mae_demo.answers import canvas, masks, networks, reconstruction
from mae_demo.answers.assembly import assembled
from mae_demo.answers.attention import attention_of
from mae_demo.answers.patch_losses import losses_by_patch
from mae_demo.answers.samples import sample_paths
from mae_demo.answers.selection import Selection
from mae_demo.attention import attention_maps
from mae_demo.config import ARCHITECTURES
from mae_demo.image import open_picture, to_picture, to_tensor
from mae_demo.inference import measure, predict_normalised, predict_with_oracle
from mae_demo.losses import LOSSES, PIXEL_TERMS, normalise_patches, reconstruction_loss
from mae_demo.masking import make_mask, mask_from_hex, mask_to_hex
from mae_demo.patches import hidden_pixels
from mae_demo.text import WORDS
from mae_demo.ui import tokens, whole

SAMPLE = open_picture(sample_paths("fashion-mnist")[0])
MASK = make_mask("random", (7, 7), 0.75, 7)  # the page opens with it
MSE, NORMPIX = "fashion-vit-mse", "fashion-vit-normpix"


def decode(url: str, mode: str = "L") -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(url.split(",")[1]))).convert(mode))


@pytest.fixture
def questions(request):
    """How often a checkpoint's network was asked, by `questions(name)`, with nothing kept from before."""
    reconstruction._run.cache_clear()
    asked = {}

    def count(name: str) -> int:
        if name not in asked:
            asked[name] = []
            hook = networks.model(name).register_forward_hook(lambda *_: asked[name].append(1))
            request.addfinalizer(hook.remove)
        return len(asked[name])

    return count


def test_who_looks_again_asks_the_network_nothing(questions):
    questions(NORMPIX)
    first = canvas.answer(NORMPIX, SAMPLE, mask_to_hex(MASK), 1)
    again = canvas.answer(NORMPIX, SAMPLE, mask_to_hex(MASK), 2, normalised_views=True)
    assert questions(NORMPIX) == 1
    assert "normalised_views" not in first and again["prediction"] == first["prediction"]
    canvas.answer(NORMPIX, SAMPLE, mask_to_hex(~MASK), 3)
    assert questions(NORMPIX) == 2


def test_errors_of_a_photograph_are_measured_on_the_same_pixels_after_a_stroke_as_after_a_pick():
    photograph = open_picture(sample_paths("photos")[0])
    mask = masks.mask_for("photos-unet-mse", "random", 0.75, 7, photograph)
    reply = canvas.answer("photos-unet-mse", photograph, mask_to_hex(mask), 1)
    drawing = canvas.drawing("photos-unet-mse", photograph, mask)
    prediction = reconstruction.run("photos-unet-mse", photograph, mask)[0].prediction
    for each in (reply, drawing):
        assert (decode(each["prediction"], "RGB") == np.asarray(to_picture(prediction))).all()


def test_readings_of_a_normalised_prediction_and_their_own_figures():
    answer = canvas.answer(NORMPIX, SAMPLE, mask_to_hex(MASK), 1, normalised_views=True)
    model, images, flat = networks.model(NORMPIX), to_tensor(SAMPLE)[None], MASK.reshape(1, -1)
    normalised = predict_normalised(model, images, flat)
    expected = predict_with_oracle(model, images, flat)
    shown = decode(answer["normalised_views"]["normalised"]).astype(float)
    assert np.abs(shown - 255 * (0.5 + normalised[0, 0].numpy() / 6).clip(0, 1)).max() <= 0.51
    assert (decode(answer["normalised_views"]["oracle"]) == np.asarray(to_picture(expected[0]))).all()
    figures = measure(expected, images, hidden_pixels(flat, images))
    assert answer["normalised_views"]["figures"] == pytest.approx(figures, rel=1e-4)
    assert figures["masked_psnr"] > answer["result"]["masked_psnr"] + 3, "the answer's brightness helps a lot"


def test_pixels_have_no_other_readings():
    assert "normalised_views" not in canvas.answer(MSE, SAMPLE, mask_to_hex(MASK), 1, normalised_views=True)


@pytest.mark.parametrize(
    "name", [MSE, "fashion-vit-l1", "fashion-vit-bce", "fashion-vit-edge", NORMPIX, "fashion-pca-20"]
)
def test_a_checkpoints_own_loss_is_what_training_would_reckon(name):
    sums = losses_by_patch(name, SAMPLE, mask_to_hex(MASK))
    model, images = networks.model(name), to_tensor(SAMPLE)[None]
    with torch.inference_mode():
        answer = model(images, MASK.reshape(1, -1))
    target = normalise_patches(images, 4) if name == NORMPIX else images
    loss = reconstruction_loss(model.config.loss, answer, target, MASK.reshape(1, -1))
    assert sums["picture"]["whole"] == pytest.approx(loss.item(), rel=1e-5)
    assert sums["loss"] == name.split("-")[2] if "vit" in name else "mse"


def test_the_arithmetic_of_one_patch():
    sums = losses_by_patch("fashion-vit-bce", SAMPLE, mask_to_hex(MASK))
    seen, figures = reconstruction.run("fashion-vit-bce", SAMPLE, MASK)
    p, t = (np.double(x[0, 8:12, 24:28].numpy()) for x in (seen.prediction, seen.original))
    place = 2 * 7 + 6  # row 3, column 7
    assert sums["l1"][place] == pytest.approx(np.abs(p - t).mean(), abs=1e-6)
    assert sums["mse"][place] == pytest.approx(((p - t) ** 2).mean(), abs=1e-6)
    assert sums["own"][place] == pytest.approx((-t * np.log(p) - (1 - t) * np.log(1 - p)).mean(), abs=1e-5)
    entropy = -t * np.log(t.clip(1e-30)) - (1 - t) * np.log((1 - t).clip(1e-30))
    assert sums["perfect"][place] == pytest.approx(entropy.mean(), abs=1e-5)
    assert sums["hidden"] == MASK.flatten().nonzero().flatten().tolist()
    assert sums["picture"]["l1"] == pytest.approx(figures["masked_l1"], rel=1e-5)


def test_what_no_checkpoint_can_reckon_is_left_out():
    assert losses_by_patch("fashion-vit-adversarial", SAMPLE, mask_to_hex(MASK))["picture"]["whole"] is None
    nothing = losses_by_patch(MSE, SAMPLE, "0" * 13)
    assert set(nothing["picture"].values()) == {None} and nothing["hidden"] == [] and len(nothing["l1"]) == 49


def test_a_token_looks_as_the_encoder_reckons():
    maps = attention_maps(networks.model(MSE), to_tensor(SAMPLE), MASK)
    seen = [0, *(1 + (~MASK).flatten().nonzero().flatten()).tolist()]
    for token in (0, seen[4]):
        answer = attention_of(MSE, SAMPLE, mask_to_hex(MASK), token)
        assert answer["seen"] == seen
        np.testing.assert_allclose(answer["maps"], 13 * maps[:, :, token, seen], atol=6e-4)  # an even share is 1 of 13
        np.testing.assert_allclose(np.sum(answer["maps"], -1), 13, atol=0.01)


def test_every_patch_is_hidden_once_and_the_figures_are_over_all_pixels():
    answer = assembled(MSE, SAMPLE, 4)
    masks = torch.stack([mask_from_hex(digits, (7, 7)) for digits in answer["masks"]])
    assert len(masks) == 4 and (masks.sum(0) == 1).all()
    image, prediction = to_tensor(SAMPLE), torch.zeros(1, 28, 28)
    for mask in masks:
        one = reconstruction.run(MSE, SAMPLE, mask)[0]
        prediction += one.prediction * hidden_pixels(mask.reshape(1, -1), image[None])[0]
    assert (decode(answer["picture"]) == np.asarray(to_picture(prediction))).mean() > 0.99  # rounding may differ
    psnr = -10 * np.log10(((prediction - image) ** 2).mean())
    assert answer["figures"]["masked_psnr"] == pytest.approx(psnr.item(), abs=0.01)


@pytest.mark.parametrize("token", [-1, 1, 50, 10**9])  # patch 0 is hidden
def test_a_token_that_is_not_there_gets_a_sentence(token):
    with pytest.raises(ValueError, match="Only a token that enters the encoder"):
        attention_of(MSE, SAMPLE, mask_to_hex(MASK), token)


@pytest.mark.parametrize("forged", [None, 5, {}, {"token": "3"}, {"parts": 1}, {"parts": None}, [1]])
def test_a_forged_fold_gets_a_sentence(forged):
    painted = {"mask": mask_to_hex(MASK), "number": 1}
    with pytest.raises(gr.Error, match="Only a token"):
        tokens.look(forged, Selection(SAMPLE, "fashion-mnist", 0), MSE, painted)
    with pytest.raises(gr.Error, match="Choose among 2, 4, 8, 49 masks"):
        whole.look(forged, Selection(SAMPLE, "fashion-mnist", 0), MSE)


def test_every_family_and_loss_has_its_words():
    assert {f"takes_{family}" for family in ARCHITECTURES} - {"takes_vit"} <= set(WORDS["tokens"])
    assert {f"own_{loss}" for loss in (*LOSSES, "normpix")} <= set(WORDS["one_patch"])
    summed = {loss for loss in LOSSES if set(LOSSES[loss]) - {*PIXEL_TERMS, "edge"}}  # in part only, and said so
    assert {f"picture_{loss}" for loss in summed} <= set(WORDS["one_patch"])


# In a browser

THIRD = '[data-panel="reconstructed"]'


def colour_at(page, row: int, column: int, of: int = 7) -> list[int]:
    """The colour in the middle of a cell of the third picture, cut into of×of cells."""
    return page.eval_on_selector(
        f"{THIRD} canvas",
        """(canvas, [row, column, of]) => [...canvas.getContext("2d").getImageData(
            (column + 0.5) * canvas.width / of, (row + 0.5) * canvas.height / of, 1, 1).data].slice(0, 3)""",
        [row, column, of],
    )


def wait_for_view(page, name: str) -> None:
    """Choose a view and wait until it is drawn."""
    before = page.eval_on_selector(f"{THIRD} canvas", "canvas => canvas.toDataURL()")
    page.click(f'[data-view="{name}"]')
    page.wait_for_function(
        "([canvas, old]) => document.querySelector(canvas).toDataURL() !== old", arg=[f"{THIRD} canvas", before]
    )


def settle(page, before: int) -> None:
    page.wait_for_function("before => painted.length > before", arg=before)
    page.wait_for_function("() => performance.now() - paintedAt.at(-1) > 200")


def test_the_error_is_drawn_in_the_colours_of_its_scale_and_asks_nothing(visit):
    seen, _ = reconstruction.run(MSE, SAMPLE, MASK)
    by_pixel = np.asarray(render.error_map(seen.error)).astype(int)
    by_patch = np.asarray(render.patch_error_map(seen.error, 4)).astype(int)
    with visit(color_scheme="dark") as page:
        settle(page, 0)
        count = page.evaluate("painted.length")
        assert not page.locator(".trio .legend").is_visible()
        for name, expected in (("error", by_pixel), ("patch_error", by_patch)):
            wait_for_view(page, name)
            for row, column in (MASK.nonzero() * 4 + torch.tensor([1, 2])).tolist():
                difference = np.abs(expected[row, column] - colour_at(page, row, column, of=28))
                assert difference.max() <= 5, "the page reckons with 8 bits a pixel"
            red, green, blue = colour_at(page, *(~MASK).nonzero()[0].tolist())
            assert red == green == blue, "what is visible does not count"
            assert page.locator(".trio .legend").is_visible() and page.inner_text(".trio .legend").split() == [
                "0",
                "≥",
                "0.5",
            ]
        assert page.evaluate("painted.length") == count
        page.focus('[data-panel="masked"] canvas')
        page.keyboard.press("v")
        assert not page.locator(".trio .legend").is_visible()


def test_the_oracle_is_never_first_and_its_figures_say_whose_they_are(visit):
    with visit() as page:
        assert not page.locator(".readings").is_visible()
        count = page.evaluate("painted.length")
        page.get_by_role("radio", name=WORDS["losses"]["normpix"], exact=True).check(force=True)
        settle(page, count)
        assert page.get_attribute('[data-view="pasted"]', "aria-checked") == "true"
        assert "borrowed from visible patches" in page.inner_text(".result")
        own = page.inner_text(".result .leading")

        count = page.evaluate("painted.length")
        wait_for_view(page, "oracle")
        settle(page, count)
        assert "leaks the answer" in page.inner_text(".result") and "than" not in page.inner_text(".result")
        assert page.inner_text(".result .leading") != own
        assert page.inner_text(f"{THIRD} .fact").startswith("oracle:")

        wait_for_view(page, "normalised")
        assert "dB" not in page.inner_text(".result") + page.inner_text(f"{THIRD} .fact")
        count = page.evaluate("painted.length")
        page.click('[data-action="invert"]')
        settle(page, count)  # what is looked at comes with every stroke
        assert page.get_attribute('[data-view="normalised"]', "aria-checked") == "true"

        count = page.evaluate("painted.length")
        page.get_by_role("radio", name=WORDS["losses"]["l1"], exact=True).check(force=True)
        settle(page, count)
        assert page.get_attribute('[data-view="pasted"]', "aria-checked") == "true"
        assert not page.locator(".readings").is_visible() and "leaks" not in page.inner_text(".result")


def wait_for_text(page, selector: str, text: str) -> None:
    page.wait_for_function(
        "([selector, text]) => document.querySelector(selector).textContent.includes(text)", arg=[selector, text]
    )


def test_a_patch_shows_its_loss_by_keyboard_and_by_finger_and_a_closed_fold_asks_nothing(visit):
    with visit(has_touch=True) as page:
        asked = []
        page.on("request", lambda request: "queue/join" in request.url and asked.append(request.url))
        page.click('[data-action="clear"]')
        settle(page, 1)
        page.click('[data-action="undo"]')
        settle(page, 2)
        assert len(asked) == 2, "one question a stroke"

        sums = losses_by_patch(MSE, SAMPLE, mask_to_hex(MASK))
        worst = max(sums["hidden"], key=lambda place: sums["l1"][place])
        unfold(page, "one_patch")
        wait_for_text(page, ".patch .which", f"Row {worst // 7 + 1}, column {worst % 7 + 1}: hidden")
        assert f"{sums['mse'][worst]:.4f}" in page.inner_text("[data-sum=mse]")

        page.focus('[data-panel="masked"] canvas')
        page.keyboard.press("ArrowUp")
        wait_for_text(page, ".patch .which", f"Row {worst // 7}, column {worst % 7 + 1}:")

        box = page.locator('[data-panel="original"] canvas').bounding_box()
        page.touchscreen.tap(box["x"] + box["width"] * 1.5 / 7, box["y"] + box["height"] * 0.5 / 7)
        wait_for_text(page, ".patch .which", "Row 1, column 2: visible")
        assert f"= {sums['l1'][1]:.4f}" in page.inner_text("[data-sum=l1]")

        page.click('[data-action="invert"]')
        wait_for_text(page, ".patch .which", "Row 1, column 2: hidden")
        inverted = losses_by_patch(MSE, SAMPLE, mask_to_hex(~MASK))
        wait_for_text(page, "[data-sum=picture]", f"L1 {inverted['picture']['l1']:.4f}")
        seen, _ = reconstruction.run(MSE, SAMPLE, ~MASK)  # visible pixels are right: they count in the whole picture
        psnr = -10 * np.log10(np.mean((seen.composite - seen.original).numpy() ** 2))
        assert f"= {psnr:.1f} dB." in page.inner_text("[data-sum=pasted]")


def test_a_token_shows_where_it_looks_and_other_networks_say_what_they_take(visit):
    visible = [place + 1 for place in (~MASK).flatten().nonzero().flatten().tolist()]
    expected = attention_of(MSE, SAMPLE, mask_to_hex(MASK), visible[2])
    with visit() as page:
        settle(page, 0)
        unfold(page, "tokens")
        assert "12 of 49 patches enter the encoder, and one class token" in page.inner_text(".count")
        heat = page.locator(".heat")
        assert heat.get_attribute("aria-label") == WORDS["tokens"]["heat_alt"]
        assert page.locator(".tokens button").all_inner_texts() == [WORDS["tokens"]["class"], *map(str, visible)]
        page.locator(".tokens button").first.focus()
        for _ in range(3):
            page.keyboard.press("ArrowRight")
        last = np.mean(expected["maps"][-1], axis=0)  # the last block, the mean of its heads
        itself = WORDS["tokens"]["itself"].format(itself=f"{last[3]:.1f}", **{"class": f"{last[0]:.1f}"})
        wait_for_text(page, ".said", itself)

        page.get_by_role("radio", name="1", exact=True).first.click()  # another block, without asking
        first = np.mean(expected["maps"][0], axis=0)
        itself = WORDS["tokens"]["itself"].format(itself=f"{first[3]:.1f}", **{"class": f"{first[0]:.1f}"})
        assert itself in page.inner_text(".said")
        place = (visible[-1] - 1) // 7, (visible[-1] - 1) % 7
        seen = page.eval_on_selector(
            ".heat",
            """(canvas, [row, column]) => [...canvas.getContext("2d").getImageData(
                (column + 0.5) * canvas.width / 7, (row + 0.5) * canvas.height / 7, 1, 1).data].slice(0, 3)""",
            place,
        )
        painted = np.array(render.paint(torch.tensor([[first[-1]]]), render.ATTENTION))[0, 0].astype(int)
        assert np.abs(painted - seen).max() <= 2
        assert heat.get_attribute("aria-label") == page.inner_text(".said")
        count = page.evaluate("painted.length")
        page.click('[data-action="invert"]')  # hides the chosen one
        settle(page, count)
        assert page.inner_text(".said") == WORDS["tokens"]["choose"]
        assert heat.get_attribute("aria-label") == WORDS["tokens"]["heat_alt"]

        count = page.evaluate("painted.length")
        page.get_by_role("radio", name=WORDS["families"]["unet"], exact=True).check(force=True)
        settle(page, count)
        assert page.inner_text(".count") == WORDS["tokens"]["takes_unet"] and not page.locator(".tokens").is_visible()


def test_folds_can_be_opened_before_the_first_picture_is_there(chromium, url, held):
    with chromium.new_context() as context:
        page, wrong = context.new_page(), []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(url)
        page.locator(".opener").dispatch_event("click")  # by a script: nothing shows yet
        held.set()
        for name, filled in (("one_patch", ".which"), ("tokens", ".tokens button"), ("whole", ".masks canvas")):
            unfold(page, name)
            page.locator(filled).first.wait_for()
        assert not wrong


def test_the_whole_picture_comes_from_as_many_masks_as_one_likes(visit):
    with visit() as page:
        calls = []
        unfold(page, "whole")
        page.get_by_role("radio", name="49", exact=True).wait_for()
        settle(page, 0)
        page.locator(".lines [role=option]").first.wait_for()
        page.on("request", lambda request: "queue/join" in request.url and calls.append(request.post_data_json))
        for parts in (4, 2, 49):
            page.get_by_role("radio", name=str(parts), exact=True).click()
            figures = assembled(MSE, SAMPLE, parts)["figures"]
            wait_for_text(page, ".figures", f"{parts} masks")
            assert f"PSNR {figures['masked_psnr']:.1f} dB" in page.inner_text(".figures")
            assert page.locator(".masks canvas").count() == min(parts, 8)
        (own,) = {call["fn_index"] for call in calls}
        calls.clear()
        count, lines = page.evaluate("painted.length"), page.inner_text(".lines")
        page.click('[data-action="invert"]')
        settle(page, count)
        page.wait_for_function("lines => document.querySelector('.lines').innerText !== lines", arg=lines)
        assert own not in [call["fn_index"] for call in calls], "a painted mask changes nothing here"
        assert len(calls) == 2, "the prediction and the shapes are asked for"
        page.get_by_role("radio", name="Emoji", exact=True).check(force=True)  # with as many masks as are offered there
        wait_for_text(page, ".figures", "8 masks, each hiding 8 of 64 patches")
        choices = page.locator(".parts button")
        assert choices.all_inner_texts() == ["2", "4", "8", "64"]
        assert choices.nth(2).get_attribute("aria-checked") == "true"
