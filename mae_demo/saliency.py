"""Where there is something to see, and in which order to hide it.

A saliency is one number a patch, (rows, columns); only its order matters. It comes from the picture
(`gradient_energy`) or from an encoder (`mae_demo.attention.attention_received`). A priority, (rows, columns), says
which patches to hide first; `mae_demo.masking.priority_mask` hides the highest.
"""

from __future__ import annotations

import torch
from torch import Generator, Tensor
from torch.nn import functional as F

LAYERS = (0.25, 0.5, 0.75)  # how much of each layer to hide, least salient first


def gradient_energy(image: Tensor, grid: tuple[int, int]) -> Tensor:
    """How much happens in each patch: the squared gradient, averaged over its pixels. (rows, columns)

    image: (C, H, W), at least 2×2 pixels. Edges and texture count, a smooth inside does not.
    """
    down, across = torch.gradient(image, dim=(1, 2))  # central differences, one-sided at the picture's edge
    energy = (down**2 + across**2).sum(0)  # (H, W)
    return F.adaptive_avg_pool2d(energy[None], grid)[0]


def selective_priority(saliency: Tensor, seed: int, balance: float = 1.0) -> Tensor:
    """Hide what is there, or what is not. (rows, columns)

    balance: 1 hides the salient patches first, -1 the least salient ones; between them chance has its say, and at
    0 the order is that of the 'random' mask of the same seed. Raises ValueError outside [-1, 1].
    """
    if not -1 <= balance <= 1:
        raise ValueError(f"The balance must lie between -1 (background) and 1 (foreground), not {balance}.")
    noise = torch.rand(saliency.shape, generator=Generator().manual_seed(seed))
    return balance * _rank(saliency) + (1 - abs(balance)) * noise


def layered_priority(saliency: Tensor, seed: int, ratios: tuple[float, ...] = LAYERS) -> Tensor:
    """Split the picture into layers of equal size by saliency, each to be hidden to its own ratio. (rows, columns)

    ratios: one a layer, least salient first, each in [0, 1] (ValueError otherwise). Patches with a priority above 1
    are those that the ratios hide, by the rule of `hidden_count`, at random within a layer. Hide fewer, and every
    ratio shrinks in proportion; hide more, and what is left visible of each layer does.
    """
    if not all(0 <= ratio <= 1 for ratio in ratios):
        raise ValueError("The ratio of each layer must lie between 0 and 1.")
    generator = Generator().manual_seed(seed)
    patches = saliency.numel()
    shuffled = torch.randperm(patches, generator=generator)  # equally salient patches fall into layers at random
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
    """Each number's place in the order of all, 0 to 1; equal numbers share the middle of their places."""
    in_order = scores.flatten().sort().values
    lower, upper = (torch.searchsorted(in_order, scores, right=right) for right in (False, True))
    return (lower + upper) / (2 * scores.numel())
