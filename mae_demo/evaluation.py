"""Several predictors on the same pictures under the same masks: every loss of each, and its PSNR by mask ratio."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from torch import Tensor

from mae_demo import metrics
from mae_demo.losses import normalise_patches, reconstruction_loss
from mae_demo.patches import hidden_pixels

Predictor = Callable[[Tensor, Tensor], Tensor]  # pictures (B, C, H, W), mask (B, N) -> pictures (B, C, H, W) in [0, 1]

LOWER_IS_BETTER = ("mse", "l1", "bce", "edge", "normpix")  # of the keys of `all_losses`; the best sharpness is 1


def all_losses(
    prediction: Tensor, images: Tensor, mask: Tensor, patch_size: int, output: Tensor | None = None
) -> dict[str, float | None]:
    """The value of each loss for the same prediction, over hidden pixels alone: LOWER_IS_BETTER and 'sharpness'.

    prediction, images: (B, C, H, W) in [0, 1]. mask: bool (B, N), True = hidden, at least one. 'mse', 'l1', 'bce' and
    'edge' are LOSSES. 'normpix' is the MSE after the mean and deviation of each patch were taken off, of prediction
    and picture alike. A network that was trained with normalised targets predicts such patches directly: pass them as
    `output`. 'sharpness' replaces the adversarial loss, since no checkpoint keeps its discriminator.
    """
    inside = prediction.clamp(1e-3, 1 - 1e-3)  # the cross-entropy of a certain and wrong prediction is infinite
    normalised = normalise_patches(prediction, patch_size) if output is None else output
    return {
        "mse": reconstruction_loss("mse", prediction, images, mask).item(),
        "l1": reconstruction_loss("l1", prediction, images, mask).item(),
        "bce": reconstruction_loss("bce", inside, images, mask).item(),
        "edge": reconstruction_loss("edge", prediction, images, mask).item(),
        "normpix": reconstruction_loss("mse", normalised, normalise_patches(images, patch_size), mask).item(),
        "sharpness": sharpness(prediction, images, hidden_pixels(mask, images)),
    }


def sharpness(prediction: Tensor, images: Tensor, hidden: Tensor) -> float | None:
    """The mean gradient of hidden pixels over that of the original (`metrics.masked_gradient`).

    Best at 1; None where the original is flat. prediction, images: (B, C, H, W). hidden: bool (B, 1, H, W), at least
    one in each picture.
    """
    found, true = (metrics.masked_gradient(each, images, hidden).mean().item() for each in (prediction, images))
    return found / true if true else None


def best(losses: dict[str, dict[str, float | None]]) -> dict[str, str]:
    """The name of the best predictor by each loss; none where only one is there.

    losses: `all_losses` of each predictor, by its name.
    """
    names = list(losses)
    if len(names) < 2:
        return {}
    winners = {key: min(names, key=lambda name: losses[name][key]) for key in LOWER_IS_BETTER}
    if losses[names[0]]["sharpness"] is not None:
        winners["sharpness"] = min(names, key=lambda name: abs(losses[name]["sharpness"] - 1))
    return winners


def psnr_by_ratio(predictor: Predictor, images: Tensor, masks: Iterable[Tensor]) -> list[float]:
    """Masked PSNR in dB under masks (B, N) of one ratio after the other, pooled over the pictures (B, C, H, W)."""
    curve = []
    for mask in masks:
        error = metrics.masked_mse(predictor(images, mask), images, hidden_pixels(mask, images))
        curve.append(metrics.psnr(error.mean()).item())
    return curve
