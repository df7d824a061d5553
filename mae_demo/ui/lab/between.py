"""Interpolation: what lies halfway between two pictures, in pixels and in the codes of three autoencoders."""

from __future__ import annotations

import json

import gradio as gr

from mae_demo import checkpoint
from mae_demo.text import WORDS
from mae_demo.ui.errors import as_sentence
from mae_demo.ui.events import ONE_AT_A_TIME
from mae_demo.ui.lab.strip import create_strip

WAYS = ("blend", "fashion-pca-20", "fashion-mlp-20-mse", "fashion-vae-20")  # the first goes through no code
MIDPOINTS = checkpoint.SHELF / "lab" / "midpoints.json"


def create_between(tab: gr.Tab) -> None:
    """Build the panel and wire its events."""
    words = WORDS["between"]
    gr.Markdown(words["what"], elem_classes="note")
    with gr.Row():
        first = create_strip(words["first"], 2)
        second = create_strip(words["second"], 23)
    way = gr.Slider(0, 100, value=50, step=5, label=words["way"], buttons=[])
    films = gr.HTML(elem_id="films")
    gr.Markdown(words["note"].format(real=f"{midpoints()['real']:.3f}"), elem_classes="note")
    asked = [first, second, way]
    gr.on([tab.select, first.input, second.input, way.change], show, asked, films, **ONE_AT_A_TIME)


def midpoints() -> dict:
    """The distances that `python -m train.lab.midpoints` measured."""
    return json.loads(MIDPOINTS.read_text("utf-8"))


def show(first: int, second: int, percent: float) -> str:
    """Each way from the first picture to the second as a film of nine, and the picture where the slider stands."""
    from mae_demo.ui.lab import between_view

    with as_sentence():
        return between_view.films(WAYS, first, second, percent, midpoints())
