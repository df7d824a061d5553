"""A chart of a few lines, for any tab: drawn by web/chart, with the page's own letters and colours."""

from __future__ import annotations

import json
from collections.abc import Iterable

import gradio as gr

from mae_demo.ui.widgets import parts

# (name, colour, points): a line; x is a number, or one of the chart's places; y may be None
Line = tuple[str, str, Iterable[tuple[object, float | None]]]


def create_chart(
    x: str,
    y: str,
    *,
    x_limits: tuple[float, float] | None = None,
    y_limits: tuple[float, float] | None = None,
    places: list[str] | None = None,
    has_names: bool = True,
    height: int = 340,
    **options: object,
) -> gr.HTML:
    """An empty chart; its value is what `lines` makes.

    x, y: what is drawn to the right and up. places: where x is no number, its values in their order. has_names:
    whether the lines are named above the chart. height: pixels.
    """
    return gr.HTML(
        value="[]",
        **parts("chart"),
        x=x,
        y=y,
        x_limits=x_limits,
        y_limits=y_limits,
        places=places,
        has_names=has_names,
        height=height,
        apply_default_css=False,
        **options,
    )


def lines(*drawn: Line) -> str:
    """The lines of a chart as its value."""
    return json.dumps([{"name": name, "colour": colour, "points": [*points]} for name, colour, points in drawn])
