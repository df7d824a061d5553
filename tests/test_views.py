"""What the third picture shows besides the reconstruction: its error, and what a normalised prediction says."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
import torch
from PIL import Image

from mae_demo import render
from mae_demo.image import open_picture, to_picture, to_tensor
from mae_demo.inference import measure, predict_normalised, predict_with_oracle
from mae_demo.masking import make_mask, mask_to_hex
from mae_demo.patches import hidden_pixels
from mae_demo.ui import view
from mae_demo.ui.samples import sample_paths
from mae_demo.ui.text import WORDS

SAMPLE = open_picture(sample_paths("fashion-mnist")[0])
MASK = make_mask("random", (7, 7), 0.75, 7)  # the page opens with it
MSE, NORMPIX = "fashion-vit-mse", "fashion-vit-normpix"


def decode(url: str) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(url.split(",")[1]))))


@pytest.fixture
def questions(request):
    """How often a checkpoint's network was asked, by `questions(name)`, with nothing kept from before."""
    view._run.cache_clear()
    asked = {}

    def count(name: str) -> int:
        if name not in asked:
            asked[name] = []
            hook = view.model(name).register_forward_hook(lambda *_: asked[name].append(1))
            request.addfinalizer(hook.remove)
        return len(asked[name])

    return count


def test_who_looks_again_asks_the_network_nothing(questions):
    questions(NORMPIX)
    first = view.answer(NORMPIX, SAMPLE, mask_to_hex(MASK), 1)
    again = view.answer(NORMPIX, SAMPLE, mask_to_hex(MASK), 2, readings=True)
    assert questions(NORMPIX) == 1
    assert "readings" not in first and again["prediction"] == first["prediction"]
    view.answer(NORMPIX, SAMPLE, mask_to_hex(~MASK), 3)
    assert questions(NORMPIX) == 2


def test_readings_of_a_normalised_prediction_and_their_own_figures():
    answer = view.answer(NORMPIX, SAMPLE, mask_to_hex(MASK), 1, readings=True)
    model, images, flat = view.model(NORMPIX), to_tensor(SAMPLE)[None], MASK.reshape(1, -1)
    normalised = predict_normalised(model, images, flat)
    expected = predict_with_oracle(model, images, flat)
    shown = decode(answer["readings"]["normalised"]).astype(float)
    assert np.abs(shown - 255 * (0.5 + normalised[0, 0].numpy() / 6).clip(0, 1)).max() <= 0.51
    assert (decode(answer["readings"]["oracle"]) == np.asarray(to_picture(expected[0]))).all()
    figures = measure(expected, images, hidden_pixels(flat, images))
    assert answer["readings"]["figures"] == pytest.approx(figures, rel=1e-4)
    assert figures["masked_psnr"] > answer["result"]["masked_psnr"] + 3, "the answer's brightness helps a lot"


def test_pixels_have_no_other_readings():
    assert "readings" not in view.answer(MSE, SAMPLE, mask_to_hex(MASK), 1, readings=True)


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
    reconstruction, _ = view.run(MSE, SAMPLE, MASK)
    by_pixel = np.asarray(render.error_map(reconstruction.error)).astype(int)
    by_patch = np.asarray(render.patch_error_map(reconstruction.error, 4)).astype(int)
    with visit(color_scheme="dark") as page:
        settle(page, 0)
        count = page.evaluate("painted.length")
        assert not page.locator(".legend").is_visible()
        for name, expected in (("error", by_pixel), ("patch_error", by_patch)):
            wait_for_view(page, name)
            for row, column in (MASK.nonzero() * 4 + torch.tensor([1, 2])).tolist():
                difference = np.abs(expected[row, column] - colour_at(page, row, column, of=28))
                assert difference.max() <= 5, "the page reckons with 8 bits a pixel"
            red, green, blue = colour_at(page, *(~MASK).nonzero()[0].tolist())
            assert red == green == blue, "what is visible does not count"
            assert page.locator(".legend").is_visible() and page.inner_text(".legend").split() == ["0", "≥", "0.5"]
        assert page.evaluate("painted.length") == count
        page.focus('[data-panel="masked"] canvas')
        page.keyboard.press("v")
        assert not page.locator(".legend").is_visible()


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
