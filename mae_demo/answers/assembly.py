"""A picture put together from its hidden parts."""

from __future__ import annotations

from functools import lru_cache

from PIL import Image

from mae_demo.answers.canvas import data_url
from mae_demo.answers.networks import Values, fitted, grid_of, image_of, model, values_of
from mae_demo.inference import reconstruct_all
from mae_demo.masking import complementary_masks, mask_to_hex

SEED = 0  # of the masks that divide the patches among them


def assembled(name: str, picture: Image.Image, parts: int) -> dict:
    """A picture put together from its hidden parts, each patch predicted while one of `parts` masks hid it."""
    return _assembled(name, values_of(fitted(name, picture)), grid_of(name, picture), parts)


@lru_cache(maxsize=64)
def _assembled(name: str, values: Values, grid: tuple[int, int], parts: int) -> dict:
    masks = complementary_masks(grid, parts, SEED)
    assembly = reconstruct_all(model(name), image_of(values), masks)
    return {
        "parts": parts,
        "masks": [mask_to_hex(mask) for mask in masks],
        "picture": data_url(assembly.prediction),
        "figures": assembly.metrics,
    }
