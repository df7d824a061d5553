"""`python -m train.lab.anomaly` writes checkpoints/lab/anomaly.json: how well a large error gives away a class that
was never seen, by fashion-mlp-anomaly and by the size of the code.

For the latter each autoencoder is 784-400-code and was trained on everything but bags (`train.lab.runs.plain`). 6
minutes of one core's time; what an earlier run finished is not trained again.
"""

from __future__ import annotations

import torch
from torch import Tensor

from mae_demo import checkpoint
from mae_demo.anomaly import auc, picture_errors, roc
from train.data import DATASETS, as_float
from train.lab.runs import plain, trained, write
from train.recipes.plain import fashion_mlp_anomaly

CODE_SIZES = (2, 8, 32, 128)
BIN, BINS = 0.004, 20  # of the histogram


def by_size(images: Tensor, odd: Tensor) -> list[dict]:
    """A row for each code size: the AUC, and the mean error of both kinds of pictures (B, C, H, W)."""
    rows = []
    for size in CODE_SIZES:
        network = trained(plain(f"mlp-{size}-anomaly", size, leave_out=fashion_mlp_anomaly().leave_out))
        errors = picture_errors(network, images)
        means = {"error_odd": errors[odd].mean().item(), "error_known": errors[~odd].mean().item()}
        rows.append({"code": size, "auc": round(auc(errors, odd), 4)} | {key: round(m, 5) for key, m in means.items()})
        print(rows[-1], flush=True)
    return rows


def shares(errors: Tensor) -> list[float]:
    """The share of errors (B,) in each of BINS bins of width BIN; the last takes what lies beyond."""
    counts = torch.bincount((errors / BIN).long().clamp(max=BINS - 1), minlength=BINS)
    return [round(count / len(errors), 4) for count in counts.tolist()]


def thinned(false_alarms: Tensor, hits: Tensor) -> list[list[float]]:
    """The curve of `mae_demo.anomaly.roc` at each percent of false alarms: the hits at no more of them than that."""
    grid = torch.linspace(0, 1, 101, dtype=torch.float64)
    places = torch.searchsorted(false_alarms.double(), grid, right=True) - 1
    return [[round(x, 2), round(y, 4)] for x, y in zip(grid.tolist(), hits[places].tolist(), strict=True)]


def measure() -> dict:
    """All of the file: errors of the shipped checkpoint on all test pictures, their ROC curve, and other code sizes."""
    recipe = fashion_mlp_anomaly()
    data = DATASETS[recipe.model.dataset]()
    images = as_float(data.test)
    odd = torch.isin(data.test_labels, torch.tensor([data.classes.index(name) for name in recipe.leave_out]))
    errors = picture_errors(checkpoint.load(recipe.name), images)
    return {
        "weights": checkpoint.describe(recipe.name)["sha256"],
        "auc": round(auc(errors, odd), 4),
        "bins": [round(BIN * (place + 0.5), 4) for place in range(BINS)],
        "odd": shares(errors[odd]),
        "known": shares(errors[~odd]),
        "roc": thinned(*roc(errors, odd)[:2]),
        "rows": by_size(images, odd),
    }


if __name__ == "__main__":
    write("anomaly", measure())
