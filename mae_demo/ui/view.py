"""What the page shows: from a picture, a mask and a checkpoint's name to one message for the canvas.

This module imports torch, so the page's code imports it inside its event handlers, after the page is up.
"""

from __future__ import annotations

import time
from functools import lru_cache
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor, nn

from mae_demo import checkpoint
from mae_demo.baselines import harmonic
from mae_demo.image import fit_picture, to_data_url, to_picture, to_tensor
from mae_demo.inference import Reconstruction, measure, reconstruct
from mae_demo.masking import make_mask, mask_from_hex, mask_to_hex
from mae_demo.patches import hidden_pixels
from mae_demo.ui.text import WORDS


@lru_cache(maxsize=4)
def model(name: str) -> nn.Module:
    """A checkpoint, kept in memory while it is among the last four used. Raises ValueError for an unknown name."""
    if name not in checkpoint.names():
        raise ValueError(WORDS["errors"]["checkpoint"].format(name=repr(name), known=", ".join(checkpoint.names())))
    return checkpoint.load(name)


def mask_for(name: str, strategy: str, ratio: float, seed: int, digits: str = "") -> Tensor:
    """The mask (rows, columns) of a checkpoint's grid: painted `digits` win over strategy, ratio and seed.

    ratio: 0 to 1. Raises ValueError with a sentence for whatever does not describe a mask.
    """
    grid = model(name).config.grid
    if digits:
        return mask_from_hex(digits, grid)
    if not isinstance(ratio, int | float):
        raise ValueError(WORDS["errors"]["ratio"])
    if isinstance(seed, bool) or not isinstance(seed, int | float) or seed != seed // 1 or not 0 <= seed < 2**31:
        raise ValueError(WORDS["errors"]["seed"])
    return make_mask(strategy, grid, ratio, int(seed))


def run(name: str, picture: Image.Image, mask: Tensor) -> tuple[Reconstruction, dict]:
    """Reconstruct a picture and measure it beside the fillings that need no network.

    Returns the reconstruction and its result: psnr (dB), ssim and l1 over hidden pixels, or None where none is
    hidden; `baselines`, a list of name and psnr; `milliseconds` that the network took; and a `note`, or None.
    """
    network = model(name)
    config = network.config
    image = to_tensor(fit_picture(picture, config.image_size, config.channels))
    begun = time.perf_counter()
    reconstruction = reconstruct(network, image, mask)
    milliseconds = 1000 * (time.perf_counter() - begun)

    figures = reconstruction.metrics
    note = None
    if figures["hidden"] == 0:
        note = WORDS["results"]["nothing_hidden"]
    elif figures["hidden"] == figures["patches"]:
        note = WORDS["results"]["everything_hidden"]
    return reconstruction, {
        "hidden": figures["hidden"],
        "patches": figures["patches"],
        "psnr": figures["masked_psnr"],
        "ssim": figures["masked_ssim"],
        "l1": figures["masked_l1"],
        "baselines": _baselines(name, image, mask) if figures["hidden"] else [],
        "milliseconds": milliseconds,
        "note": note,
    }


def _baselines(name: str, image: Tensor, mask: Tensor) -> list[dict]:
    """Masked PSNR of the best linear predictor, where the data set has one, and of interpolation."""
    config = model(name).config
    hidden = hidden_pixels(mask.reshape(1, -1), image[None])
    fillings = {}
    linear = checkpoint.linear_reference(config.dataset)
    if linear and linear != name:
        fillings["linear"] = reconstruct(model(linear), image, mask).prediction[None]
    fillings["harmonic"] = harmonic(image[None], hidden)
    return [
        {"name": WORDS["results"][key], "psnr": measure(filled, image[None], hidden)["masked_psnr"]}
        for key, filled in fillings.items()
    ]


def message(name: str, picture: Image.Image, about: str, mask: Tensor) -> dict:
    """Everything the canvas draws: picture, mask and prediction, with the figures."""
    reconstruction, result = run(name, picture, mask)
    original = to_picture(reconstruction.original)
    return {
        "picture": to_data_url(original, "png"),
        "pixelated": max(original.size) < 128,
        "about": about,
        "grid": list(mask.shape),
        "mask": mask_to_hex(mask),
        "prediction": to_data_url(to_picture(reconstruction.prediction), "png"),
        "result": result,
    }


def answer(name: str, picture: Image.Image, digits: str, number: int) -> dict:
    """The reply to a stroke: only what changed, with the number of the question."""
    reconstruction, result = run(name, picture, mask_for(name, "", 0, 0, digits))
    picture = to_picture(reconstruction.prediction)
    kind = "png" if max(picture.size) < 128 else "jpeg"
    return {"number": number, "mask": digits, "prediction": to_data_url(picture, kind), "result": result}


def warm_up(name: str, sample: Path) -> None:
    """Load a checkpoint and run it once, so that the first visitor does not wait for it."""
    torch.set_num_threads(torch.get_num_threads())
    with Image.open(sample) as picture:
        run(name, picture, mask_for(name, "random", 0.75, 0))
