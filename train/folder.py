"""Any folder of pictures: read one after the other, with a report of all that is left out; and as a data set.

`pictures_in` is for everything that is trained on people's own pictures. `folder_of_pictures` makes squares of one size
of them. A picture's part follows from its file alone, so that it stays where it is when others come or go, and at any
size: what a network was trained on must never become its test.
"""

from __future__ import annotations

import hashlib
import os
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from tqdm import tqdm

from mae_demo.image import FORMATS, MODES, PictureRefused, open_own_picture
from train.dataset import Dataset

PARTS = "train", "validation", "test"
FEWEST = 8  # pictures, of which one validates and one is for the test
TOLD = 20  # faults that are told by name
CUT = 1_000  # squares to train on, at least; a few pictures are cut several times
SMALLEST = 0.6  # of the side of the largest square, the side of a random one
LANCZOS = Image.Resampling.LANCZOS
HEIC = (".heic", ".heif")


def parts_of(digests: Iterable[str]) -> dict[str, str]:
    """Assign each picture to a part by the hexadecimal digest of its file: about an eighth each to validation and test.

    Where one of PARTS would be empty, it gets the first picture of the largest.
    """
    assigned = {digest: {3: "validation", 7: "test"}.get(int(digest, 16) % 8, "train") for digest in sorted(digests)}
    for part in PARTS:
        if part not in assigned.values():
            largest = Counter(assigned.values()).most_common(1)[0][0]
            assigned[next(digest for digest in assigned if assigned[digest] == largest)] = part
    return assigned


def digest_of_file(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass
class Report:
    """What was found in a folder: files by name, how many are kept, and why the others are left out."""

    folder: Path
    found: int = 0
    kept: int = 0
    enlarged: int = 0  # of those kept, pictures that are smaller than what is made of them
    others: Counter[str] = field(default_factory=Counter)  # files that are no pictures, by the ending of their names
    faults: list[str] = field(default_factory=list)  # '<name>: <what is wrong>'

    def __str__(self) -> str:
        files = f"{self.found} file{'s' * (self.found != 1)} found"
        lines = [f"{self.folder}: {files}, {self.kept} kept, {self.found - self.kept} left out."]
        lines += [f"  {fault}" for fault in self.faults[:TOLD]]
        if len(self.faults) > TOLD:
            lines.append(f"  and {len(self.faults) - TOLD} more like these")
        if self.others:
            told = ", ".join(f"{count} {ending or 'without ending'}" for ending, count in sorted(self.others.items()))
            lines.append(f"  no pictures: {told}")
        if self.enlarged:
            lines.append(f"  {self.enlarged} of those kept are smaller than what is made of them, and were enlarged")
        return "\n".join(lines)


def pictures_in(folder: Path, shorter: int, report: Report, smallest: int = 1) -> Iterator[tuple[str, Image.Image]]:
    """(name, picture) of each picture of a folder and its sub-folders, 'RGB' or 'L', one in memory at a time.

    name: the path below the folder, with '/'. shorter: see `open_own_picture`. smallest: pixels that each side has at
    least. Files whose name or folder begins with a dot are hidden, and not counted. `report` is filled on the way.
    Raises ValueError where there is no such folder.
    """
    if not folder.is_dir():
        raise ValueError(f"There is no folder {folder}.")
    names = sorted(
        (Path(place) / name).relative_to(folder).as_posix() for place, _, files in os.walk(folder) for name in files
    )
    names = [name for name in names if not any(part.startswith(".") for part in name.split("/"))]
    report.found = len(names)
    for name in tqdm(names, f"reading {folder.name}", unit="file", disable=len(names) < 50):
        try:
            picture = open_own_picture(folder / name, shorter)
        except PictureRefused as refused:
            ending = Path(name).suffix.lower()
            if ending in HEIC and "HEIF" not in FORMATS:
                report.faults.append(f"{name}: install the package pillow-heif, which reads {ending}.")
            elif refused.key == "pictures.unknown" and not _is_named_as_a_picture(ending):
                report.others[ending] += 1
            else:
                report.faults.append(f"{name}: {refused}")
            continue
        if min(picture.size) < smallest:
            report.faults.append(
                f"{name}: {picture.width}×{picture.height} pixels; {smallest} on each side are needed."
            )
            continue
        report.kept += 1
        yield name, picture


def folder_of_pictures(folder: Path, image_size: tuple[int, int], channels: int) -> Dataset:
    """The pictures of a folder and its sub-folders, uint8 (B, C, H, W); an eighth validates, an eighth is for the test.

    image_size: (height, width). A picture gives the largest part of its middle that has this shape; where there are
    few to train on, random parts besides. Copies stay in one part of the data set (`parts_of`). The classes are the
    sub-folders of the first level, if all pictures lie in two or more; otherwise all labels are 0. Prints what is left
    out. Raises ValueError where fewer than FEWEST different pictures are of use.
    """
    report, shorter = Report(folder), 2 * max(image_size)
    names, squares = [], []
    for name, picture in pictures_in(folder, shorter, report):
        report.enlarged += picture.height < image_size[0] or picture.width < image_size[1]
        names.append(name)
        squares.append(_part(picture, image_size, channels))
    print(report)
    digests = [hashlib.sha256(square.numpy().tobytes()).hexdigest() for square in squares]
    if len(set(digests)) < FEWEST:
        raise ValueError(
            f"Different pictures here: {len(set(digests))}. Training, validation and test need {FEWEST} of them."
        )
    files: dict[str, str] = {}  # of each different picture, the least digest of its files
    for digest, name in zip(digests, names, strict=True):
        files[digest] = min(files.get(digest, "g"), digest_of_file(folder / name))
    assigned = parts_of(files.values())
    places = {part: [i for i, digest in enumerate(digests) if assigned[files[digest]] == part] for part in PARTS}
    kinds = sorted({name.split("/")[0] for name in names if "/" in name})
    has_kinds = len(kinds) > 1 and all("/" in name for name in names)
    labels = [kinds.index(name.split("/")[0]) if has_kinds else 0 for name in names]

    # A few pictures are read again, for random parts of each
    more = -(-CUT // len(places["train"])) - 1
    sources = places["train"][:] if more else []
    for i in tqdm(sources, "cutting more of each", unit="picture", disable=more < 20):
        picture, draw = open_own_picture(folder / names[i], shorter), random.Random(digests[i])
        squares += [_part(picture, image_size, channels, draw) for _ in range(more)]
        places["train"] += range(len(squares) - more, len(squares))
        labels += [labels[i]] * more
    return Dataset(
        *(torch.stack([squares[i] for i in places[part]]) for part in PARTS),
        *(torch.tensor([labels[i] for i in places[part]]) for part in PARTS),
        classes=tuple(kinds) if has_kinds else (),
    )


def _part(
    picture: Image.Image, image_size: tuple[int, int], channels: int, draw: random.Random | None = None
) -> Tensor:
    """The middle of a picture, or a smaller part at random, uint8 (C, H, W)."""
    height, width = image_size
    scale = min(picture.width / width, picture.height / height) * (draw.uniform(SMALLEST, 1) if draw else 1)
    across, down = scale * width, scale * height
    left = (picture.width - across) * (draw.random() if draw else 0.5)
    top = (picture.height - down) * (draw.random() if draw else 0.5)
    # Rounding may take an edge beyond the picture's by a billionth, which Pillow refuses
    box = max(0, left), max(0, top), min(picture.width, left + across), min(picture.height, top + down)
    part = picture.convert(MODES[channels]).resize((width, height), LANCZOS, box, reducing_gap=2)
    return torch.from_numpy(np.array(part)).view(height, width, channels).permute(2, 0, 1).contiguous()


def _is_named_as_a_picture(ending: str) -> bool:
    return Image.registered_extensions().get(ending) in FORMATS
