"""Saliency: which patches show something, and in which order to hide them.

A saliency is one number for each patch, (rows, columns); only the order matters. It comes from the picture
(`gradient_energy`) or from an encoder (`mae_demo.attention.attention_received`). A priority, (rows, columns), is the
order in which to hide patches; `mae_demo.masking.priority_mask` hides those of highest priority.
"""

from __future__ import annotations

import torch
from torch import Generator, Tensor
from torch.nn import functional as F

LAYERS = (0.25, 0.5, 0.75)  # mask ratio of each layer, least salient first


def gradient_energy(image: Tensor, grid: tuple[int, int]) -> Tensor:
    """The squared gradient of each patch, averaged over its pixels: high for edges and texture. (rows, columns)

    image: (C, H, W), at least 2×2 pixels.
    """
    down, across = torch.gradient(image, dim=(1, 2))  # central differences, one-sided at the picture's edge
    energy = (down**2 + across**2).sum(0)  # (H, W)
    return F.adaptive_avg_pool2d(energy[None], grid)[0]


def selective_priority(saliency: Tensor, seed: int, balance: float = 1.0) -> Tensor:
    """The priority (rows, columns) that hides salient patches first, or the least salient ones.

    balance: 1 hides salient patches first, -1 the least salient ones. Values between them add noise; at 0 the order
    is that of the 'random' mask of the same seed. Raises ValueError outside [-1, 1].
    """
    if not -1 <= balance <= 1:
        raise ValueError(f"The balance must lie between -1 (background) and 1 (foreground), not {balance}.")
    noise = torch.rand(saliency.shape, generator=Generator().manual_seed(seed))
    return balance * _rank(saliency) + (1 - abs(balance)) * noise


def layered_priority(saliency: Tensor, seed: int, ratios: tuple[float, ...] = LAYERS) -> Tensor:
    """The priority (rows, columns) for layers of equal size by saliency, each with its own mask ratio.

    ratios: one for each layer, least salient first, each in [0, 1] (ValueError otherwise). They hide the patches with a
    priority above 1: as many as `hidden_count` says, at random within a layer. A mask that hides fewer patches reduces
    all ratios in proportion; one that hides more reduces the visible patches of all layers in proportion.
    """
    if not all(0 <= ratio <= 1 for ratio in ratios):
        raise ValueError("The ratio of each layer must lie between 0 and 1.")
    generator = Generator().manual_seed(seed)
    patches = saliency.numel()
    shuffled = torch.randperm(patches, generator=generator)  # equal patches fall into layers at random
    order = shuffled[saliency.flatten()[shuffled].argsort(stable=True)]
    priority = torch.empty(patches, dtype=torch.float64)
    for layer, ratio in enumerate(ratios):
        members = order[patches * layer // len(ratios) : patches * (layer + 1) // len(ratios)]
        place = torch.randperm(len(members), generator=generator).double()  # in this order they are hidden
        hidden = len(members) * ratio - 1e-9  # how many; rounded up, as in `hidden_count`
        first, rest = place / hidden, (place - hidden) / (len(members) - hidden)
        priority[members] = torch.where(place < hidden, 2 - first, 1 - rest.clamp(min=0))
    return priority.view(saliency.shape)


def _rank(scores: Tensor) -> Tensor:
    """The rank of each number among all, from 0 to 1; equal numbers get the mean of their ranks."""
    in_order = scores.flatten().sort().values
    lower, upper = (torch.searchsorted(in_order, scores, right=right) for right in (False, True))
    return (lower + upper) / (2 * scores.numel())
