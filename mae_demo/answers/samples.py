"""The pictures of the strip: real test pictures. Those that come with the app have their own licences; those of
somebody's own data set lie beside the checkpoints that were trained on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mae_demo import checkpoint
from mae_demo.config import DATASETS, PHOTOGRAPHS

FOLDER = Path(__file__).resolve().parent.parent / "samples"
OWN = "samples"  # the folder beside a checkpoint's weights


def sample_paths(dataset: str) -> list[Path]:
    """The sample pictures of a data set, in the order of their place in its test set; none of some."""
    return _numbered(FOLDER / dataset) or next(filter(None, map(_numbered, _beside(dataset))), [])


def own_samples() -> list[Path]:
    """The folders of sample pictures beside checkpoints."""
    return sorted(path for path in checkpoint.SHELF.glob(f"*/{OWN}") if path.is_dir())


def _beside(dataset: str) -> Iterator[Path]:
    """Those of the checkpoints of a data set, in colour and large ones first: any network can make its own of them."""
    models = {path: checkpoint.describe(path.parent)["model"] for path in own_samples()}
    found = [path for path, model in models.items() if model["dataset"] == dataset]
    yield from sorted(found, key=lambda path: (-models[path]["channels"], -max(models[path]["image_size"])))


def _numbered(folder: Path) -> list[Path]:
    return sorted(folder.glob("[0-9]*"))


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
