"""The first tab: paint or roll a mask over a picture and see a checkpoint's reconstruction.

Here are its layout and its wiring; what the server answers is in `handlers`.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

import gradio as gr
from gradio.components import Component

from mae_demo import checkpoint
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

STRATEGY, RATIO, SEED, BALANCE = (STATE[key].fallback for key in ("strategy", "ratio", "seed", "balance"))
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
    words = WORDS["controls"]
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
            with gr.Column(elem_id="image-column"):
                gr.Markdown(f"## {words['image']}")
                create_datasets()
                with gr.Row(elem_id="pictures"):
                    with gr.Column(elem_id="own"):
                        upload = gr.UploadButton(words["upload"], file_types=["image"], size="sm", elem_id="upload")
                        gr.HTML(
                            value=None, **parts("draw"), words=WORDS["draw"], apply_default_css=False, elem_id="draw"
                        )
                    strip = gr.Gallery(
                        captioned(samples_for(checkpoint.names()[0])),
                        show_label=False,
                        container=False,
                        columns=7,
                        object_fit="contain",
                        allow_preview=False,
                        interactive=False,
                        type="filepath",
                        buttons=[],
                        selected_index=0,
                        elem_id="strip",
                    )
                gr.Markdown(words["samples"], elem_classes="note", elem_id="upload-note")
                crop = create_crop()
            with gr.Column(elem_id="mask-column"):
                gr.Markdown(f"## {words['mask']}")
                with gr.Row(elem_id="ratio-row"):
                    ratio = gr.Slider(0, 100, value=RATIO, step=1, label=words["ratio"], buttons=[])
                ratio_note = gr.Markdown(
                    explain_ratio(checkpoint.names()[0]), elem_classes="note", elem_id="ratio-note"
                )
                choices = [(WORDS["strategies"][key], key) for key in STRATEGIES]
                strategy = gr.Radio(
                    choices,
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
            with gr.Column(elem_id="checkpoint-column") as beside:
                gr.Markdown(f"## {words['checkpoint']}")
                picker = create_picker(checkpoint.names())
    below = gr.Row(elem_id="folds")
    controls = Controls(selection, strip, crop, picker, strategy, ratio, seed, balance, canvas, below, beside)

    # The canvas shows that something was asked of the server, should the answer take long; this listener comes before
    # the others, for Gradio calls them in turn. Only what a person does is listened to: what `link` restores is drawn
    # already
    turned = [strategy.input, balance.input, ratio.input, seed.input]
    triggers = [*turned, new_seed.click, strip.select, upload.upload, picker.input, crop.input]
    gr.on(triggers, None, seed, None, js=tell_canvas("asked"), **NO_NETWORK)

    # Rolling a mask: a new strategy, ratio or seed replaces what was painted. The canvas is told, and asks the server
    # where the visitor's own device does not answer
    told = {"inputs": controls.knobs, "outputs": None, **NO_NETWORK}
    gr.on(turned, None, js=tell("turned", "values"), **told)
    drawn = new_seed.click(None, None, seed, js="() => Math.floor(Math.random() * 10000)", **NO_NETWORK)
    drawn.then(None, js=tell("turned", "values"), **told)
    rolls = canvas.roll(roll, [selection, *controls.knobs], canvas, **ONE_AT_A_TIME)
    explain = f"(strategy) => ({json.dumps(explained())})[strategy]"
    strategy.change(None, strategy, [strategy_note, balance], js=explain, **NO_NETWORK)

    # Painting: the canvas has drawn the mask already and waits for the prediction, asking for one at a time
    paints = canvas.paint(paint, [selection, picker, canvas], canvas, **ONE_AT_A_TIME | {"trigger_mode": "multiple"})

    # Another picture or another checkpoint keeps the mask that stands
    asked = [*controls.knobs, canvas]
    samples = strip.select(choose_sample, [strip, selection, *asked], [selection, canvas], **ONE_AT_A_TIME)
    uploads = upload.upload(
        take_upload, [upload, *asked], [selection, canvas, strip, crop, picker, ratio], **ONE_AT_A_TIME
    )
    moves = crop.input(move, [crop, selection, *asked], [selection, canvas], **ONE_AT_A_TIME)
    canvas.standing(None, canvas, None, js=SHOW_CROP, **NO_NETWORK)
    picker.input(None, js=tell("picked", "values"), **told)
    picks = canvas.pick(pick, [selection, *asked], [selection, canvas, strip, crop, ratio], **ONE_AT_A_TIME)
    notes = {name: explain_ratio(name) for name in checkpoint.names()}
    fetched = WORDS["controls"]["ratio_photos"]  # what is fetched while the page is open stands beside photographs
    explain = f"(name) => ({json.dumps(notes)})[name] ?? {json.dumps(fetched)}"
    picker.change(None, picker, ratio_note, js=explain, **NO_NETWORK)

    # What is refused is on its way no more
    for call in (rolls, paints, samples, uploads, moves, picks):
        call.failure(None, seed, None, js=tell_canvas("refused"), **NO_NETWORK)
    return controls
