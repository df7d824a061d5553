"""The data set of photographs: square crops of many scales, some with an animal, a plant or a fruit pasted on.

The photographs come from Debian packages with free licences (photos.toml), or from any folder. `python -m train.photos`
writes smaller copies to data/photos.zip.
"""

from __future__ import annotations

import hashlib
import io
import random
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import torch
import typer
from PIL import Image, ImageOps
from torch import Tensor
from tqdm import tqdm

from mae_demo.atomic_write import opened_atomically
from train.dataset import Dataset
from train.folder import FEWEST, LANCZOS, PARTS, Report, parts_of, pictures_in
from train.kept import kept

SIDE = 128  # of a crop, in pixels
LARGEST = 1024  # pixels of the shorter side of a copy, at most
LONGEST = 16_383  # pixels of a side, at most, which is WebP's limit
CUT_OUT = 150  # pixels of the shorter side of a cut-out, at least; the longer one of a copy has 2·SIDE at most
PASTED = 0.3  # fraction of the crops that get a cut-out
COUNTS = 10_000, 500, 200  # crops for training, validation and test
SOURCES = Path(__file__).with_name("photos.toml")
FILE = Path("data/photos.zip")


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
    """Write smaller copies of the photographs to one zip file, as part/kind/name.webp, and print what was left out.

    root: the folder below which Debian's packages are installed. folder: take the pictures of this folder instead, if
    they have SIDE pixels on each side. One picture is in memory at a time. Raises ValueError where files of the
    packages are missing or cannot be read, and where there are too few.
    """
    report = Report(folder or root)
    found = _own(folder, report) if folder else _packaged(root)
    copies: dict[str, dict[str, tuple[int, int]]] = {"photograph": {}, "cut-out": {}}  # name -> place and length
    digests: dict[str, str] = {}  # by name
    with tempfile.TemporaryFile() as heap:
        for kind, name, picture in found:
            content = io.BytesIO()
            _smaller(picture, kind).save(content, "WEBP", quality=92)
            copies[kind][name] = heap.tell(), heap.write(content.getvalue())
            digests[name] = hashlib.sha256(content.getvalue()).hexdigest()
        if folder:
            print(report)
        photographs, cut_outs = len(copies["photograph"]), len(copies["cut-out"])
        different = len({digests[name] for name in copies["photograph"]})
        if different < FEWEST:
            raise ValueError(
                f"{different} different photographs are too few for training, validation and test: bring {FEWEST}."
            )
        out.parent.mkdir(parents=True, exist_ok=True)
        with opened_atomically(out) as file, zipfile.ZipFile(file, "w") as packed:
            for kind, places in copies.items():
                parts = parts_of(digests.values()) if folder else parts_by_name(list(places))
                for name, (place, length) in places.items():
                    heap.seek(place)
                    part = parts[digests[name] if folder else name]
                    packed.writestr(f"{part}/{kind}/{name}.webp", heap.read(length))
    print(f"Wrote {photographs} photographs and {cut_outs} cut-outs to {out}")


def parts_by_name(names: list[str]) -> dict[str, str]:
    """Assign each source of the packages with all its crops to a part: an eighth to validation, an eighth to the test.

    The order follows from the hashes of the names, not from alphabet or package. So were the photographs of the shipped
    checkpoints divided; one more would move others, which for people's own `train.folder.parts_of` avoids.
    """
    shuffled = sorted(names, key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    return {name: {3: "validation", 7: "test"}.get(place % 8, "train") for place, name in enumerate(shuffled)}


def _own(folder: Path, report: Report) -> Iterator[tuple[str, str, Image.Image]]:
    """(kind, name, picture) of a folder of somebody's own."""
    for name, picture in pictures_in(folder, LARGEST, report, SIDE):
        yield "photograph", name, picture


def _packaged(root: Path) -> Iterator[tuple[str, str, Image.Image]]:
    """(kind, name, picture) of Debian's packages, whose pixels are taken as they are, so that crops stay the same."""
    for kind, path in tqdm(list(listed(root)), unit="picture"):
        try:
            picture = ImageOps.exif_transpose(Image.open(path))
        except OSError as error:
            raise ValueError(f"{path} cannot be read ({error}): install its package again.") from error
        if min(picture.size) >= (CUT_OUT if kind == "cut-out" else SIDE):
            yield kind, "-".join(path.relative_to(root).parts).removesuffix(path.suffix), picture


def _smaller(picture: Image.Image, kind: str) -> Image.Image:
    """A photograph, at most LARGEST on its shorter side, or a cut-out with its transparency, at most 2·SIDE across.

    Of a panorama that would still be longer than LONGEST, the middle.
    """
    picture = picture.convert("RGBA" if kind == "cut-out" else "RGB")
    width, height = picture.size
    scale = min(1, 2 * SIDE / max(width, height) if kind == "cut-out" else LARGEST / min(width, height))
    if scale * max(width, height) > LONGEST:
        picture = ImageOps.fit(picture, (min(width, int(LONGEST / scale)), min(height, int(LONGEST / scale))))
    return picture.resize((round(picture.width * scale), round(picture.height * scale)), LANCZOS)


@dataclass(frozen=True)
class Paste:
    """Where a cut-out is pasted onto a crop: its number, its longer side and its middle, in pixels of the crop."""

    number: int
    side: float
    x: int
    y: int


def crops(photographs: Sequence[Image.Image], cut_outs: list[Image.Image], count: int, seed: int) -> Tensor:
    """Random square crops, uint8 (count, 3, SIDE, SIDE), from SIDE pixels up to the shorter side of a photograph.

    Every photograph is used equally often, large squares more often than small ones. Half of the crops are mirrored.
    The photographs are decoded one after the other.
    """
    draw = random.Random(seed)
    sizes = [photograph.size for photograph in photographs]
    plans = []
    for i in range(count):
        width, height = sizes[i % len(sizes)]
        side = SIDE * (min(width, height) / SIDE) ** draw.random() ** 0.5
        left, top = draw.uniform(0, width - side), draw.uniform(0, height - side)
        paste = None
        if cut_outs and draw.random() < PASTED:
            number, scale = draw.choice(range(len(cut_outs))), draw.uniform(0.5, 1.5)
            paste = Paste(number, SIDE * scale, draw.randrange(SIDE), draw.randrange(SIDE))
        plans.append(((left, top, left + side, top + side), paste, draw.random() < 0.5))

    result = torch.empty(count, 3, SIDE, SIDE, dtype=torch.uint8)
    with tqdm(total=count, desc="cutting photographs", unit="crop", disable=count < 1000) as progress:
        for place, photograph in enumerate(photographs):
            whole = photograph.convert("RGB")
            for i in range(place, count, len(sizes)):
                box, paste, mirrored = plans[i]
                crop = whole.resize((SIDE, SIDE), LANCZOS, box, reducing_gap=2)
                if paste:
                    _paste(crop, cut_outs[paste.number], paste)
                if mirrored:
                    crop = crop.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
                result[i] = torch.from_numpy(np.array(crop)).permute(2, 0, 1)
                progress.update()
    return result


def _paste(crop: Image.Image, cut_out: Image.Image, paste: Paste) -> None:
    """Paste a cut-out so that its middle is inside the crop."""
    scale = paste.side / max(cut_out.size)
    pasted = cut_out.resize((round(cut_out.width * scale), round(cut_out.height * scale)), LANCZOS)
    crop.paste(pasted, (paste.x - pasted.width // 2, paste.y - pasted.height // 2), pasted)


class InZip(Sequence):
    """The pictures of a zip file, opened when they are asked for, decoded when they are used, and not kept."""

    def __init__(self, file: zipfile.ZipFile, names: list[str]) -> None:
        self.file, self.names = file, names

    def __len__(self) -> int:
        return len(self.names)

    def __getitem__(self, place: int) -> Image.Image:
        return Image.open(io.BytesIO(self.file.read(self.names[place])))


def photos(path: Path = FILE) -> Dataset:
    """Photographs, 128×128 in colour: 10,000 crops for training, 500 for validation, 200 for the test.

    Each source, photograph or cut-out, is in one part with all its crops. There are no classes: all labels are 0. The
    first call writes the zip file, and raises ValueError where the packages are missing. The crops are cut once, and
    kept beside the zip file.
    """
    if not path.is_file():
        prepare(out=path)
    with open(path, "rb") as file:
        content = hashlib.file_digest(file, "sha256").hexdigest()
    key = f"{content}, {COUNTS} crops of {SIDE} pixels, {PASTED} of them with a cut-out"
    return kept(path.with_name(f"{path.stem}-crops.safetensors"), key, lambda: _cut(path))


def _cut(path: Path) -> Dataset:
    """Cut the crops of all photographs in a zip file."""
    with zipfile.ZipFile(path) as file:
        names: dict[tuple[str, str], list[str]] = {}
        for name in sorted(file.namelist()):
            part, kind, _ = name.split("/", 2)
            names.setdefault((part, kind), []).append(name)
        parts = []
        for seed, (part, count) in enumerate(zip(PARTS, COUNTS, strict=True)):
            cut_outs = [picture.convert("RGBA") for picture in InZip(file, names.get((part, "cut-out"), []))]
            parts.append(crops(InZip(file, names[part, "photograph"]), cut_outs, count, seed))
    return Dataset(*parts, *(torch.zeros(count, dtype=torch.long) for count in COUNTS), classes=())


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
