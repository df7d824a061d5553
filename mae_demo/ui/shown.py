"""The picture that a visitor works on: a sample, or one of their own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from mae_demo import checkpoint
from mae_demo.config import LONGEST, PHOTOGRAPHS
from mae_demo.image import open_picture
from mae_demo.text import WORDS
from mae_demo.ui.samples import caption, place, sample_paths


@dataclass(frozen=True)
class Shown:
    """The picture that a visitor works on; one for each visitor.

    dataset: whose samples stand in the strip. place: of the picture in its test set; None for an own picture, of which
    `whole` is all and `picture` the part that the visitor chose; `at` says where it stands, see `crop`.
    """

    picture: Image.Image
    dataset: str
    place: int | None
    about: str = ""
    whole: Image.Image | None = None
    at: dict | None = None


def sample(dataset: str, index: int) -> Shown:
    """A sample picture by its place in the strip."""
    path = sample_paths(dataset)[index]
    return Shown(open_picture(path), dataset, place(path), caption(path))


def captioned(dataset: str) -> list[tuple[Path, str]]:
    """The strip's content: a data set's samples, each with what it shows."""
    return [(path, caption(path)) for path in sample_paths(dataset)]


def describe(shown: Shown, name: str) -> tuple[str, str]:
    """What stands over the original, and a sentence beside its figures.

    Of a visitor's own picture: what was done to make it fit the model, and what the model knows.
    """
    if shown.place is not None:
        return shown.about, ""
    config = checkpoint.model_config(name)
    height, width = config.size_for(*shown.picture.size)
    key = "turned_grey" if config.channels == 1 and shown.picture.mode != "L" else "own_picture"
    about = WORDS["results"][key].format(width=width, height=height)
    hints = []
    if shown.picture.width < width:
        about = WORDS["results"]["enlarged"].format(about=about)
        hints.append(WORDS["results"]["enlarged_hint"])
    if config.dataset in PHOTOGRAPHS:
        if max(shown.whole.size) > LONGEST * min(shown.whole.size):
            hints.append(WORDS["results"]["cut_hint"])
        return about, " ".join(hints)
    return about, WORDS["results"]["own_hint"].format(
        kind=WORDS["datasets"].get(f"{config.dataset}_kind", config.dataset)
    )


def better_off(shown: Shown, name: str) -> str | None:
    """The data set whose checkpoints would do better by a visitor's own picture, as the picker calls it: photographs.

    None beside a sample, beside such a checkpoint, and where the shelf has none.
    """
    if shown.place is not None or checkpoint.model_config(name).dataset in PHOTOGRAPHS:
        return None
    held = {checkpoint.describe(each)["model"]["dataset"] for each in checkpoint.names()}
    return next((WORDS["datasets"][each] for each in PHOTOGRAPHS if each in held), None)
