"""Latents of an autoencoder: from pictures to latent vectors and back, and a flat map of the latent space.

A latent, also called a code, is the vector of K numbers from which a decoder makes a picture; K is the latent
dimension.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn


@torch.inference_mode()
def encode(model: nn.Module, images: Tensor) -> Tensor:
    """Latents (B, K) of pictures (B, C, H, W) in [0, 1] without a mask; maps are flattened."""
    return model.encode(images).flatten(1)


@torch.inference_mode()
def decode(model: nn.Module, latents: Tensor) -> Tensor:
    """Pictures (B, C, H, W), clamped to [0, 1], of latents (B, K) as `encode` returns them."""
    config = model.config
    shape = model.encode(torch.zeros(1, config.channels, *config.image_size)).shape[1:]
    return model.decode(latents.view(-1, *shape)).clamp(0, 1)


@dataclass(frozen=True)
class Plane:
    """A flat map of latents: their first principal components, along which they vary most.

    Latents of three numbers or fewer are their own map.
    """

    mean: Tensor  # (K,)
    directions: Tensor  # (D, K), orthonormal; D is 2, or K where that is 3 or less
    explained: float  # fraction of the latents' variance that the map shows

    def project(self, latents: Tensor) -> Tensor:
        """Positions (B, D) of latents (B, K)."""
        return (latents - self.mean) @ self.directions.T

    def lift(self, positions: Tensor) -> Tensor:
        """Latents (B, K) at positions (B, D): the mean in every direction that the map does not show."""
        return positions @ self.directions + self.mean


def plane_of(latents: Tensor) -> Plane:
    """The map of latents (B, K)."""
    width = latents.shape[1]
    if width <= 3:
        return Plane(torch.zeros(width), torch.eye(width), 1.0)
    mean = latents.mean(0)
    _, spread, directions = torch.linalg.svd(latents - mean, full_matrices=False)
    return Plane(mean, directions[:2], (spread[:2].square().sum() / spread.square().sum()).item())
