"""Figures of predictors whose errors are known, and the masks they are taken on."""

import pytest
import torch

from mae_demo import checkpoint
from mae_demo.baselines import BASELINES
from mae_demo.config import GaussianArchitecture, ModelConfig, UNetArchitecture, ViTArchitecture
from mae_demo.masking import make_mask
from mae_demo.models import build
from mae_demo.patches import mask_to_pixels
from train import evaluate


def pictures(count):
    return 0.2 + 0.5 * torch.rand(count, 1, 8, 8, generator=torch.Generator().manual_seed(0))


def test_a_constant_error_by_hand():
    figures = evaluate.evaluate(lambda batch, mask: batch + 0.1, pictures(7), 2, "random", 0.5)
    assert figures["psnr"] == 20  # -10 log10 of 0.01
    assert figures["l1"] == 0.1
    assert 0 < figures["ssim"] < 1


def test_errors_are_pooled_over_pictures():
    images = pictures(8)
    images[::2] = 0.25

    def predictor(batch, mask):  # off by 0.2 on every second picture, perfect on the others
        return batch + 0.2 * (batch == 0.25)

    figures = evaluate.evaluate(predictor, images, 2, "random", 0.5)
    assert figures["psnr"] == 16.99  # -10 log10 of 0.04 / 2; the mean of the PSNRs would be 57
    assert figures["l1"] == 0.1


def test_visible_pixels_do_not_count():
    def predictor(batch, mask):
        return torch.where(mask_to_pixels(mask, 2, (4, 4)), batch, 1 - batch)

    assert evaluate.evaluate(predictor, pictures(7), 2, "random", 0.5) == {"psnr": 100, "ssim": 1, "l1": 0}


@pytest.mark.parametrize(("patch_size", "strategy"), [(2, "random"), (1, "random"), (2, "grid")])
def test_picture_i_gets_the_mask_of_seed_i_mod_500(monkeypatch, patch_size, strategy):
    monkeypatch.setattr(evaluate, "MASKS", 3)
    monkeypatch.setattr(evaluate, "MASKS_AT_ONCE", 2)
    images, seen = pictures(8), {}
    places = {tuple(image.flatten().tolist()): place for place, image in enumerate(images)}

    def predictor(batch, mask):
        seen.update({places[tuple(image.flatten().tolist())]: row for image, row in zip(batch, mask, strict=True)})
        return batch

    evaluate.evaluate(predictor, images, patch_size, strategy, 0.75)
    side = 8 // patch_size
    assert sorted(seen) == list(range(8))
    for place, row in seen.items():
        assert torch.equal(row.view(side, side), make_mask(strategy, (side, side), 0.75, place % 3))


def test_with_nothing_hidden_all_pixels_count():
    figures = evaluate.evaluate(lambda batch, mask: batch + 0.1 * ~mask.any(), pictures(7), 2, "random", 0.0)
    assert (figures["psnr"], figures["l1"]) == (20, 0.1)


PATCHES = ["random-25", "random-50", "random-75", "random-90"]
PIXELS = ["pixel-50", "pixel-75"]


@pytest.mark.parametrize(
    ("family", "architecture", "columns"),
    [
        ("vit", ViTArchitecture(16, 1, 2, 16, 1, 2), [*PATCHES, "unmasked"]),
        ("unet", UNetArchitecture(4, 1, 4, 1), [*PATCHES, *PIXELS, "unmasked"]),
        ("gaussian", GaussianArchitecture(), [*PATCHES, *PIXELS]),
    ],
)
def test_pixel_columns_are_for_those_who_can_take_them(family, architecture, columns):
    model = build(ModelConfig(family, architecture, "none", "mse", image_size=(8, 8), patch_size=2)).eval()
    figures = evaluate.scores(model, pictures(4))
    assert list(figures) == columns
    assert all(list(cell) == ["psnr", "ssim", "l1"] for cell in figures.values())


def test_the_untaught_linear_predictor_says_its_mean():
    config = ModelConfig("gaussian", GaussianArchitecture(), "none", "mse", image_size=(8, 8), patch_size=2)
    images = torch.full((4, 1, 8, 8), 0.1)  # its mean is 0, and it knows of no correlation
    for cell in evaluate.scores(build(config), images).values():
        assert (cell["psnr"], cell["l1"]) == (20, 0.1)


def test_baselines_fill_a_flat_picture_perfectly():
    figures = evaluate.baseline_scores(torch.full((2, 1, 8, 8), 0.3), 2)
    assert list(figures) == list(BASELINES)
    for row in figures.values():
        assert list(row) == [*PATCHES, *PIXELS]
        assert all(cell["l1"] == 0 and cell["psnr"] > 80 for cell in row.values())


def test_table():
    cell = {"psnr": 12.345, "ssim": 0.5, "l1": 0.04321}
    text = evaluate.table({"a": {"random-75": cell}, "b": {"unmasked": cell, "random-75": cell, "pixel-50": cell}})
    shown = "12.35 dB / 0.500 / 0.0432"
    assert text.splitlines() == [
        "| | 75 % of patches | 50 % of pixels | nothing, all pixels |",
        "|---|---|---|---|",
        f"| a | {shown} | – | – |",
        f"| b | {shown} | {shown} | {shown} |",
    ]


def test_compare_measures_folders_beside_the_baselines(tmp_path, monkeypatch):
    class Data:
        test = torch.randint(256, (3, 1, 8, 8), generator=torch.Generator().manual_seed(0), dtype=torch.uint8)

    monkeypatch.setitem(evaluate.DATASETS, "none", lambda: Data)
    config = ModelConfig("unet", UNetArchitecture(4, 1, 4, 1), "none", "mse", image_size=(8, 8), patch_size=2)
    checkpoint.save(build(config), tmp_path / "mine", "A title", "about", {})
    rows = [line.split("|")[1].strip() for line in evaluate.compare([str(tmp_path / "mine")]).splitlines()]
    assert rows == ["", "---", str(tmp_path / "mine"), *BASELINES]
