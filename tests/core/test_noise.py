"""Noise, hidden pixels, and the filter against noise."""

import numpy as np
import pytest
import torch
from scipy.ndimage import median_filter
from torch import Generator

from mae_demo.masking import make_mask
from mae_demo.noise import BLANK, draw_hidden, gaussian, hide_pixels, median, salt_and_pepper
from train.recipes import RECIPES


def test_gaussian_noise_has_its_strength():
    images = torch.full((100, 1, 28, 28), 0.5)
    noise = gaussian(images, 0.1, Generator().manual_seed(0)) - images
    assert noise.std().item() == pytest.approx(0.1, rel=0.02) and abs(noise.mean().item()) < 1e-3
    assert gaussian(images, 3.0, Generator().manual_seed(0)).max() == 1


def test_salt_and_pepper_turn_their_share_white_and_black():
    noisy = salt_and_pepper(torch.full((100, 1, 28, 28), 0.5), 0.3, Generator().manual_seed(0))
    shares = [(noisy == value).double().mean().item() for value in (0.0, 0.5, 1.0)]
    assert shares == pytest.approx([0.15, 0.7, 0.15], abs=0.01)


def test_hidden_pixels_are_the_random_mask_of_single_pixels():
    image = torch.full((1, 3, 28, 20), 0.5)
    hidden = hide_pixels(image, 0.3, Generator().manual_seed(7)) != 0.5
    assert hidden.sum() == 3 * 168, "560 pixels, all channels of each"
    assert (hidden == make_mask("random", (28, 20), 0.3, seed=7)).all()


def test_each_picture_hides_other_pixels_but_as_many():
    images = torch.rand(50, 1, 28, 28, generator=Generator().manual_seed(0)) + 0.1
    hidden = draw_hidden(images, 0.35, Generator().manual_seed(0))
    assert hidden.sum((1, 2, 3)).eq(275).all() and len(hidden.flatten(1).unique(dim=0)) == 50
    noisy = hide_pixels(images, 0.35, Generator().manual_seed(0))
    assert noisy[hidden].eq(0).all() and noisy[~hidden].equal(images[~hidden])
    assert hide_pixels(images, 0.0, Generator().manual_seed(0)).equal(images)


@pytest.mark.parametrize("name", ["fashion-mlp-masked-mse", "fashion-mlp-masked-16-mse"])
def test_hidden_pixels_are_as_blank_as_in_training(name):
    recipe = RECIPES[name]()
    assert recipe.model.architecture.blank == BLANK
    assert recipe.masks == (("random", 1, 1.0),) and recipe.mask_ratio == (0.5, 0.5), "single pixels, half of them"


def test_the_median_filter_is_scipys():
    images = torch.rand(2, 1, 9, 7, generator=Generator().manual_seed(0))
    expected = np.stack([median_filter(image[0].numpy(), 3, mode="mirror") for image in images])[:, None]
    np.testing.assert_array_equal(median(images).numpy(), expected)
