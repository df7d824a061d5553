"""Interpolation: what lies halfway between two pictures, in pixels and in three latent spaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gradio as gr
from gradio.components import Component

from mae_demo.answers.measured import measured
from mae_demo.text import WORDS
from mae_demo.ui.errors import as_sentence
from mae_demo.ui.events import ONE_AT_A_TIME
from mae_demo.ui.lab.figures import figure, figure_row
from mae_demo.ui.lab.strip import create_strip
from mae_demo.ui.state import PANELS

if TYPE_CHECKING:
    from mae_demo.answers.interpolation import Film


def create_interpolation(tab: gr.Tab) -> dict[str, Component]:
    """Build the panel and wire its events; returns its controls."""
    words, start = WORDS["interpolation"], PANELS["interpolation"]
    gr.Markdown(words["what"], elem_classes="note")
    with gr.Row():
        first = create_strip(words["first"], start["from"].fallback)
        second = create_strip(words["second"], start["to"].fallback)
    way = gr.Slider(0, 100, value=start["way"].fallback, step=5, label=words["way"], buttons=[])
    films = gr.HTML(elem_id="films-between")
    gr.Markdown(words["note"].format(real=f"{measured('interpolation')['real']:.3f}"), elem_classes="note")
    inputs = [first, second, way]
    gr.on([tab.select, *[each.change for each in inputs]], show, inputs, films, **ONE_AT_A_TIME)
    return {"from": first, "to": second, "way": way}


def show(first: int, second: int, percent: float) -> str:
    """Each way from the first picture to the second as a film of nine, and the picture where the slider stands."""
    from mae_demo.answers.interpolation import films

    with as_sentence():
        return figure_row(*map(strip, films(first, second, percent)), kind="films")


def strip(film: Film) -> str:
    """A film in one picture: where the slider stands, a gap, and the steps."""
    import torch

    from mae_demo.image import to_picture

    words = WORDS["interpolation"]
    gap = torch.full((1, film.chosen.shape[1], 6), 0.5)
    pictures = torch.cat([film.chosen, gap, *film.steps], dim=2)  # (1, H, W + 6 + 9·W)
    fact = words["same"] if film.distance is None else words["distance"].format(value=f"{film.distance:.3f}")
    return figure(to_picture(pictures), words[film.way], fact)
