"""The emoji data set: every emoji of a colour font as a small picture on a plain background.

They are drawn once, to data/emoji-64.npz (15 MB), from Noto Color Emoji and Unicode's list of sequences in Debian's
packages fonts-noto-color-emoji and unicode-data. `python -m train.emoji` draws them from other files.
"""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Annotated

import numpy as np
import torch
import typer
from PIL import Image, ImageDraw, ImageFont
from torch import Generator, Tensor
from tqdm import tqdm

from mae_demo.atomic_write import write_atomically
from train.dataset import Dataset

SIDE = 64  # of a picture, in pixels
MARGIN = 4  # pixels around a drawing, within which it is shifted at random
BACKGROUNDS = 8  # training pictures of each drawing
WHITE = 4  # every fourth background is white
FONT_SIZE = 109  # of the bitmaps in Noto Color Emoji
FONT = Path("/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf")
LIST = Path("/usr/share/unicode/emoji/emoji-test.txt")
FILE = Path("data/emoji-64.npz")
SKIN_TONES = {chr(code) for code in range(0x1F3FB, 0x1F400)}
PERSONS = {"👨": "🧑", "👩": "🧑"}
GENDERS = {"♂", "♀", "\ufe0f"}  # and the variation selector for colour


def listed(path: Path) -> list[tuple[str, str]]:
    """(sequence, group) of each fully qualified emoji in a file like Unicode's emoji-test.txt (UTS #51)."""
    found, group = [], ""
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("# group: "):
            group = line.removeprefix("# group: ")
        elif "; fully-qualified" in line:
            found.append(("".join(chr(int(code, 16)) for code in line.split(";")[0].split()), group))
    return found


def base_of(sequence: str) -> str:
    """What an emoji and its variants of skin tone and gender have in common, so that no split divides them."""
    bare = "".join(PERSONS.get(sign, sign) for sign in sequence if sign not in SKIN_TONES | GENDERS)
    return bare.strip("\u200d")


def part_of(sequence: str) -> int:
    """0 for training, 1 for validation, 2 for the test; 80, 10 and 10 % of the bases, by their hash."""
    return {8: 1, 9: 2}.get(int(hashlib.sha256(base_of(sequence).encode()).hexdigest(), 16) % 10, 0)


def draw(sequence: str, font: ImageFont.FreeTypeFont) -> Image.Image | None:
    """An emoji with transparency, RGBA of SIDE - 2·MARGIN pixels; None where the font does not have it as one glyph."""
    side = SIDE - 2 * MARGIN
    canvas = Image.new("RGBA", (2 * FONT_SIZE, 2 * FONT_SIZE))
    width = font.getlength(sequence)
    ImageDraw.Draw(canvas).text((20, 20), sequence, font=font, embedded_color=True)
    box = canvas.getbbox()
    if box is None or width > 1.3 * FONT_SIZE:  # nothing, or a row of parts
        return None
    drawing = canvas.crop(box)
    drawing.thumbnail((side, side), Image.Resampling.LANCZOS)
    square = Image.new("RGBA", (side, side))
    square.paste(drawing, ((side - drawing.width) // 2, (side - drawing.height) // 2))
    return square


def on_backgrounds(drawings: Tensor, generator: Generator) -> Tensor:
    """Put each drawing, uint8 (B, 4, S, S), at a random place on a random plain colour: uint8 (B, 3, SIDE, SIDE)."""
    count, _, side, _ = drawings.shape
    colours = torch.randint(0, 256, (count, 3, 1, 1), generator=generator)
    colours[::WHITE] = 255
    pictures = colours.expand(-1, -1, SIDE, SIDE).to(torch.uint8).clone()
    corners = torch.randint(0, SIDE - side + 1, (count, 2), generator=generator).tolist()
    for picture, drawing, (top, left) in zip(pictures, drawings, corners, strict=True):
        window, alpha = picture[:, top : top + side, left : left + side], drawing[3:].float() / 255
        window.copy_((alpha * drawing[:3] + (1 - alpha) * window).round())
    return pictures


def prepare(font: Path = FONT, list_file: Path = LIST, out: Path = FILE) -> None:
    """Draw every emoji of a list once, and save drawings, groups and parts in one file.

    font: one with bitmaps of 109 pixels. list_file: see `listed`. Raises ValueError where one of them is missing.
    """
    for path, package in ((font, "fonts-noto-color-emoji"), (list_file, "unicode-data")):
        if not path.is_file():
            raise ValueError(f"{path} is missing: install Debian's {package}, or name another file.")
    loaded = ImageFont.truetype(font, FONT_SIZE, layout_engine=ImageFont.Layout.RAQM)  # composes sequences
    sequences = listed(list_file)
    names = list(dict.fromkeys(group for _, group in sequences))
    drawings, groups, parts = [], [], []
    for sequence, group in tqdm(sequences, unit="emoji"):
        drawing = draw(sequence, loaded)
        if drawing:
            drawings.append(np.asarray(drawing).transpose(2, 0, 1))
            groups.append(names.index(group))
            parts.append(part_of(sequence))
    content = io.BytesIO()
    np.savez_compressed(content, drawings=np.stack(drawings), groups=groups, parts=parts, names=names)
    out.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(out, content.getvalue())
    print(f"Wrote {len(drawings)} of {len(sequences)} emoji to {out}")


def emoji(path: Path = FILE) -> Dataset:
    """Emoji, 64×64 in colour, with Unicode's groups as classes: 2,936 for training, each on eight backgrounds, 361 for
    validation and 356 for the test.

    All variants of skin tone and gender of an emoji are in the same part (`base_of`). Some couples are not, since
    Unicode writes those with skin tones by another sequence. The counts are those of Noto Color Emoji 2.042 and Unicode
    15.0; the 356 of the test have 170 bases. The emoji are drawn on the first call, which raises ValueError where font
    or list is missing.
    """
    if not path.is_file():
        prepare(out=path)
    with np.load(path) as content:
        drawings, groups, parts = (torch.from_numpy(content[key]) for key in ("drawings", "groups", "parts"))
        names = tuple(content["names"].tolist())
    # Some flags look alike, such as those of France and of Clipperton: do not test on what is trained on
    known = {drawing.numpy().tobytes() for drawing in drawings[parts == 0]}
    new = torch.tensor([drawing.numpy().tobytes() not in known for drawing in drawings])
    pictures, labels = [], []
    for part, times in enumerate((BACKGROUNDS, 1, 1)):
        chosen = (parts == part) & (new | (parts == 0))
        generator = Generator().manual_seed(part)
        pictures.append(on_backgrounds(drawings[chosen].repeat_interleave(times, 0), generator))
        labels.append(groups[chosen].repeat_interleave(times))
    order = torch.randperm(len(pictures[0]), generator=Generator().manual_seed(3))  # mix the groups
    pictures[0], labels[0] = pictures[0][order], labels[0][order]
    return Dataset(*pictures, *labels, names)


def main(
    font: Annotated[Path, typer.Option(help="A colour font with bitmaps of 109 pixels.")] = FONT,
    list_file: Annotated[Path, typer.Option("--list", help="Unicode's emoji-test.txt.")] = LIST,
    out: Annotated[Path, typer.Option(help="The file to write.")] = FILE,
) -> None:
    """Draw every emoji once."""
    try:
        prepare(font, list_file, out)
    except ValueError as error:
        raise SystemExit(str(error)) from error


if __name__ == "__main__":
    typer.run(main)
