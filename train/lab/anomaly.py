"""`python -m train.lab.anomaly` writes checkpoints/lab/anomaly.json: how well a large error gives away a class that
was never seen, by the size of the code.

Each autoencoder is 784-400-code and was trained on everything but bags (`train.lab.runs.plain`). 10 minutes on one
core; what an earlier run finished is not trained again.
"""

from __future__ import annotations

import torch

from mae_demo.anomaly import auc, picture_errors
from train.data import DATASETS, as_float
from train.lab.runs import plain, trained, write
from train.recipes.plain import fashion_mlp_anomaly

CODE_SIZES = (2, 8, 32, 128)


def measure() -> list[dict]:
    """A row for each code size, over all test pictures: the AUC, and the mean error of both kinds."""
    recipe = fashion_mlp_anomaly()
    data = DATASETS[recipe.model.dataset]()
    images = as_float(data.test)
    odd = torch.isin(data.test_labels, torch.tensor([data.classes.index(name) for name in recipe.leave_out]))
    rows = []
    for size in CODE_SIZES:
        errors = picture_errors(trained(plain(f"mlp-{size}-anomaly", size, leave_out=recipe.leave_out)), images)
        rows.append(
            {
                "code": size,
                "auc": round(auc(errors, odd), 4),
                "error_odd": round(errors[odd].mean().item(), 5),
                "error_known": round(errors[~odd].mean().item(), 5),
            }
        )
        print(rows[-1], flush=True)
    return rows


if __name__ == "__main__":
    write("anomaly", {"left_out": list(fashion_mlp_anomaly().leave_out), "rows": measure()})
