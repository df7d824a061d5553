"""Several predictors on one picture under one mask, judged by every loss, and followed over the mask ratio."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor

from mae_demo.answers.comparisons import ENSEMBLES, networks_of
from mae_demo.answers.masks import check, mask_for
from mae_demo.answers.networks import fitted, model
from mae_demo.baselines import BASELINES
from mae_demo.evaluation import Predictor, all_losses, psnr_by_ratio, sharpness
from mae_demo.image import fit_picture, open_picture, to_data_url, to_picture, to_tensor
from mae_demo.inference import measure, predict, predict_normalised
from mae_demo.masking import mask_to_hex
from mae_demo.patches import hidden_pixels
from mae_demo.quantisation import is_quantised

RATIOS = range(5, 100, 10)  # percent
SEED = 0  # of the sweep's masks
FILLINGS = {name.replace(" ", "_"): fill for name, fill in BASELINES.items()}


def wall(
    names: list[str], masker: str, picture: Image.Image, mask: Tensor, elsewhere: Collection[str] = frozenset()
) -> dict:
    """One picture (any size) under one mask (rows, columns), by each of the named checkpoints, ensembles and fillings.

    masker: the checkpoint whose grid the mask is of, and whose size of picture; all of `names` take it. For each a
    pasted picture, its figures over hidden pixels, and whether it calculates in fewer bits. elsewhere: those that the
    visitor's own device computes, which have neither picture nor figures here.
    """
    image = fitted(masker, picture)[None]
    flat = mask.reshape(1, -1)
    hidden = hidden_pixels(flat, image)
    cards = []
    for name in names:
        if name in elsewhere:
            cards.append({"name": name, "picture": None, "figures": None, "rounded": False})
            continue
        prediction = predictor(name)(image, flat)
        figures = measure(prediction, image, hidden)
        figures["sharpness"] = sharpness(prediction, image, hidden) if hidden.any() else None
        cards.append(
            {
                "name": name,
                "picture": to_data_url(to_picture(prediction.where(hidden, image)[0]), "webp"),
                "figures": figures,
                "rounded": any(is_quantised(model(network)) for network in networks_of(name)),
            }
        )
    return {
        "picture": to_data_url(to_picture(image[0]), "webp"),
        "grid": list(mask.shape),
        "mask": mask_to_hex(mask),
        "masker": masker,
        "cards": cards,
    }


def judged(
    names: list[str], masker: str, picture: Image.Image, mask: Tensor, samples: list[Path]
) -> dict[str, dict[str, float | None]]:
    """What every loss says of each, over hidden pixels of all samples under one mask (rows, columns), of which one
    pixel is hidden at least. masker and picture as in `wall`: the samples are cut to the same shape."""
    config, (_, height, width) = model(masker).config, fitted(masker, picture).shape
    many = pictures(tuple(samples), (height, width), config.channels)
    same = mask.reshape(1, -1).expand(len(many), -1)
    return {
        name: all_losses(predictor(name)(many, same), many, same, config.patch_size, own_answer(name, many, same))
        for name in names
    }


def own_answer(name: str, images: Tensor, mask: Tensor) -> Tensor | None:
    """What a network whose targets were normalised pixels says itself of images (B, C, H, W); None for all others."""
    if networks_of(name) != (name,):
        return None
    network = model(name)
    spaces = network.config.input_space, network.config.target_space
    return predict_normalised(network, images, mask) if spaces == ("pixel", "patch-normalised") else None


def curve(name: str, masker: str, strategy: str, balance: float, samples: tuple[Path, ...]) -> list[tuple[int, float]]:
    """Masked PSNR in dB at each of RATIOS, pooled over the samples; the same for every visitor, so it is kept.

    masker: the checkpoint whose grid and picture size are taken, and whose mistakes the strategy 'hard' hides. strategy
    and balance may be anything that a client sent: what rolls no mask raises ValueError with a sentence.
    """
    check(strategy, 0, SEED, balance)
    return _curve(name, masker, strategy, balance, samples)


@lru_cache(maxsize=256)
def _curve(name: str, masker: str, strategy: str, balance: float, samples: tuple[Path, ...]) -> list[tuple[int, float]]:
    config = model(masker).config
    opened = [fit_picture(open_picture(path), config.image_size, config.channels) for path in samples]
    masks = (
        torch.stack(
            [
                mask_for(masker, strategy, percent / 100, SEED + place, picture, balance=balance).flatten()
                for place, picture in enumerate(opened)
            ]
        )
        for percent in RATIOS
    )
    images = pictures(samples, config.image_size, config.channels)
    return list(zip(RATIOS, psnr_by_ratio(predictor(name), images, masks), strict=True))


def predictor(name: str) -> Predictor:
    """A checkpoint, an ensemble or one of FILLINGS, as a function from pictures and masks to pictures."""
    if name in FILLINGS:
        return lambda images, mask: FILLINGS[name](images, hidden_pixels(mask, images)).clamp(0, 1)
    if name in ENSEMBLES:
        members = [predictor(network) for network in ENSEMBLES[name]]
        return lambda images, mask: torch.stack([member(images, mask) for member in members]).mean(0)
    network = model(name)
    return lambda images, mask: predict(network, images, mask)


@lru_cache(maxsize=4)
def pictures(samples: tuple[Path, ...], size: tuple[int, int], channels: int) -> Tensor:
    """The sample pictures as one batch (B, C, H, W)."""
    return torch.stack([to_tensor(fit_picture(open_picture(path), size, channels)) for path in samples])
