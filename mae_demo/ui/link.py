"""The link: an address that says what stands on the page, and the page as an address asks for it.

    ?image=18&checkpoint=fashion-vit-mse&strategy=random&ratio=75&seed=7      the picture by its place in the test set
    ?image=own          an upload, which no link holds: a sample takes its place, and a sentence says so
    &balance=-100       of the strategy 'selective'
    &mask=1f3e4b7c9a0d2 where the settings alone would roll another; it wins over them, as in the API
    &view=raw           of the reconstruction
    &tab=compare        which tab is open
    &hide=mask,about    what is left out; page.css knows how

A link needs nothing that a server keeps, so it outlives it. The script web/link/link.js writes the address while a
person works; here it is read, when the page is opened, see `opening`. What an address says wrongly is answered by a
sentence on the page, and the default takes its place.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import gradio as gr

from mae_demo import checkpoint
from mae_demo.answers.samples import place, sample_paths, samples_for
from mae_demo.answers.selection import Selection, select_sample
from mae_demo.text import WORDS
from mae_demo.ui.errors import as_sentence
from mae_demo.ui.handlers import beside, message
from mae_demo.ui.picker import picked
from mae_demo.ui.sentences import captioned
from mae_demo.ui.state import CHOICES, STATE, fallbacks
from mae_demo.ui.widgets import parts

if TYPE_CHECKING:
    from torch import Tensor

OWN = "own"  # what link.js calls a picture that is no sample


def create_link() -> gr.HTML:
    """The button that copies the link. It triggers `open` where the page could not be opened at first."""
    return gr.HTML(
        value=None,
        **parts("link", events=("open",)),
        words=WORDS["link"],
        asks_again=True,
        space="SPACE_ID" in os.environ,
        apply_default_css=False,
        elem_id="link",
    )


def read(asked: Mapping[str, str], tabs: Iterable[str] = ()) -> tuple[dict[str, str], list[str]]:
    """What an address asks for, and a sentence for each thing that it cannot have, of which the default is taken.

    The mask is not looked at: whether it fits is for `stand` to say, who knows the checkpoint's grid.
    """
    names = checkpoint.names()
    images = places(asked["checkpoint"] if asked.get("checkpoint") in names else names[0])
    # link.js leaves the key 'forgotten' to say that an upload is gone
    choices = CHOICES | {"image": images, "checkpoint": names, "tab": [*tabs], "forgotten": []}

    def fits(key: str, value: str) -> bool:
        return value in choices.get(key, [value]) and (key not in STATE or STATE[key].fits(value))

    settings = fallbacks() | {"image": images[0], "checkpoint": names[0], "view": "", "tab": ""}
    wrong = [
        WORDS["link"]["own_image" if key == "image" and value == OWN else f"wrong_{key}"]
        for key, value in asked.items()
        if not fits(key, value)
    ]
    return settings | {key: value for key, value in asked.items() if fits(key, value)}, wrong


def places(name: str) -> list[str]:
    """The samples that stand beside a checkpoint, as an address names them."""
    return [str(place(path)) for path in sample_paths(samples_for(name))]


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
        drawing = message(selection, name, mask, custom=not mask.equal(rolled)) | {"view": asked["view"]}
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
                wrong.append(f"{WORDS['link']['wrong_mask']} {error}")
                return rolled
    if asked.get("rolled") != "True":
        wrong.append(WORDS["link"]["other_mask"])
    return rolled
