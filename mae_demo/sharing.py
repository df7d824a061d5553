"""What one wants to post: a card of the size that previews of links have, and a clip in which the mask fills in."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageDraw
from torch import Tensor

from mae_demo.image import to_picture
from mae_demo.lettering import PLAIN, wrap
from mae_demo.lettering import font as font_for
from mae_demo.render import INK, PAPER, fill, masked_picture

CARD = (1200, 630)  # pixels, as link previews are
QUIET, ACCENT = (90, 100, 115), (15, 118, 110)
FRAMES, FRAME_MS, HOLD_MS = 24, 90, 1600  # of the clip: while patches fill in, and at its two ends
CLIP = 480  # pixels of the clip's longer side, at most
PIXELATED_BELOW = 128  # pixels of the longer side


def card(pictures: dict[str, Image.Image], title: str, figures: str, foot: str) -> Image.Image:
    """Pictures side by side under a title, 1200×630 'RGB'. figures: a line below them; foot: a link, small."""
    page = Image.new("RGB", CARD, PAPER)
    pen, margin, gap = ImageDraw.Draw(page), 48, 24
    large, middle, small = (font_for("".join([title, figures, *pictures]), size) for size in (34, 24, 16))
    room = CARD[0] - 2 * margin
    pen.text((margin, 30), wrap(title, large, room)[0], INK, large)
    side = min((room - gap * (len(pictures) - 1)) // len(pictures), 378)
    left, top = (CARD[0] - side * len(pictures) - gap * (len(pictures) - 1)) // 2, 124
    for caption, picture in pictures.items():
        pen.text((left, top - 32), caption.translate(PLAIN), QUIET, middle)
        shown = shape(picture.convert("RGB"), side)
        page.paste(shown, (left + (side - shown.width) // 2, top + (side - shown.height) // 2))
        left += side + gap
    pen.text((margin, top + side + 20), wrap(figures, middle, room)[0], ACCENT, middle)
    lines = wrap("\n".join(foot[at : at + 130] for at in range(0, len(foot), 130)), small, room)
    pen.text((margin, top + side + 62), "\n".join(lines[:2]), QUIET, small, spacing=4)
    return page


def shape(picture: Image.Image, side: int) -> Image.Image:
    """A picture whose longer side has `side` pixels, as the page shows it: small ones pixelated, larger ones smooth."""
    if max(picture.size) < PIXELATED_BELOW:
        return fill(picture, side)
    scale = side / max(picture.size)
    return picture.resize((round(picture.width * scale), round(picture.height * scale)), Image.Resampling.LANCZOS)


def clip(original: Tensor, composite: Tensor, mask: Tensor, caption: str, seed: int = 0) -> bytes:
    """A looping GIF: the masked picture, whose hidden patches are filled in one after another, in an order by `seed`.

    original, composite: (C, H, W) in [0, 1]. mask: bool (rows, columns), True = hidden. caption: below the picture.
    """
    masked = masked_picture(original, mask, CLIP).convert("RGB")
    done = shape(to_picture(composite).convert("RGB"), max(masked.size)).resize(masked.size)
    font, foot = font_for(caption, 17), 56
    hidden = np.flatnonzero(mask.flatten().cpu().numpy())
    order = np.random.default_rng(seed).permutation(hidden)

    def frame(count: int) -> Image.Image:
        filled = np.zeros(mask.numel(), dtype=bool)
        filled[order[:count]] = True
        where = Image.fromarray(filled.reshape(mask.shape)).resize(masked.size, Image.Resampling.NEAREST)
        page = Image.new("RGB", (masked.width, masked.height + foot), PAPER)
        page.paste(Image.composite(done, masked, where))
        lines = "\n".join(wrap(caption, font, masked.width - 16)[:2])
        ImageDraw.Draw(page).text((8, masked.height + 8), lines, INK, font, spacing=4)
        return page

    counts = np.unique(np.linspace(0, len(order), FRAMES + 1).round().astype(int))
    frames = [frame(count) for count in counts]
    durations = [HOLD_MS if at in (0, len(frames) - 1) else FRAME_MS for at in range(len(frames))]
    buffer = io.BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:], duration=durations, loop=0)
    return buffer.getvalue()
