"""The tab where a network learns in the visitor's browser, above films of the trainings that made the checkpoints.

The server hands out files, and does nothing else.
"""

from __future__ import annotations

import gradio as gr

from mae_demo import checkpoint
from mae_demo.answers.films import films
from mae_demo.answers.shelf import loss_key
from mae_demo.text import WORDS
from mae_demo.ui.sentences import is_own, named, title
from mae_demo.ui.widgets import parts


def create_train_tab() -> None:
    """Build the tab; its scripts do all the rest."""
    gr.HTML(value=None, **parts("train"), words=WORDS["train"], apply_default_css=False, elem_id="train-live")
    shown = [film | {"label": label(film["name"])} for film in films()]
    if shown:
        words = WORDS["films"]
        gr.HTML(value=None, **parts("films"), words=words, films=shown, apply_default_css=False, elem_id="films")


def label(name: str) -> str:
    """A checkpoint by its data set, its kind and its loss, and somebody's own by its name besides."""
    model = checkpoint.describe(name)["model"]
    words = [named(model["dataset"]), title(name), WORDS["losses"][loss_key(model)]]
    return " · ".join([*words, name] if is_own(name) else words)
