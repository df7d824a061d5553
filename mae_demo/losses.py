"""What training minimises. Every term gives one number a pixel; a weight says how far visible pixels count."""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor
from torch.nn import functional as F

from mae_demo.patches import mask_to_pixels, patchify, unpatchify


def squared_error(prediction: Tensor, target: Tensor) -> Tensor:
    """(prediction - target)², a pixel; its mean is the MSE, whose best guess is the mean of what may be there."""
    return F.mse_loss(prediction, target, reduction="none")


LOSSES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {"mse": squared_error}


def normalise_patches(images: Tensor, patch_size: int) -> Tensor:
    """Take each patch's own mean and deviation off, over all its p·p·C values: the norm-pix target.

    images and result: (B, C, H, W). The variance is the unbiased one and gets 1e-6 added, as in
    facebookresearch/mae (`norm_pix_loss`).
    """
    patches = patchify(images, patch_size)
    mean, variance = patches.mean(-1, keepdim=True), patches.var(-1, keepdim=True)
    grid = images.shape[2] // patch_size, images.shape[3] // patch_size
    return unpatchify((patches - mean) / (variance + 1e-6).sqrt(), patch_size, grid)


def reconstruction_loss(
    loss: str, prediction: Tensor, target: Tensor, mask: Tensor, patch_size: int, visible_weight: float = 0.0
) -> Tensor:
    """The mean of a term over hidden pixels, mixed with its mean over all pixels.

    prediction, target: (B, C, H, W) in the same space. mask: bool (B, N), True = hidden, at least one of them.
    visible_weight: w in (1 - w)·hidden + w·all; 0 is He et al. (2022), equation in `forward_loss`.
    Returns a scalar.
    """
    error = LOSSES[loss](prediction, target)
    grid = error.shape[2] // patch_size, error.shape[3] // patch_size
    hidden = mask_to_pixels(mask, patch_size, grid)
    on_hidden = (error * hidden).sum() / (hidden.sum() * error.shape[1])
    return (1 - visible_weight) * on_hidden + visible_weight * error.mean()
