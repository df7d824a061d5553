"""Which patches to hide. One convention everywhere: bool, row-major, True = hidden."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Generator, Tensor

Grid = tuple[int, int]


def hidden_count(patches: int, ratio: float) -> int:
    """How many of `patches` a mask of this ratio hides: all but int(patches · (1 - ratio)), as He et al. do.

    The 1e-9 keeps 0.9 of 10 patches at 9 where floating point would say 10. Raises ValueError outside [0, 1].
    """
    if not 0 <= ratio <= 1:  # also refuses NaN
        raise ValueError(f"The mask ratio must lie between 0 and 1, not {ratio}.")
    return patches - int(patches * (1 - ratio) + 1e-9)


def random_mask(grid: Grid, hidden: int, generator: Generator) -> Tensor:
    """Uniformly random patches: those with the highest noise are hidden (facebookresearch/mae)."""
    rows, columns = grid
    noise = torch.rand(rows * columns, generator=generator)
    mask = torch.ones(rows * columns, dtype=torch.bool)
    mask[noise.argsort()[: rows * columns - hidden]] = False
    return mask.view(grid)


def block_mask(grid: Grid, hidden: int, generator: Generator) -> Tensor:
    """One rectangle at a random place, of a random shape up to twice as long as wide.

    Where no rectangle has exactly the right area, the last patches of its first or last row stay visible.
    """
    rows, columns = grid
    aspect = 2 ** (2 * torch.rand((), generator=generator).item() - 1)  # height / width, 1/2 to 2
    height = min(rows, max(1, round(math.sqrt(hidden * aspect))))
    width = min(columns, max(1, math.ceil(hidden / height)))
    height = max(1, math.ceil(hidden / width))
    top = int(torch.randint(rows - height + 1, (), generator=generator))
    left = int(torch.randint(columns - width + 1, (), generator=generator))

    block = (torch.arange(height * width) < hidden).view(height, width)
    if torch.rand((), generator=generator) < 0.5:  # let the ragged row be the first one
        block = block.flip(0)
    mask = torch.zeros(grid, dtype=torch.bool)
    mask[top : top + height, left : left + width] = block
    return mask


def bayer(order: int) -> Tensor:
    """Bayer's matrix of side 2^order: the order in which ordered dithering fills a square, evenly spread."""
    matrix = torch.zeros(1, 1, dtype=torch.long)
    for _ in range(order):
        matrix = 4 * matrix
        matrix = torch.cat([torch.cat([matrix, matrix + 2], 1), torch.cat([matrix + 3, matrix + 1], 1)])
    return matrix


def grid_mask(grid: Grid, hidden: int, generator: Generator) -> Tensor:
    """Visible patches spread as evenly as can be: at 50 % a checkerboard, at 75 % every second row and column.

    The patches become visible in the order of Bayer's matrix; the seed shifts the pattern.
    """
    rows, columns = grid
    order = math.ceil(math.log2(max(rows, columns, 2)))
    shift = torch.randint(2**order, (2,), generator=generator).tolist()
    rank = bayer(order).roll(shift, (0, 1))[:rows, :columns].flatten()
    mask = torch.ones(rows * columns, dtype=torch.bool)
    mask[rank.argsort()[: rows * columns - hidden]] = False
    return mask.view(grid)


MASKING: dict[str, Callable[[Grid, int, Generator], Tensor]] = {
    "random": random_mask,
    "block": block_mask,
    "grid": grid_mask,
}


def make_mask(strategy: str, grid: Grid, ratio: float, seed: int, image: Tensor | None = None) -> Tensor:
    """A mask (rows, columns) for a grid of patches, the same for the same seed.

    strategy: a key of MASKING. ratio: the share to hide, 0 (nothing) to 1 (everything); the count is exact,
    see `hidden_count`. image: (C, H, W), for strategies that look at the picture; none of these does.
    Raises ValueError for an unknown strategy or a ratio outside [0, 1].
    'random' with seed 2 on 14×14 at 0.75 is the mask of the official demo notebook.
    """
    if strategy not in MASKING:
        raise ValueError(f"Unknown mask strategy {strategy!r:.40}; known are {', '.join(MASKING)}.")
    hidden = hidden_count(grid[0] * grid[1], ratio)
    if hidden == 0:
        return torch.zeros(grid, dtype=torch.bool)
    return MASKING[strategy](grid, hidden, torch.Generator().manual_seed(seed))


def mask_to_hex(mask: Tensor) -> str:
    """A mask (rows, columns) as hexadecimal digits: row-major, one bit a patch, first patch first, zero padded."""
    bits = "".join("1" if hidden else "0" for hidden in mask.flatten().tolist())
    bits += "0" * (-len(bits) % 4)
    return f"{int(bits, 2):0{len(bits) // 4}x}"


def mask_from_hex(digits: str, grid: Grid) -> Tensor:
    """The inverse of `mask_to_hex`. Raises ValueError where the digits do not describe this grid."""
    patches = grid[0] * grid[1]
    length = math.ceil(patches / 4)
    if len(digits) != length or not set(digits) <= set("0123456789abcdefABCDEF"):
        raise ValueError(
            f"A mask for {grid[0]}×{grid[1]} patches is written with {length} hexadecimal digits (0-9, a-f)."
        )
    bits = f"{int(digits, 16):0{4 * length}b}"
    if "1" in bits[patches:]:
        raise ValueError(f"This mask hides patches beyond the {patches} of a {grid[0]}×{grid[1]} grid.")
    return torch.tensor([bit == "1" for bit in bits[:patches]]).view(grid)
