"""A fold below the stages of the forward pass: silent towards the server until a stage that it is about is chosen."""

from __future__ import annotations

import gradio as gr

from mae_demo.text import WORDS
from mae_demo.ui.widgets import parts


def create_fold(name: str, **props: object) -> gr.HTML:
    """The widget of that name in web/, under the `title` of the words [name].

    The widget uses web/fold/fold.js, which tells it what the three pictures show. It may `trigger("look")` for what
    only the server knows; the answer is the value.
    """
    return gr.HTML(
        value=None,
        **parts("fold", name, events=("look",)),
        words=WORDS[name],
        apply_default_css=False,
        elem_classes="fold",
        **props,
    )
