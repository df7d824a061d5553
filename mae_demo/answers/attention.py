"""The attention of a token of the encoder."""

from __future__ import annotations

from functools import lru_cache

from PIL import Image
from torch import Tensor

from mae_demo.answers.networks import Values, fitted, grid_of, image_of, model, values_of
from mae_demo.attention import attention_maps
from mae_demo.masking import mask_from_hex
from mae_demo.text import Refusal


def attention_of(name: str, picture: Image.Image, digits: str, token: int) -> dict:
    """The attention of one token to every other, in each block and head; 1 = equal attention to all.

    token: 0 for the class token, 1 + i for patch i. `seen`: the tokens, in the same count and in their order. Raises
    ValueError for a token that does not enter the encoder, and for a model without attention.
    """
    mask = mask_from_hex(digits, grid_of(name, picture))
    seen = [0, *(1 + (~mask).flatten().nonzero().flatten()).tolist()]
    if token not in seen:
        raise Refusal("errors.token")
    maps = _attention(name, values_of(fitted(name, picture)), digits, tuple(mask.shape))[:, :, token, seen]
    weights = (maps * len(seen)).tolist()
    return {
        "token": token,
        "seen": seen,
        "maps": [[[round(weight, 3) for weight in head] for head in block] for block in weights],
    }


@lru_cache(maxsize=4)
def _attention(name: str, values: Values, digits: str, grid: tuple[int, int]) -> Tensor:
    return attention_maps(model(name), image_of(values), mask_from_hex(digits, grid))
