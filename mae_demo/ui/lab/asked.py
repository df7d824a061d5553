"""Numbers that a client sent, and may have forged."""

from __future__ import annotations

from mae_demo.text import Refusal


def number(value: object, low: float, high: float, refusal: str) -> float:
    """A number from low to high. Raises the Refusal of this key for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise Refusal(refusal)
    return value
