"""Numbers that a client sent, and may have forged."""

from __future__ import annotations


def number(value: object, low: float, high: float, otherwise: str) -> float:
    """A number from low to high. Raises ValueError, with this sentence, for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise ValueError(otherwise)
    return value
