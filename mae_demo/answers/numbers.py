"""Numbers that a client sent, and may have forged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mae_demo.text import Refusal

if TYPE_CHECKING:
    from torch import Tensor


COUNTS = range(2**53)  # whole numbers that every reader of JSON has exactly


def number(value: object, low: float, high: float, refusal: str) -> float:
    """A number from low to high. Raises the Refusal of this key for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise Refusal(refusal)
    return value


def numbers(values: object, count: int) -> Tensor:
    """So many finite numbers as a row (1, count). Raises Refusal for anything else."""
    if (
        not isinstance(values, list)
        or len(values) != count
        or not all(isinstance(value, int | float) and abs(value) < 1e6 for value in values)
    ):
        raise Refusal("errors.numbers", count=count)
    import torch

    return torch.tensor([values], dtype=torch.float32)
