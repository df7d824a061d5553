"""The data set of photographs: square crops of many scales, some with an animal, a plant or a fruit pasted on.

The photographs come from Debian packages with free licences (photos.toml), or from any folder. `python -m train.photos`
writes smaller copies to data/photos.zip.
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
LARGEST = 1024  # pixels of the shorter side of a copy, at most
CUT_OUT = 150  # pixels of the shorter side of a cut-out, at least; the longer one of a copy has 2·SIDE at most
PASTED = 0.3  # fraction of the crops that get a cut-out
COUNTS = 10_000, 500, 200  # crops for training, validation and test
PARTS = "train", "validation", "test"
SOURCES = Path(__file__).with_name("photos.toml")
FILE = Path("data/photos.zip")
LANCZOS = Image.Resampling.LANCZOS
SUFFIXES = {".jpg", ".jpeg", ".png", ".webp"}


def parts_of(names: list[str]) -> dict[str, str]:
    """Assign each source with all its crops to a part: an eighth to validation, an eighth to the test.

    The order follows from the hashes of the names, not from alphabet or package.
    """
    shuffled = sorted(names, key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    return {name: {3: "validation", 7: "test"}.get(place % 8, "train") for place, name in enumerate(shuffled)}


def listed(root: Path) -> Iterator[tuple[str, Path]]:
    """(kind, file) of each picture of photos.toml, below `root`. Raises ValueError for a package that is missing."""
    for source in tomllib.loads(SOURCES.read_text("utf-8"))["source"]:
        folder = root / source["folder"]
        if not folder.is_dir():
            raise ValueError(
                f"{folder} is missing: install {source['package']} of Debian {source['suite']}, or unpack it with "
                "dpkg -x to a folder and name that by --root; or take your own pictures by --folder."
            )
        for name in source.get("pictures", ()):
            yield "photograph", folder / name
        for name in source.get("cut_outs", ()):
            for path in sorted((folder / name).rglob("*.png")):
                if not set(source["left_out"]) & set(path.relative_to(folder).parts):
                    yield "cut-out", path


def prepare(root: Path = Path("/"), folder: Path | None = None, out: Path = FILE) -> None:
    """Write smaller copies of the photographs to one zip file, as part/kind/name.webp.

    root: the folder below which Debian's packages are installed. folder: take the pictures of this folder instead, if
    they have SIDE pixels on each side. Raises ValueError where files are missing or cannot be read.
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
            raise ValueError(f"{path} cannot be read ({error}): remove it from the folder.") from error
        if min(picture.size) >= (CUT_OUT if kind == "cut-out" else SIDE):
            content = io.BytesIO()
            _smaller(picture, kind).save(content, "WEBP", quality=92)
            name = "-".join(path.relative_to(folder or root).parts)
            packed[kind][name if folder else name.removesuffix(path.suffix)] = content.getvalue()
    if len(packed["photograph"]) < 8:
        raise ValueError(
            f"{len(packed['photograph'])} photographs are too few for training, validation and test: bring 8."
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
    """Random square crops, uint8 (count, 3, SIDE, SIDE), from SIDE pixels up to the shorter side of a photograph.

    Every photograph is used equally often, large squares more often than small ones. Half of the crops are mirrored.
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
    """Paste a cut-out, of 0.5 to 1.5 times the crop's side, so that its middle is inside the crop."""
    scale = SIDE * draw.uniform(0.5, 1.5) / max(cut_out.size)
    pasted = cut_out.resize((round(cut_out.width * scale), round(cut_out.height * scale)), LANCZOS)
    left, top = draw.randrange(SIDE) - pasted.width // 2, draw.randrange(SIDE) - pasted.height // 2
    crop.paste(pasted, (left, top), pasted)


def photos(path: Path = FILE) -> Dataset:
    """Photographs, 128×128 in colour: 10,000 crops for training, 500 for validation, 200 for the test.

    Each source, photograph or cut-out, is in one part with all its crops. There are no classes: all labels are 0. The
    first call writes the zip file, and raises ValueError where the packages are missing.
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
