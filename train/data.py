"""Data sets, as tensors of bytes that fit in memory."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

DATA = Path("data")
DEBIAN_FASHION_MNIST = Path("/usr/share/datasets/fashion-mnist")


@dataclass(frozen=True)
class Dataset:
    """Pictures as uint8 (B, C, H, W) and their classes (B,). The test set is for final tables only."""

    train: Tensor
    validation: Tensor
    test: Tensor
    train_labels: Tensor
    validation_labels: Tensor
    test_labels: Tensor
    classes: tuple[str, ...]


def fashion_mnist() -> Dataset:
    """Fashion-MNIST (Xiao et al. 2017): 55,000 / 5,000 / 10,000 grey pictures of clothes, 28×28.

    The validation set is the last 5,000 pictures of the official training set. Downloaded by torchvision to
    data/; where Debian's package dataset-fashion-mnist is installed, its files are taken and nothing is fetched.
    """
    from torchvision.datasets import FashionMNIST

    raw = DATA / "FashionMNIST" / "raw"
    if DEBIAN_FASHION_MNIST.is_dir():
        raw.mkdir(parents=True, exist_ok=True)
        for packed in DEBIAN_FASHION_MNIST.glob("*.gz"):
            if not (raw / packed.stem).exists():
                with gzip.open(packed) as source, open(raw / packed.stem, "wb") as target:
                    shutil.copyfileobj(source, target)
    official_train = FashionMNIST(DATA, train=True, download=True)
    official_test = FashionMNIST(DATA, train=False, download=True)
    images, labels = official_train.data[:, None], official_train.targets
    return Dataset(
        train=images[:55_000],
        validation=images[55_000:],
        test=official_test.data[:, None],
        train_labels=labels[:55_000],
        validation_labels=labels[55_000:],
        test_labels=official_test.targets,
        classes=tuple(official_train.classes),
    )


DATASETS: dict[str, Callable[[], Dataset]] = {"fashion-mnist": fashion_mnist}


def as_float(images: Tensor) -> Tensor:
    """Bytes 0 to 255 as floats in [0, 1]."""
    return images.to(torch.float32) / 255
