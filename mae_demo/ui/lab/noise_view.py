"""What the denoising panel shows. Imports torch."""

from __future__ import annotations

from torch import Generator, Tensor

from mae_demo import checkpoint, codes, metrics
from mae_demo.image import to_picture
from mae_demo.noise import NOISES, median
from mae_demo.text import WORDS, Refusal
from mae_demo.ui import view
from mae_demo.ui.lab import bench
from mae_demo.ui.lab.asked import number
from mae_demo.ui.lab.figures import figure, row

MANY, SEED = 200, 0  # test pictures that the mean is taken over; noise of this seed


def cards(cleaners: list[str], picture: object, kind: object, percent: object) -> str:
    """The picture, the picture with noise, and what each cleaner makes of it; the best mean figure is marked."""
    words = WORDS["noise"]
    clean = bench.picture_at(picture)
    strength = number(percent, 0, 100, "noise.refused") / 100
    if kind not in list(NOISES):
        raise Refusal("noise.refused")
    results = {name: psnrs(name, picture, kind, strength) for name in ("nothing", "median", *cleaners)}
    best = max(results, key=lambda name: results[name][2])
    figures = [figure(to_picture(clean), WORDS["lab"]["original"])]
    for name, (cleaned, own, mean) in results.items():
        facts = words["mean"].format(value=f"{mean:.1f}", count=MANY), words["own"].format(value=f"{own:.1f}")
        figures.append(figure(to_picture(cleaned), label(name), *facts, starred=name == best))
    return row(*figures)


def psnrs(name: str, place: int, kind: str, strength: float) -> tuple[Tensor, float, float]:
    """A cleaner's picture (1, H, W), its PSNR, and the PSNR over the first MANY test pictures pooled, in dB."""
    one, many = bench.sheet().images[place][None], bench.sheet().images[:MANY]
    cleaned = clean(name, NOISES[kind](one, strength, Generator().manual_seed(SEED)))
    all_cleaned = clean(name, NOISES[kind](many, strength, Generator().manual_seed(SEED)))
    figures = (metrics.psnr(((a - b) ** 2).mean()).item() for a, b in ((cleaned, one), (all_cleaned, many)))
    return cleaned[0], *figures


def clean(name: str, images: Tensor) -> Tensor:
    """Noisy pictures through a cleaner: 'nothing', 'median', or an autoencoder that never saw noise."""
    if name == "nothing":
        return images
    if name == "median":
        return median(images)
    model = view.model(name)
    return codes.decode(model, codes.encode(model, images))


def label(name: str) -> str:
    """What a cleaner is called: of an autoencoder its kind and how many numbers its code has."""
    words = WORDS["noise"]
    if name in ("nothing", "median"):
        return words[name]
    card = checkpoint.describe(name)
    family, count = WORDS["families"][card["model"]["family"]], card["cost"]["code_size"]
    return words["code"].format(family=family, count=f"{count:,}")
