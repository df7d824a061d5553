"""Changes of a picture that an eye and a figure rate differently: shifted, in blocks, brighter, noisy.

Each takes pictures (B, C, H, W) in [0, 1] and one of its amounts, and returns pictures of the same size in [0, 1].
"""

from __future__ import annotations

from collections.abc import Callable

from torch import Generator, Tensor
from torch.nn import functional as F

from mae_demo.noise import gaussian

SEED = 0  # of the noise


def shift(images: Tensor, pixels: int) -> Tensor:
    """Move pictures to the right by so many pixels; what comes in on the left is black."""
    return F.pad(images, (pixels, 0))[..., : images.shape[-1]]


def mosaic(images: Tensor, side: int) -> Tensor:
    """Give each block of side×side pixels its mean; the side must divide height and width."""
    blocks = F.avg_pool2d(images, side)
    return blocks.repeat_interleave(side, -1).repeat_interleave(side, -2)


def brightness(images: Tensor, by: float) -> Tensor:
    """Add this to each value; what is over white is white."""
    return (images + by).clamp(0, 1)


def noise(images: Tensor, strength: float) -> Tensor:
    """Add Gaussian noise of this standard deviation, drawn by SEED."""
    return gaussian(images, strength, Generator().manual_seed(SEED))


CHANGES: dict[str, Callable[[Tensor, float], Tensor]] = {
    "shift": shift,
    "mosaic": mosaic,
    "brightness": brightness,
    "noise": noise,
}
