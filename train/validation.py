"""What a run is validated on: the task that its recipe trains, on unseen pictures, beside a baseline without a network.

A plain autoencoder learns to pass on whole pictures, so its score with 75 % hidden falls while it learns. Its task is
whole pictures; that of a recipe with one ratio of single pixels or patches is that ratio; that of all other masked
autoencoders, which train on many ratios, is 75 % of patches hidden at random, as in He et al. (2022).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from torch import Generator, Tensor, nn

from mae_demo import checkpoint, metrics
from mae_demo.baselines import harmonic
from mae_demo.config import ModelConfig, PCAArchitecture
from mae_demo.inference import predict
from mae_demo.losses import LOSSES
from mae_demo.models import build
from mae_demo.patches import hidden_pixels
from train.config import TrainConfig
from train.data import as_float
from train.dataset import Dataset
from train.masks import draw_masks

VALIDATED = 50  # pictures in a batch of validation, to save memory
LARGEST = 3_072  # numbers of a picture, 32×32 in colour, for which a PCA is fitted at once
FITTED = 10_000  # pictures to which it is fitted, at most


@dataclass(frozen=True)
class Task:
    """What is hidden: patches of `side` pixels at random, of them the fraction `ratio`; nothing at 0."""

    side: int
    ratio: float

    @property
    def key(self) -> str:
        """'unmasked', 'pixel-50' or 'random-75': as `train.measure` calls the same."""
        kind = "pixel" if self.side == 1 else "random"
        return f"{kind}-{round(100 * self.ratio)}" if self.ratio else "unmasked"

    def __str__(self) -> str:
        kind = "single pixels" if self.side == 1 else "patches"
        return f"with {self.ratio:.0%} of {kind} hidden".replace("%", " %") if self.ratio else "of whole pictures"


def usual(config: TrainConfig) -> Task:
    """75 % of a network's patches hidden at random."""
    return Task(config.model.patch_size, 0.75)


def task_of(config: TrainConfig) -> Task:
    """The task that a recipe trains."""
    low, high = config.mask_ratio
    sides = {side for strategy, side, _ in config.masks if strategy == "random"}
    if high == 0:
        return Task(config.model.patch_size, 0.0)
    if low == high and len(config.masks) == 1 and len(sides) == 1:
        return Task(*sides, low)
    return usual(config)


def chooses(config: TrainConfig) -> bool:
    """Whether a run keeps the weights of its best moment on the validation pictures, and not its last ones.

    So does one on a folder of pictures, of which there may be so few that a network learns them by heart. With an
    adversary the best picture is not the one with the least error, and the last weights stay.
    """
    return bool(config.folder) and "adversarial" not in LOSSES[config.model.loss]


class Validation:
    """The same unseen pictures and masks at each look, on the device of a run."""

    def __init__(self, task: Task, images: Tensor, image_size: tuple[int, int]) -> None:
        """images: (B, C, H, W) in [0, 1]."""
        mixture = (("random", task.side, 1.0),)
        masks = draw_masks(mixture, image_size, len(images), task.ratio, Generator().manual_seed(0))
        self.images, self.masks = images, masks.to(images.device)
        self.hidden = hidden_pixels(self.masks, images)
        self.counted = self.hidden if task.ratio else torch.ones_like(self.hidden)

    def score(self, model: nn.Module) -> tuple[float, Tensor]:
        """The PSNR in dB over hidden pixels, with nothing hidden over all, and the predictions (B, C, H, W)."""
        parts = zip(self.images.split(VALIDATED), self.masks.split(VALIDATED), strict=True)
        prediction = torch.cat([predict(model, pictures, masks) for pictures, masks in parts])
        return self.psnr(prediction), prediction

    def psnr(self, prediction: Tensor) -> float:
        """The PSNR in dB of predictions (B, C, H, W), the squared error averaged over the pictures."""
        return metrics.psnr(metrics.masked_mse(prediction, self.images, self.counted).mean()).item()


def baseline(config: TrainConfig, task: Task, data: Dataset, seen: Validation) -> dict[str, str | float] | None:
    """{'of': what a network has to beat, 'psnr': its dB on the same pictures and masks}.

    With pixels hidden that is the best linear predictor of the shelf, and where it has none for these pictures,
    harmonic interpolation. With nothing hidden it is PCA with as many numbers as the latent has. None where nothing is
    hidden and the latent is no bottleneck, or a picture is too large for a PCA at once.
    """
    model, images, masks = config.model, seen.images.cpu(), seen.masks.cpu()
    if not task.ratio:
        size = _latent_of(model)
        if not size or size >= len(data.train) or images[0].numel() > LARGEST:
            return None
        pca = build(replace(model, family="pca", architecture=PCAArchitecture(code_size=size)))
        pca.fit(as_float(data.train[:FITTED]))
        name, prediction = f"PCA with {size} numbers", predict(pca, images, masks)
    elif linear := _linear(config):
        name, prediction = "the best linear predictor", predict(linear, images, masks)
    else:
        name, prediction = "harmonic interpolation", harmonic(images, seen.hidden.cpu()).clamp(0, 1)
    return {"of": name, "psnr": round(seen.psnr(prediction.to(seen.images.device)), 3)}


def _latent_of(model: ModelConfig) -> int | None:
    """The latent dimension; None where it is as large as the picture, or there is no latent."""
    picture = torch.zeros(1, model.channels, *model.image_size)
    network = build(model)
    size = network.encode(picture).numel() if hasattr(network, "encode") else picture.numel()
    return size if size < picture.numel() else None


def _linear(config: TrainConfig) -> nn.Module | None:
    """The best linear predictor on the shelf for a recipe's pictures."""
    name = None if config.folder else checkpoint.linear_reference(config.model)
    return checkpoint.load(name) if name else None


def progress_line(trace: dict, task: Task) -> str:
    """What is printed at a moment: the score, that at 75 % where it is another, and the baseline.

    trace: {'steps', 'psnr', 'masked_psnr_75', 'baseline'}, as of `train.trace.write_trace`, this moment in it.
    """
    score, beat = trace["psnr"][-1], trace["baseline"]
    line = f"step {trace['steps'][-1]}: validation PSNR {task} {score:.2f} dB"
    if beat and score > beat["psnr"]:
        since = beaten_at(trace)
        line += f", above {beat['of']}, {beat['psnr']:.2f} dB, since step {since}"
    elif beat:
        line += f", to beat: {beat['of']}, {beat['psnr']:.2f} dB"
    return (
        line if task.key == "random-75" else f"{line}; with 75 % of patches hidden {trace['masked_psnr_75'][-1]:.2f} dB"
    )


def beaten_at(trace: dict) -> int | None:
    """The step since which a run has been above its baseline; None while it is not."""
    since = None
    for step, score in zip(trace["steps"], trace["psnr"], strict=True):
        above = score > trace["baseline"]["psnr"]
        since = (since or step) if above else None
    return since
