"""Noise, and the filter against it."""

import numpy as np
import pytest
import torch
from scipy.ndimage import median_filter
from torch import Generator

from mae_demo.guess import best_guesses, expected_losses
from mae_demo.noise import gaussian, median, salt_and_pepper


def test_gaussian_noise_has_its_strength():
    images = torch.full((100, 1, 28, 28), 0.5)
    noise = gaussian(images, 0.1, Generator().manual_seed(0)) - images
    assert noise.std().item() == pytest.approx(0.1, rel=0.02) and abs(noise.mean().item()) < 1e-3
    assert gaussian(images, 3.0, Generator().manual_seed(0)).max() == 1


def test_salt_and_pepper_turn_their_share_white_and_black():
    noisy = salt_and_pepper(torch.full((100, 1, 28, 28), 0.5), 0.3, Generator().manual_seed(0))
    shares = [(noisy == value).double().mean().item() for value in (0.0, 0.5, 1.0)]
    assert shares == pytest.approx([0.15, 0.7, 0.15], abs=0.01)


def test_the_median_filter_is_scipys():
    images = torch.rand(2, 1, 9, 7, generator=Generator().manual_seed(0))
    expected = np.stack([median_filter(image[0].numpy(), 3, mode="mirror") for image in images])[:, None]
    np.testing.assert_array_equal(median(images).numpy(), expected)


def test_at_70_30_the_l1_wants_the_median_and_the_mse_the_mean():
    assert best_guesses(0.7) == (1.0, 0.7)
    assert expected_losses(0.7, 1.0) == pytest.approx((0.3, 0.3))  # wrong in 30 % of the cases, by 1
    assert expected_losses(0.7, 0.7) == pytest.approx((0.42, 0.21))


@pytest.mark.parametrize("share", [0.0, 0.25, 0.6, 1.0])
def test_no_other_guess_is_better(share):
    for index, best in enumerate(best_guesses(share)):
        least = min(expected_losses(share, step / 100)[index] for step in range(101))
        assert expected_losses(share, best)[index] == pytest.approx(least)
