"""Super-resolution: make pictures small, and large again.

*Decimation* makes a picture small: it keeps one pixel of every 2×2 or 4×4. That is a mask, a regular grid of single
pixels, so a network that fills masks can upscale. The usual method, *averaging* each block, keeps no pixel as it was
and is no mask. It loses less, for every pixel has a part in the small picture.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from mae_demo import latent
from mae_demo.inference import predict
from mae_demo.patches import hidden_pixels

FACTORS = (2, 4)


def kept_places(side: int, factor: int) -> Tensor:
    """The rows, or columns, that decimation keeps of `side` pixels: of 28 with a factor of 4 it keeps 1, 5, .. 25."""
    return torch.arange((factor - 1) // 2, side, factor)


def decimate(images: Tensor, factor: int) -> Tensor:
    """Keep one pixel of every factor × factor, (B, C, H, W) -> (B, C, H / factor, W / factor)."""
    rows, columns = (kept_places(side, factor) for side in images.shape[-2:])
    return images[..., rows[:, None], columns]


def average(images: Tensor, factor: int) -> Tensor:
    """The mean of every factor × factor pixels; shapes as in `decimate`."""
    return F.avg_pool2d(images, factor)


def spread_out(small: Tensor, factor: int) -> tuple[Tensor, Tensor]:
    """Put the pixels of a decimated picture back in their places.

    Returns pictures (B, C, H, W), black between these pixels, and the mask (B, H·W) that hides what is black.
    """
    height, width = small.shape[-2] * factor, small.shape[-1] * factor
    rows, columns = kept_places(height, factor), kept_places(width, factor)
    images = small.new_zeros(*small.shape[:2], height, width)
    images[..., rows[:, None], columns] = small
    mask = torch.ones(height, width, dtype=torch.bool)
    mask[rows[:, None], columns] = False
    return images, mask.flatten().expand(len(small), -1)


def nearest(small: Tensor, factor: int) -> Tensor:
    """Repeat each pixel in a square of factor × factor."""
    return small.repeat_interleave(factor, -2).repeat_interleave(factor, -1)


def bicubic(small: Tensor, factor: int) -> Tensor:
    """Bicubic interpolation between the pixels of a decimated picture, clamped to [0, 1]; the edge is repeated.

    Keys (1981), with torch's slope of -0.75. Each pixel keeps its place and its value. A plain resize takes it for the
    middle of its block, which would move the whole picture by half a small pixel.
    """
    grid = []
    for side in small.shape[-2:]:
        place = (torch.arange(side * factor) - kept_places(side * factor, factor)[0]) / factor  # in small pixels
        grid.append(2 * place / (side - 1) - 1)
    rows, columns = torch.meshgrid(*grid, indexing="ij")
    places = torch.stack([columns, rows], -1).expand(len(small), -1, -1, -1)  # (B, H, W, 2), as (x, y)
    return F.grid_sample(small, places, "bicubic", "border", align_corners=True).clamp(0, 1)


def bicubic_of_averages(small: Tensor, factor: int) -> Tensor:
    """Bicubic interpolation between the means of blocks, each of which does stand in the middle of its block."""
    return F.interpolate(small, scale_factor=factor, mode="bicubic").clamp(0, 1)


def filled(model: nn.Module, small: Tensor, factor: int) -> Tensor:
    """Let a model predict the hidden pixels of a decimated picture; the kept ones stay. It must take pixel masks."""
    images, mask = spread_out(small, factor)
    return torch.where(hidden_pixels(mask, images), predict(model, images, mask), images)


def through_latent(model: nn.Module, large: Tensor) -> Tensor:
    """Encode and decode upscaled pictures (B, C, H, W) by an autoencoder, which was trained on sharp ones."""
    return latent.decode(model, latent.encode(model, large))


def upscale(way: str, model: nn.Module | None, small: Tensor, factor: int) -> Tensor:
    """Upscale a decimated picture: (B, C, H, W) in [0, 1].

    way: 'nearest', 'bicubic', 'filled' (`filled` by the model), or 'squeezed' (`through_latent` after bicubic). The
    pixels that decimation kept stay as they are, whatever makes the others.
    """
    if way == "filled":
        return filled(model, small, factor)
    large = nearest(small, factor) if way == "nearest" else bicubic(small, factor)
    if way == "squeezed":
        large = through_latent(model, large)
    images, mask = spread_out(small, factor)
    return torch.where(hidden_pixels(mask, images), large, images)
