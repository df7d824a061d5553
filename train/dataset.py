"""What a data set is."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True)
class Dataset:
    """Pictures as uint8 (B, C, H, W) and their classes (B,). The test set is for final tables only."""

    train: Tensor
    validation: Tensor
    test: Tensor
    train_labels: Tensor
    validation_labels: Tensor
    test_labels: Tensor
    classes: tuple[str, ...]
