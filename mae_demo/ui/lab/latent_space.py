"""Latent space: a map of test pictures by their codes, and a decoder that answers while a code is dragged."""

from __future__ import annotations

from dataclasses import asdict

import gradio as gr
from gradio.components import Component

from mae_demo import checkpoint
from mae_demo.answers.autoencoders import EXPLORED
from mae_demo.answers.shelf import loss_key, on_shelf
from mae_demo.scales import ERROR
from mae_demo.text import WORDS, Refusal
from mae_demo.ui.errors import as_sentence
from mae_demo.ui.events import ONE_AT_A_TIME
from mae_demo.ui.sentences import class_name, title
from mae_demo.ui.widgets import engine, parts


def create_latent_space(tab: gr.Tab, panel: gr.Tab) -> dict[str, Component]:
    """Build the panel and wire its events; returns its controls. tab, panel: what shows it for the first time."""
    names = explored()
    chosen = gr.Radio(
        [(label(name), name) for name in names],
        value=names[0],
        label=WORDS["lab"]["autoencoder"],
        elem_classes="lab-choice",
    )
    explorer = gr.HTML(
        value=None,
        **parts("explorer", events=("ask",)),
        words=WORDS["latent_space"],
        engine=engine(),
        colours=asdict(ERROR),
        apply_default_css=False,
        elem_id="explorer",
    )
    gr.on([tab.select, panel.select], open_first, [chosen, explorer], explorer, **ONE_AT_A_TIME)
    chosen.change(explore, [chosen, explorer], explorer, **ONE_AT_A_TIME)
    explorer.ask(ask, explorer, explorer, **ONE_AT_A_TIME | {"trigger_mode": "multiple"})
    return {"autoencoder": chosen, "picture": explorer}


def explored() -> list[str]:
    """The autoencoders that can be explored here."""
    return on_shelf(EXPLORED)


def label(name: str) -> str:
    """An autoencoder by its kind, its code and its loss."""
    card = checkpoint.describe(name)
    return f"{title(name)} · {WORDS['losses'][loss_key(card['model'])]}"


def open_first(name: str, asked: object) -> dict:
    """All test pictures and the first map, with the picture that an address asks for, or the first; nothing where the
    widget has them already."""
    from mae_demo.answers import latent_space

    if isinstance(asked, dict) and "stands" in asked:
        return gr.skip()
    picture = asked.get("picture") if isinstance(asked, dict) else asked
    with as_sentence():
        told = latent_space.message(known(name), picture or 0, with_pictures=True)
    return told | {"classes": [*map(class_name, told["classes"])]}


def explore(name: str, asked: object) -> dict:
    """The map of another autoencoder's codes, with the picture that stands."""
    from mae_demo.answers import latent_space

    with as_sentence():
        picture = asked.get("stands") if isinstance(asked, dict) else asked
        return latent_space.message(known(name), picture, with_pictures=False)


def ask(asked: object) -> dict:
    """What the decoder says to a picture, a code, a place on the map, or a code drawn by chance.

    The widget says which autoencoder it asks: the one whose map it shows, though another may be chosen by now.
    """
    from mae_demo.answers import latent_space

    with as_sentence():
        return latent_space.answer(known(asked.get("name") if isinstance(asked, dict) else None), asked)


def known(name: object) -> str:
    """A client's choice, if it can be explored; who loads it looks on the shelf. Raises ValueError where it cannot."""
    if name not in EXPLORED:  # to list the shelf would take longer than to decode
        raise Refusal("lab.refused")
    return name
