"""Principal component analysis as an autoencoder: the best linear one for a latent dimension, in closed form.

Hotelling (1933); Bishop, 'Pattern Recognition and Machine Learning' (2006), section 12.1. It is fitted without masks.
Hidden pixels are set to those of the mean picture.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from mae_demo.config import ModelConfig
from mae_demo.patches import hidden_pixels


class PCA(nn.Module):
    """The mean picture, and the `code_size` directions of greatest variance."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        values = config.channels * config.image_size[0] * config.image_size[1]
        self.register_buffer("mean", torch.zeros(values))
        self.register_buffer("components", torch.eye(values)[: config.architecture.code_size])  # (K, D), orthonormal

    def fit(self, images: Tensor) -> None:
        """Compute mean and directions from training pictures (B, C, H, W)."""
        values = images.flatten(1).double()
        self.mean.copy_(values.mean(0))
        _, directions = torch.linalg.eigh(values.T.cov())  # in order of ascending variance
        self.components.copy_(directions.flip(1)[:, : len(self.components)].T)

    def encode(self, images: Tensor) -> Tensor:
        """Latents (B, K) of pictures (B, C, H, W)."""
        return (images.flatten(1) - self.mean) @ self.components.T

    def decode(self, latents: Tensor) -> Tensor:
        """Pictures (B, C, H, W) of latents (B, K)."""
        config = self.config
        return (latents @ self.components + self.mean).view(-1, config.channels, *config.image_size)

    def forward(self, images: Tensor, mask: Tensor) -> Tensor:
        """Project pictures onto the directions and back. Shapes as in `mae_demo.models`; masks of any patch size."""
        hidden = hidden_pixels(mask, images)
        return self.decode(self.encode(torch.where(hidden, self.mean.view_as(images[:1]), images)))
