"""A picture under a mask, reconstructed and measured beside the fillings that need no network."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PIL import Image
from torch import Tensor

from mae_demo.answers.masks import mask_for
from mae_demo.answers.networks import Values, fitted, image_of, linear_reference, model, values_of
from mae_demo.baselines import harmonic
from mae_demo.blending import has_seams
from mae_demo.config import ModelConfig
from mae_demo.inference import Reconstruction, blended, measure, reconstruct
from mae_demo.masking import mask_from_hex, mask_to_hex
from mae_demo.patches import hidden_pixels
from mae_demo.quantisation import is_quantised
from mae_demo.text import Refusal


def run(name: str, picture: Image.Image, mask: Tensor, blend: bool = False) -> tuple[Reconstruction, dict]:
    """Reconstruct a picture and measure it beside the fillings that need no network.

    blend: whether the prediction's seams are blended. Returns the reconstruction and its figures: those of
    `inference.reconstruct`, `baselines` (masked PSNR in dB by name), `milliseconds` that the prediction took,
    `rounded`, whether the network calculates in fewer bits, `unblended`, the masked PSNR in dB of the network's own
    prediction where seams were blended, else None, and a `note`, the key of a sentence of [results], or None. The last
    64 are kept. Raises ValueError as `expect_seams`, where seams are to be blended.
    """
    if blend:
        expect_seams(name)
    asked = name, values_of(fitted(name, picture)), mask_to_hex(mask)
    return _blended(*asked) if blend else _run(*asked)


def expect_seams(name: str) -> None:
    """Raise ValueError with a sentence for a checkpoint that has no seams to blend."""
    if not has_seams(model(name).config):
        raise Refusal("errors.no_seams")


@lru_cache(maxsize=64)
def _blended(name: str, values: Values, digits: str) -> tuple[Reconstruction, dict]:
    own, result = _run(name, values, digits)
    reconstruction = blended(own)
    return reconstruction, result | reconstruction.metrics | {
        "milliseconds": 1000 * reconstruction.seconds,
        "unblended": own.metrics["masked_psnr"],
    }


@lru_cache(maxsize=64)
def _run(name: str, values: Values, digits: str) -> tuple[Reconstruction, dict]:
    network = model(name)
    config = network.config
    image = image_of(values)
    mask = mask_from_hex(digits, (image.shape[1] // config.patch_size, image.shape[2] // config.patch_size))
    reconstruction = reconstruct(network, image, mask)
    hidden, patches = (reconstruction.metrics[key] for key in ("hidden", "patches"))
    note = {0: "nothing_hidden", patches: when_everything_is_hidden(config)}.get(hidden)
    return reconstruction, reconstruction.metrics | {
        "baselines": _baselines(name, image, mask) if hidden else {},
        "milliseconds": 1000 * reconstruction.seconds,
        "rounded": is_quantised(network),
        "unblended": None,
        "note": note,
    }


def when_everything_is_hidden(config: ModelConfig) -> str:
    """The key of the sentence of [results] that says what a model shows where no pixel is visible."""
    if config.target_space == "patch-normalised":
        return "everything_hidden_normalised"
    if hasattr(config.architecture, "blank"):
        return "everything_hidden_untold"
    if getattr(config.architecture, "filled", False):
        return "everything_hidden_filled"
    return "everything_hidden"


def _baselines(name: str, image: Tensor, mask: Tensor) -> dict[str, float]:
    """Masked PSNR of harmonic interpolation and, where the data set has one, of the best linear predictor."""
    hidden = hidden_pixels(mask.reshape(1, -1), image[None])
    figures = {}
    linear = linear_reference(model(name).config)
    if linear and linear != name:
        figures["linear"] = reconstruct(model(linear), image, mask).metrics["masked_psnr"]
    figures["harmonic"] = measure(harmonic(image[None], hidden), image[None], hidden)["masked_psnr"]
    return figures


def warm_up(name: str, sample: Path) -> None:
    """Load a checkpoint and run it once, so that the first visitor does not wait for it."""
    with Image.open(sample) as picture:
        run(name, picture, mask_for(name, "random", 0.75, 0, picture))
