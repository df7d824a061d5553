"""Does an error in numbers match the eye? Changed pictures, and what MSE, L1, PSNR and SSIM say of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import torch
from torch import Tensor

from mae_demo import metrics
from mae_demo.answers.canvas import data_url
from mae_demo.answers.networks import model
from mae_demo.answers.numbers import number
from mae_demo.answers.test_pictures import contact_sheet, picture_at
from mae_demo.changes import CHANGES
from mae_demo.text import Refusal

# Of each change its amounts, from none to much
AMOUNTS = {
    "shift": (0, 1, 2, 3, 4, 5),
    "mosaic": (1, 2, 4, 7, 14, 28),
    "brightness": (0.0, 0.1, 0.2, 0.3, 0.4, 0.5),
    "noise": (0.0, 0.1, 0.2, 0.3, 0.4, 0.5),
}
MEAN = "mean"  # instead of a change: the mean picture of the training set, which is the same for every picture
MEAN_OF = "fashion-pca-20"  # the model that holds it
SORTED = (("noise", 0.2), ("shift", 3), (MEAN, 0), ("mosaic", 4), ("brightness", 0.2), ("shift", 1))  # as they come


@dataclass(frozen=True)
class Changed:
    """A changed picture (1, H, W) with its figures, and with their means over all test pictures of the sheet."""

    picture: Tensor
    figures: dict[str, float]
    mean_figures: dict[str, float]


def change(place: object, kind: object, step: object) -> Changed:
    """A test picture changed by the amount at `step` of AMOUNTS. Raises Refusal for what is none of these."""
    if kind not in list(AMOUNTS):
        raise Refusal("perception.refused")
    step = number(step, 0, len(AMOUNTS[kind]) - 1, "perception.refused")
    if step != int(step):
        raise Refusal("perception.refused")
    return _change(place, kind, AMOUNTS[kind][int(step)])


def sorting(place: object) -> dict:
    """The changed pictures that a visitor sorts by eye, with their figures; see `messages.Sorting`."""
    cards = [(kind, amount, _change(place, kind, amount)) for kind, amount in SORTED]
    return {
        "original": data_url(picture_at(place)),
        "cards": [
            {"key": f"{kind}_{amount:g}", "picture": data_url(changed.picture), "figures": changed.figures}
            for kind, amount, changed in cards
        ],
    }


def figures_of(changed: Tensor, images: Tensor) -> dict[str, float]:
    """MSE, L1 and SSIM over all pixels of pictures (B, 1, H, W) together, for values from 0 to 1; PSNR in dB."""
    mse = ((changed - images) ** 2).mean()
    return {
        "mse": mse.item(),
        "l1": (changed - images).abs().mean().item(),
        "psnr": metrics.psnr(mse).item(),
        "ssim": metrics.ssim_map(changed, images).mean().item(),
    }


@lru_cache
@torch.inference_mode()
def mean_figures(kind: str, amount: float) -> dict[str, float]:
    """The figures of a change, or of MEAN, over all test pictures of the sheet together."""
    images = contact_sheet().images
    return figures_of(_changed(images, kind, amount), images)


def mean_picture() -> Tensor:
    """The mean picture of the training set, (1, H, W)."""
    return model(MEAN_OF).mean.view(contact_sheet().images.shape[1:])


def _change(place: object, kind: str, amount: float) -> Changed:
    image = picture_at(place)[None]
    changed = _changed(image, kind, amount)
    return Changed(changed[0], figures_of(changed, image), mean_figures(kind, amount))


def _changed(images: Tensor, kind: str, amount: float) -> Tensor:
    if kind == MEAN:
        return mean_picture().expand_as(images)
    return CHANGES[kind](images, amount)
