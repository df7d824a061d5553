"""Augmentation: variants of a test picture, whose hidden parts a masked autoencoder imagines anew."""

from __future__ import annotations

from torch import Tensor

from mae_demo.answers.autoencoders import IMAGINERS
from mae_demo.answers.networks import model
from mae_demo.answers.numbers import number
from mae_demo.answers.test_pictures import picture_at
from mae_demo.augmentation import variants
from mae_demo.text import Refusal

COUNT = 13  # variants at once


def imagine(
    name: object, place: object, percent: object, seed: object
) -> tuple[Tensor, list[tuple[int, Tensor, float]]]:
    """A test picture (1, H, W), and COUNT variants: seed, picture, L1 over all pixels.

    percent: of the patches hidden, by masks of the seed and those that follow. Raises Refusal for anything else.
    """
    if name not in IMAGINERS:
        raise Refusal("augmentation.refused")
    image = picture_at(place)
    ratio = number(percent, 0, 100, "augmentation.refused") / 100
    first = int(number(seed, 0, 1000, "augmentation.refused"))
    seeds = range(first, first + COUNT)
    made = variants(model(name), image[None], ratio, list(seeds))[0]
    return image, [(each, one, (one - image).abs().mean().item()) for each, one in zip(seeds, made, strict=True)]
