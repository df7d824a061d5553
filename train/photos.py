"""Photographs, as square crops of many scales, some with an animal, a plant or a fruit pasted on.

They come from packages of Debian that hold photographs under free licences (photos.toml), or from any folder, and are
kept once, made smaller, in data/photos.zip. `python -m train.photos` writes that file.
"""

from __future__ import annotations

import hashlib
import io
import random
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import numpy as np
import torch
import typer
from PIL import Image, ImageOps
from torch import Tensor
from tqdm import tqdm

from mae_demo.atomic_write import write_atomically
from train.dataset import Dataset

SIDE = 128  # of a crop, in pixels
LARGEST = 1024  # the shorter side that a photograph is kept at
CUT_OUT = 150  # pixels that a cut-out has at least on its shorter side; and at most 2·SIDE on its longer one
PASTED = 0.3  # share of the crops that get a cut-out
COUNTS = 10_000, 500, 200  # crops to train on, to validate, to test
PARTS = "train", "validation", "test"
SOURCES = Path(__file__).with_name("photos.toml")
FILE = Path("data/photos.zip")
LANCZOS = Image.Resampling.LANCZOS
SUFFIXES = {".jpg", ".jpeg", ".png", ".webp"}


def parts_of(names: list[str]) -> dict[str, str]:
    """The part that each source belongs to with all its crops: an eighth validates, an eighth tests.

    In an order that follows from the names' hashes, so that neither alphabet nor package decides.
    """
    shuffled = sorted(names, key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    return {name: {3: "validation", 7: "test"}.get(place % 8, "train") for place, name in enumerate(shuffled)}


def listed(root: Path) -> Iterator[tuple[str, Path]]:
    """(kind, file) of what photos.toml names, below `root`. Raises ValueError for what is not installed there."""
    for source in tomllib.loads(SOURCES.read_text("utf-8"))["source"]:
        folder = root / source["folder"]
        if not folder.is_dir():
            raise ValueError(
                f"{folder} is not there: install {source['package']} of Debian {source['suite']}, or unpack it with "
                "dpkg -x into a folder and name that as --root; or take pictures of your own with --folder."
            )
        for name in source.get("pictures", ()):
            yield "photograph", folder / name
        for name in source.get("cut_outs", ()):
            for path in sorted((folder / name).rglob("*.png")):
                if not set(source["left_out"]) & set(path.relative_to(folder).parts):
                    yield "cut-out", path


def prepare(root: Path = Path("/"), folder: Path | None = None, out: Path = FILE) -> None:
    """Make the photographs smaller and keep them in one zip file, as part/kind/name.webp.

    root: below which Debian's packages are installed. folder: take every picture of this folder instead that has SIDE
    pixels on each side. Raises ValueError where they are not there or cannot be read.
    """
    if folder:
        found = [("photograph", path) for path in sorted(folder.rglob("*")) if path.suffix.lower() in SUFFIXES]
    else:
        found = list(listed(root))
    packed: dict[str, dict[str, bytes]] = {"photograph": {}, "cut-out": {}}
    for kind, path in tqdm(found, unit="picture"):
        try:
            picture = ImageOps.exif_transpose(Image.open(path))
        except OSError as error:
            raise ValueError(f"{path} cannot be read ({error}): take it out of the folder.") from error
        if min(picture.size) >= (CUT_OUT if kind == "cut-out" else SIDE):
            content = io.BytesIO()
            _smaller(picture, kind).save(content, "WEBP", quality=92)
            name = "-".join(path.relative_to(folder or root).parts)
            packed[kind][name if folder else name.removesuffix(path.suffix)] = content.getvalue()
    if len(packed["photograph"]) < 8:
        raise ValueError(
            f"{len(packed['photograph'])} photographs are too few to train, validate and test on: bring 8."
        )
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for kind, pictures in packed.items():
            for name, part in parts_of(list(pictures)).items():
                file.writestr(f"{part}/{kind}/{name}.webp", pictures[name])
    out.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(out, content.getvalue())
    print(f"Wrote {len(packed['photograph'])} photographs and {len(packed['cut-out'])} cut-outs to {out}")


def _smaller(picture: Image.Image, kind: str) -> Image.Image:
    """A photograph, at most LARGEST on its shorter side, or a cut-out with its transparency, at most 2·SIDE across."""
    picture = picture.convert("RGBA" if kind == "cut-out" else "RGB")
    width, height = picture.size
    scale = min(1, 2 * SIDE / max(width, height) if kind == "cut-out" else LARGEST / min(width, height))
    return picture.resize((round(width * scale), round(height * scale)), LANCZOS)


def crops(photographs: list[Image.Image], cut_outs: list[Image.Image], count: int, seed: int) -> Tensor:
    """uint8 (count, 3, SIDE, SIDE): squares of a photograph from SIDE pixels to all of its shorter side.

    The photographs take turns; large squares are drawn more often than small ones, half of the crops are mirrored.
    """
    draw = random.Random(seed)
    result = torch.empty(count, 3, SIDE, SIDE, dtype=torch.uint8)
    for i in tqdm(range(count), "cutting photographs", unit="crop", disable=count < 1000):
        photograph = photographs[i % len(photographs)]
        width, height = photograph.size
        side = SIDE * (min(width, height) / SIDE) ** draw.random() ** 0.5
        left, top = draw.uniform(0, width - side), draw.uniform(0, height - side)
        crop = photograph.resize((SIDE, SIDE), LANCZOS, (left, top, left + side, top + side), reducing_gap=2)
        if cut_outs and draw.random() < PASTED:
            _paste(crop, draw.choice(cut_outs), draw)
        if draw.random() < 0.5:
            crop = crop.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        result[i] = torch.from_numpy(np.array(crop)).permute(2, 0, 1)
    return result


def _paste(crop: Image.Image, cut_out: Image.Image, draw: random.Random) -> None:
    """Put a cut-out onto a crop, from half the crop's side to one and a half; its middle is inside the crop."""
    scale = SIDE * draw.uniform(0.5, 1.5) / max(cut_out.size)
    pasted = cut_out.resize((round(cut_out.width * scale), round(cut_out.height * scale)), LANCZOS)
    left, top = draw.randrange(SIDE) - pasted.width // 2, draw.randrange(SIDE) - pasted.height // 2
    crop.paste(pasted, (left, top), pasted)


def photos(path: Path = FILE) -> Dataset:
    """Photographs, 128×128 in colour: 10,000 crops to train on, 500 to validate, 200 to test.

    Each source, photograph or cut-out, is in one part with all its crops. There are no classes: all labels are 0.
    The file is written where it is not there yet. Raises ValueError where the packages are missing then.
    """
    if not path.is_file():
        prepare(out=path)
    pictures: dict[tuple[str, str], list[Image.Image]] = {}
    with zipfile.ZipFile(path) as file:
        for name in sorted(file.namelist()):
            part, kind, _ = name.split("/")
            picture = Image.open(io.BytesIO(file.read(name))).convert("RGBA" if kind == "cut-out" else "RGB")
            pictures.setdefault((part, kind), []).append(picture)
    cut = [
        crops(pictures[part, "photograph"], pictures.get((part, "cut-out"), []), count, seed)
        for seed, (part, count) in enumerate(zip(PARTS, COUNTS, strict=True))
    ]
    return Dataset(*cut, *(torch.zeros(count, dtype=torch.long) for count in COUNTS), classes=())


def main(
    root: Annotated[Path, typer.Option(help="Where Debian's packages are installed or unpacked.")] = Path("/"),
    folder: Annotated[Path | None, typer.Option(help="A folder of pictures to take instead.")] = None,
    out: Annotated[Path, typer.Option(help="The file to write.")] = FILE,
) -> None:
    """Prepare the photographs once."""
    try:
        prepare(root, folder, out)
    except ValueError as error:
        raise SystemExit(str(error)) from error


if __name__ == "__main__":
    typer.run(main)
