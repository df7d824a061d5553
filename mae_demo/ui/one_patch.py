"""One patch under the magnifying glass: true pixels, predicted pixels, and the arithmetic of each loss."""

from __future__ import annotations

from dataclasses import asdict

import gradio as gr

from mae_demo.scales import DIFFERENCE
from mae_demo.ui.errors import as_sentence
from mae_demo.ui.events import ONE_AT_A_TIME
from mae_demo.ui.fold import create_fold
from mae_demo.ui.handlers import read_canvas
from mae_demo.ui.playground import Standing
from mae_demo.ui.shown import Shown


def create_one_patch_fold(standing: Standing) -> None:
    """Build the fold; the patch is the one pointed at in the three pictures, by mouse, finger or keyboard."""
    fold = create_fold("one_patch", difference=asdict(DIFFERENCE))
    fold.look(look, [standing.shown, standing.picker, standing.canvas], fold, **ONE_AT_A_TIME)


def look(shown: Shown, name: str, painted: object) -> dict:
    """What each loss says of each patch of the standing prediction."""
    from mae_demo.ui import looking

    if shown is None:
        return gr.skip()
    with as_sentence():
        digits, _ = read_canvas(painted)
        return looking.losses_by_patch(name, shown.picture, digits)
