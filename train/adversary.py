"""The adversarial term: a discriminator that learns to tell predicted pixels from true ones.

He et al. (2022) publish weights trained with such a term, but no code for it. This one trains in minutes:

- The discriminator sees the **composite**, true where it is visible and predicted where it is hidden, and the mask as
  one more channel (SN-PatchGAN: Yu et al., 'Free-Form Image Inpainting with Gated Convolution', 2019). So it looks for
  seams and for texture that does not continue, instead of comparing whole pictures.
- It scores small neighbourhoods independently, and only where pixels were hidden (PatchGAN: Isola et al., 2017).
- It halves the picture by averaging, never by strided convolutions. Those use some pixels with more weights than
  others, which appears in the gradient as a checkerboard (Odena et al., 2016).
- Of large pictures it sees a random window, drawn again for each score and each step. Neighbourhoods need no more, and
  the whole picture would cost more time than the network itself. Fewer windows contain the places near the rim.
- Its slopes are limited: by spectral normalisation with the hinge loss (Miyato et al., 2018), or by a gradient penalty
  with Wasserstein's (Gulrajani et al., 2017).
- The mean squared error stays in the loss, and training starts from a network trained with it: the adversary has to
  teach texture, not shapes.
"""

from __future__ import annotations

import torch
from torch import Generator, Tensor, nn, optim
from torch.nn import functional as F
from torch.nn.utils.parametrizations import spectral_norm

from train.distributed import average_gradients, local_rows, size

PENALTY = 10.0  # weight of the gradient penalty, as Gulrajani et al. have it
WINDOW = 64  # side in pixels of the part of a picture that is scored


class PatchDiscriminator(nn.Module):
    """Scores how real each neighbourhood of 14×14 pixels looks; higher is more real."""

    def __init__(self, channels: int, dim: int = 16, spectral: bool = True) -> None:
        super().__init__()
        wrap = spectral_norm if spectral else nn.Identity()
        self.layers = nn.Sequential(
            wrap(nn.Conv2d(channels + 1, dim, 3, padding=1)), nn.LeakyReLU(0.2),
            wrap(nn.Conv2d(dim, 2 * dim, 3, padding=1)), nn.LeakyReLU(0.2),
            nn.AvgPool2d(2),
            wrap(nn.Conv2d(2 * dim, 2 * dim, 3, padding=1)), nn.LeakyReLU(0.2),
            wrap(nn.Conv2d(2 * dim, 1, 3, padding=1)),
        )  # fmt: skip

    def forward(self, images: Tensor, hidden: Tensor) -> Tensor:
        """Scores (B, 1, H/2, W/2) of pictures (B, C, H, W); hidden: bool (B, 1, H, W), the predicted pixels."""
        return self.layers(torch.cat([images, hidden.to(images.dtype)], dim=1))


class Adversary:
    """The discriminator and its training.

    kind: 'adversarial', with the hinge loss, or 'wasserstein', with a gradient penalty.
    """

    def __init__(self, kind: str, channels: int, device: str, learning_rate: float) -> None:
        self.kind = kind
        self.net = PatchDiscriminator(channels, spectral=kind == "adversarial").to(device)
        self.optimizer = optim.AdamW(self.net.parameters(), lr=learning_rate, betas=(0.5, 0.9), weight_decay=0.0)

    def judge(self, composite: Tensor, hidden: Tensor) -> Tensor:
        """How real the hidden parts of composites look, a scalar with a gradient for the pictures alone."""
        composite, hidden = _window(composite, hidden)
        self.net.requires_grad_(False)
        score = _where_hidden(self.net(composite, hidden), hidden)
        self.net.requires_grad_(True)
        return score

    def learn(self, images: Tensor, composite: Tensor, hidden: Tensor, generator: Generator) -> Tensor:
        """One step of the discriminator; returns its loss. The pictures are (B, C, H, W), without a gradient."""
        images, composite, hidden = _window(images, composite, hidden)
        real, filled = self.net(images, hidden), self.net(composite, hidden)
        if self.kind == "adversarial":  # hinge: push scores of true pictures above 1, of composites below -1
            loss = _where_hidden(F.relu(1 - real) + F.relu(1 + filled), hidden)
        else:  # Wasserstein: push them apart, as far as slopes of 1 allow
            loss = _where_hidden(filled - real, hidden) + PENALTY * self._penalty(images, composite, hidden, generator)
        self.optimizer.zero_grad()
        loss.backward()
        average_gradients(self.net)
        self.optimizer.step()
        return loss.detach()

    def _penalty(self, images: Tensor, composite: Tensor, hidden: Tensor, generator: Generator) -> Tensor:
        """The squared distance from 1 of the score's slope, at a random point between true picture and composite."""
        fraction = local_rows(torch.rand(len(images) * size(), 1, 1, 1, generator=generator)).to(images)
        between = torch.lerp(images, composite, fraction).requires_grad_()
        score = self.net(between, hidden).sum(dim=(1, 2, 3))
        slope = torch.autograd.grad(score.sum(), between, create_graph=True)[0]  # (B, C, H, W)
        return ((slope.flatten(1).norm(dim=1) - 1) ** 2).mean()

    def state_dict(self) -> dict:
        """All state on which the next step depends."""
        return {"net": self.net.state_dict(), "optimizer": self.optimizer.state_dict()}

    def load_state_dict(self, state: dict) -> None:
        """Restore a `state_dict`."""
        self.net.load_state_dict(state["net"])
        self.optimizer.load_state_dict(state["optimizer"])


def _window(*pictures: Tensor) -> list[Tensor]:
    """Crop the same random window from each of several batches (B, any, H, W); small pictures stay whole.

    torch's global generator draws it, which the loop seeds for each step and process.
    """
    for axis in (2, 3):
        length = pictures[0].shape[axis]
        if length > WINDOW:
            start = torch.randint(length - WINDOW + 1, ()).item()
            pictures = [picture.narrow(axis, start, WINDOW) for picture in pictures]
    return list(pictures)


def _where_hidden(scores: Tensor, hidden: Tensor) -> Tensor:
    """The mean of (B, 1, H/2, W/2) over the places with a hidden pixel; 0 if there is none."""
    places = F.max_pool2d(hidden.to(scores.dtype), 2)
    return (scores * places).sum() / places.sum().clamp(min=1)
