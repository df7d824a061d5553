"""A fold-out under the three pictures: closed at first, and silent towards the server until it is opened."""

from __future__ import annotations

from pathlib import Path

import gradio as gr

from mae_demo.text import WORDS

FOLDS = Path(__file__).parent / "folds"
CANVAS = Path(__file__).parent / "canvas"


def create_fold(name: str, **props: object) -> gr.HTML:
    """A button with `title` of the words [name] and, below it, folds/<name>.html with its script and style.

    The script defines `show(canvas)`, which is called with the state of the three pictures on opening and closing,
    and while the fold is open whenever something changed there. It may `trigger("look")` for what only the server
    knows; the answer is the value.
    """
    scripts = (CANVAS / "drawing.js", FOLDS / "fold.js", FOLDS / f"{name}.js")
    frame, body = ((FOLDS / f"{each}.html").read_text("utf-8") for each in ("fold", name))
    return gr.HTML(
        value=None,
        html_template=frame.replace("BODY", body),
        css_template="\n".join((FOLDS / f"{each}.css").read_text("utf-8") for each in ("fold", name)),
        js_on_load="\n".join(path.read_text("utf-8") for path in scripts),
        words=WORDS[name],
        apply_default_css=False,
        elem_classes="fold",
        **props,
    )
