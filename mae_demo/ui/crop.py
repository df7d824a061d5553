"""The square that a model gets of a visitor's own picture; the visitor moves it, at first it is the middle.

The script crop/crop.js draws it over the whole picture; here it is cut.
"""

from __future__ import annotations

from pathlib import Path

import gradio as gr
from PIL import Image

from mae_demo.image import to_data_url
from mae_demo.ui.text import WORDS

HERE = Path(__file__).parent / "crop"
MIDDLE = {"x": 0.5, "y": 0.5, "side": 100}
LIMITS = {"x": (0, 1), "y": (0, 1), "side": (20, 100)}
PREVIEW = (640, 440)  # pixels that the page shows the whole picture in, at most


def create_crop() -> gr.HTML:
    """The whole picture with the square on it; its event is `input`. Hidden until there is an own picture."""
    return gr.HTML(
        value=None,
        html_template=(HERE / "crop.html").read_text("utf-8"),
        css_template=(HERE / "crop.css").read_text("utf-8"),
        js_on_load=(HERE / "crop.js").read_text("utf-8"),
        words=WORDS["crop"],
        apply_default_css=False,
        elem_id="crop",
    )


def offer(whole: Image.Image) -> dict:
    """What the page draws of a new picture, the square in its middle."""
    small = whole.copy()
    small.thumbnail(PREVIEW)
    return MIDDLE | {"picture": to_data_url(small, "jpeg")}


def cut(whole: Image.Image, at: object) -> Image.Image:
    """The square of a picture that stands at `at`: x and y from 0, left and top, to 1; side in percent of what fits.

    `at` is what a client sent. Raises ValueError for anything else.
    """
    try:
        x, y, side = (float(at[key]) for key in LIMITS)
    except (TypeError, ValueError, KeyError, IndexError, OverflowError) as error:
        raise ValueError(WORDS["crop"]["refused"]) from error
    if not all(low <= value <= high for value, (low, high) in zip((x, y, side), LIMITS.values(), strict=True)):
        raise ValueError(WORDS["crop"]["refused"])
    edge = max(1, round(min(whole.size) * side / 100))
    left, top = round(x * (whole.width - edge)), round(y * (whole.height - edge))
    return whole.crop((left, top, left + edge, top + edge))
