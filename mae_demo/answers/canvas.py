"""What the canvas draws of a reconstruction, as messages that travel as JSON."""

from __future__ import annotations

from PIL import Image
from torch import Tensor

from mae_demo import blending
from mae_demo.answers.networks import fitted, grid_of, model
from mae_demo.answers.reconstruction import expect_seams, run
from mae_demo.config import ModelConfig
from mae_demo.image import to_data_url, to_picture
from mae_demo.inference import Reconstruction, measure, oracle, predict
from mae_demo.masking import mask_from_hex, mask_to_hex
from mae_demo.patches import hidden_pixels
from mae_demo.render import normalised_picture

PIXELATED_BELOW = 128  # pixels of the longer side; larger pictures are drawn smooth


def drawing(name: str, picture: Image.Image, mask: Tensor, change: int | None = None) -> dict:
    """Everything the canvas draws: picture, mask and prediction, with the figures.

    change: where the mask is the visitor's own, the number of the change that made it; the canvas then does not put it
    over what was painted since.
    """
    reconstruction, result = run(name, picture, mask)
    original = to_picture(reconstruction.original)
    return {
        "picture": to_data_url(original, "webp"),
        "pixelated": max(original.size) < PIXELATED_BELOW,
        "name": name,
        "network": network(model(name).config),
        "normalised": model(name).config.target_space == "patch-normalised",
        "grid": list(mask.shape),
        "mask": mask_to_hex(mask),
        "change": change,
        "prediction": data_url(reconstruction.prediction),
        "result": result,
    }


def network(config: ModelConfig) -> dict:
    """What the folds tell of a model: its family, a patch's numbers, a token's width, blocks and heads; and whether it
    has seams that can be blended."""
    architecture = config.architecture
    return {
        "family": config.family,
        "values": config.patch_size**2 * config.channels,
        "width": getattr(architecture, "embed_dim", None),
        "depth": getattr(architecture, "depth", None),
        "heads": getattr(architecture, "num_heads", None),
        "seams": blending.has_seams(config),
    }


def answer(
    name: str, picture: Image.Image, digits: str, number: int, normalised_views: bool = False, blend: bool = False
) -> dict:
    """The reply to a stroke: only what changed, with the number of the question.

    normalised_views: whether a visitor looks at what else a normalised prediction says. blend: whether they look at it
    with its seams blended; the result is of that.
    """
    mask = mask_from_hex(digits, grid_of(name, picture))
    reconstruction, result = run(name, picture, mask)
    reply = {"number": number, "prediction": data_url(reconstruction.prediction), "result": result}
    if blend:
        seamless, result = run(name, picture, mask, blend=True)
        reply |= {"blended": data_url(seamless.prediction), "result": result}
    if normalised_views and model(name).config.target_space == "patch-normalised":
        reply["normalised_views"] = _normalised_views(name, reconstruction)
    return reply


def quick_answer(name: str, picture: Image.Image, digits: str, number: int, blend: bool = False) -> dict:
    """The reply while a stroke goes on: the prediction alone. Its figures and the baselines are most of the work."""
    mask = mask_from_hex(digits, grid_of(name, picture)).reshape(1, -1)
    images = fitted(name, picture)[None]
    prediction = predict(model(name), images, mask)
    reply = {"number": number, "prediction": data_url(prediction[0])}
    if blend:
        expect_seams(name)
        reply["blended"] = data_url(blending.blend(prediction, images, mask)[0])
    return reply


def _normalised_views(name: str, reconstruction: Reconstruction) -> dict:
    """A normalised prediction as it is, and as an oracle that knows each hidden patch's brightness would show it."""
    prediction, images = oracle(model(name), reconstruction)[None], reconstruction.original[None]
    hidden = hidden_pixels(reconstruction.mask.reshape(1, -1), images)
    return {
        "normalised": to_data_url(normalised_picture(reconstruction.output), "webp"),
        "oracle": data_url(prediction[0]),
        "figures": measure(prediction, images, hidden),
    }


def data_url(image: Tensor) -> str:
    """A picture (C, H, W) in [0, 1] for the canvas, which measures errors on it: every pixel as it is."""
    return to_data_url(to_picture(image), "webp")
