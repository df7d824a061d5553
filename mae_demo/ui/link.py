"""The link: an address that says what stands on the page, and the page as an address asks for it.

A link needs nothing that a server keeps, so it outlives it. The script web/link/link.js writes the address while a
person works; here it is read, when the page is opened, see `opening`. What an address says wrongly is answered by a
sentence on the page, and the default takes its place.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import gradio as gr

from mae_demo.answers.samples import samples_for
from mae_demo.answers.selection import Selection, select_sample
from mae_demo.text import WORDS, sentence
from mae_demo.ui.address import places
from mae_demo.ui.errors import as_sentence
from mae_demo.ui.handlers import beside, message
from mae_demo.ui.picker import picked
from mae_demo.ui.sentences import captioned
from mae_demo.ui.state import PANELS
from mae_demo.ui.widgets import parts

if TYPE_CHECKING:
    from torch import Tensor

EVENTS = ("open", "go", "open_tab", "open_compare", *[f"open_{panel}" for panel in PANELS])


def create_link() -> gr.HTML:
    """The button that copies the link. It triggers `open` where the page could not be opened at first, and the others
    where a link within the page is followed (`following`)."""
    return gr.HTML(
        value=None,
        **parts("link", events=EVENTS),
        words=WORDS["link"],
        asks_again=True,
        space="SPACE_ID" in os.environ,
        apply_default_css=False,
        elem_id="link",
    )


def stand(asked: dict[str, str], wrong: list[str], kept: Selection | None = None) -> tuple:
    """Settings as `read` gives them, for the components: selection, strip, crop, the knobs of `Controls`, canvas.

    A mask that does not fit adds a sentence to `wrong`, and the settings roll one; all else is restored. kept: a
    picture that stays where it can, instead of the one that is asked for.
    """
    from mae_demo.answers.masks import mask_for

    name, strategy = asked["checkpoint"], asked["strategy"]
    ratio, seed, balance = (int(asked[key]) for key in ("ratio", "seed", "balance"))
    with as_sentence():
        if kept:
            selection, strip, crop = beside(kept, name)
        else:
            dataset, index = samples_for(name), places(name).index(asked["image"])
            selection, strip, crop = (
                select_sample(dataset, index),
                gr.Gallery(captioned(dataset), selected_index=index),
                gr.skip(),
            )
        rolled = mask_for(name, strategy, ratio / 100, seed, selection.picture, balance=balance / 100)
        mask = mask_or(rolled, asked, wrong) if asked["mask"] else rolled
        drawing = message(selection, name, mask, custom=not mask.equal(rolled))
        drawing |= {"view": asked["view"], "blend": asked["blend"] == "1"}
    return selection, strip, crop, picked(name), strategy, ratio, seed, balance, drawing


def mask_or(rolled: Tensor, asked: dict[str, str], wrong: list[str]) -> Tensor:
    """The mask that is asked for; where it does not fit, the one that the settings `rolled`, and a sentence.

    A file of settings says besides which `grid` its mask is of, for 12×16 patches are as many as 16×12, and whether it
    was `rolled` by them: if so, they roll one for another shape as they did for that one.
    """
    from mae_demo.masking import mask_from_hex

    grid = list(rolled.shape)
    if asked.get("grid", str(grid)) == str(grid):
        try:
            return mask_from_hex(asked["mask"], tuple(grid))
        except ValueError as error:
            if not re.fullmatch("[0-9a-fA-F]+", asked["mask"]):
                wrong.append(f"{WORDS['link']['wrong_mask']} {sentence(error)}")
                return rolled
    if asked.get("rolled") != "True":
        wrong.append(WORDS["link"]["other_mask"])
    return rolled
