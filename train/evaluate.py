"""Masked PSNR, SSIM and L1 by mask ratio, beside what needs no network: `python -m train.evaluate NAME [NAME ...]`."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

from mae_demo import checkpoint, metrics
from mae_demo.baselines import BASELINES
from mae_demo.inference import predict
from mae_demo.masking import make_mask
from mae_demo.patches import mask_to_pixels
from train.data import DATASETS, as_float

RATIOS = (0.25, 0.5, 0.75, 0.9)
MASKS = 500  # masks a ratio; picture i gets the mask of seed i % 500
MASKS_AT_ONCE = 25  # pictures that share a mask go through together: the linear predictor solves once a mask

Predictor = Callable[[Tensor, Tensor], Tensor]  # pictures (B, C, H, W) and mask (B, N) -> pictures (B, C, H, W)


def evaluate(predictor: Predictor, images: Tensor, patch_size: int, strategy: str, ratio: float) -> dict[str, float]:
    """Figures over hidden pixels alone, pooled over all pictures (B, C, H, W) in [0, 1].

    The masked PSNR is that of the squared error averaged over the pictures, not the mean of their PSNRs.
    """
    grid = images.shape[2] // patch_size, images.shape[3] // patch_size
    masks = torch.stack([make_mask(strategy, grid, ratio, seed).flatten() for seed in range(MASKS)])
    squared, ssim, absolute = [], [], []
    seeds = torch.arange(len(images)) % MASKS
    for first in range(0, min(MASKS, len(images)), MASKS_AT_ONCE):
        chosen = (seeds >= first) & (seeds < first + MASKS_AT_ONCE)
        batch, mask = images[chosen], masks[seeds[chosen]].to(images.device)
        hidden = mask_to_pixels(mask, patch_size, grid)
        prediction = predictor(batch, mask)
        squared.append(metrics.masked_mse(prediction, batch, hidden))
        ssim.append(metrics.masked_ssim(prediction, batch, hidden))
        absolute.append(metrics.masked_l1(prediction, batch, hidden))
    return {
        "psnr": round(metrics.psnr(torch.cat(squared).mean()).item(), 3),
        "ssim": round(torch.cat(ssim).mean().item(), 4),
        "l1": round(torch.cat(absolute).mean().item(), 4),
    }


def scores(model: nn.Module, images: Tensor) -> dict[str, dict[str, float]]:
    """The figures of a checkpoint by ratio, at random masks of its own patch size: {'random-75': {...}, ...}."""
    return _by_ratio(lambda batch, mask: predict(model, batch, mask), images, model.config.patch_size)


def baseline_scores(images: Tensor, patch_size: int) -> dict[str, dict[str, dict[str, float]]]:
    """The same figures of everything in `mae_demo.baselines`, by its name."""
    rows, columns = images.shape[2] // patch_size, images.shape[3] // patch_size

    def filling(fill: Predictor) -> Predictor:
        return lambda batch, mask: fill(batch, mask_to_pixels(mask, patch_size, (rows, columns))).clamp(0, 1)

    return {name: _by_ratio(filling(fill), images, patch_size) for name, fill in BASELINES.items()}


def _by_ratio(predictor: Predictor, images: Tensor, patch_size: int) -> dict[str, dict[str, float]]:
    return {f"random-{ratio:.0%}"[:-1]: evaluate(predictor, images, patch_size, "random", ratio) for ratio in RATIOS}


def table(rows: dict[str, dict[str, dict[str, float]]]) -> str:
    """Scores by row name as a Markdown table: masked PSNR (dB) / SSIM / L1 at each ratio."""
    columns = list(next(iter(rows.values())))
    lines = [
        "| | " + " | ".join(f"{column.split('-')[1]} % hidden" for column in columns) + " |",
        "|---|" + "---|" * len(columns),
    ]
    for name, row in rows.items():
        cells = (f"{cell['psnr']:.2f} dB / {cell['ssim']:.3f} / {cell['l1']:.4f}" for cell in row.values())
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def compare(names: list[str]) -> str:
    """The table of shipped checkpoints or folders, with the baselines of their data set, on its test set."""
    models = {name: checkpoint.load(name) for name in names}
    rows: dict[str, dict[str, dict[str, float]]] = {}
    for dataset in dict.fromkeys(model.config.dataset for model in models.values()):
        images = as_float(DATASETS[dataset]().test)
        own = {name: model for name, model in models.items() if model.config.dataset == dataset}
        for name, model in own.items():
            rows[name] = scores(model, images)
        linear = linear_reference(dataset)
        if linear and linear not in own:
            rows[f"{linear} (best linear predictor)"] = scores(checkpoint.load(linear), images)
        rows |= baseline_scores(images, next(iter(own.values())).config.patch_size)
    return table(rows)


def linear_reference(dataset: str) -> str | None:
    """The shipped closed-form checkpoint of a data set: the bar that its networks are measured against."""
    for name in checkpoint.names():
        model = checkpoint.describe(name)["model"]
        if model["family"] == "gaussian" and model["dataset"] == dataset:
            return name
    return None


if __name__ == "__main__":
    import sys

    if len(sys.argv) < 2:
        raise SystemExit("Usage: python -m train.evaluate NAME [NAME ...]")
    print("Masked PSNR / SSIM / L1 over hidden pixels, all test pictures, random masks of seeds 0 to 499, CPU.\n")
    print(compare(sys.argv[1:]))
