"""A data set as tensors, and the same without some of its classes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F

DATA = Path("data")  # what is fetched and prepared
VALIDATION = 12  # a twelfth of the training pictures validates
LUMA = 0.299, 0.587, 0.114  # of red, green and blue in grey (ITU-R BT.601)
RESIZED = 2_000  # pictures that are resized at once, to save memory


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


def digest_of(data: Dataset) -> str:
    """The sha256 of all that a network is trained and chosen by: pictures and classes."""
    digest = hashlib.sha256()
    for values in (data.train, data.validation, data.train_labels, data.validation_labels):
        digest.update(str(tuple(values.shape)).encode())
        digest.update(values.contiguous().numpy())
    return digest.hexdigest()


def has_classes(data: Dataset) -> bool:
    """Whether the training pictures are of several classes, so that a classifier has something to tell apart."""
    return bool(data.classes) and len(data.train_labels.unique()) > 1


def split_off(
    images: Tensor, labels: Tensor, test_images: Tensor, test_labels: Tensor, classes: tuple[str, ...]
) -> Dataset:
    """A data set that has a training and a test set; the last twelfth of its training pictures validates."""
    rest = len(images) - len(images) // VALIDATION
    return Dataset(images[:rest], images[rest:], test_images, labels[:rest], labels[rest:], test_labels, classes)


def resized(data: Dataset, image_size: tuple[int, int], channels: int) -> Dataset:
    """A data set in another size, its pictures scaled with antialiasing, and in grey (1 channel) or colour (3)."""

    def fit(images: Tensor) -> Tensor:
        if images.shape[1] != channels:
            grey = torch.einsum("bchw,c->bhw", images.float(), torch.tensor(LUMA)) if channels == 1 else None
            images = images.expand(-1, channels, -1, -1) if grey is None else grey.round().byte()[:, None]
        if images.shape[2:] != image_size:
            images = F.interpolate(images.float(), image_size, mode="bilinear", antialias=True).round().byte()
        return images.contiguous()

    parts = data.train, data.validation, data.test
    if all(images.shape[1:] == (channels, *image_size) for images in parts):
        return data
    train, validation, test = (torch.cat([fit(part) for part in images.split(RESIZED)]) for images in parts)
    return replace(data, train=train, validation=validation, test=test)
