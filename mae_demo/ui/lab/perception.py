"""Eye or error: changed pictures are sorted by eye, and then by what MSE, L1, PSNR and SSIM say of them."""

from __future__ import annotations

import gradio as gr
from gradio.components import Component

from mae_demo.text import WORDS
from mae_demo.ui.errors import as_sentence
from mae_demo.ui.events import ONE_AT_A_TIME
from mae_demo.ui.lab.figures import figure, figure_row
from mae_demo.ui.lab.strip import create_strip
from mae_demo.ui.state import PANELS
from mae_demo.ui.widgets import parts


def create_perception(tab: gr.Tab) -> dict[str, Component]:
    """Build the panel and wire its events; returns its controls. A browser has the figures before they are revealed."""
    words, first = WORDS["perception"], PANELS["perception"]
    gr.Markdown(words["what"], elem_classes="note")
    picture = create_strip(WORDS["lab"]["picture"], first["picture"].fallback)
    cards = gr.HTML(value=None, **parts("sorting"), words=words, apply_default_css=False)
    with gr.Row():
        kinds = [(words[kind], kind) for kind in first["kind"].choices]
        kind = gr.Radio(kinds, value=first["kind"].fallback, label=words["kind"], elem_classes="lab-choice")
        amount = first["amount"]
        step = gr.Slider(amount.low, amount.high, value=amount.fallback, step=1, label=words["step"], buttons=[])
    tried = gr.HTML(elem_id="perception-cards")
    gr.Markdown(words["note"], elem_classes="note")
    alone = ONE_AT_A_TIME | {"concurrency_id": "perception"}  # it needs no network
    gr.on([tab.select, picture.change], deal, picture, cards, **alone)
    asked = [picture, kind, step]
    gr.on([tab.select, *[each.change for each in asked]], show, asked, tried, **alone)
    return {"picture": picture, "kind": kind, "amount": step}


def deal(picture: int) -> dict:
    """The pictures to sort."""
    from mae_demo.answers.perception import sorting

    with as_sentence():
        return sorting(picture)


def show(picture: int, kind: str, step: float) -> str:
    """The picture, the changed picture and its figures, beside their means over all test pictures."""
    from mae_demo.answers.perception import AMOUNTS, change
    from mae_demo.answers.test_pictures import picture_at
    from mae_demo.image import to_picture

    words = WORDS["perception"]
    with as_sentence():
        changed = change(picture, kind, step)
        amount = AMOUNTS[kind][int(step)]
    own, means = (words["figures"].format(**values) for values in (changed.figures, changed.mean_figures))
    return figure_row(
        figure(to_picture(picture_at(picture)), WORDS["lab"]["original"]),
        figure(to_picture(changed.picture), words[f"{kind}_by"].format(amount=f"{amount:g}"), own,
               words["means"].format(figures=means)),
    )  # fmt: skip
