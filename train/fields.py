"""The fields of a recipe that can be changed: what they hold, as text, and of what kind."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import fields
from difflib import get_close_matches

from train.config import TrainConfig

FIXED = ("name", "model", "recipe", "changes", "folder", "architecture", "family")  # fields that follow from the recipe
PAIRS = ("mask_ratio", "image_size")  # fields of two numbers, for which one may stand
NAMES = ("augment", "leave_out")  # fields of names, of which '3' may be one


def settings(config: TrainConfig) -> dict[str, object]:
    """The value of each field that can be changed, by its name."""
    parts = config, config.model, config.model.architecture
    return {
        field.name: getattr(part, field.name) for part in parts for field in fields(part) if field.name not in FIXED
    }


def from_text(recipe: TrainConfig, field: str, text: str) -> object:
    """The value of a field that was typed as text: '0.75', '0.05,0.95', 'flip,crop', 'true'; nothing is an empty tuple.

    Raises ValueError for an unknown field.
    """
    now = settings(recipe)
    _known(field, now)
    if isinstance(now[field], str):
        return text
    if isinstance(now[field], tuple) and not text.startswith(("(", "[")):
        parts = [part.strip() for part in text.split(",") if part.strip()]
        return tuple(parts if field in NAMES else map(_literal, parts))
    return _literal(text)


def as_text(value: object) -> str:
    """A value as it is typed after --set; the inverse of `from_text`."""
    if isinstance(value, tuple) and not any(isinstance(each, tuple) for each in value):
        return ",".join(map(str, value))
    return str(value)


def checked(field: str, now: dict[str, object], value: object) -> object:
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
        raise ValueError(f"{field} {as_text(value)} is of another kind than the recipe's {as_text(before)}.")
    return tuple(map(float, value)) if field == "mask_ratio" else value


def _as_tuple(value: object) -> object:
    """Lists, as JSON and TOML have them, as tuples; a single value as a tuple of one."""
    if isinstance(value, list | tuple):
        return tuple(_as_tuple(each) if isinstance(each, list) else each for each in value)
    return (value,)


def close_to(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant, as a part of a sentence; nothing where none is close."""
    found = get_close_matches(word, known, n=1)
    return f", but there is {found[0]!r}" if found else ""


def _known(field: str, now: dict[str, object]) -> None:
    if field not in now:
        more = close_to(field, now) or f"; there are {', '.join(sorted(now))}"
        raise ValueError(f"There is no field {field!r} in this recipe{more}.")


def _literal(text: str) -> object:
    """A number, a truth value or a nested tuple from text; anything else stays text."""
    try:
        return ast.literal_eval(text.capitalize() if text in ("true", "false") else text)
    except (ValueError, SyntaxError):
        return text
