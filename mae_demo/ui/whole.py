"""The whole picture from hidden parts alone: every patch is hidden once, by masks that share the patches out."""

from __future__ import annotations

from dataclasses import asdict

import gradio as gr

from mae_demo import checkpoint
from mae_demo.answers.numbers import COUNTS
from mae_demo.answers.selection import Selection
from mae_demo.answers.shelf import known
from mae_demo.scales import ERROR
from mae_demo.text import Refusal
from mae_demo.ui.errors import as_sentence
from mae_demo.ui.events import ONE_AT_A_TIME
from mae_demo.ui.fold import create_fold
from mae_demo.ui.playground import Controls

PARTS, FIRST = (2, 4, 8), 4  # how many masks one may choose, and which stands at first
# Each mask is a run of the network: 64 of a photograph take the U-Net 1.3 s of a core and 0.3 GB, 256 take 8 s and 1 GB
MOST = 64
FEW, LARGE = (2, 4), 128  # of pictures with a longer side than this in pixels: their networks are large


def create_whole_fold(controls: Controls) -> None:
    """Build the fold; its pictures depend on picture and checkpoint, not on the mask that stands on the page."""
    fold = create_fold("whole", first=FIRST, colours=asdict(ERROR))
    fold.look(look, [fold, controls.selection, controls.picker], fold, **ONE_AT_A_TIME)


def offered(name: str, size: tuple[int, int]) -> tuple[int, ...]:
    """How many masks one may choose for a picture of this width and height: with the last, each hides one patch."""
    config = checkpoint.model_config(known(name))
    if max(config.image_size) > LARGE:
        return FEW
    height, width = config.size_for(*size)
    patches = (height // config.patch_size) * (width // config.patch_size)
    return (*PARTS, patches) if patches <= MOST else PARTS


def look(asked: object, selection: Selection, name: str) -> dict:
    """The picture put together from its hidden parts, with the numbers that are `offered`.

    asked: the fold's own value, which a client may forge. More masks than are offered, say of a picture with more
    patches that stood before, are the most that are.
    """
    from mae_demo.answers.assembly import assembled

    if selection is None:
        return gr.skip()
    with as_sentence():
        choices = offered(name, selection.picture.size)
        match asked:
            case {"parts": int(parts)} if parts >= choices[0] and parts in COUNTS:
                taken = max(count for count in choices if count <= parts)
                return assembled(name, selection.picture, taken) | {"asked": parts, "offered": list(choices)}
        raise Refusal("errors.parts", parts=", ".join(map(str, choices)))
