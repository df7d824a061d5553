"""The trace of a run: predictions of the same eight pictures at some thirty moments of the training."""

from __future__ import annotations

import io
from pathlib import Path

import torch
from torch import Tensor

from mae_demo.atomic_write import write_atomically, write_json_atomically
from mae_demo.image import to_picture

MOMENTS = 30
PICTURES = 8
LOSSLESS_BELOW = 64  # pixels of a side; traces of larger pictures are lossy, to stay below a megabyte
LONGEST = 16_383  # pixels of a side, WebP's limit


def moments(steps: int) -> set[int]:
    """The steps of the trace: close together at first, when a network changes fast, then farther and farther apart."""
    return {max(1, round(steps * (moment / MOMENTS) ** 2)) for moment in range(1, MOMENTS + 1)}


def write_trace(folder: Path, trace: dict, images: Tensor, hidden: Tensor) -> None:
    """Write trace.webp and trace.json beside a checkpoint.

    trace: {'steps': [...], 'psnr': [dB, ...], 'masked_psnr_75': [dB, ...], 'predictions': [uint8 (8, C, H, W), ...]},
    with an entry for each moment, and 'task', 'baseline', 'start' and 'chosen' (train.report). images: (B, C, H, W) in
    [0, 1]. hidden: bool (B, 1, H, W), what the task hides. The first eight are shown. trace.webp is a contact sheet: a
    row of originals, a row of masked pictures, and a row for each moment. trace.json has the rest, on the validation
    set.
    """
    originals, holes = images[:PICTURES].cpu(), hidden[:PICTURES].cpu()
    rows = [originals, originals.masked_fill(holes, 0.5), *(row / 255 for row in trace["predictions"])]
    contact_sheet = torch.cat([torch.cat(list(row), dim=2) for row in rows], dim=1)  # (C, rows·H, 8·W)
    file = io.BytesIO()
    picture = to_picture(contact_sheet)
    picture.thumbnail((LONGEST, LONGEST))
    picture.save(file, "webp", lossless=max(originals.shape[-2:]) < LOSSLESS_BELOW, quality=80)
    write_atomically(folder / "trace.webp", file.getvalue())
    write_json_atomically(folder / "trace.json", {key: trace[key] for key in trace if key != "predictions"})


def resumed_trace(trace: dict, task: str) -> dict:
    """The trace of a saved state, of a run with this task.

    A state from before tasks were told apart was validated with 75 % of patches hidden. Raises ValueError where the
    recipe's task is another.
    """
    if "task" in trace:
        return trace
    if task != "random-75":
        raise ValueError("This run was saved by an older version, which validated it otherwise: remove its folder run.")
    return trace | {"task": task, "psnr": list(trace["masked_psnr_75"]), "baseline": None}


def to_bytes(images: Tensor) -> Tensor:
    """Pictures in [0, 1] as uint8, on the CPU."""
    return (images * 255).round().to("cpu", torch.uint8)
