"""What each loss says of each patch of a prediction."""

from __future__ import annotations

from PIL import Image

from mae_demo.answers.networks import grid_of, model
from mae_demo.answers.reconstruction import run
from mae_demo.inference import target_of
from mae_demo.losses import LOSSES, PIXEL_TERMS, edge_error
from mae_demo.masking import mask_from_hex
from mae_demo.patches import hidden_pixels, patchify


def losses_by_patch(name: str, picture: Image.Image, digits: str) -> dict:
    """What L1, MSE and a checkpoint's own loss say of its prediction, a number a patch and a number for the picture.

    L1 and MSE are taken on what is shown, values from 0 to 1. The own loss is taken as in training, on the
    network's output in its target space. The picture's numbers are over hidden pixels, and None where there are none:
    `own` is the mean of the own loss's pixel term, `edge` the edge term, `whole` all terms together, which is None
    for a loss with a discriminator, for no checkpoint keeps one, and for one that looks at a picture's code.
    """
    config = model(name).config
    mask = mask_from_hex(digits, grid_of(name, picture))
    reconstruction, _ = run(name, picture, mask)
    original = reconstruction.original[None]
    output, target = reconstruction.output[None], target_of(config, original)
    weights = LOSSES[config.loss]
    term = next(iter(weights))  # each loss begins with a term that is taken pixel by pixel

    hidden = mask.flatten()
    pixels = hidden_pixels(hidden[None], original)
    shown = reconstruction.prediction[None]
    errors = {key: PIXEL_TERMS[key](shown, original) for key in ("l1", "mse")}
    errors["own"] = PIXEL_TERMS[term](output, target)
    by_patch = {key: patchify(error, config.patch_size).mean(-1)[0] for key, error in errors.items()}
    if term == "bce":
        by_patch["perfect"] = patchify(PIXEL_TERMS[term](target, target), config.patch_size).mean(-1)[0]

    figures: dict[str, float | None] = dict.fromkeys(("l1", "mse", "own", "edge", "whole"))
    if hidden.any():
        figures |= {key: by_patch[key][hidden].mean().item() for key in errors}
        if "edge" in weights:
            figures["edge"] = edge_error(output, target, pixels).item()
        if set(weights) <= {term, "edge"}:
            figures["whole"] = weights[term] * figures["own"] + weights.get("edge", 0) * (figures["edge"] or 0)
    return {
        "mask": digits,
        "channels": config.channels,
        "hidden": hidden.nonzero().flatten().tolist(),
        "loss": "normpix" if config.target_space == "patch-normalised" else config.loss,
        "picture": figures,
    } | {key: [round(value, 6) for value in values.tolist()] for key, values in by_patch.items()}
