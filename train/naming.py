"""What a changed recipe's checkpoint, and a folder that is a data set, are called."""

from __future__ import annotations

import re
from pathlib import Path

from mae_demo.datasets import FACTS
from train.config import TrainConfig
from train.data import DATASETS
from train.recipes import RECIPES

PLAIN = "fashion-"  # the recipes that can be had of another data set by name: mnist-vit-mse is fashion-vit-mse's


def name_of(recipe: TrainConfig, changes: dict[str, object]) -> str:
    """The name of a changed recipe's checkpoint, so that it takes the place of no recipe's own.

    Of another data set alone it is the recipe's name with that data set in front, in place of Fashion-MNIST's; of
    anything else, and where a recipe has that name, it is my-<name>.
    """
    name, dataset = recipe.name, changes.get("dataset", recipe.model.dataset)
    if dataset != recipe.model.dataset:
        name = f"{dataset}-{name.removeprefix(PLAIN)}"
        if name not in RECIPES and (dataset not in DATASETS or len(changes) == 1):
            return name
    return name if name.startswith("my-") else f"my-{name}"


def recipe_names() -> list[str]:
    """The recipes of this package, and those of Fashion-MNIST for other data sets."""
    plain = [name.removeprefix(PLAIN) for name in RECIPES if name.startswith(PLAIN)]
    return [*RECIPES, *(f"{dataset}-{name}" for dataset in DATASETS for name in plain)]


def checked_name(name: str) -> str:
    """A name for a checkpoint of somebody's own. Raises ValueError for a recipe's, and where no folder can have it."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", name) or name in (*recipe_names(), "new"):
        raise ValueError(
            f"{name!r} cannot name a checkpoint of your own: take small letters, digits and hyphens, and no recipe's "
            "name."
        )
    return name


def default_name(recipe: TrainConfig, config: TrainConfig) -> str:
    """The name that a changed recipe has where none is given."""
    changes = dict(config.changes)
    if "dataset" in changes:
        changes["dataset"] = config.model.dataset
    return name_of(recipe, changes) if changes else recipe.name


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
