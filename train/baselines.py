"""The baselines of each data set: measured once, saved in checkpoints/BASELINES.json, shown on every card.

That file has the data sets of the shipped recipes. Those of others, and of other test pictures, for instance of a
visitor's photographs, are saved in data/BASELINES.json.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from torch import Tensor

from mae_demo import checkpoint
from mae_demo.atomic_write import write_json_atomically
from mae_demo.baselines import BASELINES
from mae_demo.config import ModelConfig
from train.data import DATASETS, as_float
from train.dataset import DATA, Dataset, has_classes
from train.features import pixel_scores
from train.measure import BASELINE_COLUMNS, Scores, baseline_scores
from train.recipes import RECIPES


def digest_of_test_set(pictures: Tensor) -> str:
    """The SHA-256 of a test set's pictures, uint8 (B, C, H, W), which tells it from other test sets."""
    return hashlib.sha256(pictures.numpy().tobytes()).hexdigest()


def baselines_of(
    dataset: str, patch_size: int, test_set: str | None = None, data: Dataset | None = None
) -> dict[str, dict]:
    """{'scores': {baseline: its scores by column}, 'pixels': accuracies from raw pixels, if there are classes}.

    test_set: the `digest_of_test_set` of the pictures; without it, that of checkpoints/BASELINES.json. data: the
    pictures, where they are not those that DATASETS has by that name. Missing scores
    are measured: those of another test set, of a new baseline or of a new column. If you change how they are measured,
    remove the file; tests/test_shelf.py measures some of it again.
    """
    path, key = checkpoint.SHELF / "BASELINES.json", f"{dataset}, patches of {patch_size} pixels"
    saved, shipped = _read(path), {make().model.dataset for make in RECIPES.values()}
    if dataset not in shipped or (test_set and saved.get(key, {}).get("test_set", test_set) != test_set):
        path, key = DATA / "BASELINES.json", f"{key}, test set {test_set}"
        saved = _read(path)
    entry = saved.get(key, {"scores": {}})
    scores = {name: row for name, row in entry["scores"].items() if list(row) == list(BASELINE_COLUMNS)}
    if scores.keys() != BASELINES.keys():
        data = data or DATASETS[dataset]()
        missing = {name: fill for name, fill in BASELINES.items() if name not in scores}
        scores |= baseline_scores(missing, as_float(data.test), patch_size)
        saved[key] = {
            "test_set": digest_of_test_set(data.test),
            "scores": {name: scores[name] for name in BASELINES},
            "pixels": entry.get("pixels") or (pixel_scores(data) if has_classes(data) else None),
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        write_json_atomically(path, saved, indent=2)
    return saved[key]


def _read(path: Path) -> dict[str, dict]:
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def linear_scores(config: ModelConfig) -> Scores:
    """The scores of the best linear predictor under masks of a network's own patches; empty where there is none."""
    name = checkpoint.linear_reference(config)
    if not name or checkpoint.model_config(name).patch_size != config.patch_size:
        return {}
    return checkpoint.describe(name)["scores"]
