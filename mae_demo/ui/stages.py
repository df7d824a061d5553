"""The strip under the result: the stages of the network's forward pass, and the lines that compute them."""

from __future__ import annotations

from dataclasses import asdict

import gradio as gr

from mae_demo.answers.selection import Selection
from mae_demo.scales import ACTIVATION
from mae_demo.stages import STAGES, read_all
from mae_demo.text import WORDS
from mae_demo.ui.errors import as_sentence
from mae_demo.ui.events import ONE_AT_A_TIME
from mae_demo.ui.handlers import read_canvas
from mae_demo.ui.playground import Controls
from mae_demo.ui.widgets import parts

# The folds that say more about a stage, by its key
OPENS = {
    "patches": ["whole"],
    "tokens": ["tokens"],
    "encoder": ["tokens"],
    "blanked": ["tokens", "whole"],
    "visible": ["tokens", "whole"],
    "prediction": ["one_patch"],
}


def create_stages(controls: Controls) -> None:
    """Build the strip. The row is known beforehand; the server is asked for lines and numbers once it is open."""
    read_all()
    strip = gr.HTML(
        value=None,
        **parts("stages", events=("look",)),
        words=WORDS["stages"],
        rows={family: [stage.key for stage in stages] for family, stages in STAGES.items()},
        opens=OPENS,
        colours=asdict(ACTIVATION),
        apply_default_css=False,
        elem_classes="fold",
    )
    strip.look(look, [controls.selection, controls.picker, controls.canvas], strip, **ONE_AT_A_TIME)


def look(selection: Selection, name: str, painted: object) -> dict:
    """The stages of the selected picture under the current mask."""
    from mae_demo.answers.stages import stages_of

    if selection is None:
        return gr.skip()
    with as_sentence():
        digits, _ = read_canvas(painted)
        return stages_of(name, selection.picture, digits)
