"""Official weights from the page: the shelf grows while the app runs, for every visitor.

Only the three files of `checkpoint.catalogue`: a stranger's repository is for whoever has a console. Where strangers
can reach the page it is left out, for any of them could have the host download a gigabyte; FETCH=1 in the environment
offers it there, and FETCH=0 nowhere.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import gradio as gr

from mae_demo import checkpoint
from mae_demo.checkpoint.catalogue import OFFERS
from mae_demo.text import ENGLISH, WORDS, Refusal, sentence, speaking
from mae_demo.ui.events import NO_NETWORK, ONE_AT_A_TIME
from mae_demo.ui.handlers import pick
from mae_demo.ui.opening import opened
from mae_demo.ui.picker import as_prop, picked
from mae_demo.ui.playground import Controls
from mae_demo.ui.strangers import strangers_come

FETCHING = threading.Lock()


def create_fetching(app: gr.Blocks, controls: Controls) -> None:
    """Build the fold under the picker and wire it."""
    if os.environ.get("FETCH", "0" if strangers_come() else "1") == "0":
        return
    words = WORDS["fetching"]
    with controls.beside, gr.Accordion(words["title"], open=False, elem_id="fetching"):
        gr.Markdown(words["what"], elem_classes="note")
        wanted = gr.Dropdown(**offered(), label=words["which"])
        button = gr.Button(words["fetch"], size="sm")
        status = gr.Markdown(elem_id="fetched")

    def fetch(name: str | None, progress: gr.Progress = gr.Progress()) -> tuple:  # noqa: B008, as Gradio finds it
        from mae_demo.checkpoint import offers

        def report(there: int, total: int) -> None:
            progress(there / total, desc=words["progress"].format(there=there / 1e6, total=total / 1e6))

        try:
            if name not in list(OFFERS):  # what a client sent
                raise Refusal("fetching.which_one")
            with one_at_a_time():
                new = offers.fetch(name, report)
        except ValueError as error:  # stays to be read, where an error on the page would go by
            return gr.skip(), gr.skip(), sentence(error)

        # Whoever opens the page from now on finds it there, and this visitor at once
        left = offered()
        with speaking(ENGLISH):
            english = offered()
            controls.picker.props["shelf"] = as_prop(checkpoint.names())
            wanted.choices, wanted.value = english["choices"], english["value"]
            app.config = app.get_config_file()
        opened.cache_clear()
        return picked(new), gr.Dropdown(**left), words["there"].format(name=new)

    fetched = button.click(
        fetch,
        wanted,
        [controls.picker, wanted, status],
        **NO_NETWORK | {"show_progress": "full", "show_progress_on": [status]},
        concurrency_limit=None,  # a second one is refused and does not stand in the queue
    )
    asked = [controls.selection, *controls.knobs, controls.canvas]
    shown = [controls.selection, controls.canvas, controls.strip, controls.crop, controls.ratio]
    fetched.success(pick, asked, shown, **ONE_AT_A_TIME)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Raise ValueError while something is fetched already."""
    if not FETCHING.acquire(blocking=False):
        raise Refusal("fetching.busy")
    try:
        yield
    finally:
        FETCHING.release()


def offered() -> dict:
    """The official files that are not on the shelf yet, by label and name, of which the first is chosen."""
    template, losses, there = WORDS["fetching"]["offer"], WORDS["losses"], checkpoint.names()
    titles = {name: WORDS["checkpoints"].get(f"{name}_title", offer.title) for name, offer in OFFERS.items()}
    choices = [
        (template.format(title=titles[name], loss=losses[offer.loss], gigabytes=offer.gigabytes), name)
        for name, offer in OFFERS.items()
        if name not in there
    ]
    return {"choices": choices, "value": choices[0][1] if choices else None}
