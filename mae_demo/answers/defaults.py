"""What a data set is shown with until a visitor chooses otherwise."""

from __future__ import annotations

from mae_demo.datasets import facts


def ratio_for(dataset: str) -> int:
    """The percent of patches that are hidden at first; of a stranger's data set as in He et al. (2022)."""
    return facts(dataset).ratio


def first_place(dataset: str) -> int:
    """The place in the strip of the picture that is shown first."""
    return facts(dataset).first
