"""What all panels work on: the shipped test pictures, and every autoencoder's codes of them. Imports torch."""

from __future__ import annotations

import base64
from functools import lru_cache

import torch
from torch import Tensor

from mae_demo import checkpoint, codes
from mae_demo.codes import Plane
from mae_demo.sheet import Sheet, read_sheet
from mae_demo.text import Refusal
from mae_demo.ui import view

LAB = checkpoint.SHELF / "lab"


@lru_cache(maxsize=1)
def sheet() -> Sheet:
    """The first 1,000 test pictures, as `python -m train.lab.pictures` wrote them."""
    return read_sheet(LAB / "pictures.png")


def sheet_url() -> str:
    """The same pictures, 40 in a row, as text that a browser shows."""
    return f"data:image/png;base64,{base64.b64encode((LAB / 'pictures.png').read_bytes()).decode('ascii')}"


@lru_cache(maxsize=32)
def codes_of(name: str) -> Tensor:
    """The codes (1000, K) of the pictures by an autoencoder of the shelf."""
    return codes.encode(view.model(name), sheet().images)


@lru_cache(maxsize=32)
def plane_of(name: str) -> Plane:
    """The map of those codes."""
    return codes.plane_of(codes_of(name))


def picture_at(place: object) -> Tensor:
    """A picture (1, H, W) by its place among the test pictures, which a client sent. Raises ValueError."""
    if isinstance(place, bool) or not isinstance(place, int) or place not in range(len(sheet().images)):
        raise Refusal("errors.test_picture")
    return sheet().images[place]


def numbers(values: object, count: int) -> Tensor:
    """So many finite numbers that a client sent, as a row (1, count). Raises ValueError for anything else."""
    if (
        not isinstance(values, list)
        or len(values) != count
        or not all(isinstance(value, int | float) and abs(value) < 1e6 for value in values)
    ):
        raise Refusal("errors.numbers", count=count)
    return torch.tensor([values], dtype=torch.float32)
