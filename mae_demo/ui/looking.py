"""What the folds under the pictures show; like `view`, this imports torch and is imported inside event handlers."""

from __future__ import annotations

from functools import lru_cache

from PIL import Image
from torch import Tensor

from mae_demo.attention import attention_maps
from mae_demo.config import ModelConfig
from mae_demo.inference import reconstruct_all, to_space
from mae_demo.losses import LOSSES, PIXEL_TERMS, edge_error, normalise_patches
from mae_demo.masking import complementary_masks, mask_from_hex, mask_to_hex
from mae_demo.patches import hidden_pixels, patchify
from mae_demo.text import Refusal
from mae_demo.ui import view

SEED = 0  # of the masks that share the patches out


def losses_by_patch(name: str, picture: Image.Image, digits: str) -> dict:
    """What L1, MSE and a checkpoint's own loss say of its prediction, a number a patch and a number for the picture.

    L1 and MSE are taken on what is shown, values from 0 to 1. The own loss is taken as in training, on what the
    network said in its target space. The picture's numbers are over hidden pixels, and None where there are none:
    `own` is the mean of the own loss's pixel term, `edge` the edge term, `whole` all terms together, which is None
    for a loss with a discriminator, for no checkpoint keeps one, and for one that looks at a picture's code.
    """
    config = view.model(name).config
    mask = mask_from_hex(digits, view.grid_of(name, picture))
    reconstruction, _ = view.run(name, picture, mask)
    original = reconstruction.original[None]
    answer, target = reconstruction.answer[None], target_of(config, original)
    weights = LOSSES[config.loss]
    term = next(iter(weights))  # each loss begins with a term that is taken pixel by pixel

    hidden = mask.flatten()
    pixels = hidden_pixels(hidden[None], original)
    shown = reconstruction.prediction[None]
    errors = {key: PIXEL_TERMS[key](shown, original) for key in ("l1", "mse")}
    errors["own"] = PIXEL_TERMS[term](answer, target)
    by_patch = {key: patchify(error, config.patch_size).mean(-1)[0] for key, error in errors.items()}
    if term == "bce":
        by_patch["perfect"] = patchify(PIXEL_TERMS[term](target, target), config.patch_size).mean(-1)[0]

    figures: dict[str, float | None] = dict.fromkeys(("l1", "mse", "own", "edge", "whole"))
    if hidden.any():
        figures |= {key: by_patch[key][hidden].mean().item() for key in errors}
        if "edge" in weights:
            figures["edge"] = edge_error(answer, target, pixels).item()
        if set(weights) <= {term, "edge"}:
            figures["whole"] = weights[term] * figures["own"] + weights.get("edge", 0) * (figures["edge"] or 0)
    return {
        "mask": digits,
        "channels": config.channels,
        "hidden": hidden.nonzero().flatten().tolist(),
        "loss": "normpix" if config.target_space == "patch-normalised" else config.loss,
        "picture": figures,
    } | {key: [round(value, 6) for value in values.tolist()] for key, values in by_patch.items()}


def attention_of(name: str, picture: Image.Image, digits: str, token: int) -> dict:
    """Where one token of the encoder looks: in each block and head the share of every token there, 1 = an even share.

    token: 0 for the class token, 1 + i for patch i. `seen`: the tokens, in the same count and in their order. Raises
    ValueError for a token that does not enter the encoder, and for a model without attention.
    """
    mask = mask_from_hex(digits, view.grid_of(name, picture))
    seen = [0, *(1 + (~mask).flatten().nonzero().flatten()).tolist()]
    if token not in seen:
        raise Refusal("errors.token")
    maps = _attention(name, view.values_of(view.fitted(name, picture)), digits, tuple(mask.shape))[:, :, token, seen]
    shares = (maps * len(seen)).tolist()
    return {
        "token": token,
        "seen": seen,
        "maps": [[[round(share, 3) for share in head] for head in block] for block in shares],
    }


@lru_cache(maxsize=4)
def _attention(name: str, values: view.Values, digits: str, grid: tuple[int, int]) -> Tensor:
    return attention_maps(view.model(name), view.image_of(values), mask_from_hex(digits, grid))


def assembled(name: str, picture: Image.Image, parts: int) -> dict:
    """A picture put together from its hidden parts, each patch predicted while one of `parts` masks hid it."""
    return _assembled(name, view.values_of(view.fitted(name, picture)), view.grid_of(name, picture), parts)


@lru_cache(maxsize=64)
def _assembled(name: str, values: view.Values, grid: tuple[int, int], parts: int) -> dict:
    masks = complementary_masks(grid, parts, SEED)
    assembly = reconstruct_all(view.model(name), view.image_of(values), masks)
    return {
        "parts": parts,
        "masks": [mask_to_hex(mask) for mask in masks],
        "picture": view.data_url(assembly.prediction),
        "figures": assembly.metrics,
    }


def target_of(config: ModelConfig, images: Tensor) -> Tensor:
    """What a model was trained to say of pictures (B, C, H, W) in [0, 1], in its target space."""
    if config.target_space == "patch-normalised":
        return normalise_patches(to_space(images, config.input_space), config.patch_size)
    return to_space(images, config.target_space)
