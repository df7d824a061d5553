"""Answers in words: what `mae_demo.answers` says by keys and numbers, as people read it."""

from __future__ import annotations

import re
from pathlib import Path

from mae_demo import checkpoint
from mae_demo.answers.comparisons import ENSEMBLES, FILLINGS
from mae_demo.answers.samples import sample_paths
from mae_demo.answers.selection import Selection
from mae_demo.answers.shelf import loss_key
from mae_demo.config import LONGEST, PHOTOGRAPHS
from mae_demo.text import WORDS


def caption(path: Path) -> str:
    """What a sample shows, from its file's name: '0018-bag.png' is 'Bag, test picture 18'.

    The classes of somebody's own pictures are called as they are.
    """
    place, _, kind = path.stem.partition("-")
    words = WORDS["samples"]
    template = words.get(f"caption_{path.parent.name}", words["caption" if kind else "caption_alone"])
    return template.format(kind=words.get(kind, kind.replace("-", " ").capitalize()), place=int(place))


def class_name(name: str) -> str:
    """A class of a data set as people call it; one of somebody's own as it is called."""
    return WORDS["samples"].get(re.sub("[ /]", "-", name.lower()), name)


def captioned(dataset: str) -> list[tuple[Path, str]]:
    """The strip's content: a data set's samples, each with what it shows."""
    return [(path, caption(path)) for path in sample_paths(dataset)]


def describe(selection: Selection, name: str) -> tuple[str, str]:
    """What stands over the original, and a sentence beside its figures.

    Of a visitor's own picture: what was done to make it fit the model, and what the model knows.
    """
    if selection.place is not None:
        return caption(selection.sample), ""
    config = checkpoint.model_config(name)
    height, width = config.size_for(*selection.picture.size)
    key = "turned_grey" if config.channels == 1 and selection.picture.mode != "L" else "own_picture"
    about = WORDS["results"][key].format(width=width, height=height)
    hints = []
    if selection.picture.width < width:
        about = WORDS["results"]["enlarged"].format(about=about)
        hints.append(WORDS["results"]["enlarged_hint"])
    if config.dataset in PHOTOGRAPHS:
        if max(selection.upload.size) > LONGEST * min(selection.upload.size):
            hints.append(WORDS["results"]["cut_hint"])
        return about, " ".join(hints)
    return about, WORDS["results"]["own_hint"].format(
        kind=WORDS["datasets"].get(f"{config.dataset}_kind", config.dataset)
    )


def named(dataset: str) -> str:
    """What a data set is called; a stranger's may have any name."""
    return WORDS["datasets"].get(dataset, dataset)


def note_on(key: str | None) -> str:
    """What is said of a ready-made comparison; of another choice nothing."""
    return WORDS["compare"][f"{key}_note"] if key else ""


def label(name: str) -> str:
    """One that can be compared: of a checkpoint its loss and its network, of others and somebody's own their name."""
    if name in FILLINGS:
        return WORDS["compare"][name]
    if name in ENSEMBLES:
        return WORDS["compare"]["mean_of_both"]
    words = [WORDS["losses"][loss_key(checkpoint.describe(name)["model"])], title(name)]
    return " · ".join([*words, name] if is_own(name) else words)


def labelled(names: list[str]) -> list[tuple[str, str]]:
    """The same as choices of a group of checkboxes."""
    return [(label(name), name) for name in names]


def title(name: str) -> str:
    """What kind of network a checkpoint is. English stands on its card; another language has it in its text file."""
    return WORDS["checkpoints"].get(f"{name}_title", checkpoint.describe(name)["title"])


def is_own(name: str) -> bool:
    """Whether a checkpoint is of somebody's own making, so that its name alone tells it from those of its recipe."""
    return bool(checkpoint.describe(name)["training"].get("changed"))


def about(name: str) -> str:
    """A sentence about a checkpoint, likewise."""
    return WORDS["checkpoints"].get(f"{name}_about", checkpoint.describe(name)["about"])


def result_in_words(result: dict) -> dict:
    """The figures of `answers.reconstruction.run`, with the sentence of their note in place of its key."""
    return result | {"note": WORDS["results"][result["note"]] if result["note"] else None}
