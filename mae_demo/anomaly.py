"""Anomaly detection by the reconstruction error.

An autoencoder should reconstruct badly what it never saw in training. The ROC curve and the area under it measure
whether it does.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


@torch.inference_mode()
def picture_errors(model: nn.Module, images: Tensor) -> Tensor:
    """The mean squared error of each picture (B, C, H, W) in [0, 1], reconstructed with nothing hidden, (B,)."""
    rows, columns = model.config.grid
    nothing_hidden = torch.zeros(len(images), rows * columns, dtype=torch.bool)
    return ((model(images, nothing_hidden) - images) ** 2).flatten(1).mean(1)


def roc(errors: Tensor, anomalous: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The ROC curve as false-positive rates, true-positive rates and thresholds, (T,) each, thresholds falling.

    errors: (B,). anomalous: bool (B,), the pictures to find. A picture is reported where its error reaches the
    threshold. The rates are the fractions of normal and of anomalous pictures that are reported.
    """
    from torchmetrics.functional.classification import binary_roc

    return binary_roc(_between_0_and_1(errors), anomalous.long())


def auc(errors: Tensor, anomalous: Tensor) -> float:
    """The area under the curve of `roc`: how often, of an anomalous and a normal picture, the anomalous has the larger
    error. Chance gives 0.5.
    """
    from torchmetrics.functional.classification import binary_auroc

    return binary_auroc(_between_0_and_1(errors), anomalous.long()).item()


def _between_0_and_1(errors: Tensor) -> Tensor:
    """Errors as scores for torchmetrics, which would take the sigmoid of scores outside [0, 1]."""
    assert errors.min() >= 0 and errors.max() <= 1
    return errors.double()
