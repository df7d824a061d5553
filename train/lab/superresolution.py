"""`python -m train.lab.superresolution` writes checkpoints/lab/superresolution.json: super-resolution, ×2 and ×4.

It measures baselines, models that fill masks, and autoencoders, by PSNR in dB on all 10,000 test pictures, pixels
pooled. Pictures made small by decimation, which keeps one pixel in 4 or 16, are measured over hidden pixels and over
all; pictures made small by averaging blocks, over all. The list of ways was chosen on the first 1,000 validation
pictures. Nothing is trained; a minute on one core.
"""

from __future__ import annotations

import torch
from torch import Tensor

from mae_demo import checkpoint, metrics
from mae_demo.patches import hidden_pixels
from mae_demo.superresolution import (
    FACTORS,
    average,
    bicubic_of_averages,
    decimate,
    nearest,
    spread_out,
    through_latent,
    upscale,
)
from train.data import DATASETS, as_float
from train.lab.runs import write

WAYS = (
    ("nearest", ""), ("bicubic", ""),
    ("filled", "fashion-gaussian"), ("filled", "fashion-unet-mse"), ("filled", "fashion-unet-adversarial"),
    ("squeezed", "fashion-vae-20"), ("squeezed", "fashion-conv-196-bce"),
)  # fmt: skip
BATCH = 500


def from_pixels(way: str, name: str, images: Tensor, factor: int) -> dict[str, float]:
    """{'hidden': PSNR, 'all': PSNR} in dB of a way on decimated pictures (B, C, H, W) in [0, 1]."""
    model = checkpoint.load(name) if name else None
    hidden_errors, errors = [], []
    for batch in images.split(BATCH):
        small = decimate(batch, factor)
        large = upscale(way, model, small, factor)
        _, mask = spread_out(small, factor)
        hidden_errors.append(metrics.masked_mse(large, batch, hidden_pixels(mask, batch)))
        errors.append(((large - batch) ** 2).flatten(1).mean(1))
    return {"hidden": _psnr(hidden_errors), "all": _psnr(errors)}


def from_averages(way: str, name: str, images: Tensor, factor: int) -> float:
    """PSNR in dB over all pixels of a way on averaged pictures, which keep no pixel, so no model can fill them."""
    model = checkpoint.load(name) if name else None
    errors = []
    for batch in images.split(BATCH):
        small = average(batch, factor)
        large = nearest(small, factor) if way == "nearest" else bicubic_of_averages(small, factor)
        if way == "squeezed":
            large = through_latent(model, large)
        errors.append(((large - batch) ** 2).flatten(1).mean(1))
    return _psnr(errors)


def _psnr(errors: list[Tensor]) -> float:
    return round(metrics.psnr(torch.cat(errors).mean()).item(), 3)


def measure() -> dict:
    """{'pictures': count, 'weights': {name: sha256}, 'rows': [{'way', 'name', 'pixels': {factor: {'hidden', 'all'}},
    'averages': {factor: PSNR}}]}"""
    images = as_float(DATASETS["fashion-mnist"]().test)
    rows = []
    for way, name in WAYS:
        row = {"way": way, "name": name}
        row["pixels"] = {str(factor): from_pixels(way, name, images, factor) for factor in FACTORS}
        if way != "filled":
            row["averages"] = {str(factor): from_averages(way, name, images, factor) for factor in FACTORS}
        rows.append(row)
        print(row, flush=True)
    weights = {name: checkpoint.describe(name)["sha256"] for _, name in WAYS if name}
    return {"pictures": len(images), "weights": weights, "rows": rows}


if __name__ == "__main__":
    write("superresolution", measure())
