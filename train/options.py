"""A recipe with some fields changed, by the options of `python -m train` or by a file (train.own).

Any field of a TrainConfig, of its model's config and of that one's architecture can be changed by its name.
"""

from __future__ import annotations

from dataclasses import fields, replace

import torch
from torch import nn

from mae_demo.models import build
from train.config import TrainConfig
from train.data import DATASETS
from train.fields import as_text, checked, from_text, settings
from train.naming import as_folder, name_of, name_of_folder

WORDS = ("title", "about")  # fields that only readers see
WIDTHS = {"vit": "embed_dim", "unet": "dims", "mlp": "hidden_dims", "conv": "dim", "vae": "hidden_dim"}
DEPTHS = {"vit": "depth", "unet": "depths"}


def changed(recipe: TrainConfig, changes: dict[str, object], name: str = "") -> TrainConfig:
    """A recipe with other values in some fields, under a name of its own; see `name_of`.

    What follows from another field follows it: the masks from the patch size, and the name from the data set. A
    data set that is no name in DATASETS is a folder of pictures. Raises ValueError for an unknown field, a value of
    another kind, and what `TrainConfig` or the network refuses.
    """
    now = settings(recipe)
    values = {field: checked(field, now, value) for field, value in changes.items()}
    differing = {field: value for field, value in values.items() if value != now[field]}
    origin = recipe.recipe or recipe.name
    if not differing:
        return replace(recipe, name=name, recipe=origin) if name else recipe
    values = dict(differing)
    if "dataset" in values and values["dataset"] not in DATASETS:
        differing["dataset"] = values["folder"] = as_folder(values["dataset"])
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
        name=name or name_of(recipe, {field: values[field] for field in differing}),
        model=replace(model, **middle, architecture=replace(architecture, **inner)),
        recipe=origin,
        changes=tuple((dict(recipe.changes) | differing).items()),
    )
    _try(config)
    return config


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


def _about(recipe: TrainConfig, values: dict[str, object], differing: dict[str, object]) -> str:
    """The line of a changed recipe for page and card."""
    texts = {field: as_text(values[field]) for field in differing if field not in WORDS}
    told = [f"{field} {text}" if text else f"no {field}" for field, text in texts.items()]
    return f"As {recipe.name}, but with {', '.join(told)}."


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
