"""One place where what a visitor can cause turns into a sentence on the page."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import gradio as gr

from mae_demo.text import WORDS, sentence

if TYPE_CHECKING:
    from gradio.block_function import BlockFunction
    from gradio.state_holder import SessionState

LOG = logging.getLogger(__name__)
LONGEST = 200  # characters of an error in the log: a visitor may have chosen them

# What Gradio raises where the values of an event do not fit its components; pydantic's errors are ValueErrors
MISFITS = ValueError, TypeError, AttributeError, LookupError, ArithmeticError


@contextmanager
def as_sentence() -> Iterator[None]:
    """Show the sentence of a ValueError, as a rule a Refusal, as Gradio's own error; anything else stays hidden."""
    try:
        yield
    except ValueError as error:
        raise gr.Error(sentence(error), print_exception=False, title=WORDS["errors"]["title"]) from error


def refuse_misfits(blocks: gr.Blocks) -> None:
    """Have these blocks answer an event whose values do not fit, or are too few, by a sentence."""
    preprocess = blocks.preprocess_data

    async def preprocess_or_refuse(
        block_fn: BlockFunction, inputs: list, state: SessionState | None, explicit_call: bool = False
    ) -> list:
        try:
            return await preprocess(block_fn, inputs, state, explicit_call)
        except gr.Error as error:  # a component's own sentence
            error.print_exception = False
            raise
        except MISFITS as error:
            note(error)
            words = WORDS["errors"]
            raise gr.Error(words["question"], print_exception=False, title=words["title"]) from error

    blocks.preprocess_data = preprocess_or_refuse


def note(error: Exception) -> None:
    """Log an error that a visitor is told in a sentence, on one line: it may be a fault of the page, not of theirs."""
    LOG.warning("%s", f"{type(error).__name__}: {error!s:.{LONGEST}}".encode("unicode_escape").decode())
