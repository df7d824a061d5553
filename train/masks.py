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
    side = unit(mixture)
    shares = torch.tensor([share for _, _, share in mixture])
    choices = torch.multinomial(shares, count, replacement=True, generator=generator)
    masks = torch.empty(count, height // side * width // side, dtype=torch.bool)
    for choice, (strategy, patch_size, _) in enumerate(mixture):
        chosen = choices == choice
        grid = height // patch_size, width // patch_size
        drawn = _draw(strategy, grid, ratio, int(chosen.sum()), generator)
        masks[chosen] = mask_to_pixels(drawn, patch_size // side, grid).flatten(1)
    return masks


def _draw(strategy: str, grid: tuple[int, int], ratio: float, count: int, generator: Generator) -> Tensor:
    """Masks (count, N) of one strategy. Random ones, the most common by far, are drawn all at once."""
    patches = grid[0] * grid[1]
    if strategy == "random":
        noise = torch.rand(count, patches, generator=generator)
        hidden = noise.topk(hidden_count(patches, ratio), sorted=False).indices
        return torch.zeros(count, patches, dtype=torch.bool).scatter_(1, hidden, True)
    seeds = torch.randint(2**31, (count,), generator=generator).tolist()
    if strategy == "strokes":
        masks = [strokes(grid, ratio, Generator().manual_seed(seed)) for seed in seeds]
    else:
        masks = [make_mask(strategy, grid, ratio, seed) for seed in seeds]
    return torch.stack(masks).flatten(1) if masks else torch.empty(0, patches, dtype=torch.bool)


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
