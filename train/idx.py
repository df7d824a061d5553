"""Files in the IDX format, in which MNIST and what followed it are kept."""

from __future__ import annotations

import gzip
import math
import zlib
from pathlib import Path

import torch
from torch import Tensor

from train.dataset import Dataset, split_off

SUFFIXES = "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"


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


def read_idx_set(files: list[Path], classes: tuple[str, ...]) -> Dataset:
    """The data set of four IDX files, in the order of SUFFIXES: grey pictures and their labels.

    Raises ValueError where a file is damaged, and where pictures and labels are not equally many.
    """
    images, labels, test_images, test_labels = map(read_idx, files)
    for pictures, named, path in ((images, labels, files[1]), (test_images, test_labels, files[3])):
        if pictures.dim() != 3 or len(pictures) != len(named):
            raise ValueError(f"{path} has {len(named)} labels for {len(pictures)} pictures: fetch both again.")
    return split_off(images[:, None], labels.long(), test_images[:, None], test_labels.long(), classes)
