"""The code of an autoencoder as a row of numbers: where pictures lie among each other, and what lies between them."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn


@torch.inference_mode()
def encode(model: nn.Module, images: Tensor) -> Tensor:
    """Codes (B, K) of whole pictures (B, C, H, W) in [0, 1]; a code that is a map is laid out in a row."""
    return model.encode(images).flatten(1)


@torch.inference_mode()
def decode(model: nn.Module, codes: Tensor) -> Tensor:
    """Pictures (B, C, H, W), clamped to [0, 1], of codes (B, K): the inverse way of `encode`."""
    config = model.config
    shape = model.encode(torch.zeros(1, config.channels, *config.image_size)).shape[1:]
    return model.decode(codes.view(-1, *shape)).clamp(0, 1)


@dataclass(frozen=True)
class Plane:
    """The flat map on which codes lie farthest apart: their first principal components.

    A code of three numbers or fewer is its own map.
    """

    mean: Tensor  # (K,)
    directions: Tensor  # (D, K), orthonormal; D is 2, or K where that is 3 or less
    share: float  # of the codes' variance that lies in the map, 0 to 1

    def project(self, codes: Tensor) -> Tensor:
        """Places (B, D) of codes (B, K)."""
        return (codes - self.mean) @ self.directions.T

    def lift(self, places: Tensor) -> Tensor:
        """Codes (B, K) of places (B, D); in all directions that the map does not show they are average."""
        return places @ self.directions + self.mean


def plane_of(codes: Tensor) -> Plane:
    """The map of codes (B, K)."""
    width = codes.shape[1]
    if width <= 3:
        return Plane(torch.zeros(width), torch.eye(width), 1.0)
    mean = codes.mean(0)
    _, spread, directions = torch.linalg.svd(codes - mean, full_matrices=False)
    return Plane(mean, directions[:2], (spread[:2].square().sum() / spread.square().sum()).item())
