"""A variational autoencoder: it encodes a picture as a normal distribution; all of them together fill N(0, 1).

Kingma and Welling, 'Auto-Encoding Variational Bayes' (2014), appendix C.2 with a ReLU. In training the decoder sees
latents everywhere near the origin. So it can decode a random latent, or one halfway between two pictures, which a plain
autoencoder may never have seen.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from mae_demo.config import ModelConfig
from mae_demo.patches import hidden_pixels


class Variational(nn.Module):
    """One hidden layer each way, `code_size` means and as many log variances between them, a sigmoid at the end.

    In training, the latent is drawn by torch's global generator, and `divergence` is set for the loss. In eval mode the
    latent is the mean.
    """

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        arch = config.architecture
        values = config.channels * config.image_size[0] * config.image_size[1]
        self.encoder = nn.Sequential(
            nn.Linear(values, arch.hidden_dim), nn.ReLU(), nn.Linear(arch.hidden_dim, 2 * arch.code_size)
        )
        self.decoder = nn.Sequential(
            nn.Linear(arch.code_size, arch.hidden_dim), nn.ReLU(), nn.Linear(arch.hidden_dim, values)
        )
        self.divergence = torch.zeros(())  # of the last batch in training: nats for each value of a picture

    def posterior(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log variance of the latents of pictures (B, C, H, W), (B, K) each."""
        return self.encoder(images.flatten(1)).float().chunk(2, dim=1)

    def encode(self, images: Tensor) -> Tensor:
        """Latents (B, K) of pictures (B, C, H, W): the means."""
        return self.posterior(images)[0]

    def decode(self, latents: Tensor) -> Tensor:
        """Pictures (B, C, H, W), in [0, 1], of latents (B, K)."""
        config = self.config
        return self.decoder(latents).float().sigmoid().view(-1, config.channels, *config.image_size)

    def forward(self, images: Tensor, mask: Tensor) -> Tensor:
        """Encode and decode pictures. Shapes as in `mae_demo.models`; masks of any patch size."""
        blanked = images.masked_fill(hidden_pixels(mask, images), self.config.architecture.blank)
        mean, log_variance = self.posterior(blanked)
        if not self.training:
            return self.decode(mean)
        self.divergence = kl_by_dimension(mean, log_variance).sum(1).mean() / images[0].numel()
        return self.decode(mean + (log_variance / 2).exp() * torch.randn_like(mean))


def kl_by_dimension(mean: Tensor, log_variance: Tensor) -> Tensor:
    """KL(N(mean, variance) || N(0, 1)) of each latent dimension in nats, (B, K): its information on the picture.

    Kingma and Welling, appendix B. 0 for mean 0 and variance 1, which carry no information.
    """
    return (mean**2 + log_variance.exp() - 1 - log_variance) / 2
