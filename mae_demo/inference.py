"""From a picture and a mask to a reconstruction."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from mae_demo import metrics
from mae_demo.blending import blend
from mae_demo.config import ModelConfig
from mae_demo.losses import normalise_patches
from mae_demo.masking import complementary_masks
from mae_demo.patches import hidden_pixels, patchify, unpatchify

IMAGENET_MEAN, IMAGENET_STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def to_space(images: Tensor, space: str) -> Tensor:
    """Convert pictures (B, C, H, W) in [0, 1] to a config's `input_space`, the numbers that a model takes in."""
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


def target_of(config: ModelConfig, images: Tensor) -> Tensor:
    """What a model should predict for pictures (B, C, H, W) in [0, 1], in its target space."""
    if config.target_space == "patch-normalised":
        return normalise_patches(to_space(images, config.input_space), config.patch_size)
    return to_space(images, config.target_space)


@torch.inference_mode()
def predict(model: nn.Module, images: Tensor, mask: Tensor) -> Tensor:
    """The model's prediction for whole pictures, visible patches included, clamped to [0, 1].

    images: (B, C, H, W) in [0, 1]. mask: bool (B, N), True = hidden; rows may hide different numbers.
    A model with normalised targets predicts neither brightness nor contrast of a patch. Each patch gets the average
    mean and deviation of the visible patches, which are known without looking at hidden ones. Where nothing is
    visible, the prediction is mid-grey.
    """
    return _as_pixels(model, _output(model, images, mask), images, mask)


@torch.inference_mode()
def predict_normalised(model: nn.Module, images: Tensor, mask: Tensor) -> Tensor:
    """The output of a model with normalised targets: patches with a mean near 0 and a deviation near 1.

    Arguments as in `predict`. The result (B, C, H, W) has no unit and is not clamped; `render.normalised_picture`
    shows it. Raises ValueError for a model that predicts pixels.
    """
    if model.config.target_space != "patch-normalised":
        raise ValueError("This checkpoint predicts pixels as they are: it has no normalised prediction.")
    return _output(model, images, mask)


@torch.inference_mode()
def predict_with_oracle(model: nn.Module, images: Tensor, mask: Tensor) -> Tensor:
    """A normalised prediction with the true mean and deviation of every patch, hidden patches included.

    It copies brightness and contrast of each hidden patch from the original, so even a constant output shows the
    picture as a mosaic. Show it beside `predict` only, and call it an oracle. Arguments, result and ValueError as in
    `predict` and `predict_normalised`.
    """
    return _as_oracle(model, predict_normalised(model, images, mask), images)


@torch.inference_mode()
def oracle(model: nn.Module, reconstruction: Reconstruction) -> Tensor:
    """`predict_with_oracle` of a reconstruction, (C, H, W), from the output that it holds."""
    return _as_oracle(model, reconstruction.output[None], reconstruction.original[None])[0]


def _output(model: nn.Module, images: Tensor, mask: Tensor) -> Tensor:
    """The model's output in its target space. Rows that hide equally many patches go through it together."""
    inputs = to_space(images, model.config.input_space)
    hidden_counts = mask.sum(1)
    output = torch.empty_like(images)
    for count in hidden_counts.unique():
        rows = hidden_counts == count
        output[rows] = model(inputs[rows], mask[rows])
    return output


def _as_pixels(model: nn.Module, output: Tensor, images: Tensor, mask: Tensor) -> Tensor:
    """Convert a model's output to pixels in [0, 1], as `predict` returns them; no hidden pixel is used."""
    config = model.config
    if config.target_space != "patch-normalised":
        return from_space(output, config.target_space).clamp(0, 1)
    patches, visible = patchify(to_space(images, config.input_space), config.patch_size), ~mask[..., None]
    count = visible.sum(1, keepdim=True)
    mean = (patches.mean(-1, keepdim=True) * visible).sum(1, keepdim=True) / count  # (B, 1, 1)
    deviation = (patches.std(-1, keepdim=True) * visible).sum(1, keepdim=True) / count
    return _in_pixels(model, output, mean, deviation).where(count[..., None] > 0, 0.5)


def _as_oracle(model: nn.Module, output: Tensor, images: Tensor) -> Tensor:
    """Convert a normalised output to pixels with the mean and deviation of the true patches."""
    patches = patchify(to_space(images, model.config.input_space), model.config.patch_size)
    deviation = (patches.var(-1, keepdim=True) + 1e-6).sqrt()  # undoes `losses.normalise_patches`
    return _in_pixels(model, output, patches.mean(-1, keepdim=True), deviation)


def _in_pixels(model: nn.Module, prediction: Tensor, mean: Tensor, deviation: Tensor) -> Tensor:
    """Scale a normalised prediction (B, C, H, W) by a mean and a deviation for each patch (B, N or 1, 1), to [0, 1]."""
    patch_size = model.config.patch_size
    grid = prediction.shape[2] // patch_size, prediction.shape[3] // patch_size
    scaled = unpatchify(patchify(prediction, patch_size) * deviation + mean, patch_size, grid)
    return from_space(scaled, model.config.input_space).clamp(0, 1)


@dataclass(frozen=True)
class Reconstruction:
    """One picture, reconstructed by a model; all pictures are (C, H, W) in [0, 1]."""

    original: Tensor
    masked: Tensor  # hidden pixels at 0.5
    prediction: Tensor  # of every patch, visible ones included
    output: Tensor  # the prediction in the network's target space, not clamped
    composite: Tensor  # visible pixels of the original, hidden pixels of the prediction
    error: Tensor  # |prediction - original|
    mask: Tensor  # bool (rows, columns), True = hidden
    metrics: dict[str, float | int | None]
    seconds: float  # that the prediction took


def reconstruct(model: nn.Module, image: Tensor, mask: Tensor) -> Reconstruction:
    """Hide patches of one picture and let the model predict them.

    image: (C, H, W) in [0, 1]. mask: bool (rows, columns) or (N,), True = hidden. Metrics are taken over hidden
    pixels alone, and are None where no pixel is hidden. Raises ValueError where picture and mask do not fit the model.
    """
    rows, columns = _grid(model, image)
    if mask.shape not in ((rows, columns), (rows * columns,)):
        raise ValueError(f"This picture has {rows}×{columns} patches; the mask is of shape {tuple(mask.shape)}.")

    images, mask = image[None], mask.reshape(1, -1)
    begun = time.perf_counter()
    with torch.inference_mode():
        output = _output(model, images, mask)
        prediction = _as_pixels(model, output, images, mask)
    seconds = time.perf_counter() - begun
    return Reconstruction(
        original=image,
        masked=torch.where(hidden_pixels(mask, images), 0.5, images)[0],
        output=output[0],
        mask=mask.view(rows, columns),
        seconds=seconds,
        **_judged(prediction, images, mask),
    )


def blended(reconstruction: Reconstruction) -> Reconstruction:
    """The same with the seams of its prediction blended: pictures and metrics are of that, `output` is the network's.

    `seconds` says how long network and blending took together.
    """
    images, mask = reconstruction.original[None], reconstruction.mask.reshape(1, -1)
    begun = time.perf_counter()
    prediction = blend(reconstruction.prediction[None], images, mask)
    seconds = reconstruction.seconds + time.perf_counter() - begun
    return replace(reconstruction, seconds=seconds, **_judged(prediction, images, mask))


def _judged(prediction: Tensor, images: Tensor, mask: Tensor) -> dict:
    """What a Reconstruction holds of the prediction (1, C, H, W) for one picture: itself, and how far it is off."""
    hidden = hidden_pixels(mask, images)
    return {
        "prediction": prediction[0],
        "composite": torch.where(hidden, prediction, images)[0],
        "error": (prediction - images)[0].abs(),
        "metrics": measure(prediction, images, hidden) | {"hidden": int(mask.sum()), "patches": mask.numel()},
    }


@dataclass(frozen=True)
class Assembly:
    """One picture, assembled from predictions under several masks: every pixel was predicted while it was hidden."""

    original: Tensor  # (C, H, W) in [0, 1], as all pictures here
    masks: Tensor  # bool (K, rows, columns); together they hide every patch once
    predictions: Tensor  # (K, C, H, W), one under each mask
    prediction: Tensor  # (C, H, W), from each of them the patches that its mask hid
    error: Tensor  # |prediction - original|
    metrics: dict[str, float | int | None]  # over all pixels, as all were hidden
    seconds: float  # that the predictions took


def reconstruct_all(model: nn.Module, image: Tensor, masks: Tensor) -> Assembly:
    """Predict every patch of one picture while it is hidden, and assemble these predictions.

    image: (C, H, W) in [0, 1]. masks: bool (K, rows, columns), as from `complementary_masks`. Raises ValueError where
    picture and masks do not fit the model, or where the masks do not hide every patch exactly once.
    """
    grid = _grid(model, image)
    if masks.shape[1:] != grid or (masks.sum(0) != 1).any():
        raise ValueError(f"The masks must hide each of the picture's {grid[0]}×{grid[1]} patches exactly once.")
    images = image.expand(len(masks), *image.shape)
    begun = time.perf_counter()
    predictions = predict(model, images, masks.flatten(1))
    seconds = time.perf_counter() - begun
    prediction = (predictions * hidden_pixels(masks.flatten(1), images)).sum(0)
    everything = torch.ones_like(image[None, :1], dtype=torch.bool)
    patches = masks[0].numel()
    return Assembly(
        original=image,
        masks=masks,
        predictions=predictions,
        prediction=prediction,
        error=(prediction - image).abs(),
        metrics=measure(prediction[None], image[None], everything) | {"hidden": patches, "patches": patches},
        seconds=seconds,
    )


def patch_errors(model: nn.Module, image: Tensor, parts: int, seed: int) -> Tensor:
    """The mean absolute error of each patch, predicted while it is hidden, 0 to 1. (rows, columns)

    Each of `parts` complementary masks hides its part of the patches. `priority_mask` of the result hides the patches
    that the model predicts worst: Wang et al., 'Hard Patches Mining for Masked Image Modeling' (2023), whose network
    predicts these errors; here they are measured. Raises ValueError as `reconstruct_all` does.
    """
    grid = _grid(model, image)
    assembly = reconstruct_all(model, image, complementary_masks(grid, parts, seed))
    return patchify(assembly.error[None], model.config.patch_size).mean(-1).view(grid)


def _grid(model: nn.Module, image: Tensor) -> tuple[int, int]:
    """Rows and columns of patches of a picture (C, H, W). Raises ValueError where the model cannot take it."""
    config = model.config
    if image.shape[0] != config.channels or image.shape[1] % config.patch_size or image.shape[2] % config.patch_size:
        raise ValueError(
            f"This checkpoint takes {config.channels} channel(s) and sides that {config.patch_size} divides, "
            f"not a picture of shape {tuple(image.shape)}."
        )
    return image.shape[1] // config.patch_size, image.shape[2] // config.patch_size


def measure(prediction: Tensor, images: Tensor, hidden: Tensor) -> dict[str, float | None]:
    """Masked PSNR (dB), SSIM and L1 of one picture (1, C, H, W); None where no pixel is hidden."""
    if not hidden.any():
        return {"masked_psnr": None, "masked_ssim": None, "masked_l1": None}
    return {
        "masked_psnr": metrics.psnr(metrics.masked_mse(prediction, images, hidden)).item(),
        "masked_ssim": metrics.masked_ssim(prediction, images, hidden).item(),
        "masked_l1": metrics.masked_l1(prediction, images, hidden).item(),
    }
