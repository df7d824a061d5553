"""Pictures varied anew each step, where they are: on a GPU none of them leaves it."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

GROUPS = 16  # parts of a shuffled batch, each varied alike: a call for each picture would cost a GPU time


def build_augmentation(names: tuple[str, ...], image_size: tuple[int, int]) -> Callable[[Tensor], Tensor]:
    """A function that varies a batch (B, C, H, W), drawn from torch's own generator.

    names: 'flip' is left to right, half of the time; 'crop' is a part of 70 % of the area or more, of about the
    picture's shape, made as large as the whole. Raises ValueError for another name.
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
