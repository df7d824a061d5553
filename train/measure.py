"""Measure a predictor on hidden pixels, by kind of mask and mask ratio: PSNR, SSIM, L1 and sharpness."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from tqdm import tqdm

from mae_demo import metrics
from mae_demo.config import ModelConfig
from mae_demo.inference import predict
from mae_demo.masking import make_mask
from mae_demo.patches import hidden_pixels

KINDS = {  # of masks -> strategy, side of a patch in pixels (None: that of the model), number of test pictures
    "random": ("random", None, 10_000),
    "block": ("block", None, 2_000),
    "grid": ("grid", None, 2_000),
    "pixel": ("random", 1, 2_000),
}
RATIOS = (0.25, 0.5, 0.75, 0.9)
Column = tuple[str, int | None, float, int]  # strategy, side of a patch, ratio, pictures
COLUMNS: dict[str, Column] = {
    f"{kind}-{round(100 * ratio)}": (strategy, side, ratio, pictures)
    for kind, (strategy, side, pictures) in KINDS.items()
    for ratio in RATIOS
} | {"unmasked": ("random", None, 0.0, 2_000)}
BASELINE_COLUMNS = {name: column for name, column in COLUMNS.items() if name != "unmasked"}  # visible pixels stay
FIGURES = ("psnr", "ssim", "l1", "sharpness")
PATCHES_ONLY = ("vit",)  # families that cannot take masks of single pixels
MASKS = 500  # of each column; picture i gets the mask of seed i % 500
BATCH, FEWEST = 200, 50  # pictures of 28×28 pixels at once, and of large ones, to save memory

Predictor = Callable[[Tensor, Tensor], Tensor]  # pictures (B, C, H, W) and mask (B, N) -> pictures (B, C, H, W)
Scores = dict[str, dict[str, float | None]]  # column -> figure -> value


def evaluate(
    predictor: Predictor, images: Tensor, patch_size: int, strategy: str, ratio: float
) -> dict[str, float | None]:
    """Figures over hidden pixels alone, pooled over all pictures (B, C, H, W) in [0, 1]; at ratio 0 over all pixels.

    The PSNR is that of the squared error averaged over the pictures, not the mean of their PSNRs. The sharpness is
    the mean gradient of the composites over that of the originals (`mae_demo.metrics.masked_gradient`); None
    where these are flat.
    """
    grid = images.shape[2] // patch_size, images.shape[3] // patch_size
    seeds, masks = torch.arange(len(images)) % MASKS, masks_of(strategy, grid, ratio, len(images))
    squared, ssim, absolute, gradient, true_gradient = [], [], [], [], []
    # Pictures with the same mask form a batch, for which the linear predictor solves one system
    at_once = max(FEWEST, min(BATCH, BATCH * 28**2 // images[0].numel()))
    for chosen in seeds.argsort(stable=True).split(at_once):
        batch, mask = images[chosen], masks[seeds[chosen]]
        prediction = predictor(batch, mask)
        hidden = hidden_pixels(mask, batch) if ratio else torch.ones_like(batch[:, :1], dtype=torch.bool)
        squared.append(metrics.masked_mse(prediction, batch, hidden))
        ssim.append(metrics.masked_ssim(prediction, batch, hidden))
        absolute.append(metrics.masked_l1(prediction, batch, hidden))
        gradient.append(metrics.masked_gradient(prediction, batch, hidden))
        true_gradient.append(metrics.masked_gradient(batch, batch, hidden))
    true = torch.cat(true_gradient).mean()
    return {
        "psnr": round(metrics.psnr(torch.cat(squared).mean()).item(), 3),
        "ssim": round(torch.cat(ssim).mean().item(), 4),
        "l1": round(torch.cat(absolute).mean().item(), 4),
        "sharpness": round((torch.cat(gradient).mean() / true).item(), 4) if true else None,
    }


def masks_of(strategy: str, grid: tuple[int, int], ratio: float, pictures: int) -> Tensor:
    """The masks (M, N) of seeds 0, 1, ... for so many pictures, of which picture i gets that of seed i % MASKS."""
    return torch.stack([make_mask(strategy, grid, ratio, seed).flatten() for seed in range(min(MASKS, pictures))])


def columns_of(config: ModelConfig) -> dict[str, Column]:
    """The columns in which a checkpoint is measured.

    Single pixels are for the families that take such masks. 'unmasked' reconstructs the whole picture; it is left out
    for the linear predictor, which returns visible pixels as they are.
    """
    columns = {name: c for name, c in COLUMNS.items() if c[1] is None or config.family not in PATCHES_ONLY}
    if config.family == "gaussian":
        del columns["unmasked"]
    return columns


def scores(model: nn.Module, images: Tensor) -> Scores:
    """The figures of a checkpoint by column: {'random-75': {'psnr': dB, 'ssim': ..}, ..}; see `columns_of`."""
    config = model.config
    return _by_column(
        lambda batch, mask: predict(model, batch, mask), images, config.patch_size, columns_of(config), config.family
    )


def baseline_scores(baselines: dict[str, Predictor], images: Tensor, patch_size: int) -> dict[str, Scores]:
    """The same figures of baselines without a network, such as BASELINES, by their names."""

    def filling(fill: Predictor) -> Predictor:
        return lambda batch, mask: fill(batch, hidden_pixels(mask, batch)).clamp(0, 1)

    return {
        name: _by_column(filling(fill), images, patch_size, BASELINE_COLUMNS, name) for name, fill in baselines.items()
    }


def _by_column(predictor: Predictor, images: Tensor, patch_size: int, columns: dict[str, Column], label: str) -> Scores:
    return {
        name: evaluate(predictor, images[:pictures], side or patch_size, strategy, ratio)
        for name, (strategy, side, ratio, pictures) in tqdm(columns.items(), f"evaluating {label}", unit="kind of mask")
    }
