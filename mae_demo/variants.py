"""Variants of a picture: parts of it hidden and imagined anew by a masked autoencoder, for more to train on."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from mae_demo.inference import predict
from mae_demo.masking import make_mask
from mae_demo.patches import hidden_pixels


def variants(model: nn.Module, images: Tensor, ratio: float, seeds: list[int]) -> Tensor:
    """Each of the pictures (B, C, H, W) in [0, 1] once for each seed, (B, S, C, H, W).

    A share of its patches is hidden at random, by the seed, and predicted; the visible ones stay as they are.
    """
    made = []
    for seed in seeds:
        mask = make_mask("random", model.config.grid, ratio, seed).flatten().expand(len(images), -1)
        made.append(torch.where(hidden_pixels(mask, images), predict(model, images, mask), images))
    return torch.stack(made, 1)
