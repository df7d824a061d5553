"""The masks of a training batch: several strategies and patch sizes mixed, so that one model serves every mask."""

from __future__ import annotations

import math

import torch
from torch import Generator, Tensor

from mae_demo.masking import hidden_count, make_mask
from mae_demo.patches import mask_to_pixels

Mixture = tuple[tuple[str, int, float], ...]  # (strategy, side of its patches in pixels, share of the pictures)


def unit(mixture: Mixture) -> int:
    """The side in pixels of the patches that a mixture's masks are written in: the largest that fits them all."""
    return math.gcd(*(patch_size for _, patch_size, _ in mixture))


def draw_masks(mixture: Mixture, image_size: tuple[int, int], count: int, ratio: float, generator: Generator) -> Tensor:
    """Masks (count, N) of one ratio, each of a strategy drawn by its share; N patches of `unit(mixture)` pixels.

    Where all patches have one size, every row hides the same number of them.
    """
    height, width = image_size
    shares = torch.tensor([share for _, _, share in mixture])
    choices = torch.multinomial(shares, count, replacement=True, generator=generator).tolist()
    seeds = torch.randint(2**31, (count,), generator=generator).tolist()
    rows = []
    for choice, seed in zip(choices, seeds, strict=True):
        strategy, patch_size, _ = mixture[choice]
        grid = height // patch_size, width // patch_size
        if strategy == "strokes":
            mask = strokes(grid, ratio, Generator().manual_seed(seed))
        else:
            mask = make_mask(strategy, grid, ratio, seed)
        scale = patch_size // unit(mixture)
        rows.append(mask_to_pixels(mask.view(1, -1), scale, grid).flatten())
    return torch.stack(rows)


def strokes(grid: tuple[int, int], ratio: float, generator: Generator, lines: int = 48) -> Tensor:
    """A painter's hand: thick straight strokes between random points, until the ratio is reached. (rows, columns)

    A stroke is 1 to 5 cells thick and goes on where the last one ended, but for every third, which starts afresh.
    The count is exact, as in `make_mask`: the hand stops where enough is hidden.
    """
    rows, columns = grid
    ends = torch.rand(lines + 1, 2, generator=generator) * torch.tensor([rows, columns])  # (row, column) in cells
    starts = ends[:-1].clone()
    starts[::3] = torch.rand(len(starts[::3]), 2, generator=generator) * torch.tensor([rows, columns])
    radius = 0.5 + 2 * torch.rand(lines, 1, generator=generator)

    # How far along each stroke a cell's centre stands, and how far from it
    row, column = torch.meshgrid(torch.arange(rows) + 0.5, torch.arange(columns) + 0.5, indexing="ij")
    cells = torch.stack([row.flatten(), column.flatten()], 1)  # (N, 2)
    along = ends[1:] - starts  # (L, 2)
    offset = cells[None] - starts[:, None]  # (L, N, 2)
    t = ((offset * along[:, None]).sum(-1) / (along**2).sum(-1, keepdim=True).clamp(min=1e-6)).clamp(0, 1)  # (L, N)
    distance = (offset - t[..., None] * along[:, None]).norm(dim=-1)  # (L, N)

    # Cells are hidden in the order in which the hand first covers them; those never covered come last
    moment = torch.where(distance <= radius, torch.arange(lines)[:, None] + t, float(lines + 1)).amin(0)  # (N,)
    mask = torch.zeros(rows * columns, dtype=torch.bool)
    mask[moment.argsort(stable=True)[: hidden_count(rows * columns, ratio)]] = True
    return mask.view(grid)
