"""The third tab: what an autoencoder is and what it is good for, one panel a file, before the first mask."""

from __future__ import annotations

import gradio as gr

from mae_demo.text import WORDS
from mae_demo.ui.lab.augmentation import create_augmentation
from mae_demo.ui.lab.between import create_between
from mae_demo.ui.lab.compression import create_compression
from mae_demo.ui.lab.explorer import create_explorer
from mae_demo.ui.lab.features import create_features
from mae_demo.ui.lab.noise import create_noise
from mae_demo.ui.lab.odd import create_odd
from mae_demo.ui.lab.sizes import create_sizes
from mae_demo.ui.lab.superresolution import create_superresolution
from mae_demo.ui.lab.word import create_word

PANELS = {
    "between": create_between,
    "sizes": create_sizes,
    "features": create_features,
    "noise": create_noise,
    "superresolution": create_superresolution,
    "compression": create_compression,
    "odd": create_odd,
    "augmentation": create_augmentation,
    "word": create_word,
}


def create_lab_tab(tab: gr.Tab) -> None:
    """Build the tab and wire its events; a panel computes nothing before it is opened."""
    words = WORDS["lab"]
    gr.Markdown(words["what"], elem_classes="note")
    with gr.Tabs(elem_id="panels", overflow_behavior="wrap"):
        with gr.Tab(words["explorer"], elem_id="explorer-panel"):
            create_explorer(tab)
        for name, create in PANELS.items():
            with gr.Tab(words[name], elem_id=f"{name}-panel") as panel:
                create(panel)
