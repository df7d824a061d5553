"""The batches of a run: pictures, masks and random numbers, which depend on the seed and the step alone."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Generator, Tensor

from train.augment import build_augmentation
from train.config import TrainConfig
from train.data import as_float, batches_of, epoch_order
from train.distributed import local_rows, rank, size
from train.masks import draw_masks


class Batch(NamedTuple):
    """One batch of a process.

    images: (batch, channels, height, width) in 0..1, augmented. mask: bool (batch, N), True = hidden.
    known: what a network may know of the mask without waiting for the device. generator: for more random numbers.
    """

    images: Tensor
    mask: Tensor
    known: dict[str, int]
    generator: Generator


class Batches:
    """All batches of a run, by step; resuming needs no more state than the step.

    images: the training set, bytes of (pictures, channels, height, width). It stays on the device.
    """

    def __init__(self, images: Tensor, config: TrainConfig, device: str) -> None:
        self.images, self.config, self.device = images.to(device), config, device
        self.augment = build_augmentation(config.augment, config.model.image_size)
        self.of_epoch, self.epoch, self.order = batches_of(len(images), config.batch_size), -1, None

    def at(self, step: int) -> Batch:
        """Draw the batch of a step; each process takes its local rows.

        Masks are the only copy to the device, and the host does not wait for it. What follows, in augmentation and in
        the network, draws from torch's global generator, which this seeds by step and process.
        """
        config = self.config
        generator = Generator().manual_seed(config.seed * 1_000_003 + step)
        low, high = config.mask_ratio
        ratio = low + (high - low) * torch.rand((), generator=generator).item()
        mask = local_rows(draw_masks(config.masks, config.model.image_size, config.batch_size, ratio, generator))
        known = {"visible": int((~mask[0]).sum())} if config.model.family == "vit" else {}

        epoch, place = divmod(step, self.of_epoch)
        if epoch != self.epoch:
            self.epoch, self.order = epoch, epoch_order(len(self.images), epoch, config.seed).to(self.device)
        rows = local_rows(self.order[place * config.batch_size : (place + 1) * config.batch_size])
        images = as_float(self.images[rows])

        torch.manual_seed((config.seed * 1_000_003 + 750_000 + step) * size() + rank())
        return Batch(self.augment(images), sent(mask, self.device), known, generator)


def sent(values: Tensor, device: str) -> Tensor:
    """Copy values to a device; the host does not wait until a GPU has them."""
    if device == "cuda":
        values = values.pin_memory()
    return values.to(device, non_blocking=True)
