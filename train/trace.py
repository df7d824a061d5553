"""What a run looked like on its way: the same eight pictures, filled in again at some thirty moments."""

from __future__ import annotations

import io
from pathlib import Path

import torch
from torch import Tensor

from mae_demo.atomic_write import write_atomically, write_json_atomically
from mae_demo.image import to_picture

MOMENTS = 30
PICTURES = 8
LOSSLESS_BELOW = 64  # pixels of a side; traces of larger pictures lose a little, to stay below a megabyte
LONGEST = 16_383  # pixels that WebP can hold


def moments(steps: int) -> set[int]:
    """The steps at which to look: close together at first, when a network changes fast, and then ever wider."""
    return {max(1, round(steps * (moment / MOMENTS) ** 2)) for moment in range(1, MOMENTS + 1)}


def write_trace(folder: Path, trace: dict, images: Tensor, hidden: Tensor) -> None:
    """Write trace.webp and trace.json beside a checkpoint.

    trace: {'steps': [...], 'masked_psnr_75': [dB, ...], 'predictions': [uint8 (8, C, H, W), ...]}, an entry a
    moment. images: (B, C, H, W) in [0, 1], and hidden: bool (B, 1, H, W), of which the first eight are shown.
    The picture has a row for each moment, below a row of the originals and one of what the network saw of them; it
    keeps every bit where the pictures are small. The JSON says the step and the validation set's masked PSNR of each
    moment.
    """
    originals, holes = images[:PICTURES].cpu(), hidden[:PICTURES].cpu()
    rows = [originals, originals.masked_fill(holes, 0.5), *(row / 255 for row in trace["predictions"])]
    sheet = torch.cat([torch.cat(list(row), dim=2) for row in rows], dim=1)  # (C, rows·H, 8·W)
    file = io.BytesIO()
    picture = to_picture(sheet)
    picture.thumbnail((LONGEST, LONGEST))
    picture.save(file, "webp", lossless=max(originals.shape[-2:]) < LOSSLESS_BELOW, quality=80)
    write_atomically(folder / "trace.webp", file.getvalue())
    write_json_atomically(folder / "trace.json", {key: trace[key] for key in ("steps", "masked_psnr_75")})


def to_bytes(images: Tensor) -> Tensor:
    """Pictures in [0, 1] as uint8 on the CPU."""
    return (images * 255).round().to("cpu", torch.uint8)
