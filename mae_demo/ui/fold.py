"""A fold-out under the three pictures: closed at first, and silent towards the server until it is opened."""

from __future__ import annotations

import gradio as gr

from mae_demo.text import WORDS
from mae_demo.ui.widgets import parts


def create_fold(name: str, **props: object) -> gr.HTML:
    """A button with `title` of the words [name] and, below it, the widget of that name in web/.

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
