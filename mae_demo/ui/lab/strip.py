"""Picking one of the sample pictures, on every panel of the lab that needs one."""

from __future__ import annotations

import base64
from functools import lru_cache

import gradio as gr

from mae_demo.answers.samples import place, sample_paths
from mae_demo.text import spoken
from mae_demo.ui.sentences import caption
from mae_demo.ui.widgets import parts

DATASET = "fashion-mnist"  # what all autoencoders of the lab were trained on


def create_strip(legend: str, value: int) -> gr.HTML:
    """A row of the sample pictures. The value is the chosen one's place in the test set; its event is `input`."""
    return gr.HTML(
        value=value,
        **parts("strip"),
        pictures=pictures(spoken()),
        legend=legend,
        apply_default_css=False,
    )


@lru_cache
def pictures(language: str) -> list[dict]:
    """Place, name in the language that is spoken, and address of every sample, in the order of their places."""
    return [
        {
            "place": place(path),
            "name": caption(path),
            "url": f"data:image/png;base64,{base64.b64encode(path.read_bytes()).decode('ascii')}",
        }
        for path in sample_paths(DATASET)
    ]
