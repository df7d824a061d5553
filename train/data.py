"""Data sets, as tensors of bytes that fit in memory."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import torch
from torch import Generator, Tensor

from mae_demo.config import ModelConfig
from mae_demo.datasets import facts
from train.dataset import Dataset, resized
from train.emoji import emoji
from train.folder import folder_of_pictures
from train.idx import SUFFIXES, read_idx_set
from train.photos import photos
from train.torchvision_sets import cifar_10, emnist_letters, idx_set, kmnist, mnist

DEBIAN_FASHION_MNIST = Path("/usr/share/datasets/fashion-mnist")


def fashion_mnist() -> Dataset:
    """Fashion-MNIST (Xiao et al. 2017): 55,000 / 5,000 / 10,000 grey pictures of clothes, 28×28.

    The validation set is the last 5,000 pictures of the official training set. The files come from Debian's package
    dataset-fashion-mnist if it is installed; otherwise torchvision downloads them to data/ once. Raises ValueError
    where they can be neither found nor downloaded, or are damaged.
    """
    if DEBIAN_FASHION_MNIST.is_dir():
        files = [DEBIAN_FASHION_MNIST / f"{name}.gz" for name in SUFFIXES]
        return read_idx_set(files, facts("fashion-mnist").classes)
    return idx_set("fashion-mnist", "FashionMNIST", besides="install Debian's dataset-fashion-mnist, or ")


DATASETS: dict[str, Callable[[], Dataset]] = {
    "fashion-mnist": fashion_mnist,
    "mnist": mnist,
    "kmnist": kmnist,
    "emnist-letters": emnist_letters,
    "cifar-10": cifar_10,
    "emoji": emoji,
    "photos": photos,
}


def data_of(model: ModelConfig, folder: str = "") -> Dataset:
    """The data set of a model, in the size and the channels that it takes; of a folder of pictures, if one is named.

    Raises ValueError for an unknown data set, and as the function of each data set does.
    """
    if folder:
        return _of_folder(Path(folder).expanduser(), model.image_size, model.channels)
    if model.dataset not in DATASETS:
        raise ValueError(f"There are no pictures of {model.dataset!r} here: the data sets are {', '.join(DATASETS)}.")
    return resized(DATASETS[model.dataset](), model.image_size, model.channels)


@lru_cache(maxsize=1)
def _of_folder(folder: Path, image_size: tuple[int, int], channels: int) -> Dataset:
    """Kept, since a run reads it to train and again to measure."""
    return folder_of_pictures(folder, image_size, channels)


def as_float(images: Tensor) -> Tensor:
    """Bytes 0 to 255 as floats in [0, 1]."""
    return images.to(torch.float32) / 255


def batches_of(pictures: int, batch_size: int) -> int:
    """The number of whole batches in an epoch. Raises ValueError where the pictures are fewer than one batch."""
    if pictures < batch_size:
        raise ValueError(f"A batch of {batch_size} pictures needs as many; there are {pictures}.")
    return pictures // batch_size


def epoch_order(pictures: int, epoch: int, seed: int) -> Tensor:
    """The random order of all pictures in an epoch, (pictures,)."""
    return torch.randperm(pictures, generator=Generator().manual_seed(seed * 1_000_003 + 500_000 + epoch))
