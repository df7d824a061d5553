"""The best linear predictor: by hand, and beside plain numpy."""

import numpy as np
import pytest
import torch

from mae_demo.baselines import harmonic, visible_mean
from mae_demo.config import GaussianArchitecture, ModelConfig
from mae_demo.metrics import masked_mse
from mae_demo.models import build
from mae_demo.patches import mask_to_pixels


def gaussian(image_size, channels=1, patch_size=1, ridge=1e-4):
    return build(
        ModelConfig(
            "gaussian", GaussianArchitecture(ridge), "none", "mse",
            image_size=image_size, channels=channels, patch_size=patch_size,
        )
    )  # fmt: skip


def fields(count, side, seed):
    """Smooth random pictures (count, 1, side, side) from a normal distribution: covariance exp(-distance / 4)."""
    place = torch.cartesian_prod(torch.arange(side), torch.arange(side)).double()
    covariance = torch.exp(-torch.cdist(place, place) / 4)
    noise = torch.randn(count, side * side, dtype=torch.double, generator=torch.Generator().manual_seed(seed))
    return (0.5 + 0.1 * noise @ torch.linalg.cholesky(covariance).T).float().view(count, 1, side, side)


def test_two_pixels_by_hand():
    model = gaussian((1, 2), ridge=0.5)
    model.mean.copy_(torch.tensor([0.2, 0.4]))
    model.covariance.copy_(torch.tensor([[1.5, 0.6], [0.6, 2.0]]))
    image = torch.tensor([[[[0.9, 0.7]]]])
    right_hidden = model(image, torch.tensor([[False, True]]))
    torch.testing.assert_close(right_hidden, torch.tensor([[[[0.9, 0.4 + 0.6 / (1.5 + 0.5) * (0.9 - 0.2)]]]]))
    left_hidden = model(image, torch.tensor([[True, False]]))
    torch.testing.assert_close(left_hidden, torch.tensor([[[[0.2 + 0.6 / (2.0 + 0.5) * (0.7 - 0.4), 0.7]]]]))


def test_agrees_with_the_formula_in_numpy():
    rng = np.random.default_rng(0)
    model = gaussian((4, 6), channels=3, patch_size=2)
    factor, mean = rng.standard_normal((72, 72)), rng.random(72)
    covariance = factor @ factor.T / 72
    model.mean.copy_(torch.from_numpy(mean))
    model.covariance.copy_(torch.from_numpy(covariance))
    images = rng.random((5, 3, 4, 6))
    mask = torch.from_numpy(rng.random((5, 6)) < 0.5)
    mask[4] = mask[0]  # two pictures that share a mask
    hidden = mask_to_pixels(mask, 2, (2, 3)).expand(5, 3, 4, 6).flatten(1).numpy()
    result = model(torch.from_numpy(images), mask).flatten(1).numpy()
    for picture, h, row in zip(images.reshape(5, 72), hidden, result, strict=True):
        v = ~h
        gain = covariance[np.ix_(h, v)] @ np.linalg.inv(covariance[np.ix_(v, v)] + 1e-4 * np.eye(v.sum()))
        np.testing.assert_allclose(row[h], mean[h] + gain @ (picture[v] - mean[v]), atol=1e-5)
        np.testing.assert_array_equal(row[v], picture[v])


def test_both_ends():
    model = gaussian((4, 4), patch_size=2)
    model.fit(fields(200, 4, seed=0))
    images = fields(2, 4, seed=1)
    assert torch.equal(model(images, torch.zeros(2, 4, dtype=torch.bool)), images)
    everything = model(images, torch.ones(2, 4, dtype=torch.bool))
    torch.testing.assert_close(everything, model.mean.view(1, 1, 4, 4).expand(2, 1, 4, 4))


def test_hidden_pixels_are_not_looked_at():
    model = gaussian((4, 4), patch_size=2)
    model.fit(fields(200, 4, seed=0))
    images, mask = fields(1, 4, seed=1), torch.tensor([[True, False, False, True]])
    others = torch.where(mask_to_pixels(mask, 2, (2, 2)), torch.nan, images)
    assert torch.equal(model(others, mask), model(images, mask))


def test_fit_is_mean_and_covariance():
    images = torch.rand(50, 3, 2, 3, generator=torch.Generator().manual_seed(0))
    model = gaussian((2, 3), channels=3)
    model.fit(images)
    np.testing.assert_allclose(model.mean, images.flatten(1).numpy().mean(0), atol=1e-6)
    np.testing.assert_allclose(model.covariance, np.cov(images.flatten(1).numpy().T), atol=1e-6)


def test_beats_filling_without_training():
    model = gaussian((12, 12), patch_size=3)
    model.fit(fields(4000, 12, seed=0))
    images = fields(300, 12, seed=1)
    mask = torch.rand(300, 16, generator=torch.Generator().manual_seed(2)).argsort(1) < 12
    hidden = mask_to_pixels(mask, 3, (4, 4))
    error = masked_mse(model(images, mask), images, hidden).mean()
    assert error < 0.95 * masked_mse(harmonic(images, hidden), images, hidden).mean()
    assert error < 0.8 * masked_mse(visible_mean(images, hidden), images, hidden).mean()


def test_a_picture_of_another_size_is_refused():
    with pytest.raises(ValueError, match="28×28"):
        gaussian((28, 28), patch_size=4)(torch.rand(1, 1, 32, 32), torch.zeros(1, 64, dtype=torch.bool))
