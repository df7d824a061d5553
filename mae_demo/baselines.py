"""Baselines without a network: ways to fill hidden pixels that a trained network should beat."""

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
    """Fill hidden pixels with the mean of the visible ones in each channel; 0.5 where all are hidden.

    images: (B, C, H, W) in [0, 1]. hidden: bool (B, 1, H, W), True = hidden. Returns (B, C, H, W).
    """
    visible = (~hidden).sum((2, 3), keepdim=True)
    total = (images * ~hidden).sum((2, 3), keepdim=True)
    return torch.where(hidden, torch.where(visible > 0, total / visible.clamp(min=1), 0.5), images)


def harmonic(images: Tensor, hidden: Tensor) -> Tensor:
    """Fill hidden pixels so that each is the mean of its neighbours, like a soap film over the hole.

    Shapes as in `visible_mean`. This solves the discrete Laplace equation, with slope zero at the picture's edge. Where
    all pixels are hidden, the result is 0.5.
    """
    return _minimise(_laplacian(*images.shape[-2:]), images, hidden)


def biharmonic(images: Tensor, hidden: Tensor) -> Tensor:
    """Fill hidden pixels so that the surface bends as little as possible, like a thin plate over the hole.

    Shapes as in `visible_mean`. It continues the slope at the hole's rim, where `harmonic` flattens out, and may
    leave [0, 1]. It minimises the sum of squared Laplacians over the whole picture. Where all pixels are hidden, the
    result is 0.5.
    """
    laplacian = _laplacian(*images.shape[-2:])
    return _minimise((laplacian @ laplacian).tocsr(), images, hidden)


def _minimise(matrix: csr_array, images: Tensor, hidden: Tensor) -> Tensor:
    """Fill hidden pixels so that xᵀAx is least, where x holds all pixels of a channel and visible ones stay.

    matrix: A, symmetric, (H·W, H·W). SuperLU solves one sparse system for all pictures that have the same hole.
    """
    from scipy.sparse.linalg import splu  # 0.2 s to import

    filled = images.clone()
    holes, hole_of = hidden.expand(len(images), -1, -1, -1).flatten(1).unique(dim=0, return_inverse=True)
    for number, hole in enumerate(holes.cpu().numpy()):
        those = (hole_of == number).nonzero().flatten()
        if hole.all():
            filled[those] = 0.5
        elif hole.any():
            values = images[those].flatten(2)  # (B', C, H·W)
            known = values.permute(2, 0, 1).flatten(1).double().cpu().numpy()  # (H·W, B'·C)
            rows = matrix[hole]
            solver = splu(rows[:, hole].tocsc(), "MMD_AT_PLUS_A", diag_pivot_thresh=0, options={"SymmetricMode": True})
            inside = torch.from_numpy(solver.solve(-(rows[:, ~hole] @ known[~hole]))).to(images)
            values[..., torch.from_numpy(hole)] = inside.unflatten(1, values.shape[:2]).permute(1, 2, 0)
            filled[those] = values.unflatten(2, images.shape[-2:])
    return filled


@lru_cache(maxsize=4)
def _laplacian(height: int, width: int) -> csr_array:
    """The graph Laplacian of a picture's pixels, (H·W, H·W): the number of neighbours minus the adjacency."""
    import numpy as np
    from scipy import sparse

    rows, columns = (sparse.diags_array([np.ones(n - 1), np.ones(n - 1)], offsets=[-1, 1]) for n in (height, width))
    adjacency = sparse.kron(sparse.eye_array(height), columns) + sparse.kron(rows, sparse.eye_array(width))
    return (sparse.diags_array(adjacency.sum(1)) - adjacency).tocsr()


def pull_push(images: Tensor, hidden: Tensor, relaxations: int = 0) -> Tensor:
    """Fill hidden pixels from coarser and coarser means of the visible ones: smooth, rough, and fast at any size.

    Gortler et al., 'The Lumigraph' (1996), section 3.4. Shapes as in `visible_mean`. The way down halves the picture
    again and again and averages visible pixels alone. On the way back, a place without visible pixels takes the value
    of the next coarser level. relaxations: how often each level then replaces such places by the mean of their
    neighbours, which comes near `harmonic`. Where all pixels are hidden, the result is 0.5.
    """
    # Pull: sums over 2×2 places, and how many pixels they hold
    total, weight = images.masked_fill(hidden, 0.0), (~hidden).to(images.dtype)
    levels = []
    while max(total.shape[-2:]) > 1:
        levels.append((total, weight))
        odd = (0, total.shape[-1] % 2, 0, total.shape[-2] % 2)  # pad odd sides with pixels of weight 0
        # The exporter to ONNX ignores avg_pool2d's divisor_override
        total, weight = (4 * F.avg_pool2d(F.pad(x, odd), 2) for x in (total, weight))

    # Push: from one place for the whole picture back to pixels
    filled = torch.where(weight > 0, total / weight.clamp(min=1), 0.5)
    for total, weight in reversed(levels):
        height, width = total.shape[-2:]
        finer = F.interpolate(filled, scale_factor=2.0, mode="bilinear")[..., :height, :width]
        known = total / weight.clamp(min=1)
        filled = torch.where(weight > 0, known, finer)
        for _ in range(relaxations):
            filled = torch.where(weight > 0, known, mean_of_neighbours(filled))
    return filled


def mean_of_neighbours(images: Tensor) -> Tensor:
    """The mean of the four neighbours of each pixel of (B, C, H, W); beyond the edge the pixel itself is repeated."""
    around = F.pad(images, (1, 1, 1, 1), mode="replicate")
    left, right = around[..., 1:-1, :-2], around[..., 1:-1, 2:]
    above, below = around[..., :-2, 1:-1], around[..., 2:, 1:-1]
    return (left + right + above + below) / 4


BASELINES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "visible mean": visible_mean,
    "harmonic": harmonic,
    "biharmonic": biharmonic,
}
