"""The provenance of a checkpoint: its recipe and its model's code, and whether they have changed since."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import torch

from mae_demo import checkpoint
from mae_demo.config import ModelConfig
from mae_demo.losses import LOSSES
from mae_demo.models import build
from train.config import TrainConfig
from train.dataset import Dataset, digest_of
from train.distributed import size
from train.precision import product_type

KEY = "made_from"  # of the provenance in the `training` of a config.json
TOLERANCE = 1e-3  # of the fingerprint, which another order of summation changes slightly

# Fields that are newer than some checkpoints, with the values by which those were trained
DEFAULTS = {
    ("leave_out", "()"),
    ("augment", "()"),
    ("noise", "0.0"),
    ("folder", "''"),
    ("recipe", "''"),
    ("changes", "()"),
    ("model.architecture.filled", "False"),
    ("model.architecture.relaxations", "0"),
    ("model.architecture.reduction", "2"),
    ("model.architecture.noise", "0.0"),
}


def fingerprint(config: ModelConfig) -> list[float]:
    """Eight numbers that change with what a model's code computes, and not with how it is written.

    A network with the initial weights of seed 0 predicts a grey ramp with every other patch hidden. The numbers are the
    means of the prediction over eighths of the picture. They mean nothing for linear models, which start from zeros.
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
    """The checkpoint with the initial weights of a run in `folder`: one in the same place, else the shipped one."""
    beside = folder.parent / config.start_from
    return beside if (beside / "config.json").is_file() else checkpoint.SHELF / config.start_from


def recipe_of(config: TrainConfig) -> dict[str, str]:
    """A recipe as text for each field that training depends on; dots lead into the model's config."""

    def flat(values: dict, prefix: str) -> Iterator[tuple[str, str]]:
        for key, value in values.items():
            if isinstance(value, dict):
                yield from flat(value, f"{prefix}{key}.")
            else:
                yield prefix + key, repr(value)

    labels = ("title", "about")
    return {
        field: value
        for field, value in flat(asdict(config), "")
        if field not in labels and (field, value) not in DEFAULTS
    }


def differences(saved: dict[str, str], now: dict[str, str]) -> list[str]:
    """A line for each field in which two recipes differ."""
    fields = sorted(saved.keys() | now.keys())
    return [
        f"{field}: {saved.get(field, 'missing')} then, {now.get(field, 'missing')} now"
        for field in fields
        if saved.get(field) != now.get(field)
    ]


def provenance(config: TrainConfig, folder: Path, data: Dataset | None = None) -> dict:
    """All that determines the result of a run, except for the code of the loop: what `changes` compares.

    data: the whole data set of the run, if it is at hand.
    """
    return {
        "recipe": recipe_of(config),
        "loss_terms": LOSSES[config.model.loss],
        "fingerprint": fingerprint(config.model),
        "start_from_sha256": checkpoint.describe(start_of(config, folder))["sha256"] if config.start_from else None,
    } | ({"data_sha256": digest_of(data)} if data else {})


def changes(then: dict, now: dict) -> list[str]:
    """A line for each difference of two provenances. Data are compared where both know theirs: checkpoints that were
    made before data were hashed stay valid."""
    found = differences(then["recipe"], now["recipe"])
    if then["loss_terms"] != now["loss_terms"]:
        found.append(f"terms of the loss: {then['loss_terms']} then, {now['loss_terms']} now")
    pairs = zip(then["fingerprint"], now["fingerprint"], strict=True)
    if not found and any(abs(a - b) > TOLERANCE for a, b in pairs):
        found.append("the model's code has changed")
    if then["start_from_sha256"] != now["start_from_sha256"]:
        found.append("the checkpoint with its initial weights has been trained again")
    digests = then.get("data_sha256"), now.get("data_sha256")
    if None not in digests and digests[0] != digests[1]:
        found.append("the pictures that it was trained on are others now")
    return found


def outdated(
    folder: Path, config: TrainConfig, steps: int | None = None, read: Callable[[], Dataset] | None = None
) -> list[str]:
    """The reasons to train a recipe, a line each; none where its checkpoint exists and would come out the same.

    steps: instead of the recipe's. read: reads the data set, which is compared with that of a checkpoint that knows
    its own; data that are not here, which no run could be trained on, are no reason. Changes in the code of masks and
    optimizers are not noticed.
    """
    if not (folder / "config.json").is_file():
        return ["it is missing"]
    training = checkpoint.describe(folder)["training"]
    if KEY not in training:
        return ["its config.json has no provenance"]
    data = None
    if read and "data_sha256" in training[KEY]:
        with suppress(ValueError):
            data = read()
    reasons = changes(training[KEY], provenance(config, folder, data))
    if training["steps"] != (steps if steps and config.steps else config.steps):
        reasons.append(f"trained for {training['steps']} steps")
    return reasons


def training_of(config: TrainConfig, steps: int, device: str, started: float, made_from: dict) -> dict:
    """The `training` of a checkpoint's config.json: how its weights were made, and by how many processes if several."""
    dtype = str(product_type(device)).removeprefix("torch.")
    if device == "cuda":
        processor = torch.cuda.get_device_name()
    else:
        processor = f"CPU, {torch.get_num_threads()} thread(s)" if device == "cpu" else device
    return (
        {
            "recipe": config.recipe or config.name,
            "steps": steps,
            "batch_size": config.batch_size,
            "seed": config.seed,
            "device": processor + f", {dtype}" * (steps > 0 and dtype != "float32"),
            "seconds": round(time.monotonic() - started),
            "torch": torch.__version__,
            KEY: made_from,
        }
        | ({"changed": dict(config.changes), "folder": config.folder} if config.changes else {})
        | ({"processes": size()} if size() > 1 else {})
    )
