"""The part that a model gets of a visitor's own picture; the visitor moves it, at first it is as large as can be.

Of most models it is a square; those of photographs take a picture in its own shape. The script web/crop/crop.js draws
it over the whole picture; here it is cut.
"""

from __future__ import annotations

import gradio as gr
from PIL import Image

from mae_demo.image import ON_PAPER, to_data_url
from mae_demo.ui.text import WORDS
from mae_demo.ui.widgets import parts

MIDDLE = {"x": 0.5, "y": 0.5, "side": 100}
LIMITS = {"x": (0, 1), "y": (0, 1), "side": (20, 100)}
PREVIEW = (640, 440)  # pixels that the page shows the whole picture in, at most


def create_crop() -> gr.HTML:
    """The whole picture with a frame around the part; its event is `input`. Hidden until there is an own picture."""
    return gr.HTML(
        value=None,
        **parts("crop"),
        words=WORDS["crop"],
        apply_default_css=False,
        elem_id="crop",
    )


def offer(whole: Image.Image, at: dict, size: tuple[int, int]) -> dict:
    """What the page draws of a picture: all of it, and a frame of the shape of `size`, (height, width), at `at`.

    on_paper: whether a part of it was transparent, and is white now.
    """
    small = whole.copy()
    small.thumbnail(PREVIEW)
    return at | {"picture": to_data_url(small, "jpeg"), "size": list(size), "on_paper": whole.info.get(ON_PAPER, False)}


def cut(whole: Image.Image, at: object, size: tuple[int, int]) -> Image.Image:
    """The part of a picture that stands at `at`: x and y from 0, left and top, to 1; side in percent of what fits.

    size: (height, width), whose shape the part has. `at` is what a client sent. Raises ValueError for anything else.
    """
    try:
        x, y, side = (float(at[key]) for key in LIMITS)
    except (TypeError, ValueError, KeyError, IndexError, OverflowError) as error:
        raise ValueError(WORDS["crop"]["refused"]) from error
    if not all(low <= value <= high for value, (low, high) in zip((x, y, side), LIMITS.values(), strict=True)):
        raise ValueError(WORDS["crop"]["refused"])
    height, width = size
    scale = min(whole.width / width, whole.height / height) * side / 100
    wide, tall = max(1, round(width * scale)), max(1, round(height * scale))
    left, top = round(x * (whole.width - wide)), round(y * (whole.height - tall))
    return whole.crop((left, top, left + wide, top + tall))
