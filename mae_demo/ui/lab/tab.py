"""The third tab: what an autoencoder is and what it is good for, one panel a file, before the first mask."""

from __future__ import annotations

import gradio as gr

from mae_demo.text import WORDS
from mae_demo.ui.lab.anomaly import create_anomaly
from mae_demo.ui.lab.augmentation import create_augmentation
from mae_demo.ui.lab.bottleneck import create_bottleneck
from mae_demo.ui.lab.compression import create_compression
from mae_demo.ui.lab.denoising import create_denoising
from mae_demo.ui.lab.features import create_features
from mae_demo.ui.lab.interpolation import create_interpolation
from mae_demo.ui.lab.l1_or_mse import create_l1_or_mse
from mae_demo.ui.lab.latent_space import create_latent_space
from mae_demo.ui.lab.superresolution import create_superresolution

PANELS = {
    "interpolation": create_interpolation,
    "bottleneck": create_bottleneck,
    "features": create_features,
    "denoising": create_denoising,
    "superresolution": create_superresolution,
    "compression": create_compression,
    "anomaly": create_anomaly,
    "augmentation": create_augmentation,
    "l1_or_mse": create_l1_or_mse,
}


def create_lab_tab(tab: gr.Tab) -> None:
    """Build the tab and wire its events; a panel computes nothing before it is opened."""
    words = WORDS["lab"]
    gr.Markdown(words["what"], elem_classes="note")
    with gr.Tabs(elem_id="panels", overflow_behavior="wrap"):
        with gr.Tab(words["latent_space"], elem_id="latent_space-panel"):
            create_latent_space(tab)
        for name, create in PANELS.items():
            with gr.Tab(words[name], elem_id=f"{name}-panel") as panel:
                create(panel)
