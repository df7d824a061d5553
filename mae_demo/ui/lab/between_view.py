"""What the interpolation panel shows. Imports torch."""

from __future__ import annotations

import torch
from torch import Tensor

from mae_demo import codes
from mae_demo.image import to_picture
from mae_demo.text import WORDS
from mae_demo.ui import view
from mae_demo.ui.lab import bench
from mae_demo.ui.lab.asked import number
from mae_demo.ui.lab.figures import figure, row

STEPS = 9


def path(way: str, one: Tensor, other: Tensor, share: Tensor) -> Tensor:
    """Pictures (S, 1, H, W) on the way between two (1, H, W), at the shares (S,) of it: 'blend', or an autoencoder."""
    if way == "blend":
        return torch.lerp(one, other, share.view(-1, 1, 1, 1))
    model = view.model(way)
    ends = codes.encode(model, torch.stack([one, other]))
    return codes.decode(model, torch.lerp(ends[0], ends[1], share[:, None]))


def films(ways: tuple[str, ...], first: object, second: object, percent: object, midpoints: dict) -> str:
    """A row for each way: where the slider stands, in percent, and nine steps from one picture to the other."""
    words = WORDS["between"]
    one, other = bench.picture_at(first), bench.picture_at(second)
    share = number(percent, 0, 100, "between.refused") / 100
    rows = []
    for way in ways:
        film = path(way, one, other, torch.linspace(0, 1, STEPS))
        standing = path(way, one, other, torch.tensor([share]))[0]
        gap = torch.full((1, film.shape[2], 6), 0.5)
        strip = torch.cat([standing, gap, *film], dim=2)  # (1, H, W + 6 + 9·W)
        distance = midpoints["ways"][way].get(f"{min(first, second)}-{max(first, second)}")
        fact = words["same"] if distance is None else words["distance"].format(value=f"{distance:.3f}")
        rows.append(figure(to_picture(strip), words[way], fact))
    return row(*rows, kind="films")
