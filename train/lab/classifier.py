"""A small classifier and its training, for `train.lab.augmentation`, with flips and shifts of its pictures."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional as F

STEPS, BATCH, LEARNING_RATE, WEIGHT_DECAY = 400, 64, 2e-3, 0.05

Variation = Callable[[Tensor, Generator], Tensor]  # indices of a batch's pictures (B,) -> pictures (B, C, H, W)


def network() -> nn.Module:
    """Two convolutions, each halving the side, and one hidden layer: 106,000 learned numbers, 28×28 pixels."""
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, stride=2, padding=1), nn.ReLU(),
        nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.ReLU(),
        nn.Flatten(), nn.Linear(32 * 7 * 7, 64), nn.ReLU(), nn.Linear(64, 10),
    )  # fmt: skip


def fit(labels: Tensor, variation: Variation, seed: int) -> nn.Module:
    """Train the network for STEPS batches, each drawn from pictures with these labels (B,) by `variation`."""
    generator = Generator().manual_seed(seed)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model = network()
    optimizer = torch.optim.AdamW(model.parameters(), LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    for _ in range(STEPS):
        places = torch.randint(len(labels), (BATCH,), generator=generator)
        loss = F.cross_entropy(model(variation(places, generator)), labels[places])
        loss.backward()
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
    return model.eval()


@torch.inference_mode()
def accuracy(model: nn.Module, images: Tensor, labels: Tensor) -> float:
    """The fraction of pictures (B, C, H, W) whose class is predicted right."""
    predicted = torch.cat([model(batch).argmax(1) for batch in images.split(1000)])
    return (predicted == labels).double().mean().item()


def flip_and_shift(images: Tensor, most: int, flip: bool, generator: Generator) -> Tensor:
    """Shift each picture (B, C, H, W) by up to `most` pixels in both directions, over black; flip half of them."""
    count, _, height, width = images.shape
    down, across = torch.randint(2 * most + 1, (2, count), generator=generator)
    rows = down[:, None, None] + torch.arange(height)[:, None]  # (B, H, 1)
    columns = across[:, None, None] + torch.arange(width)  # (B, 1, W)
    padded = F.pad(images, (most,) * 4)
    moved = padded[torch.arange(count)[:, None, None], :, rows, columns].movedim(-1, 1)
    mirrored = torch.rand(count, 1, 1, 1, generator=generator) < 0.5 * flip
    return torch.where(mirrored, moved.flip(-1), moved)
