"""Noise to add to pictures, and the median filter, a baseline for denoising."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Generator, Tensor
from torch.nn import functional as F


def gaussian(images: Tensor, strength: float | Tensor, generator: Generator | None = None) -> Tensor:
    """Add normal noise of this standard deviation to each value of pictures in [0, 1], and clamp them.

    strength: one for all pictures (B, C, H, W), or one each, (B, 1, 1, 1). Without a generator, torch's global one.
    """
    noise = torch.randn(images.shape, generator=generator, device=images.device)
    return (images + strength * noise).clamp(0, 1)


def salt_and_pepper(images: Tensor, strength: float, generator: Generator) -> Tensor:
    """Set this fraction of the pixels of (B, C, H, W) to white or black, with equal probability."""
    chance = torch.rand(images.shape[0], 1, *images.shape[2:], generator=generator)
    return images.masked_fill(chance < strength, 0.0).masked_fill(chance < strength / 2, 1.0)


NOISES: dict[str, Callable[[Tensor, float, Generator], Tensor]] = {
    "gaussian": gaussian,
    "salt_and_pepper": salt_and_pepper,
}


def median(images: Tensor) -> Tensor:
    """Replace each pixel of (B, C, H, W) by the median of the 3×3 pixels around it; the edge is mirrored."""
    padded = F.pad(images, (1, 1, 1, 1), mode="reflect")
    return padded.unfold(2, 3, 1).unfold(3, 3, 1).flatten(4).median(-1).values
