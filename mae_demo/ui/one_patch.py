"""One patch under the magnifying glass: true pixels, predicted pixels, and the arithmetic of each loss."""

from __future__ import annotations

from dataclasses import asdict

import gradio as gr

from mae_demo.answers.selection import Selection
from mae_demo.scales import DIFFERENCE
from mae_demo.ui.errors import as_sentence
from mae_demo.ui.events import ONE_AT_A_TIME
from mae_demo.ui.fold import create_fold
from mae_demo.ui.handlers import read_canvas
from mae_demo.ui.playground import Controls


def create_one_patch_fold(controls: Controls) -> None:
    """Build the fold; the patch is the one pointed at in the three pictures, by mouse, finger or keyboard."""
    fold = create_fold("one_patch", difference=asdict(DIFFERENCE))
    fold.look(look, [controls.selection, controls.picker, controls.canvas], fold, **ONE_AT_A_TIME)


def look(selection: Selection, name: str, painted: object) -> dict:
    """What each loss says of each patch of the prediction."""
    from mae_demo.answers.patch_losses import losses_by_patch

    if selection is None:
        return gr.skip()
    with as_sentence():
        digits, _ = read_canvas(painted)
        return losses_by_patch(name, selection.picture, digits)
