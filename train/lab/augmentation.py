"""`python -m train.lab.augmentation` writes checkpoints/lab/augmentation.json: accuracy by augmentation.

A small classifier (`train.lab.classifier`) is trained on few labelled pictures, augmented by flips and shifts, or by
variants whose hidden patches a masked autoencoder predicts. It gets 10 or 50 pictures of each class in five random
draws, the same for all augmentations, and is tested on all 10,000 test pictures after each. The settings of each
augmentation were chosen for each number of labels on the validation set, with two other draws: the shift, whether to
flip, the mask ratio, and the masked autoencoder. That autoencoder saw all 55,000 training pictures, without labels.
5 minutes of one core's time.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import lru_cache

import torch
from torch import Generator, Tensor

from mae_demo import checkpoint
from mae_demo.augmentation import variants
from train.data import DATASETS, as_float
from train.features import FIT
from train.lab.classifier import Variation, accuracy, fit, flip_and_shift
from train.lab.features import draw
from train.lab.runs import write

PER_CLASS = (10, 50)
DRAWS, CHOOSING = range(5), range(100, 102)  # seeds of the draws that are reported, and of those that choose settings
VARIANTS = 5  # of each picture, made before the training
NAMES = ("fashion-vit-mse", "fashion-vit-adversarial")


@dataclass(frozen=True)
class Way:
    """How to augment training pictures. With variants, every other picture is one of them."""

    shift: int = 0  # pixels at most
    flip: bool = False
    name: str = ""  # the masked autoencoder that makes variants; empty for none
    ratio: float = 0.0  # mask ratio of the variants


SHIFTS = tuple(Way(shift, flip) for shift in (1, 2) for flip in (False, True))
IMAGINED = tuple(Way(name=name, ratio=ratio) for name in NAMES for ratio in (0.5, 0.75))


@lru_cache(maxsize=8)
def pool(name: str, ratio: float, per_class: int, seed: int) -> Tensor:
    """VARIANTS of each labelled picture of a draw, (B, VARIANTS, C, H, W)."""
    images, _ = labelled(per_class, seed)
    model = checkpoint.load(name)
    return torch.cat([variants(model, batch, ratio, list(range(VARIANTS))) for batch in images.split(100)])


@lru_cache(maxsize=32)
def labelled(per_class: int, seed: int) -> tuple[Tensor, Tensor]:
    """The labelled pictures (B, C, H, W) of a draw and their classes (B,)."""
    data = DATASETS["fashion-mnist"]()
    places = draw(data.train_labels[:FIT], per_class, seed)
    return as_float(data.train[:FIT][places]), data.train_labels[:FIT][places]


def variation(way: Way, per_class: int, seed: int) -> Variation:
    """A function that draws an augmented batch from a draw's pictures."""
    images, _ = labelled(per_class, seed)

    def vary(places: Tensor, generator: Generator) -> Tensor:
        batch = images[places]
        if way.name:
            which = torch.randint(VARIANTS, (len(places),), generator=generator)
            imagined = torch.rand(len(places), 1, 1, 1, generator=generator) < 0.5
            batch = torch.where(imagined, pool(way.name, way.ratio, per_class, seed)[places, which], batch)
        return flip_and_shift(batch, way.shift, way.flip, generator)

    return vary


def score(way: Way, per_class: int, seeds: range, images: Tensor, labels: Tensor) -> Tensor:
    """Accuracies on pictures (B, C, H, W) after training on each draw, (S,)."""
    found = []
    for seed in seeds:
        model = fit(labelled(per_class, seed)[1], variation(way, per_class, seed), seed)
        found.append(accuracy(model, images, labels))
    return torch.tensor(found, dtype=torch.float64)


def best(ways: tuple[Way, ...], per_class: int, images: Tensor, labels: Tensor) -> Way:
    """The way with the best mean accuracy on the validation set's pictures."""
    means = {way: score(way, per_class, CHOOSING, images, labels).mean().item() for way in ways}
    for way, mean in means.items():
        print(f"{per_class} a class, validation: {mean:.4f} {way}", flush=True)
    return max(means, key=means.get)


def measure() -> dict:
    """{'weights': {name: sha256}, 'rows': [{'labels', 'ways': {kind: {'accuracies', 'way'}}}]}"""
    data = DATASETS["fashion-mnist"]()
    validation = as_float(data.validation), data.validation_labels
    test = as_float(data.test), data.test_labels
    rows = []
    for per_class in PER_CLASS:
        moved, imagined = (best(ways, per_class, *validation) for ways in (SHIFTS, IMAGINED))
        both = Way(moved.shift, moved.flip, imagined.name, imagined.ratio)
        ways = {"none": Way(), "shifts": moved, "variants": imagined, "both": both}
        row = {"labels": per_class * len(data.classes), "ways": {}}
        for kind, way in ways.items():
            found = score(way, per_class, DRAWS, *test)
            row["ways"][kind] = {"accuracies": [round(each, 4) for each in found.tolist()], "way": asdict(way)}
            print(row["labels"], kind, row["ways"][kind], flush=True)
        rows.append(row)
    return {"weights": {name: checkpoint.describe(name)["sha256"] for name in NAMES}, "rows": rows}


if __name__ == "__main__":
    write("augmentation", measure())
