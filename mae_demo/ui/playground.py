"""The first tab: paint or roll a mask over a picture and see what a checkpoint makes of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import gradio as gr
from PIL import Image

from mae_demo import checkpoint
from mae_demo.image import open_picture
from mae_demo.scales import ERROR
from mae_demo.ui.crop import MIDDLE, create_crop, cut, offer
from mae_demo.ui.errors import as_sentence
from mae_demo.ui.picker import create_picker, known
from mae_demo.ui.samples import caption, place, sample_paths, samples_for
from mae_demo.ui.text import WORDS

if TYPE_CHECKING:
    from torch import Tensor

CANVAS = Path(__file__).parent / "canvas"
SCRIPTS = ("drawing.js", "views.js", "mask_canvas.js")  # one after the other
STRATEGY, RATIO, SEED, BALANCE = "random", 75, 7, 100
STRATEGIES = ("random", "block", "grid", "checkerboard", "border", "selective", "layered", "hard")

# One call at a time reaches the network; of what a control asks meanwhile only the last is answered
ONE_AT_A_TIME = {
    "concurrency_id": "network",
    "concurrency_limit": 1,
    "trigger_mode": "always_last",
    "show_progress": "hidden",
    "api_visibility": "private",
}
# A mask of these strategies depends on neither picture nor checkpoint: the same settings roll it again
BLIND = ("random", "block", "grid", "checkerboard", "border")
# The answer to a visitor whose picture is kept no more: the page opens itself anew, see link.js
FORGOTTEN = {"forgotten": True}
SHOW_CROP = "({ image }) => { document.querySelector('.crop').hidden = image !== null; }"
NO_NETWORK = {"show_progress": "hidden", "api_visibility": "private"}


@dataclass(frozen=True)
class Shown:
    """The picture that a visitor works on; one for each visitor.

    dataset: whose samples stand in the strip. place: of the picture in its test set; None for an own picture, of which
    `whole` is all and `picture` the square that the visitor chose.
    """

    picture: Image.Image
    dataset: str
    place: int | None
    about: str = ""
    whole: Image.Image | None = None


@dataclass(frozen=True)
class Standing:
    """The components that hold what stands on the page: picture, checkpoint and mask."""

    shown: gr.State
    strip: gr.Gallery
    picker: gr.HTML
    strategy: gr.Radio
    ratio: gr.Slider
    seed: gr.Number
    balance: gr.Slider
    canvas: gr.HTML
    below: gr.Row  # under the pictures, for what folds out there


def sample(dataset: str, index: int) -> Shown:
    """A sample picture by its place in the strip."""
    path = sample_paths(dataset)[index]
    return Shown(open_picture(path), dataset, place(path), caption(path))


def captioned(dataset: str) -> list[tuple[Path, str]]:
    """The strip's content: a data set's samples, each with what it shows."""
    return [(path, caption(path)) for path in sample_paths(dataset)]


def create_playground_tab() -> Standing:
    """Build the tab and wire its events; what a visitor finds on opening is `link`'s to say."""
    words = WORDS["controls"]
    shown = gr.State(None)  # filled when the page is opened

    canvas = gr.HTML(
        value=None,
        html_template=(CANVAS / "mask_canvas.html").read_text("utf-8"),
        css_template=(CANVAS / "mask_canvas.css").read_text("utf-8"),
        js_on_load="\n".join((CANVAS / name).read_text("utf-8") for name in SCRIPTS),
        words=WORDS["canvas"],
        colours=asdict(ERROR),
        apply_default_css=False,
        elem_id="canvas",
    )
    below = gr.Row(elem_id="folds")
    with gr.Row(elem_id="controls"):
        with gr.Column(min_width=260, elem_id="image-column"):
            gr.Markdown(f"## {words['image']}")
            gr.Markdown(words["samples"], elem_classes="note")
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
            upload = gr.UploadButton(words["upload"], file_types=["image"], size="sm", elem_id="upload")
            crop = create_crop()
        with gr.Column(min_width=260, elem_id="mask-column"):
            gr.Markdown(f"## {words['mask']}")
            choices = [(WORDS["strategies"][key], key) for key in STRATEGIES]
            strategy = gr.Radio(
                choices, value=STRATEGY, label=words["strategy"], show_label=False, container=False, elem_id="strategy"
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
            ratio = gr.Slider(0, 100, value=RATIO, step=1, label=words["ratio"], buttons=[])
            with gr.Row(elem_id="seed-row"):
                seed = gr.Number(SEED, label=words["seed"], min_width=120, elem_id="seed")
                new_seed = gr.Button(words["new_seed"], min_width=120, size="md")
        with gr.Column(min_width=260, elem_id="checkpoint-column"):
            gr.Markdown(f"## {words['checkpoint']}")
            picker = create_picker(checkpoint.names())

    # The canvas shows that something was asked of the server, should the answer take long; this listener comes before
    # the others, for Gradio calls them in turn. Only what a person does is listened to: what `link` restores is drawn
    # already
    knobs = [strategy.input, balance.input, ratio.input, seed.input]
    triggers = [*knobs, new_seed.click, strip.select, upload.upload, picker.input, crop.input]
    gr.on(triggers, None, seed, None, js=tell_canvas("asked"), **NO_NETWORK)

    # Rolling a mask: a new strategy, ratio or seed replaces what was painted
    rolling = [shown, picker, strategy, ratio, seed, balance]
    rolls = gr.on(knobs, roll, rolling, canvas, **ONE_AT_A_TIME)
    drawn = new_seed.click(None, None, seed, js="() => Math.floor(Math.random() * 10000)", **NO_NETWORK)
    rolled = drawn.then(roll, rolling, canvas, **ONE_AT_A_TIME)
    strategy.change(explain, strategy, [strategy_note, balance], **NO_NETWORK)

    # Painting: the canvas has drawn the mask already and waits for the prediction, asking for one at a time
    paints = canvas.paint(paint, [shown, picker, canvas], canvas, **ONE_AT_A_TIME | {"trigger_mode": "multiple"})

    # Another picture or another checkpoint keeps the mask that stands
    standing = [picker, strategy, ratio, seed, canvas]
    samples = strip.select(choose_sample, [strip, shown, *standing], [shown, canvas], **ONE_AT_A_TIME)
    uploads = upload.upload(take_upload, [upload, *standing], [shown, canvas, strip, crop], **ONE_AT_A_TIME)
    moves = crop.input(move, [crop, shown, *standing], [shown, canvas], **ONE_AT_A_TIME)
    canvas.standing(None, canvas, None, js=SHOW_CROP, **NO_NETWORK)
    picks = picker.input(pick, [shown, *standing], [shown, canvas, strip], **ONE_AT_A_TIME)

    # What is refused is on its way no more
    for asked in (rolls, rolled, paints, samples, uploads, moves, picks):
        asked.failure(None, seed, None, js=tell_canvas("refused"), **NO_NETWORK)
    return Standing(shown, strip, picker, strategy, ratio, seed, balance, canvas, below)


def tell_canvas(event: str) -> str:
    """A script that hands the canvas an event; an empty seed asks nothing of the server."""
    return f"(seed) => {{ if (seed !== null) document.querySelector('.trio').dispatchEvent(new Event('{event}')); }}"


def explain(strategy: str) -> tuple[str, gr.Slider]:
    """What is said of a strategy, and the slider that only one of them has."""
    return WORDS["strategies"][f"{strategy}_note"], gr.Slider(visible=strategy == "selective")


def roll(shown: Shown, name: str, strategy: str, ratio: float, seed: int, balance: float) -> dict:
    """The standing picture under a mask drawn anew; percentages. Nothing while the seed's field is empty."""
    from mae_demo.ui import view

    if seed is None:
        return gr.skip()
    if shown is None:
        return FORGOTTEN
    with as_sentence():
        mask = view.mask_for(name, strategy, share(ratio), seed, shown.picture, balance=share(balance))
        return message(shown, name, mask)


def paint(shown: Shown, name: str, painted: object) -> dict:
    """The prediction for a painted mask; `painted` is the canvas's own value, which a client may forge."""
    from mae_demo.ui import view

    if shown is None:
        return FORGOTTEN
    with as_sentence():
        digits, number = read_canvas(painted)
        return view.answer(name, shown.picture, digits, number, readings=painted.get("readings") is True)


def show(shown: Shown, name: str, strategy: str, ratio: float, seed: int, painted: object) -> dict:
    """The standing mask over a picture that may be new, by a checkpoint that may be new."""
    from mae_demo.ui import view

    if shown is None:
        return FORGOTTEN
    with as_sentence():
        digits, number = read_canvas(painted) if painted else ("", None)  # None before the first example is there
        mask = view.mask_for(name, strategy, share(ratio), seed, shown.picture, digits)
        drawn = bool(painted and painted.get("drawn")) or strategy not in BLIND
        return message(shown, name, mask, keeps=number, drawn=drawn)


def message(shown: Shown, name: str, mask: Tensor, keeps: int | None = None, drawn: bool = False) -> dict:
    """What the canvas draws, with what a link needs to know: which sample it is, and whether the mask has to stand in
    it because the settings alone would roll another (`drawn`). keeps: as in `view.message`."""
    from mae_demo.ui import view

    drawing = view.message(name, shown.picture, mask, *describe(shown, name), keeps=keeps)
    return drawing | {"image": shown.place, "drawn": drawn}


def pick(
    shown: Shown, name: str, strategy: str, ratio: float, seed: int, painted: object
) -> tuple[Shown, dict, gr.Gallery]:
    """Another checkpoint. One of another data set brings its samples along; an own picture stays where it is."""
    with as_sentence():
        dataset = samples_for(known(name))
    if shown is None or shown.dataset == dataset:
        return shown, show(shown, name, strategy, ratio, seed, painted), gr.skip()
    shown = replace(shown, dataset=dataset) if shown.place is None else sample(dataset, 0)
    index = None if shown.place is None else 0
    # Its grid may be another one, which no painted mask fits
    return shown, show(shown, name, strategy, ratio, seed, None), gr.Gallery(captioned(dataset), selected_index=index)


def choose_sample(
    strip: gr.Gallery, shown: Shown, name: str, strategy: str, ratio: float, seed: int, painted: object
) -> tuple[Shown, dict]:
    """A picture of the strip under the standing mask.

    The strip comes as a component, with the properties of the moment the event was sent: of two quick picks Gradio
    repeats the first one's event data.
    """
    if shown is None:
        return shown, FORGOTTEN
    index = strip.selected_index
    if not isinstance(index, int) or index not in range(len(sample_paths(shown.dataset))):
        raise gr.Error(WORDS["errors"]["no_picture"], print_exception=False)
    shown = sample(shown.dataset, index)
    return shown, show(shown, name, strategy, ratio, seed, painted)


def take_upload(
    path: str, name: str, strategy: str, ratio: float, seed: int, painted: object
) -> tuple[Shown, dict, gr.Gallery, dict]:
    """A visitor's own picture under the standing mask; no sample stays chosen."""
    with as_sentence():
        if not isinstance(path, str):
            raise ValueError(WORDS["errors"]["no_picture"])
        whole = open_picture(path)
        whole.thumbnail((768, 768))
        shown = Shown(cut(whole, MIDDLE), samples_for(known(name)), None, whole=whole)
    drawing = show(shown, name, strategy, ratio, seed, painted)
    return shown, drawing, gr.Gallery(selected_index=None), offer(whole)


def move(
    at: object, shown: Shown, name: str, strategy: str, ratio: float, seed: int, painted: object
) -> tuple[Shown, dict]:
    """Another square of a visitor's own picture under the standing mask."""
    if shown is None:
        return shown, FORGOTTEN
    if shown.whole is None:  # a sample has come meanwhile
        return gr.skip(), gr.skip()
    with as_sentence():
        shown = replace(shown, picture=cut(shown.whole, at))
    return shown, show(shown, name, strategy, ratio, seed, painted)


def read_canvas(painted: object) -> tuple[str, int]:
    """The canvas's value: the mask as hexadecimal digits and the number of the change that made it.

    Raises ValueError for anything else that a client may have sent.
    """
    match painted:
        case {"mask": str(digits), "number": int(number)} if digits:
            return digits, number
    raise ValueError(WORDS["errors"]["canvas"])


def share(percent: object) -> object:
    """A slider's percent as a share; what is no number goes through, to be refused with the mask."""
    return percent / 100 if isinstance(percent, int | float) else percent


def describe(shown: Shown, name: str) -> tuple[str, str]:
    """What stands over the original, and a sentence beside its figures.

    Of a visitor's own picture: what was done to make it fit the model, and what the model knows.
    """
    if shown.place is not None:
        return shown.about, ""
    model = checkpoint.describe(name)["model"]
    height, width = model["image_size"]
    key = "turned_grey" if model["channels"] == 1 and shown.picture.mode != "L" else "own_picture"
    about = WORDS["results"][key].format(width=width, height=height)
    return about, WORDS["results"]["own_hint"].format(kind=WORDS["datasets"][f"{model['dataset']}_kind"])
