"""The tab where a network learns in the visitor's browser. The server hands out files, and does nothing else."""

from __future__ import annotations

import gradio as gr

from mae_demo.text import WORDS
from mae_demo.ui.widgets import parts


def create_train_tab() -> None:
    """Build the tab; its script does all the rest."""
    gr.HTML(value=None, **parts("train"), words=WORDS["train"], apply_default_css=False, elem_id="train-live")
