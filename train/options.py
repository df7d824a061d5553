"""A recipe with some fields changed, by the options of `python -m train` or by a file (train.own).

Any field of a TrainConfig, of its model's config and of that one's architecture can be changed by its name.
"""

from __future__ import annotations

import ast
import re
from dataclasses import fields, replace
from pathlib import Path

import torch
from torch import nn

from mae_demo.datasets import FACTS
from mae_demo.models import build
from train.config import TrainConfig
from train.data import DATASETS

FIXED = ("name", "model", "recipe", "changes", "folder", "architecture", "family")  # fields that follow from the recipe
WORDS = ("title", "about")  # fields that only readers see
PAIRS = ("mask_ratio", "image_size")  # fields of two numbers, for which one may stand
WIDTHS = {"vit": "embed_dim", "unet": "dims", "mlp": "hidden_dims", "conv": "dim", "vae": "hidden_dim"}
DEPTHS = {"vit": "depth", "unet": "depths"}


def settings(config: TrainConfig) -> dict[str, object]:
    """The value of each field that can be changed, by its name."""
    parts = config, config.model, config.model.architecture
    return {
        field.name: getattr(part, field.name) for part in parts for field in fields(part) if field.name not in FIXED
    }


def changed(recipe: TrainConfig, changes: dict[str, object], name: str = "") -> TrainConfig:
    """A recipe with other values in some fields, under a name of its own; see `name_of`.

    What follows from another field follows it: the masks from the patch size, and the name from the data set. A
    data set that is no name in DATASETS is a folder of pictures. Raises ValueError for an unknown field, a value of
    another kind, and what `TrainConfig` or the network refuses.
    """
    now = settings(recipe)
    values = {field: _checked(field, now, value) for field, value in changes.items()}
    differing = {field: value for field, value in values.items() if value != now[field]}
    origin = recipe.recipe or recipe.name
    if not differing:
        return replace(recipe, name=name, recipe=origin) if name else recipe
    values = dict(differing)
    if "dataset" in values and values["dataset"] not in DATASETS:
        differing["dataset"] = values["folder"] = _as_folder(values["dataset"])
        values["dataset"] = name_of_folder(values["folder"])
    if "masks" not in values:
        values["masks"] = _masks(recipe, values)
    values.setdefault("about", _about(recipe, values, differing))

    model, architecture = recipe.model, recipe.model.architecture
    of = {field.name: part for part in (recipe, model, architecture) for field in fields(part)}
    inner, middle, outer = (
        {field: value for field, value in values.items() if of[field] is part} for part in (architecture, model, recipe)
    )
    config = replace(
        recipe,
        **outer,
        name=name or name_of(recipe, values),
        model=replace(model, **middle, architecture=replace(architecture, **inner)),
        recipe=origin,
        changes=tuple((dict(recipe.changes) | differing).items()),
    )
    _try(config)
    return config


def from_text(recipe: TrainConfig, field: str, text: str) -> object:
    """The value of a field that was typed as text: '0.75', '0.05,0.95', 'flip,crop', 'true'; nothing is an empty tuple.

    Raises ValueError for an unknown field.
    """
    now = settings(recipe)
    _known(field, now)
    if isinstance(now[field], str):
        return text
    if isinstance(now[field], tuple) and not text.startswith(("(", "[")):
        return tuple(_literal(part.strip()) for part in text.split(",") if part.strip())
    return _literal(text)


def sized(recipe: TrainConfig, width: int | None, depth: int | None) -> dict[str, object]:
    """The fields that make a network so wide and so deep. Raises ValueError for a family without such a field.

    A width is that of the first layer; the others keep their proportion to it. A depth of a U-Net is the number of
    blocks at its coarsest level.
    """
    now, family, found = settings(recipe), recipe.model.family, {}
    for word, value, table in (("width", width, WIDTHS), ("depth", depth, DEPTHS)):
        if value and family not in table:
            raise ValueError(f"--{word} is for {', '.join(table)}, not for {family}; see the fields of --set.")
    if width:
        field = WIDTHS[family]
        widths = now[field]
        scaled = isinstance(widths, tuple) and tuple(max(1, round(each * width / widths[0])) for each in widths)
        found[field] = scaled or width
    if depth:
        field = DEPTHS[family]
        found[field] = (*now[field][:-1], depth) if isinstance(now[field], tuple) else depth
    return found


def faster(recipe: TrainConfig, learning_rate: float | None) -> dict[str, object]:
    """The fields of another learning rate: AdamW's, and Muon's in proportion to it."""
    if learning_rate is None:
        return {}
    muon = recipe.muon_learning_rate * learning_rate / recipe.learning_rate
    return {"learning_rate": learning_rate, "muon_learning_rate": muon}


def given(recipe: TrainConfig, asked: dict[str, object]) -> dict[str, object]:
    """The fields that were asked for by options of their own; None and '' are not asked for."""
    return {
        field: from_text(recipe, field, value) if isinstance(value, str) else value
        for field, value in asked.items()
        if value is not None and (value != "" or field == "augment")
    }


def typed(recipe: TrainConfig, lines: list[str]) -> dict[str, object]:
    """The fields that were typed as FIELD=VALUE. Raises ValueError for a line without '=' and an unknown field."""
    pairs = [line.partition("=") for line in lines]
    for field, sign, _ in pairs:
        if not sign:
            raise ValueError(f"--set takes FIELD=VALUE, not {field!r}.")
    return {field: from_text(recipe, field, text) for field, _, text in pairs}


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


def as_text(value: object) -> str:
    """A value as it is typed after --set; the inverse of `from_text`."""
    if isinstance(value, tuple) and not any(isinstance(each, tuple) for each in value):
        return ",".join(map(str, value))
    return str(value)


def _as_folder(text: str) -> str:
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


def _about(recipe: TrainConfig, values: dict[str, object], differing: dict[str, object]) -> str:
    """The line of a changed recipe for page and card."""
    told = [f"{field} {as_text(values[field])}" for field in differing if field not in WORDS]
    return f"As {recipe.name}, but with {', '.join(told)}."


def _known(field: str, now: dict[str, object]) -> None:
    if field not in now:
        raise ValueError(f"There is no field {field!r} in this recipe; there are {', '.join(sorted(now))}.")


def _literal(text: str) -> object:
    """A number, a truth value or a nested tuple from text; anything else stays text."""
    try:
        return ast.literal_eval(text.capitalize() if text in ("true", "false") else text)
    except (ValueError, SyntaxError):
        return text


def _checked(field: str, now: dict[str, object], value: object) -> object:
    """A value of the kind that a field has. Raises ValueError for another kind."""
    _known(field, now)
    before = now[field]
    if field in PAIRS and isinstance(value, int | float):
        value = value, value
    if field in PAIRS and isinstance(value, list | tuple) and len(value) == 1:
        value = value[0], value[0]
    if isinstance(before, tuple):
        value = _as_tuple(value)
        kinds = {type(each) for each in before} or {str}
        kinds |= {int} if float in kinds else set()
        fits = isinstance(value, tuple) and all(type(each) in kinds for each in value)
        fits = fits and (len(value) == 2 if field in PAIRS else bool(value) or not before or field != "masks")
    elif isinstance(before, float):
        fits = type(value) in (int, float)
        value = float(value) if fits else value
    else:
        fits = type(value) is type(before)
    if not fits:
        raise ValueError(f"{field} = {value!r} is of another kind than the recipe's {before!r}.")
    return tuple(map(float, value)) if field == "mask_ratio" else value


def _as_tuple(value: object) -> object:
    """Lists, as JSON and TOML have them, as tuples; a single value as a tuple of one."""
    if isinstance(value, list | tuple):
        return tuple(_as_tuple(each) if isinstance(each, list) else each for each in value)
    return (value,)


def _masks(recipe: TrainConfig, values: dict[str, object]) -> tuple[tuple[str, int, float], ...]:
    """The masks of a recipe at another patch size: their patches grow with it. A side that does not divide the picture
    is left out, and the other masks take its fraction."""
    before, now = recipe.model.patch_size, values.get("patch_size", recipe.model.patch_size)
    height, width = values.get("image_size", recipe.model.image_size)
    grown = [(strategy, max(1, side * now // before), fraction) for strategy, side, fraction in recipe.masks]
    return tuple(mask for mask in grown if height % mask[1] == 0 and width % mask[1] == 0)


def _try(config: TrainConfig) -> None:
    """Raise ValueError where a network cannot be built with its settings, or cannot take a picture of its size."""
    model = config.model
    rows, columns = model.grid
    try:
        with torch.device("meta"):  # shapes alone, without memory
            network: nn.Module = build(model)
            mask = torch.zeros(2, rows * columns, dtype=torch.bool)
            known = {"visible": rows * columns} if model.family == "vit" else {}
            if config.steps:
                network(torch.zeros(2, model.channels, *model.image_size), mask, **known)
    except (RuntimeError, ValueError, AssertionError, ZeroDivisionError) as error:
        line = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ValueError(f"{config.name}: no network can be built with these settings ({line}).") from error
