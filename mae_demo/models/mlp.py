"""A fully connected autoencoder: layers of falling width, a latent of a few numbers, and the same widths back.

Hinton and Salakhutdinov, 'Reducing the Dimensionality of Data with Neural Networks' (2006). Hidden pixels are set to
one value. Whether the network can fill them depends on whether it was trained with masks.
"""

from __future__ import annotations

from itertools import pairwise

from torch import Tensor, nn

from mae_demo.config import ModelConfig
from mae_demo.patches import hidden_pixels


class FullyConnected(nn.Module):
    """Linear layers with ReLU between them, a linear latent unless `relu_code`, and a sigmoid at the end."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        arch = config.architecture
        values = config.channels * config.image_size[0] * config.image_size[1]
        widths = [values, *arch.hidden_dims, arch.code_size]
        self.encoder = _layers(widths)
        if arch.relu_code:  # a unit that is 0 for every picture is dead: it has no gradient
            self.encoder.append(nn.ReLU())
        self.decoder = _layers(widths[::-1])

    def encode(self, images: Tensor) -> Tensor:
        """Latents (B, K) of pictures (B, C, H, W)."""
        return self.encoder(images.flatten(1))

    def decode(self, latents: Tensor) -> Tensor:
        """Pictures (B, C, H, W), in [0, 1], of latents (B, K)."""
        config = self.config
        return self.decoder(latents).float().sigmoid().view(-1, config.channels, *config.image_size)

    def forward(self, images: Tensor, mask: Tensor) -> Tensor:
        """Encode and decode pictures. Shapes as in `mae_demo.models`; masks of any patch size."""
        blanked = images.masked_fill(hidden_pixels(mask, images), self.config.architecture.blank)
        return self.decode(self.encode(blanked))


def _layers(widths: list[int]) -> nn.Sequential:
    """Linear layers between the widths, with a ReLU after each but the last."""
    layers = []
    for width, following in pairwise(widths):
        layers += [nn.Linear(width, following), nn.ReLU()]
    return nn.Sequential(*layers[:-1])
