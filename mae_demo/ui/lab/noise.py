"""Denoising: what a code of a few numbers leaves of the noise, and of the picture."""

from __future__ import annotations

import gradio as gr

from mae_demo import checkpoint
from mae_demo.text import WORDS
from mae_demo.ui.errors import as_sentence
from mae_demo.ui.events import ONE_AT_A_TIME
from mae_demo.ui.lab.strip import create_strip

CLEANERS = (  # from the smallest code to the largest, those of them that are on the shelf
    "fashion-mlp-3-l1",
    "fashion-mlp-16-mse",
    "fashion-pca-20",
    "fashion-mlp-20-mse",
    "fashion-vae-20",
    "fashion-conv-196-bce",
    "fashion-conv-bce",
)


def create_noise(tab: gr.Tab) -> None:
    """Build the panel and wire its events."""
    words = WORDS["noise"]
    gr.Markdown(words["what"], elem_classes="note")
    picture = create_strip(WORDS["lab"]["picture"], 1)
    with gr.Row():
        kinds = [(words[kind], kind) for kind in ("gaussian", "salt_and_pepper")]
        kind = gr.Radio(kinds, value="gaussian", label=words["kind"], elem_classes="lab-choice")
        strength = gr.Slider(0, 60, value=20, step=5, label=words["strength"], buttons=[])
    cards = gr.HTML(elem_id="noise-cards")
    gr.Markdown(words["note"], elem_classes="note")
    gr.on([tab.select, picture.input, kind.input, strength.change], show, [picture, kind, strength], cards,
          **ONE_AT_A_TIME)  # fmt: skip


def show(picture: int, kind: str, percent: float) -> str:
    """The noisy picture and what each cleaner makes of it."""
    from mae_demo.ui.lab import noise_view

    with as_sentence():
        on_shelf = checkpoint.names()
        return noise_view.cards([name for name in CLEANERS if name in on_shelf], picture, kind, percent)
