"""Where a token of the encoder looks."""

from __future__ import annotations

from functools import lru_cache

from PIL import Image
from torch import Tensor

from mae_demo.answers.networks import Values, fitted, grid_of, image_of, model, values_of
from mae_demo.attention import attention_maps
from mae_demo.masking import mask_from_hex
from mae_demo.text import Refusal


def attention_of(name: str, picture: Image.Image, digits: str, token: int) -> dict:
    """Where one token of the encoder looks: in each block and head the share of every token there, 1 = an even share.

    token: 0 for the class token, 1 + i for patch i. `seen`: the tokens, in the same count and in their order. Raises
    ValueError for a token that does not enter the encoder, and for a model without attention.
    """
    mask = mask_from_hex(digits, grid_of(name, picture))
    seen = [0, *(1 + (~mask).flatten().nonzero().flatten()).tolist()]
    if token not in seen:
        raise Refusal("errors.token")
    maps = _attention(name, values_of(fitted(name, picture)), digits, tuple(mask.shape))[:, :, token, seen]
    shares = (maps * len(seen)).tolist()
    return {
        "token": token,
        "seen": seen,
        "maps": [[[round(share, 3) for share in head] for head in block] for block in shares],
    }


@lru_cache(maxsize=4)
def _attention(name: str, values: Values, digits: str, grid: tuple[int, int]) -> Tensor:
    return attention_maps(model(name), image_of(values), mask_from_hex(digits, grid))
