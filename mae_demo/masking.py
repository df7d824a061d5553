"""Masks: which patches to hide. One convention everywhere: bool, row-major, True = hidden.

`make_mask` draws a mask by the name of a strategy (`mae_demo.strategies`). `priority_mask` hides the patches of highest
priority, from whatever source. With it, the strategies that look at a picture can be given more settings:

    selective   priority_mask(selective_priority(saliency, seed, balance), ratio, seed)
    layered     layered_priority(saliency, seed, ratios) > 1
    hard        priority_mask(mae_demo.inference.patch_errors(model, image, ...), ratio, seed)
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from PIL import Image
from torch import Generator, Tensor

from mae_demo.saliency import gradient_energy, layered_priority, selective_priority
from mae_demo.text import Refusal

Grid = tuple[int, int]


def hidden_count(patches: int, ratio: float) -> int:
    """How many of `patches` a mask of this ratio hides: all but int(patches · (1 - ratio)), as in He et al. (2022).

    The 1e-9 corrects floating point: 0.9 of 10 patches are 9, not 10. Raises ValueError outside [0, 1].
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
    """One rectangle of random place and shape, at most twice as long as wide.

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
    """Bayer's matrix of side 2^order: the order in which ordered dithering fills a square evenly."""
    matrix = torch.zeros(1, 1, dtype=torch.long)
    for _ in range(order):
        matrix = 4 * matrix
        matrix = torch.cat([torch.cat([matrix, matrix + 2], 1), torch.cat([matrix + 3, matrix + 1], 1)])
    return matrix


def grid_mask(grid: Grid, hidden: int, generator: Generator) -> Tensor:
    """Visible patches spread evenly: at 50 % a checkerboard, at 75 % every second row and column.

    The patches become visible in the order of Bayer's matrix; the seed shifts the pattern.
    """
    rows, columns = grid
    order = math.ceil(math.log2(max(rows, columns, 2)))
    shift = torch.randint(2**order, (2,), generator=generator).tolist()
    rank = bayer(order).roll(shift, (0, 1))[:rows, :columns].flatten()
    mask = torch.ones(rows * columns, dtype=torch.bool)
    mask[rank.argsort()[: rows * columns - hidden]] = False
    return mask.view(grid)


def checkerboard_mask(grid: Grid, hidden: int, generator: Generator) -> Tensor:
    """Squares of 2×2 patches, every other one hidden, as on a chessboard; the seed shifts it.

    At 50 % that is all, but for a few patches where the grid cuts the squares unevenly. Below, squares of the hidden
    colour are opened at random; above, squares of the other colour are hidden at random; the last one in part.
    """
    rows, columns = grid
    top, left = torch.randint(4, (2,), generator=generator).tolist()
    row, column = (torch.arange(rows) + top) // 2, (torch.arange(columns) + left) // 2
    colour = (row[:, None] + column) % 2
    noise = torch.rand(rows // 2 + 3, columns // 2 + 3, generator=generator)  # one number a square
    return _hide_highest(colour + noise[row][:, column], hidden, generator)


def border_mask(grid: Grid, hidden: int, generator: Generator) -> Tensor:
    """A frame: it hides the outermost ring of patches first, then the next; the middle stays visible.

    It hides the last ring clockwise as far as the ratio goes, from a random place.
    """
    row, column = (torch.arange(length).double() for length in grid)
    row, column = row[:, None], column[None]
    bottom, right = grid[0] - 1, grid[1] - 1
    ring = torch.minimum(torch.minimum(row, bottom - row), torch.minimum(column, right - column))
    angle = torch.atan2(row - bottom / 2, column - right / 2) / (2 * math.pi)
    turn = (torch.rand((), generator=generator) - angle) % 1
    return _hide_highest(turn - ring, hidden, generator)


def _hide_highest(priority: Tensor, hidden: int, generator: Generator) -> Tensor:
    """Hide the patches of highest priority (rows, columns); among equals the generator chooses."""
    shuffled = torch.randperm(priority.numel(), generator=generator)
    order = shuffled[priority.flatten()[shuffled].argsort(stable=True, descending=True)]
    mask = torch.zeros(priority.numel(), dtype=torch.bool)
    mask[order[:hidden]] = True
    return mask.view(priority.shape)


MASKING: dict[str, Callable[[Grid, int, Generator], Tensor]] = {
    "random": random_mask,
    "block": block_mask,
    "grid": grid_mask,
    "checkerboard": checkerboard_mask,
    "border": border_mask,
}
# From the saliency of a picture's patches (rows, columns) and a seed: their priority (rows, columns)
SALIENCY_MASKING: dict[str, Callable[[Tensor, int], Tensor]] = {
    "selective": selective_priority,
    "layered": layered_priority,
}


def make_mask(strategy: str, grid: Grid, ratio: float, seed: int, image: Tensor | None = None) -> Tensor:
    """A mask (rows, columns) for a grid of patches, the same for the same seed.

    strategy: a key of MASKING or SALIENCY_MASKING. ratio: the fraction to hide, 0 (nothing) to 1 (everything);
    the count is exact, see `hidden_count`. image: (C, H, W) in [0, 1], for SALIENCY_MASKING, whose saliency is the
    `gradient_energy`. With the same seed a higher ratio hides the same patches and more; only 'block' draws another
    shape. Raises ValueError for an unknown strategy, for a ratio outside [0, 1], and where the picture is missing.
    'random' with seed 2 on 14×14 at 0.75 is the mask of the official demo notebook.
    """
    if strategy in SALIENCY_MASKING:
        if image is None:
            raise ValueError(f"The mask strategy {strategy!r} looks at the picture: pass one.")
        return priority_mask(SALIENCY_MASKING[strategy](gradient_energy(image, grid), seed), ratio, seed)
    if strategy not in MASKING:
        raise ValueError(f"Unknown mask strategy {strategy!r:.40}; known are {', '.join(MASKING | SALIENCY_MASKING)}.")
    hidden = hidden_count(grid[0] * grid[1], ratio)
    if hidden == 0:
        return torch.zeros(grid, dtype=torch.bool)
    return MASKING[strategy](grid, hidden, torch.Generator().manual_seed(seed))


def priority_mask(priority: Tensor, ratio: float, seed: int) -> Tensor:
    """The mask (rows, columns) that hides the patches of highest priority (rows, columns); count as in `make_mask`.

    Among patches of equal priority the seed chooses.
    """
    hidden = hidden_count(priority.numel(), ratio)
    return _hide_highest(priority, hidden, torch.Generator().manual_seed(seed))


def complementary_masks(grid: Grid, parts: int, seed: int) -> Tensor:
    """Masks (parts, rows, columns) that together hide every patch exactly once, at random and as evenly as can be.

    Raises ValueError for fewer than one part or more parts than patches.
    """
    patches = grid[0] * grid[1]
    if not 1 <= parts <= patches:
        raise ValueError(f"{patches} patches can be divided among 1 to {patches} masks, not {parts}.")
    part = torch.randperm(patches, generator=torch.Generator().manual_seed(seed)) % parts
    return (part == torch.arange(parts)[:, None]).view(parts, *grid)


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
        raise Refusal("masks.digits", rows=grid[0], columns=grid[1], length=length)
    bits = f"{int(digits, 16):0{4 * length}b}"
    if "1" in bits[patches:]:
        raise Refusal("masks.beyond", rows=grid[0], columns=grid[1], patches=patches)
    return torch.tensor([bit == "1" for bit in bits[:patches]]).view(grid)


def mask_from_picture(picture: Image.Image, grid: Grid) -> Tensor:
    """A mask (rows, columns) from its picture, the inverse of `render.mask_picture`: white = hidden, black = visible.

    picture: of any size that the grid divides into equal patches of whole pixels. Raises ValueError for another size,
    and where a patch is neither all light nor all dark.
    """
    rows, columns = grid
    width, height = picture.size
    if height % rows or width % columns:
        raise Refusal("masks.size", rows=rows, columns=columns, width=width, height=height)
    light = torch.frombuffer(bytearray(picture.convert("L").tobytes()), dtype=torch.uint8) >= 128
    patches = light.view(rows, height // rows, columns, width // columns).permute(0, 2, 1, 3).flatten(2)
    hidden, visible = patches.all(-1), ~patches.any(-1)
    if not (hidden | visible).all():
        row, column = (~(hidden | visible)).nonzero()[0].tolist()
        raise Refusal("masks.neither", row=row + 1, column=column + 1)
    return hidden
