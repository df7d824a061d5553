"""Picture files that visitors bring, as RGB or grey pictures that a model can take, and back.

`open_picture` checks the size and the header of a file before it decodes a pixel, and says what it refuses. An
accepted picture becomes 'RGB', or 'L' where it is grey without transparency:

    transparency           composed with white paper, in any form: an alpha channel, a palette with transparent
                           entries, one transparent colour; always 'RGB'. In 16-bit grey it is ignored
    palette                'RGB', even where all its colours are grey
    1 bit                  'L', 0 and 255
    16-bit grey            'L', 0 to 65535 spread evenly over 0 to 255
    32-bit grey and float  'L'; values within [0, 1] spread over 0 to 255, else the darkest one becomes 0 and the
                           brightest 255, for no standard defines white; NaN and infinite values are refused
    16-bit colour          'RGB', the upper 8 bits
    CMYK                   'RGB', without an ink profile; in a JPEG 255 means no ink, as Adobe writes it
    LAB                    'RGB', as sRGB
    animation, pages       the first frame or page
    EXIF orientation       applied; all other metadata is dropped, colour profiles too: colours are read as sRGB

Of `info` only ON_PAPER stays: whether white paper shows anywhere.

`to_tensor` and `to_picture` import torch, so that the page can open pictures before torch is loaded.
"""

from __future__ import annotations

import base64
import io
import math
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from mae_demo.text import Refusal

if TYPE_CHECKING:
    from torch import Tensor

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
MAX_BYTES = 5 * 2**20  # Gradio's '5mb'
MAX_PIXELS = 4096 * 4096  # enough for a telephone's '16 megapixels', 4624×3468
MAX_SCANS = 200  # of a progressive JPEG; encoders write about 10, and each costs a pass over all pixels
MAX_STRIPS = 65536  # of an uncompressed TIFF; each needs a decoder
START_OF_SCAN = b"\xff\xda"
PAPER = (255, 255, 255)  # behind transparent pixels
ON_PAPER = "on paper"
MODES = {1: "L", 3: "RGB"}  # by number of channels

T = Image.Transpose
MIRRORED = {2: T.FLIP_LEFT_RIGHT, 4: T.FLIP_TOP_BOTTOM, 5: T.TRANSPOSE, 7: T.TRANSVERSE}
UPRIGHT = {3: T.ROTATE_180, 6: T.ROTATE_270, 8: T.ROTATE_90} | MIRRORED  # EXIF orientation -> its inverse

# The errors that Pillow raises for damaged files, found by cutting and changing files of every format
DAMAGE = (OSError, SyntaxError, ValueError, TypeError, OverflowError, IndexError, KeyError, struct.error)


class PictureRefused(Refusal):
    """A picture that is refused; the message is one sentence that the visitor can act on."""


def open_picture(path: str | Path) -> Image.Image:
    """The picture in a file, upright, 'RGB' or 'L', as the table above says.

    Raises PictureRefused for a file that is missing, empty, damaged, cut short, of an unknown format, or over
    MAX_BYTES; for one with more than MAX_PIXELS, MAX_SCANS or MAX_STRIPS, before it is decoded; and for values that are
    not finite numbers.
    """
    path = Path(path)
    if not path.is_file():
        raise PictureRefused("pictures.missing")
    size = path.stat().st_size
    if size == 0:
        raise PictureRefused("pictures.empty")
    if size > MAX_BYTES:
        megabytes = math.ceil(size / 2**20 * 10) / 10  # rounded up, so that it never looks like the limit itself
        raise PictureRefused("pictures.large_file", megabytes=megabytes)
    try:
        content = path.read_bytes()
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            _check_header(picture, content)
            picture.load()
            orientation = picture.getexif().get(ExifTags.Base.Orientation)
            result = _to_rgb_or_grey(picture)
    except PictureRefused:
        raise
    except UnidentifiedImageError as error:
        raise PictureRefused("pictures.unknown") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureRefused("pictures.far_too_large") from error
    except DAMAGE as error:
        raise PictureRefused("pictures.damaged") from error
    if orientation in UPRIGHT:
        result = result.transpose(UPRIGHT[orientation])
    result.info = {ON_PAPER: result.info.get(ON_PAPER) is True}
    return result


def fit_picture(picture: Image.Image, size: tuple[int, int], channels: int) -> Image.Image:
    """Crop the middle of a picture to the shape of `size`, as large as possible, and resize it to `size` (Lanczos).

    picture: 'L' or 'RGB'. size: (height, width) in pixels. channels: 1 for 'L' (ITU-R 601 luma), 3 for 'RGB'.
    A picture that already has this size and mode stays as it is, pixel for pixel.
    """
    height, width = size
    return ImageOps.fit(picture.convert(MODES[channels]), (width, height), Image.Resampling.LANCZOS)


def to_tensor(picture: Image.Image) -> Tensor:
    """A picture, 'L' or 'RGB', as a float32 tensor (C, H, W) in [0, 1]; C is 1 or 3."""
    import torch

    assert picture.mode in MODES.values()
    pixels = torch.from_numpy(np.array(picture)).view(picture.height, picture.width, -1)  # (H, W, C), uint8
    return pixels.permute(2, 0, 1).contiguous().float() / 255


def to_picture(tensor: Tensor) -> Image.Image:
    """A tensor (C, H, W) as a picture, 'L' or 'RGB'; values are clamped to [0, 1] and rounded to 256 levels.

    The exact inverse of `to_tensor`.
    """
    import torch

    pixels = (tensor.detach().cpu().float().clamp(0, 1) * 255).round().to(torch.uint8)
    pixels = pixels.permute(1, 2, 0)  # (H, W, C)
    return Image.fromarray(pixels.numpy() if pixels.shape[2] == 3 else pixels.squeeze(2).numpy())


def to_data_url(picture: Image.Image, kind: Literal["webp", "jpeg"]) -> str:
    """A picture as a URL that a browser shows: 'data:image/webp;base64,...'. WebP is lossless here; JPEG is small."""
    buffer = io.BytesIO()
    if kind == "webp":
        picture.save(buffer, "WEBP", lossless=True, quality=0, method=0)  # the least effort
    else:
        picture.save(buffer, "JPEG", quality=90, subsampling=0)  # colours at full resolution: sharp patch edges
    return f"data:image/{kind};base64,{base64.b64encode(buffer.getvalue()).decode('ascii')}"


def _check_header(picture: Image.Image, content: bytes) -> None:
    """Refuse a picture that would take too much memory or time, before it is decoded."""
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise PictureRefused("pictures.large", width=width, height=height)
    scans = content.count(START_OF_SCAN) if picture.format in ("JPEG", "MPO") else 0
    if scans > MAX_SCANS or len(picture.tile) > MAX_STRIPS:
        raise PictureRefused("pictures.parts")


def _to_rgb_or_grey(picture: Image.Image) -> Image.Image:
    """A decoded picture of any mode as 'RGB', or as 'L' where it is grey without transparency."""
    if picture.mode in ("I", "F") or picture.mode.startswith("I;16"):
        return _to_8_bits(picture)
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        laid = Image.alpha_composite(Image.new("RGBA", picture.size, PAPER), picture).convert("RGB")
        laid.info[ON_PAPER] = picture.getchannel("A").getextrema()[0] < 255
        return laid
    return picture.convert("L" if picture.mode in ("1", "L") else "RGB")


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
