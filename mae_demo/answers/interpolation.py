"""Interpolation: what lies between two pictures, in pixels and in the latent spaces of three autoencoders."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from mae_demo import latent
from mae_demo.answers.autoencoders import INTERPOLATED
from mae_demo.answers.measured import measured
from mae_demo.answers.networks import model
from mae_demo.answers.numbers import number
from mae_demo.answers.test_pictures import picture_at

WAYS = ("blend", *INTERPOLATED)  # the first goes through no latent space
STEPS = 9


@dataclass(frozen=True)
class Film:
    """One way from a picture to another: where the slider stands (1, H, W), and STEPS pictures (STEPS, 1, H, W).

    distance: of the picture halfway from the nearest training picture, root mean squared; None where both are one.
    """

    way: str
    chosen: Tensor
    steps: Tensor
    distance: float | None


def path(way: str, one: Tensor, other: Tensor, fraction: Tensor) -> Tensor:
    """Pictures (S, 1, H, W) at fractions (S,) of the way between two (1, H, W): 'blend', or through an autoencoder."""
    if way == "blend":
        return torch.lerp(one, other, fraction.view(-1, 1, 1, 1))
    network = model(way)
    ends = latent.encode(network, torch.stack([one, other]))
    return latent.decode(network, torch.lerp(ends[0], ends[1], fraction[:, None]))


def films(first: object, second: object, percent: object) -> list[Film]:
    """Each of WAYS from one test picture to another, by their places. Raises Refusal for what is none."""
    one, other = picture_at(first), picture_at(second)
    chosen = torch.tensor([number(percent, 0, 100, "interpolation.refused") / 100])
    distances = measured("interpolation")["ways"]
    return [
        Film(
            way,
            path(way, one, other, chosen)[0],
            path(way, one, other, torch.linspace(0, 1, STEPS)),
            distances[way].get(f"{min(first, second)}-{max(first, second)}"),
        )
        for way in WAYS
    ]
