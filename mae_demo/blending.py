"""Blend the seams of a prediction: a post-process, which is no part of the network.

A transformer predicts each patch by itself, so neighbouring patches do not quite fit, and steps run along their
borders. Pérez et al., 'Poisson image editing' (2003), section 2, paste a part into a picture so that its own steps
between neighbouring pixels stay, and its rim fits what is around it. Here every hidden patch is such a part. With
neighbours i, j of which one at least is hidden, the blended pixels x are those that make

    Σ (xᵢ - xⱼ - sᵢⱼ)² + WEIGHT · Σ (xᵢ - pᵢ)²

least, where visible pixels stay as they are. sᵢⱼ is the step that is wanted: the prediction's own, pᵢ - pⱼ, within a
patch, and none across a border. The second sum, over hidden pixels, keeps x near the prediction p ('screened'; Bhat et
al., 'Fourier analysis of the 2D screened Poisson equation', 2008).

A true edge that runs along a border is levelled, too. Small patches and hard edges lose more by that than they gain:
`python -m train.lab.blending` measures both.
"""

from __future__ import annotations

import torch
from einops import rearrange
from torch import Tensor

from mae_demo.baselines import mean_of_neighbours
from mae_demo.config import ModelConfig
from mae_demo.datasets import facts
from mae_demo.patches import hidden_pixels, patch_size_of

# Chosen on validation pictures: `python -m train.lab.blending --validation`
WEIGHT = 0.4  # of a squared distance from the prediction, beside the squared steps to four neighbours
SWEEPS = 16  # of Jacobi's method; more change no PSNR by 0.01 dB


def has_seams(config: ModelConfig) -> bool:
    """Whether a network predicts patch by patch, in pixels, for a data set on which blending was measured to gain."""
    return config.family == "vit" and config.target_space != "patch-normalised" and facts(config.dataset).blends


def blend(prediction: Tensor, images: Tensor, mask: Tensor, weight: float = WEIGHT, sweeps: int = SWEEPS) -> Tensor:
    """The prediction with hidden pixels blended into each other and into the visible ones around them.

    prediction, images: (B, C, H, W) in [0, 1]; of the images no hidden pixel is used. mask: bool (B, N), True = hidden;
    its patches are those whose borders are blended. Returns (B, C, H, W) in [0, 1], in visible pixels the prediction.
    """
    hidden, side = hidden_pixels(mask, images), patch_size_of(mask, *images.shape[-2:])

    # How far the prediction lies over the mean of its neighbours, where a patch has none but its own
    patches = rearrange(prediction, "b c (h p) (w q) -> (b h w) c p q", p=side, q=side)
    rows, columns = images.shape[2] // side, images.shape[3] // side
    over = rearrange(patches - mean_of_neighbours(patches), "(b h w) c p q -> b c (h p) (w q)", h=rows, w=columns)

    # Jacobi: where the derivative by xᵢ is zero, the others held as they are; both sides are divided by 4
    share = weight / 4
    blended = torch.where(hidden, prediction, images)
    for _ in range(sweeps):
        solved = (mean_of_neighbours(blended) + over + share * prediction) / (1 + share)
        blended = torch.where(hidden, solved, blended)
    return torch.where(hidden, blended.clamp(0, 1), prediction)
