"""What every checkpoint of a data set is measured beside: measured once, and kept in checkpoints/BASELINES.json."""

from __future__ import annotations

import json

from mae_demo import checkpoint
from mae_demo.baselines import BASELINES
from train.data import DATASETS, as_float
from train.features import pixel_scores
from train.measure import BASELINE_COLUMNS, Scores, baseline_scores


def bars(dataset: str, patch_size: int) -> dict[str, dict]:
    """{'scores': {baseline: its scores by column}, 'pixels': accuracies read off raw pixels, if there are classes}.

    Measured where the file has none, or other rows or columns than there are now. Whoever changes how they are
    measured removes the file; tests/test_shelf.py measures some of it again.
    """
    path = checkpoint.SHELF / "BASELINES.json"
    kept = json.loads(path.read_text("utf-8")) if path.exists() else {}
    key = f"{dataset}, patches of {patch_size} pixels"
    there = {name: list(row) for name, row in kept.get(key, {"scores": {}})["scores"].items()}
    if there != {name: list(BASELINE_COLUMNS) for name in BASELINES}:
        data = DATASETS[dataset]()
        kept[key] = {
            "scores": baseline_scores(as_float(data.test), patch_size),
            "pixels": pixel_scores(data) if data.classes else None,
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        checkpoint.write_atomically(path, (json.dumps(kept, indent=2) + "\n").encode())
    return kept[key]


def linear_bar(dataset: str) -> Scores:
    """The scores of the best linear predictor on the shelf; without one, none."""
    name = checkpoint.linear_reference(dataset)
    return checkpoint.describe(name)["scores"] if name else {}
