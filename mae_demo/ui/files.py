"""The files that a person takes away from the playground, and the masks that are read from them again.

`FILES` makes each from the selected picture and its settings, a dictionary with the keys of an address (see `link`);
`rolled` says whether the settings roll its mask, see `is_rolled`; `page` is the address without them, if it is known.
torch is imported by the functions, so that the page is up before it.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from PIL import Image

from mae_demo.answers.selection import Selection
from mae_demo.colour import BLACK
from mae_demo.image import open_picture, to_picture
from mae_demo.lettering import has_letters
from mae_demo.text import ENGLISH, WORDS, Refusal, speaking, spoken
from mae_demo.ui.handlers import fraction
from mae_demo.ui.sentences import describe, result_in_words, title
from mae_demo.ui.state import STATE

if TYPE_CHECKING:
    from torch import Tensor

    from mae_demo.inference import Reconstruction

TEXTS = (".json", ".txt")
MAX_TEXT = 10_000  # bytes of a file that is no picture; one of settings has about 1,000


def in_letters(make: Callable[..., bytes]) -> Callable[..., bytes]:
    """Draw a picture's words in the language that is spoken where there are letters for it, else in English."""

    @wraps(make)
    def made(*settings: object) -> bytes:
        drawable = has_letters("".join(WORDS["takeaway"].values()))
        with speaking(spoken() if drawable else ENGLISH):
            return make(*settings)

    return made


@in_letters
def figure_file(selection: Selection, settings: dict, rolled: bool, page: str = "") -> bytes:
    """All pictures, the settings and the figures on one sheet, PNG."""
    from mae_demo.answers.networks import model
    from mae_demo.render import ERROR, error_map, figure, masked_picture, patch_error_map

    seen, figures = seen_as(selection, settings)
    first = {
        "original": to_picture(seen.original),
        "masked": masked_picture(seen.original, seen.mask),
        "pasted": to_picture(seen.composite),
    }
    second = {
        "raw": to_picture(seen.prediction),
        "error": error_map(seen.error),
        "patch_error": patch_error_map(seen.error, model(settings["checkpoint"]).config.patch_size),
    }
    rows = [[(WORDS["takeaway"][key], picture) for key, picture in row.items()] for row in (first, second)]
    return png(figure(rows, notes(selection, settings, rolled, figures), (ERROR,)))


def notes(selection: Selection, settings: dict, rolled: bool, figures: dict) -> str:
    """What stands below the pictures of a figure: picture, checkpoint, settings, mask, figures."""
    name = settings["checkpoint"]
    about, _ = describe(selection, name)
    mask = "other" if not rolled else "balanced" if settings["strategy"] == "selective" else "rolled"
    lines = [
        WORDS["takeaway"]["made_of"].format(about=about, title=title(name), name=name),
        WORDS["takeaway"][mask].format(**settings),
        WORDS["takeaway"]["hidden"].format(**figures),
    ]
    if figures["masked_psnr"] is not None:
        baselines = figures["baselines"].items()
        if figures["unblended"] is not None:
            lines.append(WORDS["takeaway"]["blended"].format(**figures))
        lines.append(WORDS["takeaway"]["figures"].format(**figures))
        lines += [WORDS["takeaway"]["baseline"].format(name=WORDS["canvas"][key], psnr=psnr) for key, psnr in baselines]
    return "\n".join(lines)


def mask_file(selection: Selection, settings: dict, rolled: bool, page: str = "") -> bytes:
    """The mask in black and white, as large as the picture that the model takes, PNG; white = hidden."""
    from mae_demo.answers.networks import model
    from mae_demo.render import mask_picture

    return png(mask_picture(mask_of(selection, settings), model(settings["checkpoint"]).config.patch_size))


def settings_file(selection: Selection, settings: dict, rolled: bool, page: str = "") -> bytes:
    """The settings, the address that opens them and the figures, JSON."""
    seen, figures = seen_as(selection, settings)
    more = {
        "rolled": rolled,
        "grid": list(seen.mask.shape),
        "link": link_to(page, settings),
        "figures": result_in_words(figures),
    }
    return json.dumps(settings | more, indent=2).encode()


@in_letters
def card_file(selection: Selection, settings: dict, rolled: bool, page: str = "") -> bytes:
    """The three pictures with what was hidden, what filled it in, how well, and the link: a card to post, PNG."""
    from mae_demo.render import masked_picture
    from mae_demo.sharing import card

    seen, figures = seen_as(selection, settings)
    pictures = {
        WORDS["takeaway"]["original"]: to_picture(seen.original),
        WORDS["takeaway"]["masked"]: masked_picture(seen.original, seen.mask),
        WORDS["takeaway"]["reconstructed"]: to_picture(seen.composite),
    }
    needless = {"mask"} if rolled else set()
    needless |= {"balance"} if settings["strategy"] != "selective" else set()
    link = link_to(page, {key: value for key, value in settings.items() if key not in needless})
    return png(card(pictures, WORDS["takeaway"]["card"].format(**figures), filled_by(settings, figures), link))


@in_letters
def clip_file(selection: Selection, settings: dict, rolled: bool, page: str = "") -> bytes:
    """The masked picture whose hidden patches are filled in one after another, a looping GIF."""
    from mae_demo.sharing import clip

    seen, figures = seen_as(selection, settings)
    return clip(seen.original, seen.composite, seen.mask, filled_by(settings, figures), settings["seed"])


def filled_by(settings: dict, figures: dict) -> str:
    """Which checkpoint filled in how much, and how well."""
    name = settings["checkpoint"]
    percent = round(100 * figures["hidden"] / figures["patches"])
    key = "filled_by" if figures["masked_psnr"] is not None else "nothing_measured"
    with_seams = WORDS["takeaway"]["seams_blended"].format(name=name) if figures["unblended"] is not None else name
    return WORDS["takeaway"][key].format(**figures, name=with_seams, percent=percent)


def link_to(page: str, settings: dict) -> str:
    """The address that opens the settings."""
    return f"{page}?{urlencode(settings)}"


# What makes each, and how its name ends
FILES: dict[str, tuple[Callable[[Selection, dict, bool, str], bytes], str]] = {
    "figure": (figure_file, ".png"),
    "mask": (mask_file, "-mask.png"),
    "settings": (settings_file, ".json"),
    "card": (card_file, "-card.png"),
    "clip": (clip_file, ".gif"),
}


def seen_as(selection: Selection, settings: dict) -> tuple[Reconstruction, dict]:
    """The reconstruction and its figures, with blended seams where the settings say so."""
    from mae_demo.answers.reconstruction import run

    return run(settings["checkpoint"], selection.picture, mask_of(selection, settings), "blend" in settings)


def mask_of(selection: Selection, settings: dict) -> Tensor:
    """The mask (rows, columns) of settings. Raises ValueError where it does not fit picture and checkpoint."""
    from mae_demo.answers.networks import grid_of
    from mae_demo.masking import mask_from_hex

    return mask_from_hex(settings["mask"], grid_of(settings["checkpoint"], selection.picture))


def is_rolled(selection: Selection, settings: dict) -> bool:
    """Whether the settings roll the mask that stands. If not, it was painted or brought, or it stayed while picture,
    checkpoint or settings changed."""
    from mae_demo.answers.masks import mask_for

    name, strategy, seed = (settings[key] for key in ("checkpoint", "strategy", "seed"))
    ratio, balance = (fraction(settings[key]) for key in ("ratio", "balance"))
    mask = mask_of(selection, settings)
    return mask_for(name, strategy, ratio, seed, selection.picture, balance=balance).equal(mask)


def png(picture: Image.Image) -> bytes:
    """A picture as the content of a PNG file."""
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def read_mask(path: Path, grid: tuple[int, int]) -> Tensor:
    """A mask (rows, columns) from a file: its picture, its hexadecimal digits, or JSON that holds these.

    Raises ValueError with a sentence for what does not describe a mask of this grid.
    """
    from mae_demo.masking import mask_from_hex, mask_from_picture

    if path.suffix.lower() not in TEXTS:
        return mask_from_picture(open_picture(path, paper=BLACK), grid)  # transparent is visible
    held = written(path)
    if isinstance(held, dict):
        held = held.get("mask", "")
        if not held:
            raise Refusal("takeaway.no_mask")
    return mask_from_hex(str(held), grid)


def read_settings(path: Path) -> dict[str, str]:
    """The settings of a file, as an address would ask for them; nothing where it holds but a mask."""
    held = written(path) if path.suffix.lower() in TEXTS else ""
    if not isinstance(held, dict) or "checkpoint" not in held:
        return {}
    return {key: str(value) for key, value in held.items() if key in STATE and STATE[key].file}


def written(path: Path) -> dict | str:
    """What stands in a text file: a JSON object, or anything else as it is. Raises ValueError for what is no text."""
    try:
        text = path.read_bytes()[:MAX_TEXT].decode("utf-8-sig").strip()
        return json.loads(text) if text.startswith("{") else text
    except (ValueError, RecursionError) as error:
        raise Refusal("takeaway.no_mask") from error
