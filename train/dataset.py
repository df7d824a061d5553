"""A data set as tensors, and the same without some of its classes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
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


def without(data: Dataset, classes: tuple[str, ...]) -> Dataset:
    """Leave classes out of the training and validation pictures of a data set; the test set stays whole.

    Raises ValueError for an unknown class.
    """
    unknown = set(classes) - set(data.classes)
    if unknown:
        raise ValueError(f"There is no class {min(unknown)!r} to leave out; there are {', '.join(data.classes)}.")
    left_out = torch.tensor([data.classes.index(name) for name in classes], dtype=torch.long)
    train, validation = (~torch.isin(labels, left_out) for labels in (data.train_labels, data.validation_labels))
    return replace(
        data,
        train=data.train[train],
        train_labels=data.train_labels[train],
        validation=data.validation[validation],
        validation_labels=data.validation_labels[validation],
    )
