"""The first tab: paint or roll a mask over a picture and see a checkpoint's reconstruction.

Here are its layout and its wiring; what the server answers is in `handlers`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import NamedTuple

import gradio as gr
from gradio.components import Component
from gradio.events import Dependency

from mae_demo import checkpoint
from mae_demo.answers.defaults import first_place, ratio_for
from mae_demo.answers.samples import samples_for
from mae_demo.scales import ERROR
from mae_demo.strategies import STRATEGIES
from mae_demo.text import WORDS
from mae_demo.ui.crop import create_crop
from mae_demo.ui.events import NO_NETWORK, ONE_AT_A_TIME, tell, tell_canvas
from mae_demo.ui.handlers import choose_sample, explain_ratio, move, paint, pick, roll, take_upload
from mae_demo.ui.picker import create_datasets, create_picker
from mae_demo.ui.sentences import captioned
from mae_demo.ui.state import STATE
from mae_demo.ui.widgets import engine, parts

STRATEGY, SEED, BALANCE = (STATE[key].fallback for key in ("strategy", "seed", "balance"))
SHOW_CROP = "({ image }) => { document.querySelector('.crop').hidden = image !== null; }"


@dataclass(frozen=True)
class Controls:
    """The components that hold the selected picture, checkpoint and mask."""

    selection: gr.State
    strip: gr.Gallery
    crop: gr.HTML
    picker: gr.HTML
    strategy: gr.Radio
    ratio: gr.Slider
    seed: gr.Number
    balance: gr.Slider
    canvas: gr.HTML
    below: gr.Row  # under the pictures, for what folds out there
    beside: gr.Column  # the picker's, for what belongs under it

    @property
    def knobs(self) -> list[Component]:
        """The checkpoint, and what rolls a mask."""
        return [self.picker, self.strategy, self.ratio, self.seed, self.balance]


def explained() -> dict[str, list]:
    """By strategy what is said of it, and the balance's slider, which one of them has, as a script returns both."""
    return {
        name: [WORDS["strategies"][f"{name}_note"], {"__type__": "update", "visible": strategy.takes_balance}]
        for name, strategy in STRATEGIES.items()
    }


def create_playground_tab() -> Controls:
    """Build the tab and wire its events; what a visitor finds on opening is `link`'s to say."""
    words, names = WORDS["controls"], checkpoint.names()
    selection = gr.State(None)  # filled when the page is opened
    with gr.Column(elem_id="stage"):
        canvas = gr.HTML(
            value=None,
            **parts("canvas", events=("paint", "roll", "pick", "standing")),
            words=WORDS["canvas"],
            colours=asdict(ERROR),
            engine=engine(),
            apply_default_css=False,
            elem_id="canvas",
        )
        gr.HTML(
            value=None,
            **parts("sheet"),
            tabs=[[key, words[key]] for key in ("image", "mask", "checkpoint")],
            label=words["sheet"],
            apply_default_css=False,
            elem_id="sheet",
        )
        with gr.Row(elem_id="controls"):
            strip, upload, crop = create_pictures(samples_for(names[0]))
            strategy, ratio, seed, balance, around = create_mask(names[0])
            with gr.Column(elem_id="checkpoint-column") as beside:
                gr.Markdown(f"## {words['checkpoint']}")
                picker = create_picker(names)
    below = gr.Row(elem_id="folds")
    controls = Controls(selection, strip, crop, picker, strategy, ratio, seed, balance, canvas, below, beside)

    # The canvas shows that something was asked of the server, should the answer take long; this listener comes before
    # the others, for Gradio calls them in turn. Only what a person does is listened to: what `link` restores is drawn
    # already
    turned = [strategy.input, balance.input, ratio.input, seed.input]
    triggers = [*turned, around.new_seed.click, strip.select, upload.upload, picker.input, crop.input]
    gr.on(triggers, None, seed, None, js=tell_canvas("asked"), **NO_NETWORK)
    calls = [*wire_mask(controls, around, turned), *wire_pictures(controls, upload), wire_checkpoint(controls, around)]

    # What is refused is on its way no more
    for call in calls:
        call.failure(None, seed, None, js=tell_canvas("refused"), **NO_NETWORK)
    return controls


def create_pictures(dataset: str) -> tuple[gr.Gallery, gr.UploadButton, gr.HTML]:
    """The column of pictures: the strip of a data set's samples, the button for one's own, and its frame."""
    words = WORDS["controls"]
    with gr.Column(elem_id="image-column"):
        gr.Markdown(f"## {words['image']}")
        create_datasets()
        with gr.Row(elem_id="pictures"):
            with gr.Column(elem_id="own"):
                upload = gr.UploadButton(words["upload"], file_types=["image"], size="sm", elem_id="upload")
                gr.HTML(value=None, **parts("draw"), words=WORDS["draw"], apply_default_css=False, elem_id="draw")
            strip = gr.Gallery(
                captioned(dataset),
                show_label=False,
                container=False,
                columns=7,
                object_fit="contain",
                allow_preview=False,
                interactive=False,
                type="filepath",
                buttons=[],
                selected_index=first_place(dataset),
                elem_id="strip",
            )
        gr.Markdown(words["samples"], elem_classes="note", elem_id="upload-note")
        crop = create_crop()
    return strip, upload, crop


class AroundMask(NamedTuple):
    """What stands beside the mask's knobs: a button that draws a seed, and what is said of strategy and ratio."""

    new_seed: gr.Button
    strategy_note: gr.Markdown
    ratio_note: gr.Markdown


def create_mask(name: str) -> tuple[gr.Radio, gr.Slider, gr.Number, gr.Slider, AroundMask]:
    """The mask's column, beside a checkpoint: strategy, ratio, seed, balance, and what stands around them."""
    words = WORDS["controls"]
    with gr.Column(elem_id="mask-column"):
        gr.Markdown(f"## {words['mask']}")
        with gr.Row(elem_id="ratio-row"):
            ratio = gr.Slider(0, 100, value=ratio_for(samples_for(name)), step=1, label=words["ratio"], buttons=[])
        ratio_note = gr.Markdown(explain_ratio(name), elem_classes="note", elem_id="ratio-note")
        strategy = gr.Radio(
            [(WORDS["strategies"][key], key) for key in STRATEGIES],
            value=STRATEGY,
            label=words["strategy"],
            show_label=False,
            container=False,
            elem_id="strategy",
        )
        strategy_note = gr.Markdown(WORDS["strategies"][f"{STRATEGY}_note"], elem_classes="note")
        balance = gr.Slider(
            -100,
            100,
            value=BALANCE,
            step=1,
            label=words["balance"],
            info=words["balance_note"],
            buttons=[],
            visible=False,
        )
        with gr.Row(elem_id="seed-row"):
            seed = gr.Number(SEED, label=words["seed"], min_width=120, elem_id="seed")
            new_seed = gr.Button(words["new_seed"], min_width=120, size="md")
    return strategy, ratio, seed, balance, AroundMask(new_seed, strategy_note, ratio_note)


def wire_mask(controls: Controls, around: AroundMask, turned: list[Callable]) -> list[Dependency]:
    """Roll a mask and paint one. turned: what rolls a new one, in place of what was painted."""
    canvas, knobs = controls.canvas, controls.knobs

    # The canvas is told, and asks the server where the visitor's own device does not answer
    told = {"inputs": knobs, "outputs": None, "js": tell("turned", "values"), **NO_NETWORK}
    gr.on(turned, None, **told)
    drawn = around.new_seed.click(None, None, controls.seed, js="() => Math.floor(Math.random() * 10000)", **NO_NETWORK)
    drawn.then(None, **told)
    explain = f"(strategy) => ({json.dumps(explained())})[strategy]"
    outputs = [around.strategy_note, controls.balance]
    controls.strategy.change(None, controls.strategy, outputs, js=explain, **NO_NETWORK)
    rolls = canvas.roll(roll, [controls.selection, *knobs], canvas, **ONE_AT_A_TIME)

    # The canvas has drawn what is painted already and waits for the prediction, asking for one at a time
    painted = [controls.selection, controls.picker, canvas]
    paints = canvas.paint(paint, painted, canvas, **ONE_AT_A_TIME | {"trigger_mode": "multiple"})
    return [rolls, paints]


def wire_pictures(controls: Controls, upload: gr.UploadButton) -> list[Dependency]:
    """Take a sample, a picture of the visitor's own, or another part of it; the mask that stands is kept."""
    selection, strip, canvas, crop = controls.selection, controls.strip, controls.canvas, controls.crop
    asked, shown = [*controls.knobs, canvas], [selection, canvas]
    canvas.standing(None, canvas, None, js=SHOW_CROP, **NO_NETWORK)
    return [
        strip.select(choose_sample, [strip, selection, *asked], shown, **ONE_AT_A_TIME),
        upload.upload(
            take_upload, [upload, *asked], [*shown, strip, crop, controls.picker, controls.ratio], **ONE_AT_A_TIME
        ),
        crop.input(move, [crop, selection, *asked], shown, **ONE_AT_A_TIME),
    ]


def wire_checkpoint(controls: Controls, around: AroundMask) -> Dependency:
    """Take another checkpoint; the mask that stands is kept. What is said of the ratio goes with its data set."""
    picker, canvas = controls.picker, controls.canvas
    picker.input(None, controls.knobs, None, js=tell("picked", "values"), **NO_NETWORK)
    notes = {name: explain_ratio(name) for name in checkpoint.names()}
    fetched = WORDS["controls"]["ratio_photos"]  # what is fetched while the page is open stands beside photographs
    explain = f"(name) => ({json.dumps(notes)})[name] ?? {json.dumps(fetched)}"
    picker.change(None, picker, around.ratio_note, js=explain, **NO_NETWORK)
    outputs = [controls.selection, canvas, controls.strip, controls.crop, controls.ratio]
    return canvas.pick(pick, [controls.selection, *controls.knobs, canvas], outputs, **ONE_AT_A_TIME)
