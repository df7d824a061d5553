"""The pictures that come with the app: real test pictures, under their own licences."""

from __future__ import annotations

from pathlib import Path

from mae_demo import checkpoint
from mae_demo.config import DATASETS, PHOTOGRAPHS

FOLDER = Path(__file__).resolve().parent.parent / "samples"


def sample_paths(dataset: str) -> list[Path]:
    """The sample pictures of a data set, in the order of their place in its test set; none of some."""
    return sorted((FOLDER / dataset).glob("[0-9]*"))


def samples_for(name: str) -> str:
    """The data set whose samples stand beside a checkpoint: its own, or the first where that has none to show.

    All that learned from photographs have the same.
    """
    dataset = checkpoint.describe(name)["model"]["dataset"]
    dataset = PHOTOGRAPHS[0] if dataset in PHOTOGRAPHS else dataset
    return dataset if sample_paths(dataset) else DATASETS[0]


def place(path: Path) -> int:
    """A sample's place in its test set, from its file's name."""
    return int(path.stem.split("-")[0])
