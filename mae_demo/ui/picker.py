"""Picking a checkpoint by data set, network and loss: one piece, for any tab that needs it."""

from __future__ import annotations

import json

import gradio as gr

from mae_demo import checkpoint
from mae_demo.answers.shelf import loss_key
from mae_demo.text import WORDS
from mae_demo.ui.sentences import about, is_own, named, title
from mae_demo.ui.widgets import parts

AXES = ("dataset", "family", "version", "loss")
BLANKS = {0.0: "blank_black", 0.5: "blank_grey"}


def create_picker(names: list[str]) -> gr.HTML:
    """Linked choices among the named checkpoints. The value is the name of the chosen one, at first the first.

    Its event is `input`. The choices are linked in the browser: a loss that a network does not have is greyed, and a
    change of network keeps the loss where it can. What arrives in Python is what a client sent, and may be forged:
    `answers.networks` refuses what is no name. Python may set the value too, with `picked`: a link does.
    """
    return gr.HTML(
        value=names[0],
        **parts("picker"),
        shelf=as_prop(names),
        words=WORDS["picker"],
        losses={key: word for key, word in WORDS["losses"].items() if not key.endswith("_note")},
        loss_notes={key.removesuffix("_note"): note for key, note in WORDS["losses"].items() if key.endswith("_note")},
        apply_default_css=False,
    )


def create_datasets() -> gr.HTML:
    """The data sets as chips of their own, beside their pictures; the picker does what they say."""
    return gr.HTML(
        value=None, **parts("datasets"), legend=WORDS["picker"]["dataset"], apply_default_css=False, elem_id="datasets"
    )


def picked(name: str) -> gr.HTML:
    """The picker at a checkpoint that Python chooses, with the shelf of now, which knows it.

    A page that was opened before somebody fetched weights has an older one.
    """
    return gr.HTML(value=name, shelf=as_prop(checkpoint.names()))


def as_prop(names: list[str]) -> str:
    """The shelf as the browser gets it: one string, for Gradio copies each value of a component with every event."""
    return json.dumps(shelf(names))


def shelf(names: list[str]) -> list[dict[str, str | bool]]:
    """Every checkpoint as the picker shows it; one that nothing tells from an earlier one shows its name, too."""
    taken, entries = set(), []
    for each in map(entry, names):
        if place(each) in taken:
            each |= {"version": f"{each['version']} {each['name']}".strip()}
        taken.add(place(each))
        entries.append(each)
    return entries


def place(each: dict[str, str]) -> tuple[str, ...]:
    """The four choices that lead to a checkpoint."""
    return tuple(each[axis] for axis in AXES)


def entry(name: str) -> dict[str, str | bool]:
    """A checkpoint as the picker shows it: the four choices that lead to it, and what is said about it.

    drawable: whether its pictures are such as a visitor can draw, small and grey.
    """
    description = checkpoint.describe(name)
    model, kind = description["model"], title(name)
    family = WORDS["families"][model["family"]]
    version = kind.removeprefix(family).lstrip(", ，、")
    version = version[:1].upper() + version[1:]
    if is_own(name):
        version = f"{version} {name}".strip()
    return {
        "name": name,
        "dataset": named(model["dataset"]),
        "family": family,
        "version": version,
        "loss": loss_key(model),
        "title": kind,
        "about": " ".join([about(name), blank(model)]).strip(),
        "drawable": model["channels"] == 1 and max(checkpoint.model_config(name).image_size) <= 32,
    }


def blank(model: dict) -> str:
    """How a mask reaches a model that takes it as pixels alone; nothing for one that is told what is hidden."""
    if model["family"] == "pca":
        return WORDS["picker"]["blank_mean"]
    value = model["architecture"].get("blank")
    return "" if value is None else WORDS["picker"][BLANKS[value]]
