"""What is answered for a picture and a mask: the mask that is drawn, the baselines, what the canvas is told."""

import math

import pytest
import torch

from mae_demo.answers import compare, networks
from mae_demo.answers.canvas import drawing
from mae_demo.answers.masks import mask_for
from mae_demo.answers.networks import model
from mae_demo.answers.reconstruction import run
from mae_demo.answers.samples import sample_paths
from mae_demo.baselines import biharmonic, harmonic
from mae_demo.image import open_picture, to_tensor
from mae_demo.inference import patch_errors, predict
from mae_demo.masking import make_mask, mask_to_hex, priority_mask
from mae_demo.patches import hidden_pixels
from mae_demo.saliency import gradient_energy, selective_priority

NAME, LINEAR = "fashion-vit-mse", "fashion-gaussian"
SAMPLES = tuple(sample_paths("fashion-mnist"))
PICTURE = open_picture(SAMPLES[0])
IMAGE = to_tensor(PICTURE)
MASK = make_mask("random", (7, 7), 0.75, 7)
HIDDEN = hidden_pixels(MASK.view(1, -1), IMAGE[None])


def decibels(filled: torch.Tensor) -> float:
    """The PSNR over the pixels of HIDDEN, by hand."""
    return -10 * math.log10((filled - IMAGE)[HIDDEN[0]].square().mean().item())


def test_baselines_are_measured_in_the_hole():
    reconstruction, figures = run(NAME, PICTURE, MASK)
    linear = predict(model(LINEAR), IMAGE[None], MASK.view(1, -1))
    expected = {"harmonic": decibels(harmonic(IMAGE[None], HIDDEN)[0]), "linear": decibels(linear[0])}
    assert figures["baselines"] == pytest.approx(expected, rel=1e-4)
    assert figures["milliseconds"] == 1000 * reconstruction.seconds
    assert run(LINEAR, PICTURE, MASK)[1]["baselines"].keys() == {"harmonic"}, "it is no baseline of itself"


@pytest.mark.parametrize("balance", [-1.0, 0.4, 1.0])
def test_a_selective_mask_goes_by_the_picture_and_the_balance(balance):
    expected = priority_mask(selective_priority(gradient_energy(IMAGE, (7, 7)), 7, balance), 0.5, 7)
    assert torch.equal(mask_for(NAME, "selective", 0.5, 7, PICTURE, balance=balance), expected)


def test_a_hard_mask_hides_what_is_predicted_worst_under_four_masks():
    four, five = (priority_mask(patch_errors(model(NAME), IMAGE, parts, 7), 0.25, 7) for parts in (4, 5))
    assert torch.equal(mask_for(NAME, "hard", 0.25, 7, PICTURE), four) and not torch.equal(four, five)


def test_painted_digits_win_over_the_settings():
    assert torch.equal(mask_for(NAME, "block", 0.25, 3, PICTURE, mask_to_hex(MASK)), MASK)


@pytest.mark.parametrize(
    ("name", "dataset", "values", "pixelated"),
    [
        (NAME, "fashion-mnist", 16, True),
        ("emoji-vit-mse", "emoji", 192, True),
        ("photos-vit-mse", "photos", 192, False),
    ],
)
def test_the_canvas_is_told_of_patches_and_how_to_enlarge(name, dataset, values, pixelated):
    picture = open_picture(sample_paths(dataset)[0])
    told = drawing(name, picture, mask_for(name, "random", 0.75, 7, picture))
    assert (told["network"]["values"], told["pixelated"]) == (values, pixelated)


def test_the_sweep_rolls_a_mask_of_each_ratio_for_each_sample(monkeypatch):
    asked = []
    monkeypatch.setattr(compare, "mask_for", lambda *settings, **_: asked.append(settings[2:4]) or MASK)
    compare._curve.__wrapped__("harmonic", NAME, "random", 1.0, SAMPLES[:3])
    assert asked == [(percent / 100, seed) for percent in range(5, 100, 10) for seed in range(3)]


def test_a_filling_is_compared_as_it_can_be_drawn():
    assert biharmonic(IMAGE[None], HIDDEN).min() < 0, "it goes on with a slope"
    filled = compare.predictor("biharmonic")(IMAGE[None], MASK.view(1, -1))
    assert filled.min() == 0 and filled.max() <= 1


def test_a_small_network_computes_on_one_core_and_a_large_one_on_all(monkeypatch):
    monkeypatch.setattr(networks, "ALL_CORES", 3)
    monkeypatch.setattr(networks, "is_large", lambda network: network.config.family == "unet")
    networks._kept.cache_clear()
    try:
        for name, cores in ((NAME, 1), ("fashion-unet-mse", 3), (LINEAR, 1)):
            model(name)
            assert torch.get_num_threads() == cores, name
    finally:
        networks._kept.cache_clear()
