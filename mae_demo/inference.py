"""From a picture and a mask to a reconstruction. Knows nothing of pages, files or training."""

from __future__ import annotations

import time
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from mae_demo import metrics
from mae_demo.patches import hidden_pixels, patchify, unpatchify

IMAGENET_MEAN, IMAGENET_STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def to_space(images: Tensor, space: str) -> Tensor:
    """Pictures (B, C, H, W) in [0, 1] as the numbers that a model takes in; `space` is a config's input_space."""
    if space == "pixel":
        return images
    mean, std = (images.new_tensor(values).view(1, 3, 1, 1) for values in (IMAGENET_MEAN, IMAGENET_STD))
    return (images - mean) / std


def from_space(prediction: Tensor, space: str) -> Tensor:
    """The inverse of `to_space`."""
    if space == "pixel":
        return prediction
    mean, std = (prediction.new_tensor(values).view(1, 3, 1, 1) for values in (IMAGENET_MEAN, IMAGENET_STD))
    return prediction * std + mean


@torch.inference_mode()
def predict(model: nn.Module, images: Tensor, mask: Tensor) -> Tensor:
    """The model's raw prediction for whole pictures, visible patches included, clamped to [0, 1].

    images: (B, C, H, W) in [0, 1]. mask: bool (B, N), True = hidden; rows may hide different numbers.
    A model whose targets were normalised a patch at a time predicts no brightness; here each of its patches gets
    the average mean and deviation of the visible patches: what can be known without looking at the answer.
    """
    config = model.config
    inputs = to_space(images, config.input_space)
    hidden_counts = mask.sum(1)
    prediction = torch.empty_like(images)
    for count in hidden_counts.unique():
        rows = hidden_counts == count
        prediction[rows] = model(inputs[rows], mask[rows])
    if config.target_space == "patch-normalised":
        prediction = _with_visible_statistics(prediction, inputs, mask, config.patch_size)
        prediction = from_space(prediction, config.input_space)
    else:
        prediction = from_space(prediction, config.target_space)
    return prediction.clamp(0, 1)


def _with_visible_statistics(prediction: Tensor, inputs: Tensor, mask: Tensor, patch_size: int) -> Tensor:
    """Scale a patch-normalised prediction by the mean over visible patches of their mean and deviation."""
    patches, visible = patchify(inputs, patch_size), (~mask)[..., None]
    count = visible.sum(1, keepdim=True).clamp(min=1)
    mean = (patches.mean(-1, keepdim=True) * visible).sum(1, keepdim=True) / count
    std = (patches.std(-1, keepdim=True) * visible).sum(1, keepdim=True) / count
    grid = inputs.shape[2] // patch_size, inputs.shape[3] // patch_size
    return unpatchify(patchify(prediction, patch_size) * std + mean, patch_size, grid)


@dataclass(frozen=True)
class Reconstruction:
    """One picture on its way through a model; all pictures are (C, H, W) in [0, 1]."""

    original: Tensor
    masked: Tensor  # hidden pixels at 0.5
    prediction: Tensor  # raw: what the model says about every patch, the visible ones too
    composite: Tensor  # the visible patches as they are, the prediction in the holes
    error: Tensor  # |prediction - original|
    mask: Tensor  # bool (rows, columns), True = hidden
    metrics: dict[str, float | int | None]
    seconds: float  # that the prediction took


def reconstruct(model: nn.Module, image: Tensor, mask: Tensor) -> Reconstruction:
    """Hide patches of one picture and let the model fill them in.

    image: (C, H, W) in [0, 1]. mask: bool (rows, columns) or (N,), True = hidden.
    Raises ValueError where picture and mask do not fit the model. The figures are on hidden pixels alone, and
    None where no pixel is hidden.
    """
    config = model.config
    rows, columns = image.shape[1] // config.patch_size, image.shape[2] // config.patch_size
    if image.shape[0] != config.channels or image.shape[1] % config.patch_size or image.shape[2] % config.patch_size:
        raise ValueError(
            f"This checkpoint takes {config.channels} channel(s) and sides that {config.patch_size} divides, "
            f"not a picture of shape {tuple(image.shape)}."
        )
    if mask.shape not in ((rows, columns), (rows * columns,)):
        raise ValueError(f"This picture has {rows}×{columns} patches; the mask is of shape {tuple(mask.shape)}.")

    images, mask = image[None], mask.reshape(1, -1)
    hidden = hidden_pixels(mask, images)
    begun = time.perf_counter()
    prediction = predict(model, images, mask)
    seconds = time.perf_counter() - begun
    return Reconstruction(
        original=image,
        masked=torch.where(hidden, 0.5, images)[0],
        prediction=prediction[0],
        composite=torch.where(hidden, prediction, images)[0],
        error=(prediction - images)[0].abs(),
        mask=mask.view(rows, columns),
        metrics=measure(prediction, images, hidden) | {"hidden": int(mask.sum()), "patches": mask.numel()},
        seconds=seconds,
    )


def measure(prediction: Tensor, images: Tensor, hidden: Tensor) -> dict[str, float | None]:
    """Masked PSNR (dB), SSIM and L1 of one picture (1, C, H, W); None where no pixel is hidden."""
    if not hidden.any():
        return {"masked_psnr": None, "masked_ssim": None, "masked_l1": None}
    return {
        "masked_psnr": metrics.psnr(metrics.masked_mse(prediction, images, hidden)).item(),
        "masked_ssim": metrics.masked_ssim(prediction, images, hidden).item(),
        "masked_l1": metrics.masked_l1(prediction, images, hidden).item(),
    }
