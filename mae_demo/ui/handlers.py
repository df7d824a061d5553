"""What the server answers to each thing that a person does in the playground.

A handler takes the values of the page's components, as `playground` wires them, and returns their new ones. `Shown` is
the visitor's own state; all else is what a client sent, and is refused with a sentence where it cannot be. `mask` is
what the standing mask comes from: strategy, ratio, seed, balance and the canvas's value, as `show` takes them. torch is
imported inside the handlers, so that the page is up before it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import gradio as gr

from mae_demo import checkpoint
from mae_demo.image import open_picture
from mae_demo.text import ENGLISH, WORDS, Refusal
from mae_demo.ui.crop import MIDDLE, cut, offer
from mae_demo.ui.errors import as_sentence
from mae_demo.ui.picker import known
from mae_demo.ui.samples import sample_paths, samples_for
from mae_demo.ui.shown import Shown, better_off, captioned, describe, sample

if TYPE_CHECKING:
    from torch import Tensor

# A mask of these strategies depends on neither picture nor checkpoint: the same settings roll it again
BLIND = ("random", "block", "grid", "checkerboard", "border")
# The answer to a visitor whose picture is kept no more: the page opens itself anew, see link.js
FORGOTTEN = {"forgotten": True}


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
        if not is_for(painted, view.grid_of(name, shown.picture)):
            raise Refusal("errors.other_shape")
        return view.answer(name, shown.picture, digits, number, readings=painted.get("readings") is True)


def show(shown: Shown, name: str, strategy: str, ratio: float, seed: int, balance: float, painted: dict | None) -> dict:
    """The standing mask over a picture that may be new, by a checkpoint that may be new."""
    if shown is None:
        return FORGOTTEN
    with as_sentence():
        mask, number = standing_mask(shown, name, strategy, ratio, seed, balance, painted)
        drawn = number is not None and (painted.get("drawn") is True or strategy not in BLIND)
        return message(shown, name, mask, keeps=number, drawn=drawn)


def standing_mask(
    shown: Shown, name: str, strategy: str, ratio: float, seed: int, balance: float, painted: object
) -> tuple[Tensor, int | None]:
    """The mask that stands on the page (rows, columns), and the number of the change that made it.

    It is the canvas's. Before the first example is there (`painted` is None), and where the picture asks for another
    grid, the settings roll one, and there is no number.
    """
    from mae_demo.ui import view

    digits, number = read_canvas(painted) if painted else ("", None)
    if painted and not is_for(painted, view.grid_of(name, shown.picture)):
        digits, number = "", None
    mask = view.mask_for(name, strategy, share(ratio), seed, shown.picture, digits, share(balance))
    return mask, number


def message(shown: Shown, name: str, mask: Tensor, keeps: int | None = None, drawn: bool = False) -> dict:
    """What the canvas draws, with what a link needs to know: which sample it is, and whether the mask has to stand in
    it because the settings alone may roll another (`drawn`); and which data set one's own picture had better be shown
    to (`better_off`). keeps: as in `view.message`."""
    from mae_demo.ui import view

    drawing = view.message(name, shown.picture, mask, *describe(shown, name), keeps=keeps)
    return drawing | {"image": shown.place, "drawn": drawn, "better_off": better_off(shown, name)}


def pick(shown: Shown, name: str, *mask: object) -> tuple[Shown, dict, gr.Gallery, dict]:
    """Another checkpoint."""
    if shown is None:
        return shown, FORGOTTEN, gr.skip(), gr.skip()
    with as_sentence():
        new, strip, crop = beside(shown, name)
    return new, show(new, name, *mask), strip, crop


def beside(shown: Shown, name: str) -> tuple[Shown, gr.Gallery, dict]:
    """What stands beside a checkpoint, with strip and crop: one of another data set brings its samples along, and an
    own picture stays where it is, cut anew. Raises ValueError for what is no checkpoint."""
    dataset, strip, crop = samples_for(known(name)), gr.skip(), gr.skip()
    if shown.dataset != dataset:
        shown = replace(shown, dataset=dataset) if shown.whole else sample(dataset, 0)
        strip = gr.Gallery(captioned(dataset), selected_index=None if shown.whole else 0)
    if shown.whole:
        size = checkpoint.model_config(name).size_for(*shown.whole.size)
        shown = replace(shown, picture=cut(shown.whole, shown.at, size))
        crop = offer(shown.whole, shown.at, size)
    return shown, strip, crop


def choose_sample(strip: gr.Gallery, shown: Shown, name: str, *mask: object) -> tuple[Shown, dict]:
    """A picture of the strip under the standing mask.

    The strip comes as a component, with the properties of the moment the event was sent: of two quick picks Gradio
    repeats the first one's event data.
    """
    if shown is None:
        return shown, FORGOTTEN
    index = strip.selected_index
    if not isinstance(index, int) or index not in range(len(sample_paths(shown.dataset))):
        raise gr.Error(Refusal("errors.no_picture").sentence(ENGLISH), print_exception=False)
    new = sample(shown.dataset, index)
    return new, show(new, name, *mask)


def take_upload(path: str, name: str, *mask: object) -> tuple[Shown, dict, gr.Gallery, dict]:
    """A visitor's own picture under the standing mask; no sample stays chosen."""
    with as_sentence():
        if not isinstance(path, str):
            raise Refusal("errors.no_picture")
        whole = open_picture(path)
        whole.thumbnail((768, 768))
        size = checkpoint.model_config(known(name)).size_for(*whole.size)
    new = Shown(cut(whole, MIDDLE, size), samples_for(name), None, whole=whole, at=MIDDLE)
    return new, show(new, name, *mask), gr.Gallery(selected_index=None), offer(whole, MIDDLE, size)


def move(at: object, shown: Shown, name: str, *mask: object) -> tuple[Shown, dict]:
    """Another part of a visitor's own picture under the standing mask."""
    if shown is None:
        return shown, FORGOTTEN
    if shown.whole is None:  # a sample has come meanwhile
        return gr.skip(), gr.skip()
    with as_sentence():
        size = checkpoint.model_config(known(name)).size_for(*shown.whole.size)
        shown = replace(shown, picture=cut(shown.whole, at, size), at={key: float(at[key]) for key in MIDDLE})
    return shown, show(shown, name, *mask)


def is_for(painted: dict, grid: tuple[int, int]) -> bool:
    """Whether the mask of a canvas's value, as `read_canvas` lets through, is of this grid."""
    return painted.get("grid", list(grid)) == list(grid)


def read_canvas(painted: object) -> tuple[str, int]:
    """The canvas's value: the mask as hexadecimal digits and the number of the change that made it; see also `is_for`.

    Raises ValueError for anything else that a client may have sent.
    """
    match painted:
        case {"mask": str(digits), "number": int(number)} if digits:
            return digits, number
    raise Refusal("errors.canvas")


def share(percent: object) -> object:
    """A slider's percent as a share; what is no number goes through, to be refused with the mask."""
    return percent / 100 if isinstance(percent, int | float) else percent
