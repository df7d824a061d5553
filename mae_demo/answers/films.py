"""The traces of trainings: which checkpoints have one, and what stands in it."""

from __future__ import annotations

import json
from pathlib import Path

from mae_demo import checkpoint


def films() -> list[dict]:
    """Every checkpoint with a trace as {name, sha256, steps, psnr}, the one that learns most first.

    steps: the thirty moments. psnr: the masked PSNR in dB then, on the validation set, 75 % hidden at random.
    """
    found = []
    for name in checkpoint.names():
        if contact_sheet(name).is_file():
            trace = json.loads(contact_sheet(name).with_suffix(".json").read_text("utf-8"))
            found.append({"name": name, "sha256": checkpoint.describe(name)["sha256"]})
            found[-1] |= {"steps": trace["steps"], "psnr": trace["masked_psnr_75"]}
    return sorted(found, key=lambda film: film["psnr"][0] - film["psnr"][-1])


def contact_sheet(name: str) -> Path:
    """The trace of a checkpoint as a picture: a row of originals, one of masked pictures, and one a moment."""
    return checkpoint.SHELF / name / "trace.webp"
