"""Whether a checkpoint is still what its recipe and its model's code would make."""

from __future__ import annotations

from pathlib import Path

import torch

from mae_demo import checkpoint
from mae_demo.config import ModelConfig
from mae_demo.models import build
from train.config import TrainConfig
from train.state import differences, recipe_of

TOLERANCE = 1e-3  # of the fingerprint: another order of summation is no other model


def fingerprint(config: ModelConfig) -> list[float]:
    """Eight numbers that follow from what the code of a model does, and not from how it is written.

    The sums, over eighths of the picture, of what a network with the weights of seed 0 predicts from a slope of grey
    half of which is hidden. Models without anything random, the linear ones, start from nothing and say nothing.
    """
    height, width = config.image_size
    rows, columns = config.grid
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        model = build(config).eval()
    image = torch.linspace(0, 1, config.channels * height * width).view(1, config.channels, height, width)
    mask = (torch.arange(rows * columns) % 2 == 0).view(1, -1)
    with torch.inference_mode():
        prediction = model(image, mask)
    return [round(part.mean().item(), 5) for part in prediction.flatten().chunk(8)]


def start_of(config: TrainConfig, folder: Path) -> Path:
    """The checkpoint that a run in `folder` starts from: one made beside it, else the shipped one."""
    beside = folder.parent / config.start_from
    return beside if beside.is_dir() else checkpoint.SHELF / config.start_from


def made_from(config: TrainConfig, folder: Path) -> dict:
    """What `stale` compares: the recipe, the model's fingerprint, and the weights that training started from."""
    return {
        "recipe": recipe_of(config),
        "fingerprint": fingerprint(config.model),
        "start_from_sha256": checkpoint.describe(start_of(config, folder))["sha256"] if config.start_from else None,
    }


def stale(folder: Path, config: TrainConfig, steps: int | None = None) -> list[str]:
    """Why a recipe has to be trained, a line each; nothing where its checkpoint is there and would come out again.

    steps: in place of the recipe's, if any.
    """
    if not (folder / "config.json").is_file() or not (folder / "README.md").is_file():
        return ["not there yet"]
    training = checkpoint.describe(folder)["training"]
    then, now = training["made_from"], made_from(config, folder)
    reasons = differences(then["recipe"], now["recipe"])
    if training["steps"] != (steps if steps and config.steps else config.steps):
        reasons.append(f"trained for {training['steps']} steps")
    if any(abs(a - b) > TOLERANCE for a, b in zip(then["fingerprint"], now["fingerprint"], strict=True)):
        reasons.append("the model's code has changed")
    if then["start_from_sha256"] != now["start_from_sha256"]:
        reasons.append(f"{config.start_from} has been trained again")
    return reasons
