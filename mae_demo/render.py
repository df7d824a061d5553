"""Pictures of numbers: error maps with a legend, hatched masks, and the figure that a visitor downloads."""

from __future__ import annotations

import numpy as np
import torch
from PIL import Image, ImageDraw
from torch import Tensor

from mae_demo.image import to_picture
from mae_demo.lettering import font as font_for
from mae_demo.lettering import wrap
from mae_demo.patches import patchify, unpatchify
from mae_demo.scales import ATTENTION, DIFFERENCE, ERROR, Scale

HATCH = (0x80, 0xA6)  # the greys of a hidden patch, as the page paints them
INK, PAPER = (34, 34, 34), (255, 255, 255)


def paint(values: Tensor, scale: Scale) -> Image.Image:
    """Numbers (rows, columns) in the colours of a scale, one pixel for each: 'RGB'."""
    colours = np.array([list(bytes.fromhex(colour)) for colour in scale.colours.split()])  # (S, 3)
    fraction = (values.detach().cpu().double().numpy() - scale.low) / (scale.high - scale.low)
    places = np.linspace(0, 1, len(colours))
    channels = [np.interp(fraction, places, channel) for channel in colours.T]  # np.interp clamps at both ends
    return Image.fromarray(np.stack(channels, -1).round().astype(np.uint8))


def legend(scale: Scale, width: int = 256) -> Image.Image:
    """The colours of a scale from low to high, one pixel high; show it with `low`, `high` and `unit`."""
    return paint(torch.linspace(scale.low, scale.high, width)[None], scale)


def error_map(error: Tensor) -> Image.Image:
    """An error (C, H, W) at each pixel, averaged over the channels, on the scale ERROR."""
    return paint(error.mean(0), ERROR)


def patch_error_map(error: Tensor, patch_size: int) -> Image.Image:
    """An error (C, H, W), averaged over each patch, as a picture of the same size on the scale ERROR."""
    grid = error.shape[1] // patch_size, error.shape[2] // patch_size
    patches = patchify(error[None], patch_size)
    return error_map(unpatchify(patches.mean(-1, keepdim=True).expand_as(patches), patch_size, grid)[0])


def difference_map(prediction: Tensor, original: Tensor) -> Image.Image:
    """Where a prediction (C, H, W) is too dark (blue) or too bright (orange), on the scale DIFFERENCE."""
    return paint((prediction - original).mean(0), DIFFERENCE)


def attention_map(attention: Tensor, mask: Tensor) -> Image.Image:
    """The attention that each patch receives, (rows, columns), one pixel for each, on the scale ATTENTION.

    attention: weights that, with the class token's, sum to 1. mask: bool (rows, columns), that of the encoder. They are
    multiplied by the number of tokens, so that 1 means equal attention to all, and finer and coarser grids compare.
    """
    return paint(attention * (1 + (~mask).sum()), ATTENTION)


def normalised_picture(prediction: Tensor) -> Image.Image:
    """A normalised prediction (C, H, W), which has no brightness: 0 becomes mid-grey, ±3 deviations black and white."""
    return to_picture(0.5 + prediction / 6)


def mask_picture(mask: Tensor, patch_size: int = 1) -> Image.Image:
    """A mask (rows, columns) in black and white ('L'), `patch_size` pixels for each patch; white = hidden.

    Inpainting programs read a mask in this way.
    """
    picture = Image.fromarray(mask.cpu().numpy().astype(np.uint8) * 255)
    return picture.resize((mask.shape[1] * patch_size, mask.shape[0] * patch_size), Image.Resampling.NEAREST)


def masked_picture(image: Tensor, mask: Tensor, side: int = 448) -> Image.Image:
    """A picture (C, H, W) with its hidden patches hatched, magnified by a whole number to about `side` pixels.

    mask: bool (rows, columns), True = hidden. Hatching does not look like a grey part of the picture.
    """
    picture = magnify(to_picture(image), side)
    period = max(6, side // 40)
    y, x = np.indices((picture.height, picture.width))
    hatching = np.where((x + y) % period < period / 4, HATCH[1], HATCH[0]).astype(np.uint8)
    hidden = mask_picture(mask).resize(picture.size, Image.Resampling.NEAREST)
    picture.paste(Image.fromarray(hatching).convert(picture.mode), mask=hidden)
    return picture


def magnify(picture: Image.Image, side: int) -> Image.Image:
    """Repeat every pixel of a picture as often as its longer side fits into `side`; larger pictures stay."""
    factor = max(1, side // max(picture.size))
    return picture.resize((picture.width * factor, picture.height * factor), Image.Resampling.NEAREST)


def figure(
    rows: list[list[tuple[str, Image.Image]]], notes: str = "", scales: tuple[Scale, ...] = (), side: int = 224
) -> Image.Image:
    """Pictures in rows, with a caption over each, and legends and notes below: one 'RGB' picture on white.

    rows: (caption, picture) from left to right. notes: lines at the foot, such as checkpoint, mask and seed. scales: a
    legend for each. side: pixels of a picture's longer side in the figure; pixels of small pictures become squares.
    """
    font = font_for("".join([notes, *(caption for row in rows for caption, _ in row)]), 14)
    line, gap = 20, 16
    width = gap + max(len(row) for row in rows) * (side + gap)
    captions = [[wrap(caption, font, side) for caption, _ in row] for row in rows]
    heights = [max(map(len, row)) * line for row in captions]
    feet = wrap(notes, font, width - 2 * gap) if notes else []
    pictures = [[fill(picture, side) for _, picture in row] for row in rows]
    talls = [max(picture.height for picture in row) for row in pictures]
    below = (len(scales) + len(feet)) * line
    page = Image.new("RGB", (width, 2 * gap + sum(heights) + sum(talls) + len(rows) * gap + below), PAPER)
    pen = ImageDraw.Draw(page)

    top = gap
    for row, tall, lines, height in zip(pictures, talls, captions, heights, strict=True):
        for column, picture in enumerate(row):
            left = gap + column * (side + gap)
            pen.text((left, top), "\n".join(lines[column]), INK, font, spacing=line - 14)
            page.paste(picture, (left, top + height))
        top += height + tall + gap

    for scale in scales:
        page.paste(legend(scale, 128).resize((128, line - 6)), (gap, top + 3))
        pen.text((gap + 136, top), f"{scale.low:g} to {scale.high:g}: {scale.unit}", INK, font)
        top += line
    pen.text((gap, top), "\n".join(feet), INK, font, spacing=line - 14)
    return page


def fill(picture: Image.Image, side: int) -> Image.Image:
    """Scale a picture so that its longer side has `side` pixels: repeat pixels, then make it smaller if needed."""
    longest = max(picture.size)
    picture = magnify(picture, longest * -(-side // longest))
    picture.thumbnail((side, side), Image.Resampling.LANCZOS)
    return picture
