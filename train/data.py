"""Data sets, as tensors of bytes that fit in memory."""

from __future__ import annotations

import gzip
import math
import zlib
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Generator, Tensor

from train.dataset import Dataset
from train.emoji import emoji
from train.photos import photos

DATA = Path("data")
DEBIAN_FASHION_MNIST = Path("/usr/share/datasets/fashion-mnist")
FASHION_CLASSES = (
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
)  # fmt: skip


def fashion_mnist() -> Dataset:
    """Fashion-MNIST (Xiao et al. 2017): 55,000 / 5,000 / 10,000 grey pictures of clothes, 28×28.

    The validation set is the last 5,000 pictures of the official training set. The files come from Debian's package
    dataset-fashion-mnist if it is installed; otherwise torchvision downloads them to data/ once. Raises ValueError
    where they can be neither found nor downloaded, or are damaged.
    """
    parts = "train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"
    names = [f"{part}-ubyte" for part in parts]
    if DEBIAN_FASHION_MNIST.is_dir():
        files = [DEBIAN_FASHION_MNIST / f"{name}.gz" for name in names]
    else:
        files = [DATA / "FashionMNIST" / "raw" / name for name in names]
        if not all(file.exists() for file in files):
            _download_fashion_mnist()
    images, labels, test_images, test_labels = map(read_idx, files)
    return Dataset(
        train=images[:55_000, None],
        validation=images[55_000:, None],
        test=test_images[:, None],
        train_labels=labels[:55_000].long(),
        validation_labels=labels[55_000:].long(),
        test_labels=test_labels.long(),
        classes=FASHION_CLASSES,
    )


def _download_fashion_mnist() -> None:
    """Let torchvision download the files; it checks the MD5 of each archive."""
    from torchvision.datasets import FashionMNIST

    try:
        for train in (True, False):
            FashionMNIST(DATA, train=train, download=True)
    except (RuntimeError, OSError) as error:
        raise ValueError(
            f"Fashion-MNIST could not be fetched ({error}). With a network, try again; without one, install Debian's "
            f"dataset-fashion-mnist or put the four files into {DATA / 'FashionMNIST' / 'raw'}."
        ) from error


def read_idx(path: Path) -> Tensor:
    """A file of bytes in the IDX format (LeCun, 'The MNIST database', 1998), gzipped if its name ends in .gz.

    Two zero bytes, 8 for unsigned bytes, the number of dimensions, each as a big-endian 32-bit number, the values.
    Raises ValueError where the file is not there, is cut short, or is something else.
    """
    try:
        with gzip.open(path) if path.suffix == ".gz" else open(path, "rb") as file:
            content = file.read()
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError(f"{path} cannot be read ({error}): remove it and have it fetched again.") from error
    header = 4 + 4 * content[3] if len(content) > 3 else 4
    sizes = [int.from_bytes(content[i : i + 4], "big") for i in range(4, header, 4)]
    if content[:3] != b"\0\0\x08" or len(content) != header + math.prod(sizes):
        raise ValueError(f"{path} is damaged: it is not a whole IDX file. Remove it and have it fetched again.")
    return torch.frombuffer(bytearray(content[header:]), dtype=torch.uint8).view(sizes)


DATASETS: dict[str, Callable[[], Dataset]] = {"fashion-mnist": fashion_mnist, "emoji": emoji, "photos": photos}


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
