"""Contact sheets: many small grey pictures in one PNG, row by row, and their classes in a JSON file beside it.

`python -m train.lab.pictures` writes checkpoints/lab/pictures.png, the test pictures of the tab 'Autoencoders'.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor

from mae_demo.atomic_write import write_atomically, write_json_atomically
from mae_demo.image import to_picture, to_tensor

COLUMNS = 40


@dataclass(frozen=True)
class ContactSheet:
    """Pictures (B, 1, H, W) in [0, 1], the class of each (B,), and the names of the classes."""

    images: Tensor
    labels: Tensor
    classes: tuple[str, ...]


def write_contact_sheet(sheet: ContactSheet, path: Path) -> None:
    """Write the pictures to `path`, a PNG, and the classes beside it as JSON; COLUMNS must divide their number."""
    count, _, height, width = sheet.images.shape
    assert count % COLUMNS == 0
    tiles = sheet.images.view(-1, COLUMNS, height, width).transpose(1, 2)  # (rows, H, columns, W)
    buffer = io.BytesIO()
    to_picture(tiles.reshape(1, -1, COLUMNS * width)).save(buffer, "png", optimize=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, buffer.getvalue())
    described = {"side": height, "classes": sheet.classes, "labels": sheet.labels.tolist()}
    write_json_atomically(path.with_suffix(".json"), described)


def read_contact_sheet(path: Path) -> ContactSheet:
    """The inverse of `write_contact_sheet`, pixel for pixel."""
    described = json.loads(path.with_suffix(".json").read_text("utf-8"))
    with Image.open(path) as picture:
        pixels = to_tensor(picture)[0]
    side = described["side"]
    images = pixels.view(-1, side, COLUMNS, side).transpose(1, 2).reshape(-1, 1, side, side)
    return ContactSheet(images, torch.tensor(described["labels"]), tuple(described["classes"]))
