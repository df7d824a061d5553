"""What the anomaly panel shows. Imports torch."""

from __future__ import annotations

from functools import lru_cache

import torch
from torch import Tensor

from mae_demo import checkpoint
from mae_demo.anomaly import picture_errors
from mae_demo.image import to_picture
from mae_demo.text import WORDS
from mae_demo.ui import view
from mae_demo.ui.lab import bench
from mae_demo.ui.lab.asked import number
from mae_demo.ui.lab.figures import figure, row

MOST = 48  # pictures on show


@lru_cache(maxsize=4)
def errors_of(name: str) -> tuple[Tensor, Tensor]:
    """The error (B,) of each shipped test picture, and whether its class was left out of the training, bool (B,)."""
    sheet = bench.sheet()
    recipe = checkpoint.describe(name)["training"]["made_from"]["recipe"]
    odd = [index for index, kind in enumerate(sheet.classes) if repr(kind) in recipe["leave_out"]]
    return picture_errors(view.model(name), sheet.images), torch.isin(sheet.labels, torch.tensor(odd))


def crossing(name: str, thousandths: object) -> tuple[str, str]:
    """How many pictures of each kind a threshold reports, and the pictures with the largest errors among them."""
    words = WORDS["odd"]
    threshold = number(thousandths, 0, 80, "odd.refused") / 1000
    errors, odd = errors_of(name)
    reported = errors >= threshold
    said = words["said"].format(
        hits=int((reported & odd).sum()),
        odd=int(odd.sum()),
        false_alarms=int((reported & ~odd).sum()),
        known=int((~odd).sum()),
        shown=min(MOST, int(reported.sum())),
    )
    places = errors.where(reported, -1).argsort(descending=True)[: min(MOST, int(reported.sum()))].tolist()
    pictures = [portrait(place, errors[place].item(), bool(odd[place])) for place in places]
    return said, row(*pictures, kind="small")


def portrait(place: int, error: float, odd: bool) -> str:
    """A reported picture with its error, starred where it should be reported."""
    sheet = bench.sheet()
    return figure(to_picture(sheet.images[place]), sheet.classes[sheet.labels[place]], f"{error:.3f}", starred=odd)
