"""The checkpoints that are shipped: they load, they are small, and they do what their cards say."""

import pytest
import torch

from mae_demo import checkpoint
from mae_demo.inference import predict
from train.data import DATASETS, as_float
from train.measure import evaluate
from train.recipes import RECIPES

NAMES = checkpoint.names()


def test_the_default_is_the_masked_autoencoder():
    assert NAMES[0] == "fashion-vit-mse"


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_checkpoint_is_whole_small_and_made_by_a_recipe(name):
    folder = checkpoint.SHELF / name
    assert (folder / "model.safetensors").stat().st_size < 10_000_000
    description = checkpoint.describe(name)
    recipe = RECIPES[description["training"]["recipe"]]()
    assert (recipe.title, recipe.about) == (description["title"], description["about"])
    assert checkpoint.load(name).config == recipe.model
    card = (folder / "README.md").read_text("utf-8")
    assert f"python -m train {name}" in card
    for figures in description["scores"].values():
        assert f"{figures['psnr']:.2f} dB / {figures['ssim']:.3f} / {figures['l1']:.4f}" in card


@pytest.mark.parametrize("name", NAMES)
def test_scores_are_those_of_the_shipped_weights(name):
    """A slice of the table again: 500 test pictures at 75 % hidden come near the figure of all 10,000."""
    images = as_float(DATASETS[checkpoint.describe(name)["model"]["dataset"]]().test[:500])
    model = checkpoint.load(name)
    figures = evaluate(lambda batch, mask: predict(model, batch, mask), images, 4, "random", 0.75)
    assert figures["psnr"] == pytest.approx(checkpoint.describe(name)["scores"]["random-75"]["psnr"], abs=0.4)


@pytest.mark.parametrize("column", ["random-25", "random-50", "random-75", "random-90"])
def test_the_masked_autoencoder_clears_the_linear_bar_by_a_decibel(column):
    scores = {
        name: checkpoint.describe(name)["scores"][column]["psnr"] for name in ("fashion-vit-mse", "fashion-gaussian")
    }
    assert scores["fashion-vit-mse"] >= scores["fashion-gaussian"] + 1


def test_half_precision_weights_are_finite():
    for name in NAMES:
        assert all(torch.isfinite(value).all() for value in checkpoint.load(name).state_dict().values())
