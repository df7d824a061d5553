"""What all panels of the tab 'Autoencoders' work on: the shipped test pictures."""

from __future__ import annotations

import base64
from functools import lru_cache

from torch import Tensor

from mae_demo import checkpoint
from mae_demo.contact_sheet import ContactSheet, read_contact_sheet
from mae_demo.text import Refusal

LAB = checkpoint.SHELF / "lab"


@lru_cache(maxsize=1)
def contact_sheet() -> ContactSheet:
    """The first 1,000 test pictures, as `python -m train.lab.pictures` wrote them."""
    return read_contact_sheet(LAB / "pictures.png")


def contact_sheet_url() -> str:
    """The same pictures, 40 in a row, as text that a browser shows."""
    return f"data:image/png;base64,{base64.b64encode((LAB / 'pictures.png').read_bytes()).decode('ascii')}"


def picture_at(place: object) -> Tensor:
    """A picture (1, H, W) by its place among the test pictures, which a client sent. Raises Refusal."""
    if isinstance(place, bool) or not isinstance(place, int) or place not in range(len(contact_sheet().images)):
        raise Refusal("errors.test_picture")
    return contact_sheet().images[place]
