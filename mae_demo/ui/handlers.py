"""What happens when a person does something in the playground.

A handler takes the values of the page's components, as `playground` wires them, and returns their new ones. `Selection`
is the visitor's own state; all else is what a client sent, and is refused with a sentence where it cannot be. `mask`
stands for what the current mask comes from: strategy, ratio, seed, balance and the canvas's value, as `show` takes
them. torch is imported inside the handlers, so that the page is up before it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import gradio as gr

from mae_demo import checkpoint
from mae_demo.answers.defaults import first_place, ratio_for
from mae_demo.answers.numbers import COUNTS
from mae_demo.answers.samples import sample_paths, samples_for
from mae_demo.answers.selection import MIDDLE, Selection, better_dataset, cut, is_colourful, select_sample
from mae_demo.answers.shelf import dataset_of, known
from mae_demo.image import open_picture
from mae_demo.strategies import STRATEGIES
from mae_demo.text import WORDS, Refusal
from mae_demo.ui.crop import offer
from mae_demo.ui.errors import as_sentence
from mae_demo.ui.picker import picked
from mae_demo.ui.sentences import captioned, describe, named, result_in_words

if TYPE_CHECKING:
    from torch import Tensor

# The answer to a visitor whose session has expired: the page opens itself again, see link.js
SESSION_EXPIRED = {"session_expired": True}


def roll(selection: Selection, name: str, strategy: str, ratio: float, seed: int, balance: float) -> dict:
    """The selected picture under a mask drawn anew; percentages. Nothing while the seed's field is empty."""
    from mae_demo.answers.masks import mask_for

    if seed is None:
        return gr.skip()
    if selection is None:
        return SESSION_EXPIRED
    with as_sentence():
        mask = mask_for(name, strategy, fraction(ratio), seed, selection.picture, balance=fraction(balance))
        return message(selection, name, mask)


def paint(selection: Selection, name: str, painted: object) -> dict:
    """The prediction for a painted mask; `painted` is the canvas's own value, which a client may forge."""
    from mae_demo.answers.canvas import answer, quick_answer
    from mae_demo.answers.networks import grid_of
    from mae_demo.blending import has_seams

    if selection is None:
        return SESSION_EXPIRED
    with as_sentence():
        digits, number = read_canvas(painted)
        if not is_for(painted, grid_of(name, selection.picture)):
            raise Refusal("errors.other_shape")
        views = painted.get("normalised_views") is True
        # What the canvas wants of the network that it shows; another may have been picked since, which has no seams
        blend = painted.get("blend") is True and has_seams(checkpoint.model_config(known(name)))
        if painted.get("drag") is True and not views:
            return quick_answer(name, selection.picture, digits, number, blend)
        reply = answer(name, selection.picture, digits, number, normalised_views=views, blend=blend)
    return reply | {"result": result_in_words(reply["result"])}


def show(
    selection: Selection, name: str, strategy: str, ratio: float, seed: int, balance: float, painted: dict | None
) -> dict:
    """The current mask over a picture that may be new, by a checkpoint that may be new."""
    if selection is None:
        return SESSION_EXPIRED
    with as_sentence():
        mask, number = current_mask(selection, name, strategy, ratio, seed, balance, painted)
        custom = number is not None and (painted.get("custom") is True or STRATEGIES[strategy].looks_at_picture)
        return message(selection, name, mask, change=number, custom=custom)


def current_mask(
    selection: Selection, name: str, strategy: str, ratio: float, seed: int, balance: float, painted: object
) -> tuple[Tensor, int | None]:
    """The current mask (rows, columns), and the number of the change that made it.

    It is the canvas's. Before the first example is there (`painted` is None), and where the picture asks for another
    grid, the settings roll one, and there is no number.
    """
    from mae_demo.answers.masks import mask_for
    from mae_demo.answers.networks import grid_of

    digits, number = read_canvas(painted) if painted else ("", None)
    if painted and not is_for(painted, grid_of(name, selection.picture)):
        digits, number = "", None
    mask = mask_for(name, strategy, fraction(ratio), seed, selection.picture, digits, fraction(balance))
    return mask, number


def message(selection: Selection, name: str, mask: Tensor, change: int | None = None, custom: bool = False) -> dict:
    """What the canvas draws, with its sentences, and with what a link needs to know: which sample it is, and whether
    the settings alone may roll another mask (`custom`). `better_dataset`: one that suits an upload better.
    change: as in `canvas.drawing`."""
    from mae_demo.answers.canvas import drawing

    drawn_picture = drawing(name, selection.picture, mask, change)
    about, hint = describe(selection, name)
    if drawn_picture["result"]["rounded"]:
        hint = f"{hint} {WORDS['results']['rounded']}".strip()
    better = better_dataset(selection, name)
    return drawn_picture | {
        "about": about,
        "hint": hint,
        "result": result_in_words(drawn_picture["result"]),
        "image": selection.place,
        "custom": custom,
        "better_dataset": named(better) if better else None,
        "leads_back": False,
    }


def pick(
    selection: Selection, name: str, strategy: str, ratio: float, *rest: object
) -> tuple[Selection, dict, gr.Gallery, dict, float]:
    """Another checkpoint; one of another data set brings its ratio along, unless the visitor has set their own."""
    if selection is None:
        return selection, SESSION_EXPIRED, gr.skip(), gr.skip(), gr.skip()
    with as_sentence():
        new, strip, crop = beside(selection, name)
    suited = ratio_for(new.dataset) if ratio == ratio_for(selection.dataset) else ratio
    return new, show(new, name, strategy, suited, *rest), strip, crop, gr.skip() if suited == ratio else suited


def explain_ratio(name: str) -> str:
    """Why a checkpoint's data set begins with its ratio."""
    with as_sentence():
        return WORDS["controls"].get(f"ratio_{samples_for(known(name))}", "")


def beside(selection: Selection, name: str) -> tuple[Selection, gr.Gallery, dict]:
    """What stands beside a checkpoint, with strip and crop: one of another data set brings its samples along, and an
    own picture stays where it is, cut anew. Raises ValueError for what is no checkpoint."""
    dataset, strip, crop = samples_for(known(name)), gr.skip(), gr.skip()
    if selection.dataset != dataset:
        selection = (
            replace(selection, dataset=dataset) if selection.upload else select_sample(dataset, first_place(dataset))
        )
        strip = gr.Gallery(captioned(dataset), selected_index=None if selection.upload else first_place(dataset))
    if selection.upload:
        size = checkpoint.model_config(name).size_for(*selection.upload.size)
        selection = replace(selection, picture=cut(selection.upload, selection.frame, size))
        crop = offer(selection.upload, selection.frame, size)
    return selection, strip, crop


def choose_sample(strip: gr.Gallery, selection: Selection, name: str, *mask: object) -> tuple[Selection, dict]:
    """A picture of the strip under the current mask.

    The strip comes as a component, with the properties of the moment the event was sent: of two quick picks Gradio
    repeats the first one's event data.
    """
    if selection is None:
        return selection, SESSION_EXPIRED
    index = strip.selected_index
    if not isinstance(index, int) or index not in range(len(sample_paths(selection.dataset))):
        with as_sentence():
            raise Refusal("errors.no_picture")
    new = select_sample(selection.dataset, index)
    return new, show(new, name, *mask)


def take_upload(
    path: str, name: str, strategy: str, ratio: float, *rest: object
) -> tuple[Selection, dict, gr.Gallery, dict, gr.HTML, float]:
    """A visitor's own picture under the current mask; no sample stays chosen.

    A colour picture goes to a checkpoint of photographs by itself, where there is one, and a button leads back.
    """
    with as_sentence():
        if not isinstance(path, str):
            raise Refusal("errors.no_picture")
        whole = open_picture(path)
        whole.thumbnail((768, 768))
        before = samples_for(known(name))
        better = is_colourful(whole) and better_dataset(Selection(whole, before, None), name)
        if better:
            name = next(each for each in checkpoint.names() if dataset_of(each) == better)
        size = checkpoint.model_config(name).size_for(*whole.size)
    dataset = samples_for(name)
    new = Selection(cut(whole, MIDDLE, size), dataset, None, upload=whole, frame=MIDDLE)
    suited = ratio_for(dataset) if ratio == ratio_for(before) else ratio
    shown = show(new, name, strategy, suited, *rest)
    strip = gr.Gallery(selected_index=None)
    if better:
        shown |= {"hint": WORDS["results"]["switched"], "better_dataset": named(before), "leads_back": True}
        strip = gr.Gallery(captioned(dataset), selected_index=None)
    chosen = (picked(name), suited) if better else (gr.skip(), gr.skip())
    return new, shown, strip, offer(whole, MIDDLE, size), *chosen


def move(at: object, selection: Selection, name: str, *mask: object) -> tuple[Selection, dict]:
    """Another part of a visitor's own picture under the current mask."""
    if selection is None:
        return selection, SESSION_EXPIRED
    if selection.upload is None:  # a sample has come meanwhile
        return gr.skip(), gr.skip()
    with as_sentence():
        size = checkpoint.model_config(known(name)).size_for(*selection.upload.size)
        selection = replace(
            selection, picture=cut(selection.upload, at, size), frame={key: float(at[key]) for key in MIDDLE}
        )
    return selection, show(selection, name, *mask)


def is_for(painted: dict, grid: tuple[int, int]) -> bool:
    """Whether the mask of a canvas's value, as `read_canvas` lets through, is of this grid."""
    return painted.get("grid", list(grid)) == list(grid)


def read_canvas(painted: object) -> tuple[str, int]:
    """The canvas's value: the mask as hexadecimal digits and the number of the change that made it; see also `is_for`.

    Raises ValueError for anything else that a client may have sent.
    """
    match painted:
        case {"mask": str(digits), "number": int(number)} if digits and number in COUNTS:
            return digits, number
    raise Refusal("errors.canvas")


def fraction(percent: object) -> object:
    """A slider's percent as a fraction; what no slider says goes through, to be refused with the mask."""
    return percent / 100 if isinstance(percent, int | float) and abs(percent) <= 100 else percent
