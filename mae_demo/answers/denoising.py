"""Denoising: what a code of a few numbers leaves of the noise, and of the picture."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Generator, Tensor

from mae_demo import latent, metrics
from mae_demo.answers.autoencoders import DENOISERS, TRAINED_FOR
from mae_demo.answers.networks import model
from mae_demo.answers.numbers import number
from mae_demo.answers.shelf import on_shelf
from mae_demo.answers.test_pictures import contact_sheet, picture_at
from mae_demo.baselines import harmonic
from mae_demo.noise import HIDING, NOISES, median
from mae_demo.text import Refusal

MANY, SEED = 200, 0  # test pictures that the mean is taken over; noise of this seed


@dataclass(frozen=True)
class Denoised:
    """A picture (1, H, W) by a filter or an autoencoder, its PSNR, and that over MANY pictures, in dB.

    Where the noise hides pixels, PSNR is taken over these alone, and is None where none is hidden.
    """

    name: str
    picture: Tensor
    psnr: float | None
    mean_psnr: float | None


def filters(kind: str) -> tuple[str, ...]:
    """Denoisers that are no networks. Harmonic interpolation needs to be told which pixels are hidden."""
    return ("nothing", "median", "harmonic") if kind in HIDING else ("nothing", "median")


def denoise(place: object, kind: object, percent: object) -> list[Denoised]:
    """A noisy test picture by every denoiser. Raises Refusal for what is no picture, no noise or no strength."""
    strength = _asked(place, kind, percent)
    return [measure(name, place, kind, strength) for name in (*filters(kind), *on_shelf(DENOISERS))]


def denoise_beside(place: object, kind: object, percent: object) -> list[Denoised]:
    """Likewise by a network that never saw such noise and by those trained on it, as far as they are here."""
    strength = _asked(place, kind, percent)
    return [measure(name, place, kind, strength) for name in on_shelf(TRAINED_FOR[kind])]


def mask(place: object, kind: object, percent: object) -> Tensor | None:
    """Which pixels of a test picture are hidden, bool (H, W); None for noise that hides none. Raises as `denoise`."""
    strength = _asked(place, kind, percent)
    hidden = _hidden(picture_at(place)[None], kind, strength)
    return None if hidden is None else hidden[0, 0]


def _asked(place: object, kind: object, percent: object) -> float:
    """The strength, a fraction, of what a client asks for. Raises Refusal."""
    picture_at(place)
    strength = number(percent, 0, 100, "denoising.refused") / 100
    if kind not in list(NOISES):
        raise Refusal("denoising.refused")
    return strength


def measure(name: str, place: int, kind: str, strength: float) -> Denoised:
    """One denoiser on one test picture, and on the first MANY, pooled."""
    pictures = contact_sheet().images
    (cleaned, psnr), (_, mean_psnr) = (
        _cleaned(name, images, kind, strength) for images in (pictures[place][None], pictures[:MANY])
    )
    return Denoised(name, cleaned[0], psnr, mean_psnr)


def _cleaned(name: str, images: Tensor, kind: str, strength: float) -> tuple[Tensor, float | None]:
    """Pictures (B, 1, H, W) with noise, through a denoiser, and their PSNR."""
    noisy, hidden = NOISES[kind](images, strength, Generator().manual_seed(SEED)), _hidden(images, kind, strength)
    cleaned = clean(name, noisy, hidden)
    errors = (cleaned - images) ** 2
    counted = errors if hidden is None else errors[hidden]
    return cleaned, metrics.psnr(counted.mean()).item() if counted.numel() else None


def _hidden(images: Tensor, kind: str, strength: float) -> Tensor | None:
    """The pixels that noise of this kind hides, bool (B, 1, H, W), or None where it hides none."""
    return HIDING[kind](images, strength, Generator().manual_seed(SEED)) if kind in HIDING else None


def clean(name: str, images: Tensor, hidden: Tensor | None = None) -> Tensor:
    """Noisy pictures (B, 1, H, W) through a denoiser. hidden: bool (B, 1, H, W), for 'harmonic'."""
    if name == "nothing":
        return images
    if name == "median":
        return median(images)
    if name == "harmonic":
        return harmonic(images, hidden)
    network = model(name)
    return latent.decode(network, latent.encode(network, images))
