"""Picture files, as RGB or grey pictures that a model can take, and back: one reader for all that people bring.

An accepted picture becomes 'RGB', or 'L' where it is grey without transparency, in sRGB and on white paper (see
mae_demo.colour). Animations and files of several pages give the first one; EXIF orientation is applied, and all other
metadata dropped. Of `info` only ON_PAPER stays: whether paper shows anywhere.

`open_picture` is for what strangers send: it checks the size and the header of a file before it decodes a pixel, and
says what it refuses. `open_own_picture` is for a person's own files on their own machine, of any size.

`to_tensor` and `to_picture` import torch, so that the page can open pictures before torch is loaded.
"""

from __future__ import annotations

import base64
import importlib.util
import io
import math
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from mae_demo.colour import ON_PAPER, WHITE, PictureRefused, to_rgb_or_grey

if TYPE_CHECKING:
    from torch import Tensor

FORMATS = ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF"]
if importlib.util.find_spec("pillow_heif"):  # HEIC, where that package is installed
    import pillow_heif

    pillow_heif.register_heif_opener()
    FORMATS.append("HEIF")
MAX_BYTES = 5 * 2**20  # Gradio's '5mb'
MAX_PIXELS = 4096 * 4096  # that are decoded
MAX_JPEG = 8192 * 8192  # pixels of a JPEG, which is decoded smaller; a telephone's '50 megapixels' are 8160×6144
MAX_SCANS = 200  # of a progressive JPEG; encoders write about 10, and each costs a pass over all pixels
MAX_STRIPS = 65536  # of an uncompressed TIFF; each needs a decoder
START_OF_SCAN = b"\xff\xda"
MODES = {1: "L", 3: "RGB"}  # by number of channels

T = Image.Transpose
MIRRORED = {2: T.FLIP_LEFT_RIGHT, 4: T.FLIP_TOP_BOTTOM, 5: T.TRANSPOSE, 7: T.TRANSVERSE}
UPRIGHT = {3: T.ROTATE_180, 6: T.ROTATE_270, 8: T.ROTATE_90} | MIRRORED  # EXIF orientation -> its inverse

# The errors that Pillow raises for damaged files, found by cutting and changing files of every format
DAMAGE = (OSError, SyntaxError, ValueError, TypeError, OverflowError, IndexError, KeyError, RuntimeError, struct.error)


def open_picture(path: str | Path, paper: tuple[int, int, int] = WHITE) -> Image.Image:
    """The picture in a file, upright, 'RGB' or 'L', in sRGB. paper: the colour behind transparent pixels.

    A JPEG of more than MAX_PIXELS is decoded at half its size. Raises PictureRefused for a file that
    is missing, empty, damaged, cut short, of an unknown format, or over MAX_BYTES; for one with more than MAX_PIXELS,
    or MAX_JPEG, MAX_SCANS or MAX_STRIPS, before it is decoded; and for values that are not finite numbers.
    """
    path = Path(path)
    if not path.is_file():
        raise PictureRefused("pictures.missing")
    size = path.stat().st_size
    if size > MAX_BYTES:
        megabytes = math.ceil(size / 2**20 * 10) / 10  # rounded up, so that it never looks like the limit itself
        raise PictureRefused("pictures.large_file", megabytes=megabytes)
    with _opened(path) as picture:
        _check_header(picture, path)
        if picture.width * picture.height > MAX_PIXELS:
            picture.draft(None, (picture.width // 2, picture.height // 2))
        return _upright(picture, paper)


def open_own_picture(path: str | Path, shorter: int) -> Image.Image:
    """The picture in a file of any size, as `open_picture` gives it, of use at `shorter` pixels of its shorter side.

    It is decoded, or averaged, to a half, a quarter, ... of its size while it stays larger than that, which bounds the
    memory of what is kept. Raises PictureRefused as `open_picture` does, but for limits of size.
    """
    limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
    try:
        with _opened(Path(path)) as picture:
            picture.draft(None, (shorter, shorter))
            result = _upright(picture, WHITE)
    except MemoryError as error:
        raise PictureRefused("pictures.memory") from error
    finally:
        Image.MAX_IMAGE_PIXELS = limit
    info, factor = result.info, min(result.size) // shorter
    result = result.reduce(factor) if factor > 1 else result
    result.info = info
    return result


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    """A picture whose header is read. Raises PictureRefused for all that is wrong with it, also while it is decoded."""
    try:
        if path.stat().st_size == 0:
            raise PictureRefused("pictures.empty")
        with open(path, "rb") as file, Image.open(file, formats=FORMATS) as picture:
            yield picture
    except PictureRefused:
        raise
    except UnidentifiedImageError as error:
        raise PictureRefused("pictures.unknown") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureRefused("pictures.far_too_large") from error
    except DAMAGE as error:
        raise PictureRefused("pictures.damaged") from error


def _upright(picture: Image.Image, paper: tuple[int, int, int]) -> Image.Image:
    """Decode a picture, bring its colours to sRGB and turn it as its EXIF data say."""
    picture.load()
    orientation = picture.getexif().get(ExifTags.Base.Orientation)
    result = to_rgb_or_grey(picture, paper)
    on_paper = result.info.get(ON_PAPER) is True
    if orientation in UPRIGHT:
        result = result.transpose(UPRIGHT[orientation])
    result.info = {ON_PAPER: on_paper}
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


def _check_header(picture: Image.Image, path: Path) -> None:
    """Refuse a picture that would take too much memory or time, before it is decoded."""
    width, height = picture.size
    is_jpeg = picture.format in ("JPEG", "MPO")
    limit = MAX_JPEG if is_jpeg else MAX_PIXELS
    if width * height > limit:
        raise PictureRefused("pictures.large", width=width, height=height, side=math.isqrt(limit))
    scans = path.read_bytes().count(START_OF_SCAN) if is_jpeg else 0
    if scans > MAX_SCANS or len(picture.tile) > MAX_STRIPS:
        raise PictureRefused("pictures.parts")
