"""Figures of predictors whose errors are known, and the masks they are taken on."""

import json

import pytest
import torch

from mae_demo.baselines import BASELINES
from mae_demo.config import GaussianArchitecture, ModelConfig, UNetArchitecture, ViTArchitecture
from mae_demo.masking import make_mask
from mae_demo.models import build
from mae_demo.patches import mask_to_pixels
from train import measure
from train.model_card import _scores_table


def pictures(count):
    return 0.2 + 0.5 * torch.rand(count, 1, 8, 8, generator=torch.Generator().manual_seed(0))


def test_a_constant_error_by_hand():
    figures = measure.evaluate(lambda batch, mask: batch + 0.1, pictures(7), 2, "random", 0.5)
    assert figures["psnr"] == 20  # -10 log10 of 0.01
    assert figures["l1"] == 0.1
    assert 0 < figures["ssim"] < 1


def test_errors_are_pooled_over_pictures():
    images = pictures(8)
    images[::2] = 0.25

    def predictor(batch, mask):  # off by 0.2 on every second picture, perfect on the others
        return batch + 0.2 * (batch == 0.25)

    figures = measure.evaluate(predictor, images, 2, "random", 0.5)
    assert figures["psnr"] == 16.99  # -10 log10 of 0.04 / 2; the mean of the PSNRs would be 57
    assert figures["l1"] == 0.1


def test_sharpness_is_the_quotient_of_the_mean_gradients():
    # Columns alternate: by 0.4 in the first picture, whose gradient is 0.4 in seven of eight columns, and by 0.2
    images = torch.full((2, 1, 8, 8), 0.5)
    images[0, ..., ::2], images[1, ..., ::2] = 0.1, 0.3

    def halved_in_the_first(batch, mask):
        return 0.5 + (batch - 0.5) * (0.5 if batch.amin() < 0.2 else 1)

    both = [measure.evaluate(halved_in_the_first, part, 8, "random", 1.0) for part in (images[:1], images[1:])]
    assert [figures["sharpness"] for figures in both] == [0.5, 1]
    pooled = measure.evaluate(lambda batch, mask: 0.75 * batch, images, 8, "random", 1.0)
    assert pooled["sharpness"] == 0.75

    def flat_in_the_first(batch, mask):
        return batch.where(batch.amin((1, 2, 3), keepdim=True) > 0.2, 0)

    flattened = measure.evaluate(flat_in_the_first, images, 8, "random", 1.0)
    assert flattened["sharpness"] == 0.3333  # (0 + 0.2) / (0.4 + 0.2), and not (0 + 1) / 2


def test_visible_pixels_do_not_count():
    def predictor(batch, mask):
        return torch.where(mask_to_pixels(mask, 2, (4, 4)), batch, 1 - batch)

    figures = measure.evaluate(predictor, pictures(7), 2, "random", 0.5)
    assert figures == {"psnr": 100, "ssim": 1, "l1": 0, "sharpness": 1}


@pytest.mark.parametrize(("patch_size", "strategy"), [(2, "random"), (1, "random"), (2, "grid"), (2, "block")])
def test_picture_i_gets_the_mask_of_seed_i_mod_500(monkeypatch, patch_size, strategy):
    monkeypatch.setattr(measure, "MASKS", 3)
    monkeypatch.setattr(measure, "BATCH", 4)
    images, seen = pictures(8), {}
    places = {tuple(image.flatten().tolist()): place for place, image in enumerate(images)}

    def predictor(batch, mask):
        seen.update({places[tuple(image.flatten().tolist())]: row for image, row in zip(batch, mask, strict=True)})
        return batch

    measure.evaluate(predictor, images, patch_size, strategy, 0.75)
    side = 8 // patch_size
    assert sorted(seen) == list(range(8))
    for place, row in seen.items():
        assert torch.equal(row.view(side, side), make_mask(strategy, (side, side), 0.75, place % 3))


def test_with_nothing_hidden_all_pixels_count():
    figures = measure.evaluate(lambda batch, mask: batch + 0.1 * ~mask.any(), pictures(7), 2, "random", 0.0)
    assert (figures["psnr"], figures["l1"]) == (20, 0.1)


PATCHES = [f"{strategy}-{percent}" for strategy in ("random", "block", "grid") for percent in (25, 50, 75, 90)]
PIXELS = ["pixel-25", "pixel-50", "pixel-75", "pixel-90"]


@pytest.mark.parametrize(
    ("family", "architecture", "columns"),
    [
        ("vit", ViTArchitecture(16, 1, 2, 16, 1, 2), [*PATCHES, "unmasked"]),
        ("unet", UNetArchitecture((4, 4), (1, 1)), [*PATCHES, *PIXELS, "unmasked"]),
        ("gaussian", GaussianArchitecture(), [*PATCHES, *PIXELS]),
    ],
)
def test_pixel_columns_are_for_those_who_can_take_them(family, architecture, columns):
    model = build(ModelConfig(family, architecture, "none", "mse", image_size=(8, 8), patch_size=2)).eval()
    figures = measure.scores(model, pictures(4))
    assert list(figures) == columns
    assert all(list(cell) == ["psnr", "ssim", "l1", "sharpness"] for cell in figures.values())


def test_random_patches_are_measured_on_all_pictures_and_the_rest_on_the_first(monkeypatch):
    monkeypatch.setattr(measure, "BASELINE_COLUMNS", {"few": ("grid", None, 0.5, 3), "many": ("random", 1, 0.5, 9)})
    known = {"known": lambda images, hidden: images + 0.1 * (len(images) == 3)}
    figures = measure.baseline_scores(known, pictures(7), 2)["known"]
    assert (figures["few"]["l1"], figures["many"]["l1"]) == (0.1, 0)


def test_the_untaught_linear_predictor_says_its_mean():
    config = ModelConfig("gaussian", GaussianArchitecture(), "none", "mse", image_size=(8, 8), patch_size=2)
    images = torch.full((4, 1, 8, 8), 0.1)  # its mean is 0, and it knows of no correlation
    for cell in measure.scores(build(config), images).values():
        assert (cell["psnr"], cell["l1"]) == (20, 0.1)


def test_baselines_fill_a_flat_picture_perfectly():
    figures = measure.baseline_scores(BASELINES, torch.full((2, 1, 8, 8), 0.3), 2)
    assert list(figures) == list(BASELINES)
    for row in figures.values():
        assert list(row) == [*PATCHES, *PIXELS]
        assert all(cell["l1"] == 0 and cell["psnr"] > 80 for cell in row.values())


def test_flat_pictures_have_no_sharpness():
    """It would be x / 0, which JSON has no number for; a table shows it as –."""
    flat = torch.ones(4, 3, 32, 32)
    scores = measure.evaluate(lambda images, mask: torch.rand_like(images), flat, 8, "random", 0.75)
    assert scores["sharpness"] is None and scores["psnr"] > 0
    json.dumps(scores, allow_nan=False)
    assert "| – |" in _scores_table({"random-75": scores}, {})
