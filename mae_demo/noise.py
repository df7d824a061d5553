"""Noise to add to pictures, pixels to hide, and the median filter, a baseline for denoising."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Generator, Tensor
from torch.nn import functional as F

from mae_demo.config import MLPArchitecture
from mae_demo.masking import hidden_count, random_mask

BLANK = MLPArchitecture.blank  # of hidden pixels: what the networks that learned to fill them were shown there


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


def draw_hidden(images: Tensor, strength: float, generator: Generator) -> Tensor:
    """Choose this fraction of the pixels of each picture of (B, C, H, W): bool (B, 1, H, W), True = hidden.

    The count is exact. Each picture gets a mask of its own, `random_mask` on a grid of single pixels.
    """
    height, width = images.shape[2:]
    hidden = hidden_count(height * width, strength)
    return torch.stack([random_mask((height, width), hidden, generator) for _ in images])[:, None]


def hide_pixels(images: Tensor, strength: float, generator: Generator) -> Tensor:
    """Set the pixels that `draw_hidden` chooses to BLANK."""
    return images.masked_fill(draw_hidden(images, strength, generator), BLANK)


NOISES: dict[str, Callable[[Tensor, float, Generator], Tensor]] = {
    "gaussian": gaussian,
    "salt_and_pepper": salt_and_pepper,
    "hidden_pixels": hide_pixels,
}
HIDING: dict[str, Callable[[Tensor, float, Generator], Tensor]] = {  # which pixels, of the kinds that hide some
    "hidden_pixels": draw_hidden,
}


def median(images: Tensor) -> Tensor:
    """Replace each pixel of (B, C, H, W) by the median of the 3×3 pixels around it; the edge is mirrored."""
    padded = F.pad(images, (1, 1, 1, 1), mode="reflect")
    return padded.unfold(2, 3, 1).unfold(3, 3, 1).flatten(4).median(-1).values
