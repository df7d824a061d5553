"""Whether a checkpoint is still what its recipe and its model's code would make."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import torch

from mae_demo import checkpoint
from mae_demo.config import ModelConfig
from mae_demo.losses import LOSSES
from mae_demo.models import build
from train.config import TrainConfig

TOLERANCE = 1e-3  # of the fingerprint: another order of summation is no other model

# Fields that came after checkpoints were made, at the value that says nothing
SILENT = {
    ("leave_out", "()"),
    ("augment", "()"),
    ("model.architecture.filled", "False"),
    ("model.architecture.relaxations", "0"),
    ("model.architecture.reduction", "2"),
}


def fingerprint(config: ModelConfig) -> list[float]:
    """Eight numbers that follow from what the code of a model does, and not from how it is written.

    The means, over eighths of the picture, of what a network with the weights of seed 0 predicts from a slope of grey
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


def recipe_of(config: TrainConfig) -> dict[str, str]:
    """A recipe as one line of text for each field that training depends on, with dots into the model's config."""

    def flat(values: dict, prefix: str) -> Iterator[tuple[str, str]]:
        for key, value in values.items():
            if isinstance(value, dict):
                yield from flat(value, f"{prefix}{key}.")
            else:
                yield prefix + key, repr(value)

    words = ("title", "about")
    return {
        field: value for field, value in flat(asdict(config), "") if field not in words and (field, value) not in SILENT
    }


def differences(saved: dict[str, str], now: dict[str, str]) -> list[str]:
    """The fields in which two recipes differ, a line each."""
    fields = sorted(saved.keys() | now.keys())
    return [
        f"{field}: {saved.get(field, 'not there')} then, {now.get(field, 'not there')} now"
        for field in fields
        if saved.get(field) != now.get(field)
    ]


def made_from(config: TrainConfig, folder: Path) -> dict:
    """All that decides what training makes, but for the code of the loop: what `changes` compares."""
    return {
        "recipe": recipe_of(config),
        "loss_terms": LOSSES[config.model.loss],
        "fingerprint": fingerprint(config.model),
        "start_from_sha256": checkpoint.describe(start_of(config, folder))["sha256"] if config.start_from else None,
    }


def changes(then: dict, now: dict) -> list[str]:
    """In what two origins, as of `made_from`, differ, a line each."""
    found = differences(then["recipe"], now["recipe"])
    if then["loss_terms"] != now["loss_terms"]:
        found.append(f"terms of the loss: {then['loss_terms']} then, {now['loss_terms']} now")
    pairs = zip(then["fingerprint"], now["fingerprint"], strict=True)
    if not found and any(abs(a - b) > TOLERANCE for a, b in pairs):
        found.append("the model's code has changed")
    if then["start_from_sha256"] != now["start_from_sha256"]:
        found.append("the checkpoint it starts from has been trained again")
    return found


def stale(folder: Path, config: TrainConfig, steps: int | None = None) -> list[str]:
    """Why a recipe has to be trained, a line each; nothing where its checkpoint is there and would come out again.

    steps: in place of the recipe's, if any. Changes of the data, the masks' or the optimizers' code are not noticed.
    """
    if not (folder / "config.json").is_file():
        return ["not there yet"]
    training = checkpoint.describe(folder)["training"]
    if "made_from" not in training:
        return ["it does not say what it was made from"]
    reasons = changes(training["made_from"], made_from(config, folder))
    if training["steps"] != (steps if steps and config.steps else config.steps):
        reasons.append(f"trained for {training['steps']} steps")
    return reasons
