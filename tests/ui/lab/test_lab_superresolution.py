"""Super-resolution: pictures made small and large again, by hand; the kept figures; the panel in a browser."""

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from mae_demo import checkpoint, latent, metrics
from mae_demo.answers import networks, test_pictures
from mae_demo.answers import superresolution as answers
from mae_demo.answers.measured import measured
from mae_demo.inference import predict
from mae_demo.superresolution import average, bicubic, decimate, filled, nearest, spread_out, upscale
from mae_demo.text import Refusal
from mae_demo.ui.lab import superresolution
from train.data import as_float
from train.lab.superresolution import from_averages, from_pixels

RAMP = torch.arange(64.0).view(1, 1, 8, 8) / 63


def test_small_and_large_by_hand():
    assert decimate(RAMP, 2)[0, 0, 0].mul(63).tolist() == [0, 2, 4, 6]
    assert decimate(RAMP, 4)[0, 0].mul(63).round().tolist() == [[9, 13], [41, 45]]
    assert average(RAMP, 4)[0, 0].mul(63).round(decimals=1).tolist() == [[13.5, 17.5], [45.5, 49.5]]
    assert nearest(torch.tensor([[[[1.0, 2.0]]]]), 2)[0, 0].tolist() == [[1, 1, 2, 2], [1, 1, 2, 2]]


@pytest.mark.parametrize("factor", [2, 4])
def test_kept_pixels_are_put_back_and_one_of_each_block_is_visible(factor):
    images, mask = spread_out(decimate(RAMP, factor), factor)
    visible = ~mask.view(1, 1, 8, 8)
    assert torch.equal(images, RAMP * visible)
    assert F.avg_pool2d(visible.float(), factor).unique().tolist() == [1 / factor**2]


@pytest.mark.parametrize("factor", [2, 4])
def test_bicubic_keeps_its_pixels_in_place_and_a_plane_straight(factor):
    """Away from the edge, where what lies beyond goes on, a slope comes out as the same slope."""
    y, x = torch.meshgrid(torch.arange(32.0), torch.arange(32.0), indexing="ij")
    plane = ((2 * x + y) / 100).view(1, 1, 32, 32)
    large = bicubic(decimate(plane, factor), factor)
    torch.testing.assert_close(decimate(large, factor), decimate(plane, factor), atol=1e-5, rtol=0)
    inner = slice(2 * factor, 32 - 3 * factor)
    # A slope of -0.75 is not that of a straight line (Keys: -0.5), so between pixels it is off by a little
    torch.testing.assert_close(large[..., inner, inner], plane[..., inner, inner], atol=0.012 * factor, rtol=0)


def test_a_model_is_told_nothing_of_the_hidden_pixels():
    image, model = test_pictures.contact_sheet().images[3][None], networks.model("fashion-unet-mse")
    _, mask = spread_out(decimate(image, 2), 2)
    expected = torch.where(mask.view(1, 1, 28, 28), predict(model, image, mask), image)
    torch.testing.assert_close(filled(model, decimate(image, 2), 2), expected)
    vae = networks.model("fashion-vae-20")
    squeezed = latent.decode(vae, latent.encode(vae, bicubic(decimate(image, 2), 2)))
    expected = torch.where(mask.view(1, 1, 28, 28), squeezed, image)
    torch.testing.assert_close(upscale("squeezed", vae, decimate(image, 2), 2), expected)


def test_the_kept_figures_are_those_of_the_shelf(dataset):
    """A slice of `python -m train.lab.superresolution` again, by plain differences in numpy."""
    kept = measured("superresolution")
    assert kept["weights"] == {name: checkpoint.describe(name)["sha256"] for name in kept["weights"]}
    images = as_float(dataset("fashion-mnist").test)
    rows = {(row["way"], row["name"]): row for row in kept["rows"]}
    pixels, small = images.numpy()[:, 0], images.numpy()[:, 0, 1::4, 1::4]
    error = ((np.kron(small, np.ones((4, 4))) - pixels) ** 2).mean()
    assert rows["nearest", ""]["pixels"]["4"]["all"] == pytest.approx(-10 * np.log10(error), abs=1e-3)
    assert rows["nearest", ""]["pixels"]["4"]["hidden"] == pytest.approx(-10 * np.log10(error * 16 / 15), abs=1e-3)
    means = pixels.reshape(-1, 14, 2, 14, 2).mean((2, 4))
    error = ((np.kron(means, np.ones((2, 2))) - pixels) ** 2).mean()
    assert rows["nearest", ""]["averages"]["2"] == pytest.approx(-10 * np.log10(error), abs=1e-3)
    found = from_pixels("filled", "fashion-gaussian", images, 2)
    assert found == pytest.approx(rows["filled", "fashion-gaussian"]["pixels"]["2"], abs=0.01)
    found = from_averages("squeezed", "fashion-vae-20", images, 4)
    assert found == pytest.approx(rows["squeezed", "fashion-vae-20"]["averages"]["4"], abs=0.01)


def test_the_best_by_hand_and_the_table():
    def row(way, two, four):
        figures = {"2": {"hidden": two, "all": two + 1}, "4": {"hidden": four, "all": four + 1}}
        return {"way": way, "label": way, "pixels": figures, "averages": {"2": 30.0, "4": 20.0}}

    rows = [row("nearest", 11.0, 19.5), row("bicubic", 12.5, 15.0)]
    assert "×2: **bicubic**, 0.0 dB" in superresolution.best(rows)
    assert "×4: **nearest**, 4.5 dB" in superresolution.best(rows)
    assert "| bicubic | 12.5 | 13.5 | 30.0 | 15.0 | 16.0 | 20.0 |" in superresolution.table(rows)


def test_the_cards_measure_what_they_show():
    row = next(row for row in measured("superresolution")["rows"] if row["name"] == "fashion-unet-mse")
    image = test_pictures.contact_sheet().images[18]
    large, own = answers.enlarged(row, image, 4)
    visible = torch.zeros(28, 28, dtype=torch.bool)
    visible[1::4, 1::4] = True
    assert torch.equal(large[0][visible], image[0][visible])
    assert own == pytest.approx(metrics.psnr(((large - image)[0][~visible] ** 2).mean()).item(), abs=1e-3)
    shown = superresolution.show(18, 4)
    assert f"this one {own:.1f} dB" in shown and shown.count("starred") == 1
    for forged in ((18, 3), (18, "2"), (18, True), (1000, 2), (None, 2), (18, [2])):
        with pytest.raises(Refusal):
            answers.superresolve(*forged)


def test_the_panel_follows_picture_and_factor(visit):
    with visit() as page:
        page.get_by_role("tab", name="Autoencoders").click()
        page.get_by_role("tab", name="Super-resolution").click()
        cards = page.locator("#superresolution-cards")
        cards.get_by_text("1 pixel of 4, 14×14").wait_for()
        page.get_by_text("×4", exact=True).click()
        cards.get_by_text("1 pixel of 16, 7×7").wait_for()
        before = cards.inner_html()
        page.locator("#panels label:has(img[alt*='Sneaker'])").locator("visible=true").first.click()
        page.wait_for_function(
            "before => document.querySelector('#superresolution-cards').innerHTML !== before", arg=before
        )
