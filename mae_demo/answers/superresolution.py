"""Super-resolution: a small picture is one whose other pixels are hidden, so what fills masks can make it large."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from mae_demo import metrics
from mae_demo.answers.measured import measured
from mae_demo.answers.networks import model
from mae_demo.answers.test_pictures import picture_at
from mae_demo.patches import hidden_pixels
from mae_demo.superresolution import FACTORS, decimate, spread_out, upscale
from mae_demo.text import Refusal


@dataclass(frozen=True)
class Enlarged:
    """A test picture (1, H, W) made small and large again by each measured way.

    kept: bool (H, W), True = hidden, all pixels but those of the small picture, which is `size` (height, width).
    pictures: (1, H, W) and PSNR over hidden pixels in dB, one for each row of `measured("superresolution")`.
    """

    original: Tensor
    hidden: Tensor
    size: tuple[int, int]
    pictures: list[tuple[Tensor, float]]


def superresolve(place: object, factor: object) -> Enlarged:
    """Each measured way on one test picture. Raises Refusal for what is no picture or no factor."""
    image = picture_at(place)
    if type(factor) is not int or factor not in FACTORS:
        raise Refusal("superresolution.refused")
    small = decimate(image[None], factor)
    hidden = spread_out(small, factor)[1].view(image.shape[1:])
    rows = measured("superresolution")["rows"]
    return Enlarged(image, hidden, tuple(small.shape[2:]), [enlarged(row, image, factor) for row in rows])


def enlarged(row: dict, image: Tensor, factor: int) -> tuple[Tensor, float]:
    """A picture (1, H, W) made small and large again, and its PSNR over the hidden pixels in dB."""
    small = decimate(image[None], factor)
    large = upscale(row["way"], model(row["name"]) if row["name"] else None, small, factor)
    hidden = hidden_pixels(spread_out(small, factor)[1], image[None])
    return large[0], metrics.psnr(metrics.masked_mse(large, image[None], hidden)).item()
