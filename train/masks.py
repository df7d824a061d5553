"""The masks of a training batch: a mixture of strategies and patch sizes, so that one model serves all masks."""

from __future__ import annotations

import math

import torch
from torch import Generator, Tensor

from mae_demo.masking import hidden_count, make_mask
from mae_demo.patches import mask_to_pixels

Mixture = tuple[tuple[str, int, float], ...]  # (strategy, side of its patches in pixels, fraction of the pictures)


def unit(mixture: Mixture) -> int:
    """The patch size in pixels of a mixture's masks: the largest that divides all its patch sizes."""
    return math.gcd(*(patch_size for _, patch_size, _ in mixture))


def draw_masks(mixture: Mixture, image_size: tuple[int, int], count: int, ratio: float, generator: Generator) -> Tensor:
    """Masks (count, N) of one ratio, each of a random strategy of the mixture; N patches of `unit(mixture)` pixels.

    If all patches have one size, every row hides the same number of them.
    """
    height, width = image_size
    side = unit(mixture)
    fractions = torch.tensor([fraction for _, _, fraction in mixture])
    choices = torch.multinomial(fractions, count, replacement=True, generator=generator)
    masks = torch.empty(count, height // side * width // side, dtype=torch.bool)
    for choice, (strategy, patch_size, _) in enumerate(mixture):
        chosen = choices == choice
        grid = height // patch_size, width // patch_size
        drawn = _draw(strategy, grid, ratio, int(chosen.sum()), generator)
        masks[chosen] = mask_to_pixels(drawn, patch_size // side, grid).flatten(1)
    return masks


def _draw(strategy: str, grid: tuple[int, int], ratio: float, count: int, generator: Generator) -> Tensor:
    """Masks (count, N) of one strategy. The most common ones, random and strokes, are drawn all at once."""
    patches = grid[0] * grid[1]
    if strategy == "random":
        noise = torch.rand(count, patches, generator=generator)
        hidden = noise.topk(hidden_count(patches, ratio), sorted=False).indices
        return torch.zeros(count, patches, dtype=torch.bool).scatter_(1, hidden, True)
    if strategy == "strokes":
        return strokes(grid, ratio, count, generator).flatten(1)
    seeds = torch.randint(2**31, (count,), generator=generator).tolist()
    masks = [make_mask(strategy, grid, ratio, seed) for seed in seeds]
    return torch.stack(masks).flatten(1) if masks else torch.empty(0, patches, dtype=torch.bool)


def strokes(grid: tuple[int, int], ratio: float, count: int, generator: Generator, lines: int = 48) -> Tensor:
    """Masks (count, rows, columns) of thick straight brush strokes between random points, until a ratio is reached.

    A stroke is 1 to 5 cells thick and starts where the last one ended; every third starts at a new place. The number of
    hidden cells is exact, as in `make_mask`: the last stroke stops where enough is hidden.
    """
    rows, columns = grid
    size = torch.tensor([rows, columns])
    ends = torch.rand(count, lines + 1, 2, generator=generator) * size  # (row, column) in cells
    starts = ends[:, :-1].clone()
    fresh = starts[:, ::3].shape
    starts[:, ::3] = torch.rand(fresh, generator=generator) * size
    radius = 0.5 + 2 * torch.rand(count, lines, 1, 1, generator=generator)

    # The position of each cell's centre along each stroke, and its distance; both are sums of a row and a column term
    along = ends[:, 1:] - starts  # (B, L, 2)
    (row, column), (down, right) = (part[..., None, None].unbind(2) for part in (starts, along))  # (B, L, 1, 1) each
    row = torch.arange(rows)[:, None] + 0.5 - row  # (B, L, rows, 1)
    column = torch.arange(columns) + 0.5 - column  # (B, L, 1, columns)
    t = ((row * down + column * right) / (down**2 + right**2).clamp(min=1e-6)).clamp(0, 1)  # (B, L, rows, columns)
    distance = (row - t * down) ** 2 + (column - t * right) ** 2

    # Hide cells in the order in which strokes first cover them; those never covered come last
    moment = torch.where(distance <= radius**2, t + torch.arange(lines)[:, None, None], float(lines + 1)).amin(1)
    first = moment.flatten(1).argsort(dim=1, stable=True)[:, : hidden_count(rows * columns, ratio)]
    return torch.zeros(count, rows * columns, dtype=torch.bool).scatter_(1, first, True).view(count, rows, columns)
