"""Decoded pictures of any mode as 'RGB' or 'L' in sRGB, on plain paper.

colour profile         colours become sRGB by ImageCms; a profile that is damaged, or is for another kind of
                       picture, is ignored, as browsers do
transparency           composed with paper, in any form: an alpha channel, a palette with transparent entries, one
                       transparent colour; always 'RGB'. In 16-bit grey one transparent level, which stays 'L'
palette                'RGB', even where all its colours are grey
1 bit                  'L', 0 and 255
16-bit grey            'L', 0 to 65535 spread evenly over 0 to 255, each level rounded to the nearest
32-bit grey and float  'L'; values within [0, 1] spread over 0 to 255, else the darkest one becomes 0 and the
                       brightest 255, for no standard defines white; NaN and infinite values are refused
16-bit colour          'RGB', the upper 8 bits
CMYK                   'RGB', by its ink profile or without one; in a JPEG 255 means no ink, as Adobe writes it
LAB                    'RGB', as sRGB
"""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageCms

from mae_demo.text import Refusal

WHITE, BLACK = (255, 255, 255), (0, 0, 0)  # paper behind transparent pixels
GREY = ("1", "L", "LA", "La")
ON_PAPER = "on paper"  # in the `info` of a picture: whether paper shows anywhere
SRGB = ImageCms.createProfile("sRGB")
SAME = 1  # levels by which a profile may differ from sRGB and still count as sRGB
STEPS = 9  # of each channel, in the colours by which a profile is compared with sRGB


class PictureRefused(Refusal):
    """A picture that is refused; the message is one sentence that the visitor can act on."""


def to_rgb_or_grey(picture: Image.Image, paper: tuple[int, int, int] = WHITE) -> Image.Image:
    """A decoded picture of any mode as 'RGB' or 'L', as the table above says; ON_PAPER tells whether paper shows.

    Raises PictureRefused for values that are not finite numbers.
    """
    profile, transparent = picture.info.get("icc_profile"), picture.has_transparency_data
    if picture.mode in ("I", "F") or picture.mode.startswith("I;16"):
        level = picture.info.get("transparency") if picture.mode.startswith("I;16") else None
        clear = None if level is None else np.asarray(picture) == level
        picture = _in_srgb(_to_8_bits(picture), profile)
        if clear is not None and clear.any():
            picture = Image.fromarray(np.where(clear, np.uint8(paper[0]), np.asarray(picture)))
            picture.info[ON_PAPER] = True
        return picture
    if transparent:
        alpha = picture.convert("RGBA").getchannel("A")
        colours = _in_srgb(picture.convert("L" if picture.mode in GREY else "RGB"), profile).convert("RGB")
        result = Image.composite(colours, Image.new("RGB", picture.size, paper), alpha)
        result.info[ON_PAPER] = alpha.getextrema()[0] < 255
        return result
    if picture.mode == "CMYK":
        return _in_srgb(picture, profile).convert("RGB")
    return _in_srgb(picture.convert("L" if picture.mode in GREY else "RGB"), profile)


def _to_8_bits(picture: Image.Image) -> Image.Image:
    """A grey picture of more than 8 bits as 'L', scaled, not clipped."""
    if picture.mode.startswith("I;16"):
        low, high = 0, 65535
    elif not np.isfinite(np.asarray(picture)).all():
        raise PictureRefused("pictures.not_finite")
    else:
        low, high = picture.getextrema()
        if low >= 0 and high <= 1:
            low, high = 0, 1
    scale = 255 / (high - low or 1)
    return picture.convert("F").point(lambda value: value * scale + (0.5 - low * scale)).convert("L")  # 0.5: round


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """A picture, 'L', 'RGB' or 'CMYK', with its colours moved from those of a profile to sRGB.

    As it is, pixel for pixel, without a profile, and with one that says sRGB.
    """
    if not profile:
        return picture
    try:
        space = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        transform = ImageCms.buildTransform(space, SRGB, picture.mode, "RGB")
        if picture.mode != "CMYK" and _is_srgb(transform, picture.mode):
            return picture
        moved = ImageCms.applyTransform(picture, transform)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture
    return moved.getchannel("G") if picture.mode == "L" else moved  # greys have three equal channels


def _is_srgb(transform: ImageCms.ImageCmsTransform, mode: str) -> bool:
    """Whether a transform to sRGB leaves colours of all kinds as they are."""
    levels = np.linspace(0, 255, STEPS).round().astype(np.uint8)
    colours = levels[None] if mode == "L" else np.stack(np.meshgrid(levels, levels, levels), -1).reshape(1, -1, 3)
    moved = np.asarray(ImageCms.applyTransform(Image.fromarray(colours), transform), int)
    return bool(np.abs(moved - colours.reshape(1, -1, len(mode))).max() <= SAME)
