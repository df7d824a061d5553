"""Recipes by name: those of train.recipes, the same on another data set, and files of somebody's own.

`python -m train new NAME` writes recipes/NAME.toml, which lists the settings of a recipe; `python -m train NAME`
trains it.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from mae_demo.losses import LOSSES
from train.config import TrainConfig
from train.data import DATASETS
from train.fields import close_to, settings
from train.naming import PLAIN, checked_name, recipe_names
from train.options import WORDS, changed
from train.recipes import RECIPES

FOLDER = Path("recipes")
BASE = "fashion-vit-mse"  # what `new` begins with

NOTES = {  # what a field means, where its name does not say it
    "title": "kind of network, for the picker",
    "about": "one line for the page and the card",
    "dataset": f"{', '.join(DATASETS)}, or a folder of pictures",
    "steps": "each of batch_size pictures",
    "learning_rate": "AdamW's peak, after the warm-up",
    "muon_learning_rate": "Muon's, for the matrices of a transformer or U-Net",
    "mask_ratio": "fraction hidden, drawn uniformly between two numbers, once a batch; 0 hides nothing",
    "masks": "strategy, side of its patches in pixels, fraction of the pictures",
    "augment": "'flip', 'crop', both, or none",
    "noise": "a network that is shown noise learns to remove it: the largest standard deviation, for values in [0, 1]",
    "visible_weight": "weight of visible pixels in the loss; hidden ones have 1",
    "start_from": "the checkpoint with the initial weights; '' starts from random ones",
    "leave_out": "classes that training leaves out",
    "loss": ", ".join(LOSSES),
    "image_size": "height and width in pixels",
    "channels": "1 for grey, 3 for colour",
    "target_space": "'pixel', 'imagenet' or 'patch-normalised'",
    "bounded": "whether pixels stay between 0 and 1, which bce needs",
}


def recipe_named(name: str) -> TrainConfig:
    """A recipe by its name. Raises ValueError where there is none, and for a file that is no recipe."""
    if name in RECIPES:
        return RECIPES[name]()
    if (FOLDER / f"{name}.toml").is_file():
        return read_recipe(FOLDER / f"{name}.toml")
    for dataset in DATASETS:
        base = PLAIN + name.removeprefix(f"{dataset}-")
        if name.startswith(f"{dataset}-") and base in RECIPES:
            return changed(RECIPES[base](), {"dataset": dataset})
    near = close_to(name, [*recipe_names(), *(path.stem for path in own_recipes())])
    raise ValueError(f"There is no recipe {name!r}{near}; `python -m train --list` lists them.")


def own_recipes() -> list[Path]:
    """The files of somebody's own recipes."""
    return sorted(FOLDER.glob("*.toml"))


def write_recipe(name: str, base: str = "") -> Path:
    """Write a file for a recipe of somebody's own, all settings of a base in it as comments.

    Raises ValueError for a name that is taken or is none for a folder, and where the file exists.
    """
    if not name:
        raise ValueError("Give your recipe a name: python -m train new NAME.")
    path, recipe = FOLDER / f"{checked_name(name)}.toml", recipe_named(base or BASE)
    if path.exists():
        raise ValueError(f"{path} exists: change it, or take another name.")
    lines = [
        f"# A recipe of your own. `python -m train {name}` trains it into checkpoints/{name}.",
        "# Every setting below is a comment with its value in the base recipe: remove the # in front of one to change",
        "# it. A setting that does not fit is refused with a sentence, before anything is trained.",
        "",
        f'base = "{recipe.name}"',
        f'title = "{recipe.title}"',
        f'about = "As {recipe.name}, but for what I changed."',
        "",
    ]
    for field, value in settings(recipe).items():
        if field not in WORDS:
            note = f"  # {NOTES[field]}" if field in NOTES else ""
            lines.append(f"# {field} = {_toml(value)}{note}")
    FOLDER.mkdir(exist_ok=True)
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def read_recipe(path: Path) -> TrainConfig:
    """The recipe of a file. Raises ValueError, which names the file, for what is no recipe."""
    try:
        values = tomllib.loads(path.read_text("utf-8"))
        base = values.pop("base", BASE)
        return changed(recipe_named(base), values, path.stem)
    except ValueError as error:  # of which tomllib's is one
        raise ValueError(f"{path}: {error}") from error


def _toml(value: object) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return f'"{value}"' if isinstance(value, str) else repr(value)
