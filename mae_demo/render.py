"""Numbers as pictures: error maps with a legend, hatched holes, and the figure that a visitor downloads."""

from __future__ import annotations

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor

from mae_demo.image import to_picture
from mae_demo.patches import patchify, unpatchify
from mae_demo.scales import ATTENTION, DIFFERENCE, ERROR, Scale

HATCH = (0x80, 0xA6)  # the greys of a hidden patch, as the page paints them
INK, PAPER = (34, 34, 34), (255, 255, 255)
PLAIN = str.maketrans("×–−", "x--")  # Pillow's own typeface knows ASCII and little more


def paint(values: Tensor, scale: Scale) -> Image.Image:
    """Numbers (rows, columns) in the colours of a scale, one pixel a number: 'RGB'."""
    colours = np.array([list(bytes.fromhex(colour)) for colour in scale.colours.split()])  # (S, 3)
    share = (values.detach().cpu().double().numpy() - scale.low) / (scale.high - scale.low)
    places = np.linspace(0, 1, len(colours))
    channels = [np.interp(share, places, channel) for channel in colours.T]  # np.interp stops at both ends
    return Image.fromarray(np.stack(channels, -1).round().astype(np.uint8))


def legend(scale: Scale, width: int = 256) -> Image.Image:
    """The colours of a scale from low to high, one pixel high; `low`, `high` and `unit` belong beside it."""
    return paint(torch.linspace(scale.low, scale.high, width)[None], scale)


def error_map(error: Tensor) -> Image.Image:
    """An error (C, H, W), averaged over the channels, at each pixel, on the scale ERROR."""
    return paint(error.mean(0), ERROR)


def patch_error_map(error: Tensor, patch_size: int) -> Image.Image:
    """An error (C, H, W), averaged over each patch, in a picture of the same size, on the scale ERROR."""
    grid = error.shape[1] // patch_size, error.shape[2] // patch_size
    patches = patchify(error[None], patch_size)
    return error_map(unpatchify(patches.mean(-1, keepdim=True).expand_as(patches), patch_size, grid)[0])


def difference_map(prediction: Tensor, original: Tensor) -> Image.Image:
    """Where a prediction (C, H, W) is too dark (blue) or too bright (orange), on the scale DIFFERENCE."""
    return paint((prediction - original).mean(0), DIFFERENCE)


def attention_map(attention: Tensor, mask: Tensor) -> Image.Image:
    """How much each patch is looked at, shares (rows, columns), one pixel a patch, on the scale ATTENTION.

    mask: bool (rows, columns), that of the encoder. 1 is the share of a token where all of them, the class token and
    the visible patches, are looked at alike; so maps of finer and coarser grids can be compared.
    """
    return paint(attention * (1 + (~mask).sum()), ATTENTION)


def normalised_picture(prediction: Tensor) -> Image.Image:
    """A normalised prediction (C, H, W), which has no brightness of its own: 0 is mid-grey, ±3 deviations the ends."""
    return to_picture(0.5 + prediction / 6)


def mask_picture(mask: Tensor, patch_size: int = 1) -> Image.Image:
    """A mask (rows, columns) as black and white ('L'), `patch_size` pixels a patch; white = hidden.

    That is how inpainting programs read a mask.
    """
    picture = Image.fromarray(mask.cpu().numpy().astype(np.uint8) * 255)
    return picture.resize((mask.shape[1] * patch_size, mask.shape[0] * patch_size), Image.Resampling.NEAREST)


def masked_picture(image: Tensor, mask: Tensor, side: int = 448) -> Image.Image:
    """A picture (C, H, W) with its hidden patches hatched, enlarged by a whole number to about `side` pixels.

    mask: bool (rows, columns), True = hidden. The hatching cannot be taken for a grey part of the picture.
    """
    picture = enlarge(to_picture(image), side)
    period = max(6, side // 40)
    y, x = np.indices((picture.height, picture.width))
    hatching = np.where((x + y) % period < period / 4, HATCH[1], HATCH[0]).astype(np.uint8)
    hidden = mask_picture(mask).resize(picture.size, Image.Resampling.NEAREST)
    picture.paste(Image.fromarray(hatching).convert(picture.mode), mask=hidden)
    return picture


def enlarge(picture: Image.Image, side: int) -> Image.Image:
    """A picture with every pixel repeated, as often as its longer side fits into `side`; never made smaller."""
    factor = max(1, side // max(picture.size))
    return picture.resize((picture.width * factor, picture.height * factor), Image.Resampling.NEAREST)


def figure(
    rows: list[list[tuple[str, Image.Image]]], notes: str = "", scales: tuple[Scale, ...] = (), side: int = 224
) -> Image.Image:
    """Pictures in rows, a caption over each, legends and notes below: one 'RGB' picture on white paper.

    rows: (caption, picture) from left to right. notes: lines at the foot, such as checkpoint, mask and seed. scales: a
    legend for each. side: of a picture's cell in pixels, which its longer side fills: small pictures keep their pixels
    to be seen. Text is set in Pillow's own typeface, the same on every machine; it has no letters beyond English.
    """
    font, line, gap = ImageFont.load_default(size=14), 20, 16
    width = gap + max(len(row) for row in rows) * (side + gap)
    captions = [[_wrap(caption, font, side) for caption, _ in row] for row in rows]
    heights = [max(map(len, row)) * line for row in captions]
    feet = _wrap(notes, font, width - 2 * gap) if notes else []
    pictures = [[_fill(picture, side) for _, picture in row] for row in rows]
    talls = [max(picture.height for picture in row) for row in pictures]
    below = (len(scales) + len(feet)) * line
    sheet = Image.new("RGB", (width, 2 * gap + sum(heights) + sum(talls) + len(rows) * gap + below), PAPER)
    pen = ImageDraw.Draw(sheet)

    top = gap
    for row, tall, lines, height in zip(pictures, talls, captions, heights, strict=True):
        for column, picture in enumerate(row):
            left = gap + column * (side + gap)
            pen.text((left, top), "\n".join(lines[column]), INK, font, spacing=line - 14)
            sheet.paste(picture, (left, top + height))
        top += height + tall + gap

    for scale in scales:
        sheet.paste(legend(scale, 128).resize((128, line - 6)), (gap, top + 3))
        pen.text((gap + 136, top), f"{scale.low:g} to {scale.high:g}: {scale.unit}", INK, font)
        top += line
    pen.text((gap, top), "\n".join(feet), INK, font, spacing=line - 14)
    return sheet


def _fill(picture: Image.Image, side: int) -> Image.Image:
    """A picture whose longer side has `side` pixels: each of its own repeated, and then, if need be, made smaller."""
    longest = max(picture.size)
    picture = enlarge(picture, longest * -(-side // longest))
    picture.thumbnail((side, side), Image.Resampling.LANCZOS)
    return picture


def _wrap(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Text in lines of at most `width` pixels, broken between words; a longer word stands alone."""
    lines = []
    for paragraph in text.translate(PLAIN).split("\n"):
        lines.append("")
        for word in paragraph.split():
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and font.getlength(longer) > width:
                lines.append(word)
            else:
                lines[-1] = longer
    return lines
