"""What the augmentation panel shows. Imports torch."""

from __future__ import annotations

from mae_demo.image import to_picture
from mae_demo.text import WORDS
from mae_demo.ui import view
from mae_demo.ui.lab import bench
from mae_demo.ui.lab.asked import number
from mae_demo.ui.lab.figures import figure, row
from mae_demo.variants import variants


def grid(name: str, place: object, percent: object, seed: object, count: int) -> str:
    """The picture and so many variants of it, by masks of the seed and those that follow; L1 over all pixels."""
    words = WORDS["augmentation"]
    image = bench.picture_at(place)
    ratio = number(percent, 0, 100, "augmentation.refused") / 100
    first = int(number(seed, 0, 1000, "augmentation.refused"))
    seeds = list(range(first, first + count))
    made = variants(view.model(name), image[None], ratio, seeds)[0]
    figures = [figure(to_picture(image), WORDS["lab"]["original"])]
    for each, variant in zip(seeds, made, strict=True):
        away = (variant - image).abs().mean().item()
        figures.append(
            figure(to_picture(variant), words["variant"].format(seed=each), words["away"].format(l1=f"{away:.3f}"))
        )
    return row(*figures, kind="seven")
