"""Metrics of a reconstruction: pure functions on tensors, each of which says over which pixels it is taken."""

from __future__ import annotations

from functools import lru_cache

import torch
from torch import Tensor
from torch.nn import functional as F


def masked_mse(prediction: Tensor, original: Tensor, hidden: Tensor) -> Tensor:
    """Mean squared error of each picture over its hidden pixels alone, (B,); NaN where nothing is hidden.

    prediction, original: (B, C, H, W) in [0, 1]. hidden: bool (B, 1, H, W), True = hidden.
    """
    return _hidden_mean((prediction - original) ** 2, hidden)


def masked_l1(prediction: Tensor, original: Tensor, hidden: Tensor) -> Tensor:
    """Mean absolute error of each picture over its hidden pixels alone, (B,); see `masked_mse`."""
    return _hidden_mean((prediction - original).abs(), hidden)


def masked_ssim(prediction: Tensor, original: Tensor, hidden: Tensor) -> Tensor:
    """SSIM of the composite, averaged over the hidden pixels alone, (B,); see `masked_mse`.

    The composite is what a viewer sees: the true visible pixels, and the prediction in the holes.
    """
    composite = torch.where(hidden, prediction, original)
    return _hidden_mean(ssim_map(composite, original), hidden)


def masked_gradient(prediction: Tensor, original: Tensor, hidden: Tensor) -> Tensor:
    """Mean gradient magnitude of the composite over the hidden pixels alone, (B,); see `masked_mse`.

    Sharpness is this divided by the same of the original, `masked_gradient(original, original, hidden)`: 1 for a
    prediction with as much contrast between neighbours as the original, less for a blurred one, more for a rough one.
    Average both over pictures before you divide: the gradient of a single flat original is 0.
    """
    composite = torch.where(hidden, prediction, original)
    return _hidden_mean(gradient_magnitude(composite), hidden)


def psnr(mse: Tensor) -> Tensor:
    """Peak signal-to-noise ratio in dB for values in [0, 1]: -10·log10(MSE), at most 100 dB (a perfect copy)."""
    return -10 * torch.log10(mse.clamp(min=1e-10))


def gradient_magnitude(images: Tensor) -> Tensor:
    """sqrt(dx² + dy²) at each pixel of (B, C, H, W), from its differences to the neighbours on the right and below.

    The last column and the last row are repeated beyond the edge. The differences are between neighbours, not across
    two pixels, so that a checkerboard of single pixels counts fully.
    """
    right = F.pad(images[..., :, 1:] - images[..., :, :-1], (0, 1, 0, 0))
    below = F.pad(images[..., 1:, :] - images[..., :-1, :], (0, 0, 0, 1))
    return (right**2 + below**2).sqrt()


def ssim_map(prediction: Tensor, original: Tensor) -> Tensor:
    """Structural similarity at each pixel, (B, C, H, W), for values in [0, 1].

    Wang et al. (2004): Gaussian window of 11 pixels and deviation 1.5, K1 = 0.01, K2 = 0.03, mirrored edges.
    Raises ValueError for pictures under 6 pixels high or wide, which cannot be mirrored.
    """
    if min(original.shape[-2:]) < 6:
        raise ValueError("SSIM needs pictures of at least 6×6 pixels.")
    rows, columns = (_blur_matrix(length).to(original) for length in original.shape[-2:])

    def blur(x: Tensor) -> Tensor:
        return rows @ x @ columns.T

    mean_p, mean_o = blur(prediction), blur(original)
    variance_p = (blur(prediction**2) - mean_p**2).clamp(min=0)
    variance_o = (blur(original**2) - mean_o**2).clamp(min=0)
    covariance = blur(prediction * original) - mean_p * mean_o
    luminance = (2 * mean_p * mean_o + 0.01**2) / (mean_p**2 + mean_o**2 + 0.01**2)
    return luminance * (2 * covariance + 0.03**2) / (variance_p + variance_o + 0.03**2)


@lru_cache(maxsize=64)
@torch.inference_mode(False)  # what is kept must do for training as well
def _blur_matrix(length: int) -> Tensor:
    """SSIM's window along one axis, mirrored edges included, as a matrix (length, length).

    For small pictures, two products with it are much faster than a convolution.
    """
    window = torch.exp(-(torch.arange(-5.0, 6.0, dtype=torch.double) ** 2) / (2 * 1.5**2))
    basis = F.pad(torch.eye(length, dtype=torch.double)[:, None], (5, 5), mode="reflect")  # each pixel alone
    return F.conv1d(basis, (window / window.sum()).view(1, 1, 11))[:, 0].T


def _hidden_mean(values: Tensor, hidden: Tensor) -> Tensor:
    """The mean of (B, C, H, W) over hidden pixels and channels, for each picture, (B,)."""
    return (values * hidden).sum((1, 2, 3)) / (hidden.sum((1, 2, 3)) * values.shape[1])
