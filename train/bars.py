"""What every checkpoint of a data set is measured beside: measured once, and kept in checkpoints/BASELINES.json.

For other test pictures than ours, such as photographs of one's own, it is kept in data/BASELINES.json.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from torch import Tensor

from mae_demo import checkpoint
from mae_demo.atomic_write import write_json_atomically
from mae_demo.baselines import BASELINES
from train.data import DATA, DATASETS, as_float
from train.features import pixel_scores
from train.measure import BASELINE_COLUMNS, Scores, baseline_scores


def digest(pictures: Tensor) -> str:
    """What tells one test set from another: the SHA-256 of its pictures' bytes (B, C, H, W)."""
    return hashlib.sha256(pictures.numpy().tobytes()).hexdigest()


def bars(dataset: str, patch_size: int, test_set: str | None = None) -> dict[str, dict]:
    """{'scores': {baseline: its scores by column}, 'pixels': accuracies read off raw pixels, if there are classes}.

    test_set: the `digest` of the pictures that they stand beside; without it, the first that were measured. Whatever
    the file has not is measured: another test set, for instance of photographs of one's own, a baseline or a column
    that is new. Whoever changes how they are measured removes the file; tests/test_shelf.py measures some of it again.
    """
    path, key = checkpoint.SHELF / "BASELINES.json", f"{dataset}, patches of {patch_size} pixels"
    kept = _read(path)
    if test_set and kept.get(key, {}).get("test_set", test_set) != test_set:
        path, key = DATA / "BASELINES.json", f"{key}, test set {test_set}"
        kept = _read(path)
    there = kept.get(key, {"scores": {}})
    known = {name: row for name, row in there["scores"].items() if list(row) == list(BASELINE_COLUMNS)}
    if known.keys() != BASELINES.keys():
        data = DATASETS[dataset]()
        new = {name: fill for name, fill in BASELINES.items() if name not in known}
        found = known | baseline_scores(new, as_float(data.test), patch_size)
        pixels = there.get("pixels") or (pixel_scores(data) if data.classes else None)
        kept[key] = {
            "test_set": digest(data.test),
            "scores": {name: found[name] for name in BASELINES},
            "pixels": pixels,
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        write_json_atomically(path, kept, indent=2)
    return kept[key]


def _read(path: Path) -> dict[str, dict]:
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def linear_bar(dataset: str) -> Scores:
    """The scores of the best linear predictor on the shelf; without one, none."""
    name = checkpoint.linear_reference(dataset)
    return checkpoint.describe(name)["scores"] if name else {}
