"""Small pictures and what makes them large again.

A small picture is made here by *decimation*: of every 2×2 or 4×4 pixels one is kept, the others are hidden. That is a
mask, a regular grid of single pixels, so whatever fills masks can enlarge. The usual way, *averaging* each block, keeps
no pixel as it was and is no mask; it loses less, for every pixel has a part in what is left.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from mae_demo import codes
from mae_demo.inference import predict
from mae_demo.patches import hidden_pixels

FACTORS = (2, 4)


def kept_places(side: int, factor: int) -> Tensor:
    """The rows, or columns, that decimation keeps of a side of so many pixels: of 28 by 4 it is 1, 5, .. 25."""
    return torch.arange((factor - 1) // 2, side, factor)


def decimate(images: Tensor, factor: int) -> Tensor:
    """Keep one pixel of every factor × factor, (B, C, H, W) -> (B, C, H / factor, W / factor)."""
    rows, columns = (kept_places(side, factor) for side in images.shape[-2:])
    return images[..., rows[:, None], columns]


def average(images: Tensor, factor: int) -> Tensor:
    """The mean of every factor × factor pixels; shapes as in `decimate`."""
    return F.avg_pool2d(images, factor)


def spread(small: Tensor, factor: int) -> tuple[Tensor, Tensor]:
    """Put the pixels of a decimated picture back where they came from: pictures (B, C, H, W), black in between, and
    the mask (B, H·W) of single pixels that hides what lies in between."""
    height, width = small.shape[-2] * factor, small.shape[-1] * factor
    rows, columns = kept_places(height, factor), kept_places(width, factor)
    images = small.new_zeros(*small.shape[:2], height, width)
    images[..., rows[:, None], columns] = small
    mask = torch.ones(height, width, dtype=torch.bool)
    mask[rows[:, None], columns] = False
    return images, mask.flatten().expand(len(small), -1)


def nearest(small: Tensor, factor: int) -> Tensor:
    """Each pixel as a square of factor × factor."""
    return small.repeat_interleave(factor, -2).repeat_interleave(factor, -1)


def bicubic(small: Tensor, factor: int) -> Tensor:
    """A smooth surface through the pixels of a decimated picture, clamped to [0, 1]; beyond the edge they go on.

    Keys (1981), with torch's slope of -0.75. Each pixel is put where it came from, and so comes out as it was: taken
    for the middle of its block, as a plain resize does, the whole picture would move by half a small pixel.
    """
    grid = []
    for side in small.shape[-2:]:
        place = (torch.arange(side * factor) - kept_places(side * factor, factor)[0]) / factor  # in small pixels
        grid.append(2 * place / (side - 1) - 1)
    rows, columns = torch.meshgrid(*grid, indexing="ij")
    places = torch.stack([columns, rows], -1).expand(len(small), -1, -1, -1)  # (B, H, W, 2), as (x, y)
    return F.grid_sample(small, places, "bicubic", "border", align_corners=True).clamp(0, 1)


def bicubic_of_averages(small: Tensor, factor: int) -> Tensor:
    """The same through the means of blocks, each of which does stand in the middle of its block."""
    return F.interpolate(small, scale_factor=factor, mode="bicubic").clamp(0, 1)


def filled(model: nn.Module, small: Tensor, factor: int) -> Tensor:
    """A decimated picture whose hidden pixels a model predicts; the kept ones stay. The model takes pixel masks."""
    images, mask = spread(small, factor)
    return torch.where(hidden_pixels(mask, images), predict(model, images, mask), images)


def squeezed(model: nn.Module, large: Tensor) -> Tensor:
    """An enlarged picture (B, C, H, W) through the code of an autoencoder, which knows sharp pictures only."""
    return codes.decode(model, codes.encode(model, large))


def enlarge(way: str, model: nn.Module | None, small: Tensor, factor: int) -> Tensor:
    """A decimated picture made large by 'nearest' or 'bicubic', or by a model: 'filled', or 'squeezed' after bicubic.

    Pixels that are known are put back as they are, whatever made the rest: (B, C, H, W) in [0, 1].
    """
    if way == "filled":
        return filled(model, small, factor)
    large = nearest(small, factor) if way == "nearest" else bicubic(small, factor)
    if way == "squeezed":
        large = squeezed(model, large)
    images, mask = spread(small, factor)
    return torch.where(hidden_pixels(mask, images), large, images)
