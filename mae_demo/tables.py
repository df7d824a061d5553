"""Markdown tables of figures: a row for each thing, a column for each figure, the best of each column in bold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Value = float | int | str | None


@dataclass(frozen=True)
class Column:
    """The heading and the format of a figure. distance: of a value from the best; without it, no value is bold."""

    heading: str
    form: str = ""  # a format specification
    distance: Callable[[float], float] | None = None
    line: str = "---:"  # below the heading: figures are aligned to the right, text ('---') to the left


def higher(heading: str, form: str) -> Column:
    """A column of which the highest value is the best."""
    return Column(heading, form, lambda value: -value)


def lower(heading: str, form: str) -> Column:
    """A column of which the lowest value is the best."""
    return Column(heading, form, lambda value: value)


def nearest_to_one(heading: str, form: str) -> Column:
    """A column of which the value nearest to 1 is the best."""
    return Column(heading, form, lambda value: abs(value - 1))


def markdown(columns: list[Column], rows: dict[str, list[Value]], corner: str = "") -> str:
    """A table with a row for each entry of `rows` and a cell for each column; None is written as –.

    corner: the heading of the rows' names. Values that round to the same text as the best are bold as well.
    """
    cells = {
        name: [_text(value, column.form) for value, column in zip(row, columns, strict=True)]
        for name, row in rows.items()
    }
    for place, column in enumerate(columns):
        values = [row[place] for row in rows.values() if row[place] is not None]
        if column.distance and values:
            best = _text(min(values, key=column.distance), column.form)
            for row in cells.values():
                row[place] = f"**{best}**" if row[place] == best else row[place]
    headings = [corner, *(column.heading for column in columns)]
    lines = [headings, ["---", *(column.line for column in columns)], *([name, *row] for name, row in cells.items())]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _text(value: Value, form: str) -> str:
    return "–" if value is None else format(value, form)
