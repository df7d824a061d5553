"""Denoising: what a code of a few numbers leaves of the noise, and of the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from torch import Generator, Tensor

from mae_demo import latent, metrics
from mae_demo.answers.autoencoders import DENOISERS, NOISE_TRAINED
from mae_demo.answers.networks import model
from mae_demo.answers.numbers import number
from mae_demo.answers.shelf import on_shelf
from mae_demo.answers.test_pictures import contact_sheet, picture_at
from mae_demo.noise import NOISES, median
from mae_demo.text import Refusal

MANY, SEED = 200, 0  # test pictures that the mean is taken over; noise of this seed


@dataclass(frozen=True)
class Denoised:
    """A picture (1, H, W) by 'nothing', 'median' or an autoencoder, its PSNR, and that over MANY pictures, in dB."""

    name: str
    picture: Tensor
    psnr: float
    mean_psnr: float


def denoise(place: object, kind: object, percent: object) -> list[Denoised]:
    """A noisy test picture by every denoiser. Raises Refusal for what is no picture, no noise or no strength."""
    return _by(("nothing", "median", *on_shelf(DENOISERS)), place, kind, percent)


def denoise_beside(place: object, kind: object, percent: object) -> list[Denoised]:
    """Likewise by a network that never saw noise and by the same network trained on it, as far as they are here."""
    return _by(on_shelf(NOISE_TRAINED), place, kind, percent)


def _by(names: Sequence[str], place: object, kind: object, percent: object) -> list[Denoised]:
    picture_at(place)
    strength = number(percent, 0, 100, "denoising.refused") / 100
    if kind not in list(NOISES):
        raise Refusal("denoising.refused")
    return [measure(name, place, kind, strength) for name in names]


def measure(name: str, place: int, kind: str, strength: float) -> Denoised:
    """One denoiser on one test picture, and on the first MANY, pooled."""
    one, many = contact_sheet().images[place][None], contact_sheet().images[:MANY]
    cleaned = clean(name, NOISES[kind](one, strength, Generator().manual_seed(SEED)))
    all_cleaned = clean(name, NOISES[kind](many, strength, Generator().manual_seed(SEED)))
    figures = (metrics.psnr(((a - b) ** 2).mean()).item() for a, b in ((cleaned, one), (all_cleaned, many)))
    return Denoised(name, cleaned[0], *figures)


def clean(name: str, images: Tensor) -> Tensor:
    """Noisy pictures (B, 1, H, W) through a denoiser."""
    if name == "nothing":
        return images
    if name == "median":
        return median(images)
    network = model(name)
    return latent.decode(network, latent.encode(network, images))
