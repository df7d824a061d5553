"""Several predictors on the same pictures under the same masks: judged by every loss, and followed over the ratio."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from mae_demo import metrics
from mae_demo.losses import normalise_patches, reconstruction_loss
from mae_demo.masking import make_mask
from mae_demo.patches import hidden_pixels

Predictor = Callable[[Tensor, Tensor], Tensor]  # pictures (B, C, H, W), mask (B, N) -> pictures (B, C, H, W) in [0, 1]

BEST = {"mse": min, "l1": min, "bce": min, "edge": min, "normpix": min, "sharpness": lambda x: min(x, key=from_one)}


def from_one(sharpness: float) -> float:
    """How far a sharpness is from that of the truth."""
    return abs(sharpness - 1)


def judge(prediction: Tensor, images: Tensor, mask: Tensor, patch_size: int) -> dict[str, float]:
    """What each loss says of the same prediction, over hidden pixels alone; the keys are those of BEST.

    prediction, images: (B, C, H, W) in [0, 1]. mask: bool (B, N), True = hidden, at least one. 'mse', 'l1', 'bce' and
    'edge' are LOSSES. 'normpix' is the MSE between patches that both have their own brightness and contrast taken
    off: how well their shape was met. For the adversary, who is gone after training, stands 'sharpness': the gradient
    in the holes over that of the truth (`metrics.masked_gradient`), best at 1.
    """
    inside = prediction.clamp(1e-3, 1 - 1e-3)  # a cross-entropy has no value for a certain prediction that is wrong
    hidden = hidden_pixels(mask, images)
    normalised = (normalise_patches(each, patch_size) for each in (prediction, images))
    gradients = [metrics.masked_gradient(each, images, hidden).mean() for each in (prediction, images)]
    return {
        "mse": reconstruction_loss("mse", prediction, images, mask).item(),
        "l1": reconstruction_loss("l1", prediction, images, mask).item(),
        "bce": reconstruction_loss("bce", inside, images, mask).item(),
        "edge": reconstruction_loss("edge", prediction, images, mask).item(),
        "normpix": reconstruction_loss("mse", *normalised, mask).item(),
        "sharpness": (gradients[0] / gradients[1]).item(),
    }


def sweep(
    predictor: Predictor, images: Tensor, grid: tuple[int, int], strategy: str, ratios: list[float], seed: int
) -> Iterator[float]:
    """Masked PSNR in dB at each ratio in turn, pooled over the pictures (B, C, H, W); picture i has seed + i.

    A generator, so that whoever waits for it can show how far it is, and stop.
    """
    for ratio in ratios:
        masks = [make_mask(strategy, grid, ratio, seed + place, image) for place, image in enumerate(images)]
        mask = torch.stack(masks).flatten(1)
        error = metrics.masked_mse(predictor(images, mask), images, hidden_pixels(mask, images))
        yield metrics.psnr(error.mean()).item()
