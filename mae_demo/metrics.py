"""How good a reconstruction is. Pure functions on tensors; each says on which pixels it is taken."""

from __future__ import annotations

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
    """SSIM of the pasted picture, averaged over the hidden pixels alone, (B,); see `masked_mse`.

    Every window sees the picture as a viewer does: the true visible pixels with the prediction in the holes.
    """
    composite = torch.where(hidden, prediction, original)
    return _hidden_mean(ssim_map(composite, original), hidden)


def masked_gradient(prediction: Tensor, original: Tensor, hidden: Tensor) -> Tensor:
    """Mean gradient magnitude of the pasted picture over the hidden pixels alone, (B,); see `masked_mse`.

    Sharpness is this over the same of the truth, `masked_gradient(original, original, hidden)`: 1 for a prediction
    with as much contrast between neighbours as the truth has, less for a blurred one, more for a rough one. Average
    both over pictures before dividing: where the truth is flat, one picture's quotient is no number.
    """
    composite = torch.where(hidden, prediction, original)
    return _hidden_mean(gradient_magnitude(composite), hidden)


def psnr(mse: Tensor) -> Tensor:
    """Peak signal-to-noise ratio in dB for values in [0, 1]: -10·log10(MSE), at most 100 dB (a perfect copy)."""
    return -10 * torch.log10(mse.clamp(min=1e-10))


def gradient_magnitude(images: Tensor) -> Tensor:
    """sqrt(dx² + dy²) at each pixel of (B, C, H, W): its steps to the neighbours on its right and below it.

    Beyond the last column and the last row the picture goes on unchanged. Single steps, and not differences across
    two pixels, so that a checkerboard of single pixels counts in full.
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


def _blur_matrix(length: int) -> Tensor:
    """SSIM's window along one axis, mirrored edges included, as a matrix (length, length).

    For small pictures two products with it take a fraction of the time of a convolution.
    """
    window = torch.exp(-(torch.arange(-5.0, 6.0, dtype=torch.double) ** 2) / (2 * 1.5**2))
    basis = F.pad(torch.eye(length, dtype=torch.double)[:, None], (5, 5), mode="reflect")  # each pixel alone
    return F.conv1d(basis, (window / window.sum()).view(1, 1, 11))[:, 0].T


def _hidden_mean(values: Tensor, hidden: Tensor) -> Tensor:
    """The mean of (B, C, H, W) over hidden pixels and channels, a picture at a time."""
    return (values * hidden).sum((1, 2, 3)) / (hidden.sum((1, 2, 3)) * values.shape[1])
