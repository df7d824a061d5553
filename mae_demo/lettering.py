"""The letters on pictures that are drawn here.

Pillow's own font is the same on every computer and has English letters alone; other languages take a font of this
computer's. Lines break between words, and between Chinese characters.
"""

from __future__ import annotations

import re
from functools import cache

from PIL import ImageFont
from PIL.ImageFont import FreeTypeFont

# Fonts of Linux, Windows and macOS that have more letters, by names that Pillow looks for where each keeps its fonts
FONTS = ("DejaVuSans.ttf", "arial.ttf", "NotoSansCJK-Regular.ttc", "wqy-microhei.ttc", "msyh.ttc", "Arial Unicode.ttf")
NO_CHARACTER = "\uffff"  # Unicode has none here, so a font draws the box that stands for a letter it lacks
PLAIN = str.maketrans("×–−", "x--")  # what Pillow's own font has in their place
CHINESE = r"\u3000-\u9fff\uff00-\uffef"
PIECE = re.compile(rf"(\s*)([{CHINESE}][，。、；：？！）》]*|[^\s{CHINESE}]+)")  # no comma begins a line


def has_letters(text: str) -> bool:
    """Whether a font that is here has every letter of a text."""
    return _that_has(text) is not None


def font(text: str, size: int) -> FreeTypeFont:
    """A font that has every letter of a text; Pillow's own where none has. size: pixels."""
    return _font(_that_has(text) or "", size)


def wrap(text: str, font: FreeTypeFont, width: int) -> list[str]:
    """Break text into lines of at most `width` pixels; a longer word gets a line alone."""
    lines = []
    for paragraph in text.translate(PLAIN).split("\n"):
        lines.append("")
        for space, piece in PIECE.findall(paragraph.strip()):
            longer = lines[-1] + (" " if space else "") + piece
            if lines[-1] and font.getlength(longer) > width:
                lines.append(piece)
            else:
                lines[-1] = longer
    return lines


def _that_has(text: str) -> str | None:
    """The first font that has every letter of a text, by its file's name, "" for Pillow's own; None where none has."""
    letters = frozenset(text.translate(PLAIN)) - {" ", "\n"}
    return next((name for name in ("", *FONTS) if letters <= _drawn_by(name, letters)), None)


@cache
def _font(name: str, size: int) -> FreeTypeFont | None:
    """A font by its file's name, Pillow's own by none; None where it is not here."""
    try:
        return ImageFont.truetype(name, size) if name else ImageFont.load_default(size=size)
    except OSError:
        return None


@cache
def _drawn_by(name: str, letters: frozenset[str]) -> frozenset[str]:
    """Those of some letters that a font has."""
    drawn = _font(name, 16)
    if drawn is None:
        return frozenset()
    shape = {letter: drawn.getmask(letter) for letter in (*letters, NO_CHARACTER)}
    box = shape.pop(NO_CHARACTER)
    return frozenset(letter for letter, mask in shape.items() if (mask.size, bytes(mask)) != (box.size, bytes(box)))
