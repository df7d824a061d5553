"""What the Compare tab shows; like `view`, this imports torch and is imported inside event handlers."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor

from mae_demo.baselines import BASELINES
from mae_demo.comparison import BEST, Predictor, judge, sweep
from mae_demo.image import fit_picture, open_picture, to_data_url, to_picture, to_tensor
from mae_demo.inference import measure, predict
from mae_demo.masking import mask_to_hex
from mae_demo.metrics import masked_gradient
from mae_demo.patches import hidden_pixels
from mae_demo.ui import view

RATIOS = range(5, 100, 10)  # percent
SEED = 0  # of the sweep's masks
FILLINGS = {name.replace(" ", "_"): fill for name, fill in BASELINES.items()}
SIZE, CHANNELS, GRID = (28, 28), 1, (7, 7)  # of the data set that is compared


def wall(labels: dict[str, str], picture: Image.Image, mask: Tensor, samples: list[Path]) -> dict:
    """One picture (any size) under one mask (rows, columns), by everything in `labels` (name -> what it is called).

    For each a pasted picture and its figures over hidden pixels, and what every loss says of it on all samples under
    the same mask; `best` names the winner of each loss.
    """
    image = to_tensor(fit_picture(picture, SIZE, CHANNELS))[None]
    flat = mask.reshape(1, -1)
    hidden = hidden_pixels(flat, image)
    many = pictures(tuple(samples))
    cards = []
    for name, label in labels.items():
        fill = predictor(name)
        prediction = fill(image, flat)
        figures = measure(prediction, image, hidden) | {"sharpness": _sharpness(prediction, image, hidden)}
        verdicts = (
            judge(fill(many, flat.expand(len(many), -1)), many, flat.expand(len(many), -1), 4) if hidden.any() else {}
        )
        cards.append(
            {
                "name": name,
                "label": label,
                "picture": to_data_url(to_picture(prediction.where(hidden, image)[0]), "png"),
                "figures": figures,
                "verdicts": verdicts,
            }
        )
    return {
        "picture": to_data_url(to_picture(image[0]), "png"),
        "grid": list(mask.shape),
        "mask": mask_to_hex(mask),
        "cards": cards,
        "best": _best(cards) if hidden.any() else {},
    }


@lru_cache(maxsize=256)
def curve(name: str, strategy: str, samples: tuple[Path, ...]) -> list[tuple[int, float]]:
    """Masked PSNR in dB at each of RATIOS, pooled over the samples; the same for every visitor, so it is kept."""
    ratios = [percent / 100 for percent in RATIOS]
    return list(zip(RATIOS, sweep(predictor(name), pictures(samples), GRID, strategy, ratios, SEED), strict=True))


def predictor(name: str) -> Predictor:
    """A checkpoint, or one of FILLINGS, as a function from pictures and masks to pictures."""
    if name in FILLINGS:
        return lambda images, mask: FILLINGS[name](images, hidden_pixels(mask, images)).clamp(0, 1)
    model = view.model(name)
    return lambda images, mask: predict(model, images, mask)


@lru_cache(maxsize=1)
def pictures(samples: tuple[Path, ...]) -> Tensor:
    """The sample pictures as one batch (B, C, H, W)."""
    return torch.stack([to_tensor(fit_picture(open_picture(path), SIZE, CHANNELS)) for path in samples])


def _sharpness(prediction: Tensor, image: Tensor, hidden: Tensor) -> float | None:
    """See `metrics.masked_gradient`; None where nothing is hidden, or the truth is flat there."""
    truth = masked_gradient(image, image, hidden).item() if hidden.any() else 0.0
    return masked_gradient(prediction, image, hidden).item() / truth if truth else None


def _best(cards: list[dict]) -> dict[str, str]:
    """Who wins by each loss."""
    winners = {}
    for key, best in BEST.items():
        value = best([card["verdicts"][key] for card in cards])
        winners[key] = next(card["name"] for card in cards if card["verdicts"][key] == value)
    return winners
