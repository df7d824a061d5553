"""The losses that training minimises. A loss is a weighted sum of terms, taken over hidden pixels above all."""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor
from torch.nn import functional as F

from mae_demo.patches import hidden_pixels, patchify, unpatchify


def squared_error(prediction: Tensor, target: Tensor) -> Tensor:
    """(prediction - target)² at each pixel. Its mean is the MSE; it is least at the mean of the possible values."""
    return F.mse_loss(prediction, target, reduction="none")


def absolute_error(prediction: Tensor, target: Tensor) -> Tensor:
    """|prediction - target| at each pixel. Its mean is the L1; it is least at the median of the possible values."""
    return F.l1_loss(prediction, target, reduction="none")


def cross_entropy(prediction: Tensor, target: Tensor) -> Tensor:
    """Binary cross-entropy at each pixel, with the target's grey value as a probability; both must lie in [0, 1].

    The best prediction is the mean of the possible values, as with the MSE. A perfect copy does not get 0 but the
    target's own entropy, so do not compare its values with those of another loss.
    """
    return F.binary_cross_entropy(prediction, target, reduction="none")


PIXEL_TERMS: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "mse": squared_error,
    "l1": absolute_error,
    "bce": cross_entropy,
}

Judge = Callable[[Tensor, Tensor], Tensor]  # composites (B, C, H, W), hidden (B, 1, H, W) -> a scalar

# The losses that name a checkpoint: the weight of each term
LOSSES: dict[str, dict[str, float]] = {
    "mse": {"mse": 1.0},
    "l1": {"l1": 1.0},
    "bce": {"bce": 1.0},
    "edge": {"mse": 1.0, "edge": 0.5},
    "adversarial": {"mse": 1.0, "adversarial": 0.02},
    "wasserstein": {"mse": 1.0, "adversarial": 0.02},
    "elbo": {"bce": 1.0, "kl": 1.0},
}


def edge_error(prediction: Tensor, target: Tensor, hidden: Tensor) -> Tensor:
    """The squared error of the composite's gradients, a scalar.

    A gradient is the difference of two neighbouring pixels. The mean is taken over pairs of which at least one pixel
    is hidden: inside holes and across their borders, where a seam would show. Mathieu et al., 'Deep Multi-Scale Video
    Prediction Beyond Mean Square Error' (2016), section 3.3, with exponent 2.
    prediction, target: (B, C, H, W). hidden: bool (B, 1, H, W).
    """
    error = (prediction - target) * hidden  # of the composite: 0 where it is visible
    total, pairs = 0.0, 0
    for axis in (-2, -1):
        length = error.shape[axis] - 1
        here, there = error.narrow(axis, 0, length), error.narrow(axis, 1, length)
        touched = hidden.narrow(axis, 0, length) | hidden.narrow(axis, 1, length)
        total = total + ((here - there) ** 2).sum()
        pairs = pairs + touched.sum() * error.shape[1]
    return total / pairs


def reconstruction_loss(
    loss: str,
    prediction: Tensor,
    target: Tensor,
    mask: Tensor,
    visible_weight: float = 0.0,
    judge: Judge | None = None,
    divergence: Tensor | None = None,
) -> Tensor:
    """The value of one of LOSSES, a scalar.

    A pixel term is averaged over hidden pixels and over all pixels, and the two means are mixed. The edge term is
    `edge_error`. The adversarial term is minus the score that `judge` gives the composite for looking real
    (`train.adversary`). The KL term is `divergence`, in nats for each value of a picture, from the last forward pass of
    a `mae_demo.models.vae`; KL and cross-entropy together are minus the evidence lower bound (Kingma and Welling 2014).
    prediction, target: (B, C, H, W) in the same space. mask: bool (B, N), True = hidden, of any patch size; at least
    one is hidden, unless visible_weight is 1. visible_weight: w in (1 - w)·hidden + w·all; with 0 this is
    `forward_loss` of He et al. (2022).
    """
    hidden = hidden_pixels(mask, target)
    value = 0.0
    for term, weight in LOSSES[loss].items():
        if term == "edge":
            value = value + weight * edge_error(prediction, target, hidden)
        elif term == "adversarial":
            value = value - weight * judge(prediction.where(hidden, target), hidden)
        elif term == "kl":
            value = value + weight * divergence
        else:
            error = PIXEL_TERMS[term](prediction, target)
            value = value + weight * _over_hidden(error, hidden, visible_weight)
    return value


def _over_hidden(error: Tensor, hidden: Tensor, visible_weight: float) -> Tensor:
    """The mean of (B, C, H, W) over hidden pixels, mixed with the mean over all."""
    if visible_weight == 1:
        return error.mean()
    on_hidden = (error * hidden).sum() / (hidden.sum() * error.shape[1])
    return (1 - visible_weight) * on_hidden + visible_weight * error.mean()


def normalise_patches(images: Tensor, patch_size: int) -> Tensor:
    """Normalise each patch by the mean and deviation of its p·p·C values: the norm-pix target.

    images and result: (B, C, H, W). As in facebookresearch/mae (`norm_pix_loss`), the variance is the unbiased one
    plus 1e-6.
    """
    patches = patchify(images, patch_size)
    mean, variance = patches.mean(-1, keepdim=True), patches.var(-1, keepdim=True)
    grid = images.shape[2] // patch_size, images.shape[3] // patch_size
    return unpatchify((patches - mean) / (variance + 1e-6).sqrt(), patch_size, grid)
