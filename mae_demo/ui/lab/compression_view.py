"""What the compression panel shows and writes. Imports torch."""

from __future__ import annotations

import io
from pathlib import Path

import torch
from gradio.processing_utils import save_bytes_to_cache
from gradio.utils import get_upload_folder
from PIL import Image
from torch import Tensor

from mae_demo import checkpoint, codes, compress, metrics
from mae_demo.image import MAX_BYTES, to_picture, to_tensor
from mae_demo.text import WORDS, Refusal
from mae_demo.ui import view
from mae_demo.ui.lab import bench
from mae_demo.ui.lab.asked import number
from mae_demo.ui.lab.explorer import label
from mae_demo.ui.lab.figures import figure, row

QUALITIES = (1, 5, 10, 20, 30, 50, 70, 85, 95)  # of JPEG and WebP


def encoded(name: str, picture: object, bits: object) -> bytes:
    """A test picture as a file by an autoencoder."""
    bits = number(bits, 1, 8, "compression.refused")
    if bits != int(bits):
        raise Refusal("compression.refused")
    code = codes.encode(view.model(name), bench.picture_at(picture)[None])[0]
    return compress.write(code.double().numpy(), int(bits), decoder(name))


def decoded(content: bytes, names: list[str]) -> tuple[str, Tensor]:
    """Which of these autoencoders wrote a file, and the picture (1, H, W) in it."""
    owners = {decoder(name): name for name in names}
    who, code = compress.read(content, {key: bench.codes_of(name).shape[1] for key, name in owners.items()})
    return owners[who], codes.decode(view.model(owners[who]), torch.from_numpy(code).float()[None])[0]


def decoder(name: str) -> bytes:
    """The four bytes by which a file says who can read it."""
    return bytes.fromhex(checkpoint.describe(name)["sha256"][:8])


def classic(picture: Image.Image, kind: str, quality: int) -> tuple[int, Image.Image]:
    """Bytes of a picture as JPEG or WebP, and what comes back."""
    buffer = io.BytesIO()
    picture.save(buffer, kind, quality=quality, **({"optimize": True} if kind == "JPEG" else {"method": 6}))
    size = buffer.tell()
    buffer.seek(0)
    return size, Image.open(buffer).convert("L")


def compare(name: str, place: object, bits: object) -> tuple[str, list[dict]]:
    """Cards of the original and the decoded picture, and the chart's points: an autoencoder's at 1 to 8 bits, those
    of JPEG and WebP, and the chosen one."""
    words, image = WORDS["compression"], bench.picture_at(place)
    picture = to_picture(image)
    content = encoded(name, place, bits)
    back = decoded(content, [name])[1]
    width = bench.codes_of(name).shape[1]
    facts = [
        words["file"].format(bytes=f"{len(content):,}", rate=f"{8 * len(content) / image.numel():.2f}"),
        words["psnr"].format(value=f"{psnr(back, image):.1f}"),
        words["values"].format(count=f"{width:,}", pixels=image.numel()),
    ]
    if len(content) > image.numel():
        facts.append(words["longer"].format(times=f"{len(content) / image.numel():.1f}"))
    raw = words["raw"].format(bytes=image.numel()), words["png"].format(bytes=png_bytes(picture))
    cards = row(figure(picture, WORDS["lab"]["original"], *raw), figure(to_picture(back), label(name), *facts))
    points = []
    for each in range(1, 9):
        file = encoded(name, place, each)
        points.append({"bytes": len(file), "psnr": psnr(decoded(file, [name])[1], image), "kind": words["curve"]})
    for kind in ("JPEG", "WebP"):
        for quality in QUALITIES:
            size, result = classic(picture, kind, quality)
            points.append({"bytes": size, "psnr": psnr(to_tensor(result), image), "kind": kind})
    return cards, points


def psnr(one: Tensor, other: Tensor) -> float:
    """Over all pixels, in dB."""
    return metrics.psnr(((one - other) ** 2).mean()).item()


def png_bytes(picture: Image.Image) -> int:
    """The length of the same picture as PNG, which loses nothing."""
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    return buffer.tell()


def to_file(name: str, place: object, bits: object) -> str:
    """Write the file for the visitor into Gradio's cache, which is emptied by the hour."""
    return save_bytes_to_cache(
        encoded(name, place, bits), f"{name}-picture-{place}-{bits}-bits.aecode", get_upload_folder()
    )


def from_file(path: str, names: list[str]) -> str:
    """The picture in an uploaded file, with what wrote it."""
    if not isinstance(path, str):
        raise Refusal("errors.no_picture")
    content = Path(path).read_bytes()[:MAX_BYTES]
    name, image = decoded(content, names)
    said = WORDS["compression"]["again"].format(bytes=f"{len(content):,}")
    return row(figure(to_picture(image), label(name), said))
