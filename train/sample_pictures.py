"""The sample pictures of a data set that the app has none of: pictures of its test set, beside the checkpoint."""

from __future__ import annotations

import re
from pathlib import Path

from mae_demo.answers.samples import FOLDER, OWN
from mae_demo.image import to_picture
from train.data import as_float
from train.dataset import Dataset

STRIP = 20  # pictures, at most


def write_samples(folder: Path, dataset: str, data: Dataset) -> None:
    """Write the first test pictures into a checkpoint's folder, as samples/<place>-<class>.png.

    Nothing is written for a data set whose samples come with the app. Samples of an earlier run are replaced.
    """
    if (FOLDER / dataset).is_dir():
        return
    place_for = folder / OWN
    place_for.mkdir(exist_ok=True)
    for old in place_for.glob("[0-9]*.png"):
        old.unlink()
    for place, image in enumerate(as_float(data.test[:STRIP])):
        kind = data.classes and re.sub(r"\W+", "-", data.classes[data.test_labels[place]].lower()).strip("-")
        to_picture(image).save(place_for / f"{place:04}{f'-{kind}' if kind else ''}.png")
