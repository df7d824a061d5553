"""What the network sees: the visible patches as tokens, and where each of them looks."""

from __future__ import annotations

from dataclasses import asdict

import gradio as gr

from mae_demo.answers.selection import Selection
from mae_demo.scales import ATTENTION
from mae_demo.text import Refusal
from mae_demo.ui.errors import as_sentence
from mae_demo.ui.events import ONE_AT_A_TIME
from mae_demo.ui.fold import create_fold
from mae_demo.ui.handlers import read_canvas
from mae_demo.ui.playground import Controls


def create_tokens_fold(controls: Controls) -> None:
    """Build the fold. The tokens are drawn in the browser; the server is asked where a chosen one looks."""
    fold = create_fold("tokens", colours=asdict(ATTENTION))
    fold.look(look, [fold, controls.selection, controls.picker, controls.canvas], fold, **ONE_AT_A_TIME)


def look(asked: object, selection: Selection, name: str, painted: object) -> dict:
    """Where the token that a visitor chose looks; `asked` is the fold's own value, which a client may forge."""
    from mae_demo.answers.attention import attention_of

    if selection is None:
        return gr.skip()
    with as_sentence():
        digits, _ = read_canvas(painted)
        match asked:
            case {"token": int(token)}:
                return attention_of(name, selection.picture, digits, token)
        raise Refusal("errors.token")
