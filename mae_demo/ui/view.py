"""What the page shows: from a picture, a mask and a checkpoint's name to one message for the canvas.

This module imports torch, so the page's code imports it inside its event handlers, after the page is up.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor, nn

from mae_demo import checkpoint
from mae_demo.baselines import harmonic
from mae_demo.config import ModelConfig
from mae_demo.image import fit_picture, to_data_url, to_picture, to_tensor
from mae_demo.inference import Reconstruction, measure, oracle, patch_errors, reconstruct
from mae_demo.masking import LOOKING, MASKING, make_mask, mask_from_hex, mask_to_hex, priority_mask
from mae_demo.patches import hidden_pixels
from mae_demo.render import normalised_picture
from mae_demo.rounding import asked_for, is_large, is_rounded, rounded
from mae_demo.saliency import gradient_energy, selective_priority
from mae_demo.text import WORDS, Refusal
from mae_demo.ui import zero_gpu
from mae_demo.ui.picker import known

Values = tuple[bytes, tuple[int, ...]]  # of a picture, see `values_of`
STRATEGIES = (*MASKING, *LOOKING, "hard")
PARTS = 4  # masks by which each patch is predicted once while it is hidden, for 'hard'; its note says how many


def model(name: str) -> nn.Module:
    """A checkpoint, kept in memory while it is among the last 32 used. Raises ValueError for what is no name."""
    return _kept(str(name))  # a client may have sent anything


@lru_cache(maxsize=32)
def _kept(name: str) -> nn.Module:
    network = checkpoint.load(known(name))
    if not is_large(network):
        return network
    if zero_gpu.LENT:
        return zero_gpu.send_away(network, name)
    return rounded(network) if asked_for() else network


linear_reference = lru_cache(checkpoint.linear_reference)  # reads the whole shelf


def mask_for(
    name: str,
    strategy: str,
    ratio: float,
    seed: int,
    picture: Image.Image,
    digits: str = "",
    balance: float = 1.0,
) -> Tensor:
    """The mask (rows, columns) of a checkpoint's grid: painted `digits` win over strategy, ratio and seed.

    ratio: 0 to 1. picture: what some strategies look at. balance: of 'selective', from -1, the background, to 1, the
    foreground. Besides those of `make_mask` there is 'hard', which needs the checkpoint: it hides the patches that
    this one predicts worst. Raises ValueError with a sentence for whatever does not describe a mask.
    """
    grid = grid_of(name, picture)
    if digits:
        return mask_from_hex(digits, grid)
    check(strategy, ratio, seed, balance)
    image = fitted(name, picture)
    if strategy == "hard":
        return priority_mask(patch_errors(model(name), image, PARTS, int(seed)), ratio, int(seed))
    if strategy == "selective":
        return priority_mask(selective_priority(gradient_energy(image, grid), int(seed), balance), ratio, int(seed))
    return make_mask(strategy, grid, ratio, int(seed), image)


def check(strategy: object, ratio: object, seed: object, balance: object) -> None:
    """Raise ValueError with a sentence where `mask_for` rolls no mask by these; a client may have sent anything."""

    def number(value: object, low: float, high: float) -> bool:
        return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high

    if strategy not in STRATEGIES:
        raise Refusal("errors.strategy", name=f"{strategy!r:.40}", known=", ".join(STRATEGIES))
    if not number(ratio, 0, 1):
        raise Refusal("errors.ratio")
    if not number(seed, 0, 2**31 - 1) or seed != seed // 1:
        raise Refusal("errors.seed")
    if not number(balance, -1, 1):
        raise Refusal("errors.balance")


def fitted(name: str, picture: Image.Image) -> Tensor:
    """A picture as a checkpoint takes it, (C, H, W)."""
    config = model(name).config
    return to_tensor(fit_picture(picture, config.size_for(*picture.size), config.channels))


def grid_of(name: str, picture: Image.Image) -> tuple[int, int]:
    """Rows and columns of the mask that a checkpoint takes with a picture."""
    config = model(name).config
    height, width = config.size_for(*picture.size)
    return height // config.patch_size, width // config.patch_size


def run(name: str, picture: Image.Image, mask: Tensor) -> tuple[Reconstruction, dict]:
    """Reconstruct a picture and measure it beside the fillings that need no network.

    Returns the reconstruction and its figures: those of `inference.reconstruct`, `baselines` (masked PSNR in dB by
    name), `milliseconds` that the prediction took, and a `note`, or None. The last 64 are kept: who only looks at
    one in another way asks the network nothing.
    """
    return _run(name, values_of(fitted(name, picture)), mask_to_hex(mask))


def values_of(image: Tensor) -> Values:
    """A picture (C, H, W) as something that results can be kept by."""
    return image.numpy().tobytes(), tuple(image.shape)


def image_of(values: Values) -> Tensor:
    """The inverse of `values_of`."""
    content, shape = values
    return torch.frombuffer(bytearray(content), dtype=torch.float32).view(shape)


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
        "rounded": is_rounded(network),
        "note": WORDS["results"][note] if note else None,
    }


def when_everything_is_hidden(config: ModelConfig) -> str:
    """Which of the words [results] says what a model shows where no pixel is visible."""
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
    linear = linear_reference(model(name).config.dataset)
    if linear and linear != name:
        figures["linear"] = reconstruct(model(linear), image, mask).metrics["masked_psnr"]
    figures["harmonic"] = measure(harmonic(image[None], hidden), image[None], hidden)["masked_psnr"]
    return figures


def message(name: str, picture: Image.Image, mask: Tensor, about: str, hint: str, keeps: int | None = None) -> dict:
    """Everything the canvas draws: picture, mask and prediction, with the figures.

    about: what stands over the picture. hint: a sentence beside its figures, or nothing. keeps: where the mask is the
    visitor's own, the number of the change that made it; the canvas then does not put it over what was painted since.
    """
    reconstruction, result = run(name, picture, mask)
    original = to_picture(reconstruction.original)
    if result["rounded"]:
        hint = f"{hint} {WORDS['results']['rounded']}".strip()
    return {
        "picture": to_data_url(original, "webp"),
        "pixelated": max(original.size) < 128,
        "about": about,
        "hint": hint,
        "name": name,
        "network": network(model(name).config),
        "normalised": model(name).config.target_space == "patch-normalised",
        "grid": list(mask.shape),
        "mask": mask_to_hex(mask),
        "keeps": keeps,
        "prediction": data_url(reconstruction.prediction),
        "result": result,
    }


def network(config: ModelConfig) -> dict:
    """What the folds tell of a model: its family, a patch's numbers, a token's width, blocks and heads."""
    architecture = config.architecture
    return {
        "family": config.family,
        "values": config.patch_size**2 * config.channels,
        "width": getattr(architecture, "embed_dim", None),
        "depth": getattr(architecture, "depth", None),
        "heads": getattr(architecture, "num_heads", None),
    }


def answer(name: str, picture: Image.Image, digits: str, number: int, readings: bool = False) -> dict:
    """The reply to a stroke: only what changed, with the number of the question.

    readings: whether a visitor looks at what else a normalised prediction says.
    """
    mask = mask_from_hex(digits, grid_of(name, picture))
    reconstruction, result = run(name, picture, mask)
    reply = {"number": number, "prediction": data_url(reconstruction.prediction), "result": result}
    if readings and model(name).config.target_space == "patch-normalised":
        reply["readings"] = _readings(name, reconstruction)
    return reply


def _readings(name: str, reconstruction: Reconstruction) -> dict:
    """A normalised prediction as it is, and as an oracle that knows each hidden patch's brightness would show it."""
    prediction, images = oracle(model(name), reconstruction)[None], reconstruction.original[None]
    hidden = hidden_pixels(reconstruction.mask.reshape(1, -1), images)
    return {
        "normalised": to_data_url(normalised_picture(reconstruction.answer), "webp"),
        "oracle": data_url(prediction[0]),
        "figures": measure(prediction, images, hidden),
    }


def data_url(image: Tensor) -> str:
    """A picture (C, H, W) in [0, 1] for the canvas, which measures errors on it: every pixel as it is."""
    return to_data_url(to_picture(image), "webp")


def warm_up(name: str, sample: Path) -> None:
    """Load a checkpoint and run it once, so that the first visitor does not wait for it."""
    with Image.open(sample) as picture:
        run(name, picture, mask_for(name, "random", 0.75, 0, picture))
