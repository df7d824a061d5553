"""A chart of a few lines, for any tab: drawn by web/chart, with the page's own letters and colours."""

from __future__ import annotations

import json
from collections.abc import Iterable

import gradio as gr

from mae_demo.ui.widgets import parts

Line = tuple[str, str, Iterable[tuple[object, float]]]  # name, colour, points; x is a number, or one of the places


def lines(*drawn: Line, mark: float | None = None) -> str:
    """The lines of a chart as its value. mark: an x at which a thin line stands."""
    named = [{"name": name, "colour": colour, "points": [*points]} for name, colour, points in drawn]
    return json.dumps({"lines": named, "mark": mark})


EMPTY = lines()


def create_chart(
    x: str,
    y: str,
    *,
    x_limits: tuple[float, float] | None = None,
    y_limits: tuple[float, float] | None = None,
    places: list[str] | None = None,
    height: int = 340,
    elem_id: str,
) -> gr.HTML:
    """An EMPTY chart, which nobody sees; its value is what `lines` makes.

    x, y: what is drawn to the right and up. places: where x is no number, its values in their order. height: pixels.
    """
    return gr.HTML(
        value=EMPTY,
        **parts("chart"),
        x=x,
        y=y,
        x_limits=x_limits,
        y_limits=y_limits,
        places=places,
        height=height,
        apply_default_css=False,
        elem_id=elem_id,
    )
