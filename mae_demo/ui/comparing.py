"""What the Compare tab shows; like `view`, this imports torch and is imported inside event handlers."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor

from mae_demo.baselines import BASELINES
from mae_demo.comparison import Predictor, best, sharpness, sweep, verdicts
from mae_demo.image import fit_picture, open_picture, to_data_url, to_picture, to_tensor
from mae_demo.inference import measure, predict, predict_normalised
from mae_demo.masking import mask_to_hex
from mae_demo.patches import hidden_pixels
from mae_demo.rounding import is_rounded
from mae_demo.text import WORDS
from mae_demo.ui import view
from mae_demo.ui.table import table

RATIOS = range(5, 100, 10)  # percent
DIGITS = {"mse": 4, "l1": 3, "bce": 3, "edge": 4, "normpix": 3, "sharpness": 3}  # of each verdict
SEED = 0  # of the sweep's masks
FILLINGS = {name.replace(" ", "_"): fill for name, fill in BASELINES.items()}


def wall(labels: dict[str, str], masker: str, picture: Image.Image, mask: Tensor) -> dict:
    """One picture (any size) under one mask (rows, columns), by everything in `labels` (name -> what it is called).

    masker: the checkpoint whose grid the mask is of, and whose size of picture; all in `labels` take it. For each a
    pasted picture, its figures over hidden pixels, and whether it was rounded; a remark where one does.
    """
    image = view.fitted(masker, picture)[None]
    flat = mask.reshape(1, -1)
    hidden = hidden_pixels(flat, image)
    cards = []
    for name, label in labels.items():
        prediction = predictor(name)(image, flat)
        figures = measure(prediction, image, hidden)
        figures["sharpness"] = sharpness(prediction, image, hidden) if hidden.any() else None
        cards.append(
            {
                "name": name,
                "label": label,
                "picture": to_data_url(to_picture(prediction.where(hidden, image)[0]), "webp"),
                "figures": figures,
                "rounded": name not in FILLINGS and is_rounded(view.model(name)),
            }
        )
    return {
        "picture": to_data_url(to_picture(image[0]), "webp"),
        "grid": list(mask.shape),
        "mask": mask_to_hex(mask),
        "cards": cards,
        "remark": WORDS["results"]["rounded"] if any(card["rounded"] for card in cards) else "",
    }


def judged(
    names: list[str], masker: str, picture: Image.Image, mask: Tensor, samples: list[Path]
) -> dict[str, dict[str, float | None]]:
    """What every loss says of each, over hidden pixels of all samples under one mask (rows, columns), of which one
    pixel is hidden at least. masker and picture as in `wall`: the samples are cut to the same shape."""
    config, (_, height, width) = view.model(masker).config, view.fitted(masker, picture).shape
    many = pictures(tuple(samples), (height, width), config.channels)
    same = mask.reshape(1, -1).expand(len(many), -1)
    return {
        name: verdicts(predictor(name)(many, same), many, same, config.patch_size, own_answer(name, many, same))
        for name in names
    }


def own_answer(name: str, images: Tensor, mask: Tensor) -> Tensor | None:
    """What a network whose targets were normalised pixels says itself of images (B, C, H, W); None for all others."""
    if name in FILLINGS:
        return None
    network = view.model(name)
    spaces = network.config.input_space, network.config.target_space
    return predict_normalised(network, images, mask) if spaces == ("pixel", "patch-normalised") else None


def judges_table(labels: dict[str, str], said: dict[str, dict[str, float | None]]) -> str:
    """The same as a table, a row each by its label; a star marks the best by each verdict."""
    words, winners = WORDS["compare"], best(said)
    rows = []
    for name, verdict in said.items():
        figures = {key: "–" if value is None else f"{value:.{DIGITS[key]}f}" for key, value in verdict.items()}
        cells = [f"★ {figures[key]}" if winners.get(key) == name else figures[key] for key in DIGITS]
        rows.append((labels[name], "", cells))
    return table(words["judged"], [words[f"judge_{key}"] for key in DIGITS], rows)


def curve(name: str, masker: str, strategy: str, balance: float, samples: tuple[Path, ...]) -> list[tuple[int, float]]:
    """Masked PSNR in dB at each of RATIOS, pooled over the samples; the same for every visitor, so it is kept.

    masker: the checkpoint whose grid and picture size are taken, and whose mistakes the strategy 'hard' hides. strategy
    and balance may be anything that a client sent: what rolls no mask raises ValueError with a sentence.
    """
    view.check(strategy, 0, SEED, balance)
    return _curve(name, masker, strategy, balance, samples)


@lru_cache(maxsize=256)
def _curve(name: str, masker: str, strategy: str, balance: float, samples: tuple[Path, ...]) -> list[tuple[int, float]]:
    config = view.model(masker).config
    opened = [fit_picture(open_picture(path), config.image_size, config.channels) for path in samples]
    masks = (
        torch.stack(
            [
                view.mask_for(masker, strategy, percent / 100, SEED + place, picture, balance=balance).flatten()
                for place, picture in enumerate(opened)
            ]
        )
        for percent in RATIOS
    )
    images = pictures(samples, config.image_size, config.channels)
    return list(zip(RATIOS, sweep(predictor(name), images, masks), strict=True))


def predictor(name: str) -> Predictor:
    """A checkpoint, or one of FILLINGS, as a function from pictures and masks to pictures."""
    if name in FILLINGS:
        return lambda images, mask: FILLINGS[name](images, hidden_pixels(mask, images)).clamp(0, 1)
    model = view.model(name)
    return lambda images, mask: predict(model, images, mask)


@lru_cache(maxsize=4)
def pictures(samples: tuple[Path, ...], size: tuple[int, int], channels: int) -> Tensor:
    """The sample pictures as one batch (B, C, H, W)."""
    return torch.stack([to_tensor(fit_picture(open_picture(path), size, channels)) for path in samples])
