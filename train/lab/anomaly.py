"""`python -m train.lab.anomaly` writes checkpoints/lab/anomaly.json: anomaly detection by the reconstruction error.

It measures the shipped fashion-mlp-anomaly, and autoencoders of several latent dimensions. Each of these is
784-400-latent and is trained on all classes but bags (`train.lab.runs.plain`). 6 minutes of one core's time; networks
that an earlier run has finished are not trained again.
"""

from __future__ import annotations

import torch
from torch import Tensor

from mae_demo import checkpoint
from mae_demo.anomaly import auc, picture_errors, roc
from train.data import DATASETS, as_float
from train.lab.runs import plain, trained, write
from train.recipes.plain import fashion_mlp_anomaly

LATENT_DIMENSIONS = (2, 8, 32, 128)
BIN, BINS = 0.004, 20  # of the histogram


def by_latent_dimension(images: Tensor, anomalous: Tensor) -> list[dict]:
    """A row for each latent dimension: the AUC, and the mean errors of anomalous and normal pictures (B, C, H, W)."""
    rows = []
    for size in LATENT_DIMENSIONS:
        network = trained(plain(f"mlp-{size}-anomaly", size, leave_out=fashion_mlp_anomaly().leave_out))
        errors = picture_errors(network, images)
        means = {"error_odd": errors[anomalous].mean().item(), "error_known": errors[~anomalous].mean().item()}
        rows.append(
            {"code": size, "auc": round(auc(errors, anomalous), 4)} | {key: round(m, 5) for key, m in means.items()}
        )
        print(rows[-1], flush=True)
    return rows


def histogram(errors: Tensor) -> list[float]:
    """The fraction of errors (B,) in each of BINS bins of width BIN; the last bin holds all larger errors."""
    counts = torch.bincount((errors / BIN).long().clamp(max=BINS - 1), minlength=BINS)
    return [round(count / len(errors), 4) for count in counts.tolist()]


def thinned(false_positives: Tensor, true_positives: Tensor) -> list[list[float]]:
    """The ROC curve at each percent of false positives: the rate of true positives at no more false ones than that."""
    grid = torch.linspace(0, 1, 101, dtype=torch.float64)
    places = torch.searchsorted(false_positives.double(), grid, right=True) - 1
    return [[round(x, 2), round(y, 4)] for x, y in zip(grid.tolist(), true_positives[places].tolist(), strict=True)]


def measure() -> dict:
    """The file: errors of the shipped checkpoint on all test pictures, their ROC curve, and other latent dimensions."""
    recipe = fashion_mlp_anomaly()
    data = DATASETS[recipe.model.dataset]()
    images = as_float(data.test)
    anomalous = torch.isin(data.test_labels, torch.tensor([data.classes.index(name) for name in recipe.leave_out]))
    errors = picture_errors(checkpoint.load(recipe.name), images)
    return {
        "weights": checkpoint.describe(recipe.name)["sha256"],
        "auc": round(auc(errors, anomalous), 4),
        "bins": [round(BIN * (place + 0.5), 4) for place in range(BINS)],
        "odd": histogram(errors[anomalous]),
        "known": histogram(errors[~anomalous]),
        "roc": thinned(*roc(errors, anomalous)[:2]),
        "rows": by_latent_dimension(images, anomalous),
    }


if __name__ == "__main__":
    write("anomaly", measure())
