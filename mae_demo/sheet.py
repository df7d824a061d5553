"""Many small grey pictures in one PNG, row by row, with their classes beside it: test pictures that ship with the page.

`python -m train.lab.pictures` writes the one of the tab 'Autoencoders', checkpoints/lab/pictures.png.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor

from mae_demo.checkpoint import write_atomically
from mae_demo.image import to_picture, to_tensor

COLUMNS = 40


@dataclass(frozen=True)
class Sheet:
    """Pictures (B, 1, H, W) in [0, 1], the class of each (B,), and the names of the classes."""

    images: Tensor
    labels: Tensor
    classes: tuple[str, ...]


def write_sheet(sheet: Sheet, path: Path) -> None:
    """Write a sheet as `path`, a PNG, and its classes beside it as JSON; COLUMNS must divide the number of pictures."""
    count, _, height, width = sheet.images.shape
    assert count % COLUMNS == 0
    tiles = sheet.images.view(-1, COLUMNS, height, width).transpose(1, 2)  # (rows, H, columns, W)
    buffer = io.BytesIO()
    to_picture(tiles.reshape(1, -1, COLUMNS * width)).save(buffer, "png", optimize=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, buffer.getvalue())
    kept = {"side": height, "classes": sheet.classes, "labels": sheet.labels.tolist()}
    write_atomically(path.with_suffix(".json"), (json.dumps(kept) + "\n").encode())


def read_sheet(path: Path) -> Sheet:
    """The inverse of `write_sheet`, pixel for pixel."""
    kept = json.loads(path.with_suffix(".json").read_text("utf-8"))
    with Image.open(path) as picture:
        pixels = to_tensor(picture)[0]
    side = kept["side"]
    images = pixels.view(-1, side, COLUMNS, side).transpose(1, 2).reshape(-1, 1, side, side)
    return Sheet(images, torch.tensor(kept["labels"]), tuple(kept["classes"]))
