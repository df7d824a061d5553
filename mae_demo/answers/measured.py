"""What the programs of `train.lab` measured once on all test pictures, and keep in checkpoints/lab."""

from __future__ import annotations

import json

from mae_demo import checkpoint


def measured(topic: str) -> dict:
    """The content of checkpoints/lab/<topic>.json, without the rows of checkpoints that are not on the shelf."""
    found = json.loads((checkpoint.SHELF / "lab" / f"{topic}.json").read_text("utf-8"))
    on_shelf = ["", *checkpoint.names()]  # what needs no checkpoint has no name
    if "rows" in found:
        found["rows"] = [row for row in found["rows"] if row.get("name", "") in on_shelf]
    return found
