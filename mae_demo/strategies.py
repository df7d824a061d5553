"""The mask strategies in the order of the page, and what each needs: one table for page, API, links and tests.

`mae_demo.masking` draws them. Nothing here needs torch, so that the page can list them before torch is loaded.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Strategy:
    """What a strategy needs besides grid, ratio and seed. Where that is nothing, these three determine the mask."""

    looks_at_picture: bool = False
    needs_model: bool = False  # it hides the patches that the selected checkpoint predicts worst
    takes_balance: bool = False  # from -1, the background, to 1, the foreground


STRATEGIES: dict[str, Strategy] = {
    "random": Strategy(),
    "block": Strategy(),
    "grid": Strategy(),
    "checkerboard": Strategy(),
    "border": Strategy(),
    "selective": Strategy(looks_at_picture=True, takes_balance=True),
    "layered": Strategy(looks_at_picture=True),
    "hard": Strategy(looks_at_picture=True, needs_model=True),
}
