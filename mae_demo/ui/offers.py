"""Official weights that are not here yet, and the button that fetches them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from queue import SimpleQueue

import gradio as gr

from mae_demo import checkpoint
from mae_demo.ui.errors import as_sentence
from mae_demo.ui.picker import shelf
from mae_demo.ui.text import WORDS

# One download at a time, beside the network's calls
FETCHING = {"concurrency_id": "fetch", "concurrency_limit": 1, "show_progress": "hidden", "api_visibility": "private"}


def create_offers(picker: gr.HTML) -> None:
    """A fold with what can be fetched of `mae_demo.checkpoint.offers`; what has come stands in the picker."""
    words = WORDS["offers"]
    names = [key for key in words if key.startswith("imagenet-") and key not in checkpoint.names()]
    if not names:
        return
    with gr.Accordion(words["title"], open=False, elem_id="offers"):
        gr.Markdown(words["note"], elem_classes="note")
        choice = gr.Radio([(words[name], name) for name in names], value=names[0], show_label=False, container=False)
        button = gr.Button(words["fetch"], size="sm")
        said = gr.Markdown("", elem_classes="note", elem_id="offers-said")
    button.click(bring, choice, [said, picker], **FETCHING)


def bring(name: object) -> Iterator[tuple]:
    """Fetch an offer: what is to be said, and the picker once the checkpoint stands on the shelf."""
    from mae_demo.checkpoint.offers import OFFERS, fetch

    words, reports = WORDS["offers"], SimpleQueue()
    with as_sentence():
        if name not in OFFERS:  # others, from the hub, are for who runs the server: `python -m mae_demo.checkpoint`
            raise ValueError(words["unknown"])

    def work() -> None:
        try:
            fetch(name, lambda there, total: reports.put((there, total)))
        except ValueError as error:
            reports.put(error)
        else:
            reports.put(None)

    threading.Thread(target=work, daemon=True).start()
    yield words["asking"], gr.skip()
    last = -1
    while (report := reports.get()) is not None:
        if isinstance(report, ValueError):
            yield str(report), gr.skip()
            return
        percent = 100 * report[0] // report[1]
        if percent > last:
            last = percent
            yield words["coming"].format(percent=percent, megabytes=report[1] // 1_000_000), gr.skip()
    yield words["here"], gr.HTML(shelf=shelf(checkpoint.names()))
