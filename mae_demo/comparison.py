"""Several predictors on the same pictures under the same masks: judged by every loss, and followed over the ratio."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from torch import Tensor

from mae_demo import metrics
from mae_demo.losses import normalise_patches, reconstruction_loss
from mae_demo.patches import hidden_pixels

Predictor = Callable[[Tensor, Tensor], Tensor]  # pictures (B, C, H, W), mask (B, N) -> pictures (B, C, H, W) in [0, 1]

LEAST = ("mse", "l1", "bce", "edge", "normpix")  # verdicts of which the lowest is the best


def verdicts(
    prediction: Tensor, images: Tensor, mask: Tensor, patch_size: int, answer: Tensor | None = None
) -> dict[str, float | None]:
    """What each loss says of the same prediction, over hidden pixels alone: the keys are LEAST and 'sharpness'.

    prediction, images: (B, C, H, W) in [0, 1]. mask: bool (B, N), True = hidden, at least one. 'mse', 'l1', 'bce' and
    'edge' are LOSSES. 'normpix' is the MSE between patches that both have their own brightness and contrast taken
    off: how well their shape was met. A network that was trained so says such patches itself: `answer`, in place of
    its pixels, to which brightness was lent. For the adversary, who is gone after training, stands `sharpness`.
    """
    inside = prediction.clamp(1e-3, 1 - 1e-3)  # a cross-entropy has no value for a certain prediction that is wrong
    normalised = normalise_patches(prediction, patch_size) if answer is None else answer
    return {
        "mse": reconstruction_loss("mse", prediction, images, mask).item(),
        "l1": reconstruction_loss("l1", prediction, images, mask).item(),
        "bce": reconstruction_loss("bce", inside, images, mask).item(),
        "edge": reconstruction_loss("edge", prediction, images, mask).item(),
        "normpix": reconstruction_loss("mse", normalised, normalise_patches(images, patch_size), mask).item(),
        "sharpness": sharpness(prediction, images, hidden_pixels(mask, images)),
    }


def sharpness(prediction: Tensor, images: Tensor, hidden: Tensor) -> float | None:
    """The gradients in the holes over those of the truth (`metrics.masked_gradient`), best at 1; None for a flat truth.

    prediction, images: (B, C, H, W). hidden: bool (B, 1, H, W), at least one in each picture.
    """
    found, true = (metrics.masked_gradient(each, images, hidden).mean().item() for each in (prediction, images))
    return found / true if true else None


def best(judged: dict[str, dict[str, float | None]]) -> dict[str, str]:
    """Who is the best by each verdict, of several predictors' verdicts by name."""
    names = list(judged)
    winners = {key: min(names, key=lambda name: judged[name][key]) for key in LEAST}
    if judged[names[0]]["sharpness"] is not None:
        winners["sharpness"] = min(names, key=lambda name: abs(judged[name]["sharpness"] - 1))
    return winners


def sweep(predictor: Predictor, images: Tensor, masks: Iterable[Tensor]) -> list[float]:
    """Masked PSNR in dB under each set of masks (B, N) in turn, pooled over the pictures (B, C, H, W)."""
    curve = []
    for mask in masks:
        error = metrics.masked_mse(predictor(images, mask), images, hidden_pixels(mask, images))
        curve.append(metrics.psnr(error.mean()).item())
    return curve
