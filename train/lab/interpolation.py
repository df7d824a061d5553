"""`python -m train.lab.interpolation` writes checkpoints/lab/interpolation.json. A minute on one core.

It interpolates halfway between two samples by four methods, and measures the distance of the result to the nearest of
the 55,000 training pictures. A distance is the root mean squared difference of pixel values from 0 to 1. `real` is the
same for true pictures: the mean over the first 1,000 test pictures.
"""

from __future__ import annotations

from itertools import combinations

import torch
from torch import Tensor

from mae_demo import checkpoint, latent
from train.data import DATASETS, as_float
from train.lab.runs import write

AUTOENCODERS = ("fashion-pca-20", "fashion-mlp-20-mse", "fashion-vae-20")
PER_CLASS = 2  # the first test pictures of each class, the samples of the page
REAL = 1000


def nearest(images: Tensor, training: Tensor) -> Tensor:
    """The root mean squared difference of each picture (B, C, H, W) to its nearest training picture, (B,)."""
    rows, found = training.flatten(1), []
    for batch in images.flatten(1).split(100):
        found.append(torch.cdist(batch, rows).amin(1) / rows.shape[1] ** 0.5)
    return torch.cat(found)


def samples(labels: Tensor) -> list[int]:
    """The places of the first PER_CLASS pictures of each class, in order."""
    return sorted(place for kind in labels.unique() for place in (labels == kind).nonzero()[:PER_CLASS, 0].tolist())


def measure() -> dict:
    """{'real': distance, 'weights': {name: sha256}, 'ways': {way: {'place-place': distance}}}"""
    data = DATASETS["fashion-mnist"]()
    training, test = as_float(data.train), as_float(data.test)
    pairs = list(combinations(samples(data.test_labels), 2))
    one, other = (test[[pair[side] for pair in pairs]] for side in (0, 1))
    halfway = {"blend": (one + other) / 2}
    for name in AUTOENCODERS:
        model = checkpoint.load(name)
        halfway[name] = latent.decode(model, (latent.encode(model, one) + latent.encode(model, other)) / 2)
    keys = [f"{a}-{b}" for a, b in pairs]
    return {
        "real": round(nearest(test[:REAL], training).mean().item(), 4),
        "weights": {name: checkpoint.describe(name)["sha256"] for name in AUTOENCODERS},
        "ways": {
            way: dict(zip(keys, [round(d, 4) for d in nearest(images, training).tolist()], strict=True))
            for way, images in halfway.items()
        },
    }


if __name__ == "__main__":
    write("interpolation", measure())
