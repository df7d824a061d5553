"""A variational autoencoder: a picture's code is a small cloud, and all clouds together fill a normal distribution.

Kingma and Welling, 'Auto-Encoding Variational Bayes' (2014), appendix C.2 with a ReLU. Because every place near the
origin was decoded in training, a code drawn from the normal distribution, or one halfway between two pictures, has
been seen by the decoder, which no plain autoencoder promises.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from mae_demo.config import ModelConfig
from mae_demo.patches import hidden_pixels


class Variational(nn.Module):
    """One hidden layer each way; a code of `code_size` means and as many log variances; a sigmoid at the end.

    In training the code is drawn, from torch's own generator, and `divergence` is left behind for the loss. In eval
    mode the code is the mean.
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
        """Where the codes of pictures (B, C, H, W) lie: mean and log variance, (B, K) each."""
        return self.encoder(images.flatten(1)).float().chunk(2, dim=1)

    def encode(self, images: Tensor) -> Tensor:
        """Codes (B, K) of pictures (B, C, H, W): the middle of each cloud."""
        return self.posterior(images)[0]

    def decode(self, code: Tensor) -> Tensor:
        """Pictures (B, C, H, W), in [0, 1], of codes (B, K)."""
        config = self.config
        return self.decoder(code).float().sigmoid().view(-1, config.channels, *config.image_size)

    def forward(self, images: Tensor, mask: Tensor) -> Tensor:
        """Squeeze pictures through the code. Shapes as in `mae_demo.models`; any mask granularity."""
        blanked = images.masked_fill(hidden_pixels(mask, images), self.config.architecture.blank)
        mean, log_variance = self.posterior(blanked)
        if not self.training:
            return self.decode(mean)
        self.divergence = kl_by_dimension(mean, log_variance).sum(1).mean() / images[0].numel()
        return self.decode(mean + (log_variance / 2).exp() * torch.randn_like(mean))


def kl_by_dimension(mean: Tensor, log_variance: Tensor) -> Tensor:
    """KL(N(mean, variance) || N(0, 1)) of each number of a code, in nats, (B, K): what it says of the picture.

    Kingma and Welling, appendix B. 0 where the encoder says nothing: mean 0, variance 1.
    """
    return (mean**2 + log_variance.exp() - 1 - log_variance) / 2
