"""The data sets that torchvision fetches: MNIST and what followed it in its format, and CIFAR-10.

Each is read from its files below data/. Where they are not there, torchvision downloads them once, and checks them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from mae_demo.datasets import facts
from train.dataset import DATA, Dataset, split_off
from train.idx import SUFFIXES, read_idx_set

CIFAR_SIDE, CIFAR_BATCHES = 32, 5


def mnist() -> Dataset:
    """MNIST (LeCun et al. 1998): handwritten digits, grey, 28×28; 55,000 / 5,000 / 10,000."""
    return idx_set("mnist", "MNIST")


def kmnist() -> Dataset:
    """Kuzushiji-MNIST (Clanuwat et al. 2018): ten cursive Japanese characters, grey, 28×28; 55,000 / 5,000 / 10,000."""
    return idx_set("kmnist", "KMNIST")


def emnist_letters() -> Dataset:
    """The letters of EMNIST (Cohen et al. 2017): 26 classes, grey, 28×28; 114,400 / 10,400 / 20,800.

    Its files hold the pictures transposed, and count the labels from 1.
    """
    data = idx_set("emnist-letters", "EMNIST", "emnist-letters-", split="letters")
    upright = {part: getattr(data, part).transpose(2, 3).contiguous() for part in ("train", "validation", "test")}
    labels = {part: getattr(data, part) - 1 for part in ("train_labels", "validation_labels", "test_labels")}
    return replace(data, **upright, **labels)


def idx_set(name: str, kind: str, prefix: str = "", besides: str = "", **options: str) -> Dataset:
    """A data set of four IDX files, which are in data/<kind>/raw, gzipped or not.

    kind: torchvision's name of it. prefix: of the files' names. besides: what else a person can do without a network.
    Raises ValueError where the files can be neither found nor fetched, or are damaged.
    """
    folder = DATA / kind / "raw"
    suffixes = [suffix.replace("t10k", "test") if prefix else suffix for suffix in SUFFIXES]
    if not all(_file(folder, prefix + suffix).exists() for suffix in suffixes):
        names = ", ".join(prefix + suffix for suffix in suffixes)
        _fetch(kind, f"{besides}put the files {names}, each of them also as .gz, into {folder}", **options)
    return read_idx_set([_file(folder, prefix + suffix) for suffix in suffixes], facts(name).classes)


def _file(folder: Path, name: str) -> Path:
    """A file as torchvision unpacks it, or as it was fetched."""
    packed = folder / f"{name}.gz"
    return packed if packed.exists() else folder / name


def cifar_10() -> Dataset:
    """CIFAR-10 (Krizhevsky 2009): ten kinds of things in colour, 32×32; 45,834 / 4,166 / 10,000.

    Its 'binary version' is read from data/cifar-10-batches-bin, if it is there.
    """
    folder, classes = DATA / "cifar-10-batches-bin", facts("cifar-10").classes
    if folder.is_dir():
        parts = [read_cifar(folder / f"data_batch_{number + 1}.bin") for number in range(CIFAR_BATCHES)]
        images, labels = map(torch.cat, zip(*parts, strict=True))
        return split_off(images, labels, *read_cifar(folder / "test_batch.bin"), classes)
    found = _fetch("CIFAR10", f"put the six files of its binary version, data_batch_1.bin and so on, into {folder}")
    (images, labels), (test_images, test_labels) = (
        (torch.from_numpy(part.data).permute(0, 3, 1, 2).contiguous(), torch.tensor(part.targets)) for part in found
    )
    return split_off(images, labels, test_images, test_labels, classes)


def read_cifar(path: Path) -> tuple[Tensor, Tensor]:
    """The pictures, uint8 (B, 3, 32, 32), and labels (B,) of a file of CIFAR-10's binary version.

    A picture is its label, a byte, and 1,024 bytes each of red, green and blue, row by row. Raises ValueError where the
    file is not there or is cut short.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ValueError(f"{path} cannot be read ({error}): fetch CIFAR-10's binary version again.") from error
    length = 1 + 3 * CIFAR_SIDE**2
    if not content or len(content) % length:
        raise ValueError(f"{path} is damaged: it is no whole file of CIFAR-10's binary version.")
    rows = torch.frombuffer(bytearray(content), dtype=torch.uint8).view(-1, length)
    return rows[:, 1:].reshape(-1, 3, CIFAR_SIDE, CIFAR_SIDE).clone(), rows[:, 0].long()


def _fetch(kind: str, otherwise: str, **options: str) -> list:
    """Both parts of a data set by torchvision, which downloads and checks them.

    otherwise: what a person can do without a network, of which a ValueError tells.
    """
    import torchvision.datasets

    make: Callable = getattr(torchvision.datasets, kind)
    try:
        return [make(DATA, train=train, download=True, **options) for train in (True, False)]
    except (RuntimeError, OSError) as error:
        raise ValueError(
            f"{kind} could not be fetched ({str(error).strip().splitlines()[0]}). With a network, try again; without "
            f"one, {otherwise}, below the folder where you are."
        ) from error
