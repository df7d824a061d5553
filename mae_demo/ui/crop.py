"""The part that a model gets of a visitor's own picture; the visitor moves it, at first it is as large as can be.

Of most models it is a square; those of photographs take a picture in its own shape. The script web/crop/crop.js draws
it over the whole picture; `answers.selection` cuts it.
"""

from __future__ import annotations

import gradio as gr
from PIL import Image

from mae_demo.image import ON_PAPER, to_data_url
from mae_demo.text import WORDS
from mae_demo.ui.widgets import parts

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
