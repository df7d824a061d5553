"""The picture that a visitor works on: a sample, or one of their own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from mae_demo import checkpoint
from mae_demo.answers.samples import place, sample_paths
from mae_demo.answers.shelf import dataset_of
from mae_demo.config import PHOTOGRAPHS
from mae_demo.image import open_picture
from mae_demo.text import Refusal

MIDDLE = {"x": 0.5, "y": 0.5, "side": 100}  # a frame in the middle, as large as can be
LIMITS = {"x": (0, 1), "y": (0, 1), "side": (20, 100)}


@dataclass(frozen=True)
class Selection:
    """The picture that a visitor works on; one for each visitor.

    dataset: whose samples the strip shows. sample: the file of a sample, and place its number in the test set; both
    None for an upload, of which `upload` is all and `picture` the part in the frame; see `cut`.
    """

    picture: Image.Image
    dataset: str
    place: int | None
    sample: Path | None = None
    upload: Image.Image | None = None
    frame: dict | None = None


def select_sample(dataset: str, index: int) -> Selection:
    """A sample picture by its place in the strip."""
    path = sample_paths(dataset)[index]
    return Selection(open_picture(path), dataset, place(path), path)


def better_dataset(selection: Selection, name: str) -> str | None:
    """The data set whose checkpoints would do better by a visitor's own picture: photographs.

    None beside a sample, beside such a checkpoint, and where the shelf has none.
    """
    if selection.place is not None or dataset_of(name) in PHOTOGRAPHS:
        return None
    held = {dataset_of(each) for each in checkpoint.names()}
    return next((each for each in PHOTOGRAPHS if each in held), None)


def is_colourful(picture: Image.Image) -> bool:
    """Whether a picture is more than shades of grey: the colours of a hundredth of its pixels differ by a tenth."""
    if picture.mode != "RGB":
        return False
    small = np.asarray(picture.resize((64, 64))).astype(int)
    return bool((np.ptp(small, axis=2) > 25).mean() > 0.01)


def cut(whole: Image.Image, at: object, size: tuple[int, int]) -> Image.Image:
    """The part of a picture that stands at `at`: x and y from 0, left and top, to 1; side in percent of what fits.

    size: (height, width), whose shape the part has. `at` is what a client sent. Raises ValueError for anything else.
    """
    try:
        x, y, side = (float(at[key]) for key in LIMITS)
    except (TypeError, ValueError, KeyError, IndexError, OverflowError) as error:
        raise Refusal("crop.refused") from error
    if not all(low <= value <= high for value, (low, high) in zip((x, y, side), LIMITS.values(), strict=True)):
        raise Refusal("crop.refused")
    height, width = size
    scale = min(whole.width / width, whole.height / height) * side / 100
    wide, tall = max(1, round(width * scale)), max(1, round(height * scale))
    left, top = round(x * (whole.width - wide)), round(y * (whole.height - tall))
    return whole.crop((left, top, left + wide, top + tall))
