"""Any folder of pictures as a data set: squares of one size, split once and for all by the pictures' names."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageOps
from torch import Tensor
from tqdm import tqdm

from train.dataset import Dataset
from train.photos import LANCZOS, PARTS, SUFFIXES, parts_of

FEWEST = 8  # pictures, of which one validates and one is for the test
CUT = 1_000  # squares to train on, at least; a few pictures are cut several times
SMALLEST = 0.6  # of the shorter side of a picture, the side of a random square


def folder_of_pictures(folder: Path, image_size: tuple[int, int], channels: int) -> Dataset:
    """The pictures of a folder and its sub-folders, uint8 (B, C, H, W); an eighth validates, an eighth is for the test.

    Each picture is in one part, by the hash of its name. A picture gives the square of its middle; where there are few
    to train on, random squares besides. The classes are the sub-folders of the first level; without any, all labels
    are 0. Raises ValueError where there are fewer than FEWEST pictures, or one cannot be read.
    """
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
    if len(paths) < FEWEST:
        raise ValueError(f"{folder} has {len(paths)} pictures ({', '.join(sorted(SUFFIXES))}): bring {FEWEST} or more.")
    names = {path: path.relative_to(folder).as_posix() for path in paths}
    parts = parts_of(list(names.values()))
    kinds = sorted({name.split("/")[0] for name in names.values() if "/" in name})
    squares, labels = {part: [] for part in PARTS}, {part: [] for part in PARTS}
    training = sum(part == "train" for part in parts.values())
    for path, name in tqdm(names.items(), f"reading {folder.name}", unit="picture"):
        copies = max(1, -(-CUT // training)) if parts[name] == "train" else 1
        cut = _squares(path, image_size, channels, copies, random.Random(name))
        squares[parts[name]].append(cut)
        kind = name.split("/")[0]
        labels[parts[name]] += [kinds.index(kind) if kind in kinds else 0] * len(cut)
    return Dataset(
        *(torch.cat(squares[part]) for part in PARTS),
        *(torch.tensor(labels[part]) for part in PARTS),
        classes=tuple(kinds) if len(kinds) > 1 else (),
    )


def _squares(path: Path, image_size: tuple[int, int], channels: int, count: int, draw: random.Random) -> Tensor:
    """The middle of a picture, and random parts of the same shape, (count, C, H, W)."""
    height, width = image_size
    try:
        with Image.open(path) as file:
            file.draft("RGB", (2 * width, 2 * height))  # a JPEG is decoded at the scale that is needed
            picture = ImageOps.exif_transpose(file).convert("L" if channels == 1 else "RGB")
    except (OSError, Image.DecompressionBombError) as error:
        raise ValueError(f"{path} cannot be read ({error}): remove it from the folder.") from error
    fitting = min(picture.width / width, picture.height / height)
    result = []
    for number in range(count):
        scale = fitting * (draw.uniform(SMALLEST, 1) if number else 1)
        across, down = scale * width, scale * height
        left = (picture.width - across) * (draw.random() if number else 0.5)
        top = (picture.height - down) * (draw.random() if number else 0.5)
        part = picture.resize((width, height), LANCZOS, (left, top, left + across, top + down), reducing_gap=2)
        result.append(torch.from_numpy(np.array(part)).view(height, width, channels).permute(2, 0, 1))
    return torch.stack(result)
