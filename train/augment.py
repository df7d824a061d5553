"""Augmentation of the pictures of each step, and noise on what the network is shown, on the device where they are."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from mae_demo.noise import gaussian

GROUPS = 16  # parts of a batch, each with one random variation: a call for each picture would be slow on a GPU


def build_augmentation(names: tuple[str, ...], image_size: tuple[int, int]) -> Callable[[Tensor], Tensor]:
    """A function that augments a batch (B, C, H, W) by torch's global generator.

    names: 'flip' mirrors left and right with a probability of 0.5; 'crop' resizes a random part, of 70 % of the area or
    more and of about the picture's shape, to the whole. Raises ValueError for another name.
    """
    if not names:
        return lambda images: images
    from torchvision.transforms import v2  # takes seconds, and few recipes need it

    shape = image_size[1] / image_size[0]
    crop = v2.RandomResizedCrop(image_size, scale=(0.7, 1.0), ratio=(0.8 * shape, 1.25 * shape))
    known = {"flip": v2.RandomHorizontalFlip(), "crop": crop}
    if not known.keys() >= set(names):
        raise ValueError(f"There is no augmentation {sorted(set(names) - known.keys())[0]!r}: take {', '.join(known)}.")
    vary = v2.Compose([known[name] for name in names])
    return lambda images: torch.cat([vary(group) for group in images.chunk(GROUPS)])


def with_noise(images: Tensor, largest: float) -> Tensor:
    """Pictures (B, C, H, W) in [0, 1] with Gaussian noise, for a network that is to give the clean ones back.

    largest: standard deviation; each picture's own is drawn between 0 and it, uniformly and by torch's global
    generator. A denoising autoencoder, as of Vincent et al. (2008). At 0 the same pictures, and nothing is drawn.
    """
    if not largest:
        return images
    return gaussian(images, largest * torch.rand(len(images), 1, 1, 1, device=images.device))
