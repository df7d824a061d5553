"""Convolutional autoencoders: one without a bottleneck, one with a small latent, one that fills holes."""

from __future__ import annotations

from torch import Tensor, nn

from mae_demo.config import ModelConfig
from mae_demo.patches import hidden_pixels


def full_size(channels: int, dim: int) -> tuple[nn.Sequential, nn.Sequential]:
    """Two 3×3 convolutions at full size. The latent is `dim` times *larger* than the picture: no bottleneck."""
    return (
        nn.Sequential(nn.Conv2d(channels, dim, 3, padding=1), nn.ReLU()),
        nn.Sequential(nn.Conv2d(dim, channels, 3, padding=1)),
    )


def strided(channels: int, dim: int) -> tuple[nn.Sequential, nn.Sequential]:
    """Halve the side twice, to 4 numbers for each 4×4 pixels: a quarter of the picture's values."""
    return (
        nn.Sequential(
            nn.Conv2d(channels, dim, 3, stride=2, padding=1), nn.ReLU(),
            nn.Conv2d(dim, 2 * dim, 3, stride=2, padding=1), nn.ReLU(),
            nn.Conv2d(2 * dim, 4 * channels, 1),
        ),
        nn.Sequential(
            nn.Conv2d(4 * channels, 2 * dim, 3, padding=1), nn.ReLU(),
            nn.Upsample(scale_factor=2), nn.Conv2d(2 * dim, dim, 3, padding=1), nn.ReLU(),
            nn.Upsample(scale_factor=2), nn.Conv2d(dim, channels, 3, padding=1),
        ),
    )  # fmt: skip


def pooled(channels: int, dim: int) -> tuple[nn.Sequential, nn.Sequential]:
    """Convolutions with max pooling down, transposed convolutions up; sides of 28, 14, 7, 14, 28 pixels."""
    return (
        nn.Sequential(
            nn.Conv2d(channels, dim, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(dim, 2 * dim, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        ),
        nn.Sequential(
            nn.ConvTranspose2d(2 * dim, dim, 2, stride=2), nn.ReLU(),
            nn.ConvTranspose2d(dim, channels, 2, stride=2),
        ),
    )  # fmt: skip


SHAPES = {"full-size": full_size, "strided": strided, "pooled": pooled}


class Convolutional(nn.Module):
    """Encoder and decoder of one of SHAPES, with a sigmoid at the end."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        self.encoder, self.decoder = SHAPES[config.architecture.shape](config.channels, config.architecture.dim)

    def encode(self, images: Tensor) -> Tensor:
        """Latents (B, K, h, w) of pictures (B, C, H, W); 4 must divide H and W."""
        return self.encoder(images)

    def decode(self, latents: Tensor) -> Tensor:
        """Pictures (B, C, H, W), in [0, 1], of latents (B, K, h, w)."""
        return self.decoder(latents).float().sigmoid()

    def forward(self, images: Tensor, mask: Tensor) -> Tensor:
        """Encode and decode pictures. Shapes as in `mae_demo.models`; masks of any patch size."""
        blanked = images.masked_fill(hidden_pixels(mask, images), self.config.architecture.blank)
        return self.decode(self.encode(blanked))
