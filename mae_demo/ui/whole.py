"""The whole picture from hidden parts alone: every patch is hidden once, by masks that share the patches out."""

from __future__ import annotations

from dataclasses import asdict

import gradio as gr

from mae_demo import checkpoint
from mae_demo.scales import ERROR
from mae_demo.ui.errors import as_sentence
from mae_demo.ui.events import ONE_AT_A_TIME
from mae_demo.ui.fold import create_fold
from mae_demo.ui.picker import known
from mae_demo.ui.playground import Standing
from mae_demo.ui.shown import Shown
from mae_demo.ui.text import WORDS

PARTS = (2, 4, 8, 49)  # how many masks one may choose
FEW, LARGE = 4, 128  # of pictures with a longer side than this in pixels only so few: each is a run of the network


def create_whole_fold(standing: Standing) -> None:
    """Build the fold; its pictures depend on picture and checkpoint, not on the mask that stands on the page."""
    fold = create_fold("whole", parts=PARTS, colours=asdict(ERROR))
    fold.look(look, [fold, standing.shown, standing.picker], fold, **ONE_AT_A_TIME)


def look(asked: object, shown: Shown, name: str) -> dict:
    """The picture put together from its hidden parts; `asked` is the fold's own value, which a client may forge."""
    from mae_demo.ui import looking

    if shown is None:
        return gr.skip()
    with as_sentence():
        match asked:
            case {"parts": int(parts)} if parts in PARTS:
                if parts > FEW and max(checkpoint.describe(known(name))["model"]["image_size"]) > LARGE:
                    raise ValueError(WORDS["errors"]["parts"].format(parts=", ".join(map(str, PARTS[:2]))))
                return looking.assembled(name, shown.picture, parts)
        raise ValueError(WORDS["errors"]["parts"].format(parts=", ".join(map(str, PARTS))))
