"""Augmentation by a masked autoencoder: variants of a picture, whose hidden patches it predicts."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from mae_demo.inference import predict
from mae_demo.masking import make_mask
from mae_demo.patches import hidden_pixels


def variants(model: nn.Module, images: Tensor, ratio: float, seeds: list[int]) -> Tensor:
    """One variant of each picture (B, C, H, W) in [0, 1] for each seed, (B, S, C, H, W).

    A seed hides the fraction `ratio` of the patches at random. The model predicts them; visible patches stay.
    """
    made = []
    for seed in seeds:
        mask = make_mask("random", model.config.grid, ratio, seed).flatten().expand(len(images), -1)
        made.append(torch.where(hidden_pixels(mask, images), predict(model, images, mask), images))
    return torch.stack(made, 1)
