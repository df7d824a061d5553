"""The third tab: what an autoencoder is and what it is good for, one panel a file, before the first mask."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr
from gradio.components import Component

from mae_demo.text import WORDS
from mae_demo.ui.events import NO_NETWORK, tell
from mae_demo.ui.lab.anomaly import create_anomaly
from mae_demo.ui.lab.augmentation import create_augmentation
from mae_demo.ui.lab.bottleneck import create_bottleneck
from mae_demo.ui.lab.compression import create_compression
from mae_demo.ui.lab.denoising import create_denoising
from mae_demo.ui.lab.features import create_features
from mae_demo.ui.lab.interpolation import create_interpolation
from mae_demo.ui.lab.l1_or_mse import create_l1_or_mse
from mae_demo.ui.lab.latent_space import create_latent_space
from mae_demo.ui.lab.perception import create_perception
from mae_demo.ui.lab.superresolution import create_superresolution

EXPLORER = "latent_space"  # the first panel; its widget tells by itself what it shows
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
    "perception": create_perception,
}


@dataclass(frozen=True)
class Lab:
    """The frame of the panels, and of each panel its controls by the keys of an address (web/shared/state.js)."""

    frame: gr.Tabs
    controls: dict[str, dict[str, Component]]


def create_lab_tab(tab: gr.Tab) -> Lab:
    """Build the tab and wire its events; a panel computes nothing before it is opened."""
    words, controls = WORDS["lab"], {}
    gr.Markdown(words["what"], elem_classes="note")
    with gr.Tabs(elem_id="panels", overflow_behavior="wrap") as frame:
        with gr.Tab(words[EXPLORER], id=EXPLORER, elem_id=f"{EXPLORER}-panel") as panel:
            controls[EXPLORER] = create_latent_space(tab, panel)  # it stands open in the tab
        panel.select(None, None, None, js=tell("panel", f"{{ panel: '{EXPLORER}' }}"), **NO_NETWORK)
        for name, create in PANELS.items():
            with gr.Tab(words[name], id=name, elem_id=f"{name}-panel") as panel:
                controls[name] = create(panel)
            inputs = list(controls[name].values())
            told = tell("panel", f"{{ panel: '{name}', values }}")
            gr.on([panel.select, *[each.change for each in inputs]], None, inputs, None, js=told, **NO_NETWORK)
    return Lab(frame, controls)
