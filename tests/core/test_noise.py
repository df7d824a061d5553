"""Noise, and the filter against it."""

import numpy as np
import pytest
import torch
from scipy.ndimage import median_filter
from torch import Generator

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
