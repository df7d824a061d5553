"""What a changed recipe's checkpoint, and a folder that is a data set, are called."""

from __future__ import annotations

import re
from pathlib import Path

from mae_demo.datasets import FACTS
from train.config import TrainConfig
from train.data import DATASETS


def name_of(recipe: TrainConfig, values: dict[str, object]) -> str:
    """The name of a changed recipe's checkpoint, so that it does not take the place of the recipe's own.

    Of another data set it is the recipe's name with that data set in front; of anything else it is my-<recipe>.
    """
    if values.get("dataset", recipe.model.dataset) != recipe.model.dataset:
        return f"{values['dataset']}-{recipe.name.split('-', 1)[-1]}"
    return recipe.name if recipe.name.startswith("my-") else f"my-{recipe.name}"


def default_name(recipe: TrainConfig, config: TrainConfig) -> str:
    """The name that a changed recipe has where none is given."""
    return name_of(recipe, {"dataset": config.model.dataset}) if config.changes else recipe.name


def as_folder(text: str) -> str:
    """The whole path of a folder that was typed, with ~ for home. Raises ValueError where it is no folder."""
    path = Path(text).expanduser().resolve()
    if not path.is_dir():
        raise ValueError(f"There is no data set and no folder {text!r}: take {', '.join(DATASETS)}, or a folder.")
    home = Path.home()
    return f"~/{path.relative_to(home).as_posix()}" if home in path.parents else str(path)


def name_of_folder(folder: str) -> str:
    """The name of a folder as a data set: 'My pictures' is 'my-pictures'."""
    name = re.sub(r"[^a-z0-9]+", "-", Path(folder).name.lower()).strip("-") or "pictures"
    return f"my-{name}" if name in FACTS else name
