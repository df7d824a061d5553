"""Masked PSNR, SSIM and L1 by mask ratio, beside what needs no network.

`python -m train.evaluate NAME [NAME ...]` measures and prints; `--all` writes checkpoints/RESULTS.md and the README's
table from the cards' figures.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import torch
from torch import Tensor, nn

from mae_demo import checkpoint, metrics
from mae_demo.baselines import BASELINES
from mae_demo.inference import predict
from mae_demo.masking import make_mask
from mae_demo.patches import hidden_pixels
from train.data import DATASETS, as_float

COLUMNS = {  # name -> strategy, side of a patch in pixels (None: the model's own), ratio
    "random-25": ("random", None, 0.25),
    "random-50": ("random", None, 0.5),
    "random-75": ("random", None, 0.75),
    "random-90": ("random", None, 0.9),
    "pixel-50": ("random", 1, 0.5),
    "pixel-75": ("random", 1, 0.75),
    "unmasked": ("random", None, 0.0),
}
PATCHES_ONLY = ("vit",)  # families that cannot take masks of single pixels
MASKS = 500  # masks a ratio; picture i gets the mask of seed i % 500
MASKS_AT_ONCE = 25  # pictures that share a mask go through together: the linear predictor solves once a mask

Predictor = Callable[[Tensor, Tensor], Tensor]  # pictures (B, C, H, W) and mask (B, N) -> pictures (B, C, H, W)


def evaluate(predictor: Predictor, images: Tensor, patch_size: int, strategy: str, ratio: float) -> dict[str, float]:
    """Figures over hidden pixels alone, pooled over all pictures (B, C, H, W) in [0, 1]; at ratio 0 over all pixels.

    The masked PSNR is that of the squared error averaged over the pictures, not the mean of their PSNRs.
    """
    grid = images.shape[2] // patch_size, images.shape[3] // patch_size
    masks = torch.stack([make_mask(strategy, grid, ratio, seed).flatten() for seed in range(MASKS)])
    squared, ssim, absolute = [], [], []
    seeds = torch.arange(len(images)) % MASKS
    for first in range(0, min(MASKS, len(images)), MASKS_AT_ONCE):
        chosen = (seeds >= first) & (seeds < first + MASKS_AT_ONCE)
        batch, mask = images[chosen], masks[seeds[chosen]].to(images.device)
        prediction = predictor(batch, mask)
        hidden = hidden_pixels(mask, batch) if ratio else torch.ones_like(batch[:, :1], dtype=torch.bool)
        squared.append(metrics.masked_mse(prediction, batch, hidden))
        ssim.append(metrics.masked_ssim(prediction, batch, hidden))
        absolute.append(metrics.masked_l1(prediction, batch, hidden))
    return {
        "psnr": round(metrics.psnr(torch.cat(squared).mean()).item(), 3),
        "ssim": round(torch.cat(ssim).mean().item(), 4),
        "l1": round(torch.cat(absolute).mean().item(), 4),
    }


def scores(model: nn.Module, images: Tensor) -> dict[str, dict[str, float]]:
    """The figures of a checkpoint by column: {'random-75': {'psnr': dB, 'ssim': 0 to 1, 'l1': 0 to 1}, ...}.

    Columns of single pixels are there for the families that can take such masks; 'unmasked' is a copy by what sees
    the whole picture, and is left out where the answer is handed through.
    """
    family = model.config.family
    own = {name: c for name, c in COLUMNS.items() if c[1] is None or family not in PATCHES_ONLY}
    if family == "gaussian":
        own.pop("unmasked")
    return _by_column(lambda batch, mask: predict(model, batch, mask), images, model.config.patch_size, own)


def baseline_scores(images: Tensor, patch_size: int) -> dict[str, dict[str, dict[str, float]]]:
    """The same figures of everything in `mae_demo.baselines`, by its name."""

    def filling(fill: Predictor) -> Predictor:
        return lambda batch, mask: fill(batch, hidden_pixels(mask, batch)).clamp(0, 1)

    columns = {name: column for name, column in COLUMNS.items() if name != "unmasked"}
    return {name: _by_column(filling(fill), images, patch_size, columns) for name, fill in BASELINES.items()}


def _by_column(predictor: Predictor, images: Tensor, patch_size: int, columns: dict) -> dict[str, dict[str, float]]:
    return {
        name: evaluate(predictor, images, side or patch_size, strategy, ratio)
        for name, (strategy, side, ratio) in columns.items()
    }


def table(rows: dict[str, dict[str, dict[str, float]]]) -> str:
    """Scores by row name as a Markdown table: masked PSNR (dB) / SSIM / L1 in each column; – where there is none.

    The columns are those that any row has, in the order of COLUMNS.
    """
    columns = [column for column in COLUMNS if any(column in row for row in rows.values())]
    kinds = {"random": "patches", "pixel": "pixels"}
    headings = (
        f"{column.split('-')[1]} % of {kinds[column.split('-')[0]]}" if "-" in column else "nothing, all pixels"
        for column in columns
    )
    lines = [
        "| | " + " | ".join(headings) + " |",
        "|---|" + "---|" * len(columns),
    ]
    for name, row in rows.items():
        lines.append(f"| {name} | " + " | ".join(_cell(row.get(column)) for column in columns) + " |")
    return "\n".join(lines)


def _cell(figures: dict[str, float] | None) -> str:
    return f"{figures['psnr']:.2f} dB / {figures['ssim']:.3f} / {figures['l1']:.4f}" if figures else "–"


def compare(names: list[str]) -> str:
    """The table of shipped checkpoints or folders, with the baselines of their data set, on its test set."""
    models = {name: checkpoint.load(name) for name in names}
    rows: dict[str, dict[str, dict[str, float]]] = {}
    for dataset in dict.fromkeys(model.config.dataset for model in models.values()):
        images = as_float(DATASETS[dataset]().test)
        own = {name: model for name, model in models.items() if model.config.dataset == dataset}
        for name, model in own.items():
            rows[name] = scores(model, images)
        linear = checkpoint.linear_reference(dataset)
        if linear and linear not in own:
            rows[f"{linear} (best linear predictor)"] = scores(checkpoint.load(linear), images)
        rows |= baseline_scores(images, next(iter(own.values())).config.patch_size)
    return table(rows)


def write_results() -> None:
    """Write checkpoints/RESULTS.md and the README's table from the scores that the cards measured."""
    rows: dict[str, dict[str, dict[str, float]]] = {
        name: checkpoint.describe(name)["scores"] for name in checkpoint.names()
    }
    images = as_float(DATASETS["fashion-mnist"]().test)
    rows |= {f"{name} (no network)": row for name, row in baseline_scores(images, patch_size=4).items()}
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True
    ).stdout.strip()
    text = f"""# Results

Fashion-MNIST, all 10,000 test pictures. Masked PSNR (pooled over pictures) / SSIM / L1 over **hidden pixels alone**,
for values in [0, 1]; random masks of seeds 0 to 499, picture i with mask i mod 500. The last column hides nothing and
counts all pixels. Written at commit {commit} by

```
python -m train.evaluate --all
```

{table(rows)}
"""
    checkpoint.write_atomically(checkpoint.SHELF / "RESULTS.md", text.encode())

    ratios = [column for column in COLUMNS if column.startswith("random")]
    lines = [
        "Masked PSNR in dB, Fashion-MNIST, all 10,000 test pictures, by share of 4×4 patches hidden:",
        "",
        "| | " + " | ".join(f"{ratio.split('-')[1]} %" for ratio in ratios) + " |",
        "|---|" + "---|" * len(ratios),
        *(
            f"| {name} | " + " | ".join(f"{row[ratio]['psnr']:.2f}" for ratio in ratios) + " |"
            for name, row in rows.items()
        ),
    ]
    readme = checkpoint.SHELF.parent / "README.md"
    start, end = "<!-- results: written by `python -m train.evaluate --all` -->\n", "<!-- /results -->"
    before, rest = readme.read_text("utf-8").split(start)
    after = rest.split(end)[1]
    checkpoint.write_atomically(readme, (before + start + "\n".join(lines) + "\n" + end + after).encode())


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit("Usage: python -m train.evaluate NAME [NAME ...], or --all")
    if sys.argv[1:] == ["--all"]:
        write_results()
    else:
        print("Masked PSNR / SSIM / L1 over hidden pixels, all test pictures, random masks of seeds 0 to 499.\n")
        print(compare(sys.argv[1:]))
