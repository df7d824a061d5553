"""The adversarial term: a discriminator that learns to tell what was filled in from what was there.

He et al. (2022) publish weights trained with such a term and no code for it. Here is one that trains in minutes:

- The discriminator sees the **pasted** picture, true where it is visible and predicted where it is hidden, and the
  mask as one more channel (SN-PatchGAN: Yu et al., 'Free-Form Image Inpainting with Gated Convolution', 2019). So
  it looks for seams and for texture that does not go on, instead of comparing whole pictures.
- It judges small neighbourhoods, each by itself, and only where something was hidden (PatchGAN: Isola et al., 2017).
- It halves the picture by averaging, never by strided convolutions. Those see some pixels through more of their
  weights than others, and that unevenness comes back in the gradient as a checkerboard (Odena et al., 2016).
- Of large pictures it sees a window, drawn anew whenever it judges or learns: neighbourhoods do not ask for more, and
  the whole picture would cost it more than the network beside it. Places near the rim are in fewer windows.
- Its slopes are held in check, by spectral normalisation beside the hinge loss (Miyato et al., 2018) or by a
  gradient penalty beside Wasserstein's (Gulrajani et al., 2017).
- The mean squared error stays in the loss, and training starts from a network that has learned it:
  the adversary has texture to teach, not clothes.
"""

from __future__ import annotations

import torch
from torch import Generator, Tensor, nn, optim
from torch.nn import functional as F
from torch.nn.utils.parametrizations import spectral_norm

from train.distributed import average_gradients, share, size

PENALTY = 10.0  # weight of the gradient penalty, as Gulrajani et al. have it
WINDOW = 64  # side in pixels of what is judged of a picture


class PatchDiscriminator(nn.Module):
    """How real each neighbourhood of 14×14 pixels looks; higher is more real."""

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
        """Scores (B, 1, H/2, W/2) of pictures (B, C, H, W); hidden: bool (B, 1, H, W), what was filled in."""
        return self.layers(torch.cat([images, hidden.to(images.dtype)], dim=1))


class Adversary:
    """The discriminator and how it learns, beside the network that it judges.

    kind: 'adversarial', with the hinge loss, or 'wasserstein', with a gradient penalty.
    """

    def __init__(self, kind: str, channels: int, device: str, learning_rate: float) -> None:
        self.kind = kind
        self.net = PatchDiscriminator(channels, spectral=kind == "adversarial").to(device)
        self.optimizer = optim.AdamW(self.net.parameters(), lr=learning_rate, betas=(0.5, 0.9), weight_decay=0.0)

    def judge(self, pasted: Tensor, hidden: Tensor) -> Tensor:
        """How real pasted pictures look where they are hidden, a scalar whose gradient reaches the pictures alone."""
        pasted, hidden = _window(pasted, hidden)
        self.net.requires_grad_(False)
        score = _where_hidden(self.net(pasted, hidden), hidden)
        self.net.requires_grad_(True)
        return score

    def learn(self, images: Tensor, pasted: Tensor, hidden: Tensor, generator: Generator) -> Tensor:
        """One step of the discriminator; returns its loss. The pictures are (B, C, H, W), without a gradient."""
        images, pasted, hidden = _window(images, pasted, hidden)
        real, filled = self.net(images, hidden), self.net(pasted, hidden)
        if self.kind == "adversarial":  # hinge: push scores of true pictures above 1, of filled ones below -1
            loss = _where_hidden(F.relu(1 - real) + F.relu(1 + filled), hidden)
        else:  # Wasserstein: push them apart, as far as slopes of 1 allow
            loss = _where_hidden(filled - real, hidden) + PENALTY * self._penalty(images, pasted, hidden, generator)
        self.optimizer.zero_grad()
        loss.backward()
        average_gradients(self.net)
        self.optimizer.step()
        return loss.detach()

    def _penalty(self, images: Tensor, pasted: Tensor, hidden: Tensor, generator: Generator) -> Tensor:
        """How far the slope of each picture's score is from 1, on the way between the true and the filled picture."""
        way = share(torch.rand(len(images) * size(), 1, 1, 1, generator=generator)).to(images)
        between = torch.lerp(images, pasted, way).requires_grad_()
        score = self.net(between, hidden).sum(dim=(1, 2, 3))
        slope = torch.autograd.grad(score.sum(), between, create_graph=True)[0]  # (B, C, H, W)
        return ((slope.flatten(1).norm(dim=1) - 1) ** 2).mean()

    def state_dict(self) -> dict:
        """All that the next step depends on."""
        return {"net": self.net.state_dict(), "optimizer": self.optimizer.state_dict()}

    def load_state_dict(self, state: dict) -> None:
        """Go on from a `state_dict`."""
        self.net.load_state_dict(state["net"])
        self.optimizer.load_state_dict(state["optimizer"])


def _window(*pictures: Tensor) -> list[Tensor]:
    """The same window of each of some batches (B, any, H, W); the whole of small ones.

    It is drawn from torch's own generator, which the loop seeds for each step and process.
    """
    for axis in (2, 3):
        length = pictures[0].shape[axis]
        if length > WINDOW:
            start = torch.randint(length - WINDOW + 1, ()).item()
            pictures = [picture.narrow(axis, start, WINDOW) for picture in pictures]
    return list(pictures)


def _where_hidden(scores: Tensor, hidden: Tensor) -> Tensor:
    """The mean of (B, 1, H/2, W/2) over the places in which a pixel was hidden; 0 where none was."""
    places = F.max_pool2d(hidden.to(scores.dtype), 2)
    return (scores * places).sum() / places.sum().clamp(min=1)
