"""Compression: a latent as a real file, its bytes and its error compared with JPEG and WebP."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor

from mae_demo import checkpoint, compression, latent, metrics
from mae_demo.answers.autoencoders import COMPRESSORS
from mae_demo.answers.latent_space import latents_of
from mae_demo.answers.networks import model
from mae_demo.answers.numbers import number
from mae_demo.answers.shelf import on_shelf
from mae_demo.answers.test_pictures import picture_at
from mae_demo.image import MAX_BYTES, to_picture, to_tensor
from mae_demo.text import Refusal

QUALITIES = (1, 5, 10, 20, 30, 50, 70, 85, 95)  # of JPEG and WebP


@dataclass(frozen=True)
class Compressed:
    """A test picture (1, H, W), what comes back of its file, the file's bytes, and how many numbers are in it.

    png_bytes: of the same picture as PNG. psnr: over all pixels, in dB. points: (kind, bytes, psnr) of the
    autoencoder's file at 1 to 8 bits ('autoencoder'), and of 'JPEG' and 'WebP' at each of QUALITIES.
    """

    original: Tensor
    decoded: Tensor
    bytes: int
    psnr: float
    numbers: int
    png_bytes: int
    points: list[tuple[str, int, float]]


def compressors() -> list[str]:
    """The autoencoders of the shelf that make files here."""
    return on_shelf(COMPRESSORS)


def known(name: object) -> str:
    """A client's choice. Raises Refusal where it is none of these."""
    if name not in compressors():
        raise Refusal("lab.refused")
    return name


def encoded(name: str, place: object, bits: object) -> bytes:
    """A test picture as a file by an autoencoder, with so many bits for each number."""
    bits = number(bits, 1, 8, "compression.refused")
    if bits != int(bits):
        raise Refusal("compression.refused")
    code = latent.encode(model(known(name)), picture_at(place)[None])[0]
    return compression.write(code.double().numpy(), int(bits), decoder(name))


def decoded(content: bytes, names: list[str]) -> tuple[str, Tensor]:
    """Which of these autoencoders wrote a file, and the picture (1, H, W) in it. Raises ValueError for other files."""
    owners = {decoder(name): name for name in names}
    who, code = compression.read(content, {key: latents_of(name).shape[1] for key, name in owners.items()})
    return owners[who], latent.decode(model(owners[who]), torch.from_numpy(code).float()[None])[0]


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


def compare(name: str, place: object, bits: object) -> Compressed:
    """A test picture by one autoencoder at so many bits, beside every other number of bits and beside JPEG and WebP."""
    image, content = picture_at(place), encoded(name, place, bits)
    picture, back = to_picture(image), decoded(content, [name])[1]
    points = []
    for each in range(1, 9):
        file = encoded(name, place, each)
        points.append(("autoencoder", len(file), psnr(decoded(file, [name])[1], image)))
    for kind in ("JPEG", "WebP"):
        for quality in QUALITIES:
            size, result = classic(picture, kind, quality)
            points.append((kind, size, psnr(to_tensor(result), image)))
    return Compressed(
        image, back, len(content), psnr(back, image), latents_of(name).shape[1], png_bytes(picture), points
    )


def from_file(path: object) -> tuple[str, Tensor, int]:
    """Who wrote an uploaded file, the picture (1, H, W) in it, and its bytes. Raises ValueError for any other file."""
    if not isinstance(path, str):
        raise Refusal("errors.no_picture")
    content = Path(path).read_bytes()[:MAX_BYTES]
    return *decoded(content, compressors()), len(content)


def psnr(one: Tensor, other: Tensor) -> float:
    """Over all pixels, in dB."""
    return metrics.psnr(((one - other) ** 2).mean()).item()


def png_bytes(picture: Image.Image) -> int:
    """The length of the same picture as PNG, which loses nothing."""
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    return buffer.tell()
