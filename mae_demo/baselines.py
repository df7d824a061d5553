"""Ways to fill a hole that need no network: the bars that a trained one has to clear."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.nn import functional as F

if TYPE_CHECKING:
    from scipy.sparse import csr_array


def visible_mean(images: Tensor, hidden: Tensor) -> Tensor:
    """Fill hidden pixels with the mean of the picture's visible ones, a channel at a time; 0.5 where none is.

    images: (B, C, H, W) in [0, 1]. hidden: bool (B, 1, H, W), True = hidden. Returns (B, C, H, W).
    """
    visible = (~hidden).sum((2, 3), keepdim=True)
    total = (images * ~hidden).sum((2, 3), keepdim=True)
    return torch.where(hidden, torch.where(visible > 0, total / visible.clamp(min=1), 0.5), images)


def harmonic(images: Tensor, hidden: Tensor, tolerance: float = 1e-5, max_steps: int = 2000) -> Tensor:
    """Fill hidden pixels so that each is the mean of its neighbours: the surface of a soap film over the hole.

    Shapes as in `visible_mean`. Solves the discrete Laplace equation, with no slope at the picture's edge, by
    conjugate gradients on all pictures at once, until every residual is below `tolerance` (or `max_steps`).
    Where nothing is visible the result is 0.5.
    """
    height, width = images.shape[-2:]
    unknown = hidden.expand_as(images)
    ones = images.new_ones(1, 1, height, width)
    neighbours = _sum_of_neighbours(ones)  # 2 in a corner, 3 on an edge, 4 inside

    # Solve A x = 0 on the hidden pixels, where A = neighbours - adjacency, from a rough filling as first guess
    x = pull_push(images, hidden)
    residual = torch.where(unknown, _sum_of_neighbours(x) - neighbours * x, 0.0)
    direction, energy = residual, (residual**2).sum((2, 3), keepdim=True)
    for _ in range(max_steps):
        if residual.abs().max() < tolerance:
            break
        image_of_direction = torch.where(unknown, neighbours * direction - _sum_of_neighbours(direction), 0.0)
        curvature = (direction * image_of_direction).sum((2, 3), keepdim=True)
        step = energy / curvature.clamp(min=1e-20)
        x = x + step * direction
        residual = residual - step * image_of_direction
        energy, previous = (residual**2).sum((2, 3), keepdim=True), energy
        direction = residual + energy / previous.clamp(min=1e-20) * direction
    return x


def biharmonic(images: Tensor, hidden: Tensor) -> Tensor:
    """Fill hidden pixels so that the surface bends as little as can be: a thin plate instead of a soap film.

    Shapes as in `visible_mean`. It goes on with the slope at the hole's rim, where `harmonic` flattens out, and may
    leave [0, 1]. The sum of squared Laplacians over the whole picture is made least, each pixel's Laplacian being its
    neighbours' mean difference times their number; one sparse system a hole, solved by SuperLU for all pictures that
    have it. Where nothing is visible the result is 0.5.
    """
    from scipy.sparse.linalg import splu  # 0.2 s to import

    height, width = images.shape[-2:]
    bending = _bending(height, width)
    filled = images.clone()
    holes, hole_of = hidden.flatten(1).unique(dim=0, return_inverse=True)
    for number, hole in enumerate(holes.cpu().numpy()):
        those = (hole_of == number).nonzero().flatten()
        if hole.all():
            filled[those] = 0.5
        elif hole.any():
            values = images[those].flatten(2)  # (B', C, H·W)
            known = values.permute(2, 0, 1).flatten(1).double().cpu().numpy()  # (H·W, B'·C)
            rows = bending[hole]
            inside = splu(rows[:, hole].tocsc()).solve(-(rows[:, ~hole] @ known[~hole]))
            inside = torch.from_numpy(inside).to(images).unflatten(1, values.shape[:2]).permute(1, 2, 0)
            values[..., torch.from_numpy(hole)] = inside  # (B', C, hidden pixels)
            filled[those] = values.unflatten(2, (height, width))
    return filled


@lru_cache(maxsize=4)
def _bending(height: int, width: int) -> csr_array:
    """LᵀL of the pixels' graph Laplacian L, (H·W, H·W)."""
    import numpy as np
    from scipy import sparse

    rows, columns = (sparse.diags_array([np.ones(n - 1), np.ones(n - 1)], offsets=[-1, 1]) for n in (height, width))
    adjacency = sparse.kron(sparse.eye_array(height), columns) + sparse.kron(rows, sparse.eye_array(width))
    laplacian = sparse.diags_array(adjacency.sum(1)) - adjacency
    return (laplacian.T @ laplacian).tocsr()


def pull_push(images: Tensor, hidden: Tensor) -> Tensor:
    """Fill hidden pixels from ever coarser means of the visible ones: smooth, rough, and fast at any size.

    Gortler et al., 'The Lumigraph' (1996), section 3.4. Shapes as in `visible_mean`. The picture is halved again and
    again, visible pixels alone counting; on the way back, a place where nothing is visible takes what the next
    coarser level says. Where nothing is visible at all the result is 0.5.
    """
    # Pull: sums over 2×2 places, and how many pixels they hold
    total, weight = images.masked_fill(hidden, 0.0), (~hidden).to(images.dtype)
    levels = []
    while max(total.shape[-2:]) > 1:
        levels.append((total, weight))
        total, weight = (F.avg_pool2d(x, 2, ceil_mode=True, divisor_override=1) for x in (total, weight))

    # Push: from one place for the whole picture back to pixels
    filled = torch.where(weight > 0, total / weight.clamp(min=1), 0.5)
    for total, weight in reversed(levels):
        height, width = total.shape[-2:]
        finer = F.interpolate(filled, scale_factor=2.0, mode="bilinear")[..., :height, :width]
        filled = torch.where(weight > 0, total / weight.clamp(min=1), finer)
    return filled


def _sum_of_neighbours(x: Tensor) -> Tensor:
    """The sum of the four neighbours of each pixel; outside the picture there is nothing."""
    padded = F.pad(x, (1, 1, 1, 1))
    return padded[..., :-2, 1:-1] + padded[..., 2:, 1:-1] + padded[..., 1:-1, :-2] + padded[..., 1:-1, 2:]


BASELINES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "visible mean": visible_mean,
    "harmonic": harmonic,
    "biharmonic": biharmonic,
}
