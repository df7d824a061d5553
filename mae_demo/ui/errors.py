"""One place where what a visitor can cause turns into a sentence on the page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import gradio as gr

from mae_demo.text import WORDS, sentence


@contextmanager
def as_sentence() -> Iterator[None]:
    """Show the sentence of a ValueError, as a rule a Refusal, as Gradio's own error; anything else stays hidden."""
    try:
        yield
    except ValueError as error:
        raise gr.Error(sentence(error), print_exception=False, title=WORDS["errors"]["title"]) from error
