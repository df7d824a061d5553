"""Finding the odd one out by its error: what an autoencoder never saw, it should draw badly. Whether it does is
measured, by the ROC curve and the area under it.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


@torch.inference_mode()
def picture_errors(model: nn.Module, images: Tensor) -> Tensor:
    """The mean squared error of each picture (B, C, H, W) in [0, 1] that went whole through a model, (B,)."""
    rows, columns = model.config.grid
    nothing_hidden = torch.zeros(len(images), rows * columns, dtype=torch.bool)
    return ((model(images, nothing_hidden) - images) ** 2).flatten(1).mean(1)


def roc(errors: Tensor, odd: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """False alarms, hits and thresholds, (T,) each: the curve that runs as the threshold falls.

    errors: (B,). odd: bool (B,), what should be found. A picture is reported where its error reaches the threshold.
    false alarms: the share of ordinary pictures that is reported; hits: the share of odd ones.
    """
    from torchmetrics.functional.classification import binary_roc

    return binary_roc(_between_0_and_1(errors), odd.long())


def auc(errors: Tensor, odd: Tensor) -> float:
    """The area under the curve of `roc`: how often an odd picture has the larger error of a pair; 0.5 is a guess."""
    from torchmetrics.functional.classification import binary_auroc

    return binary_auroc(_between_0_and_1(errors), odd.long()).item()


def _between_0_and_1(errors: Tensor) -> Tensor:
    """Squared errors of values in [0, 1] as torchmetrics wants scores: it takes the sigmoid of anything outside."""
    assert errors.min() >= 0 and errors.max() <= 1
    return errors.double()
