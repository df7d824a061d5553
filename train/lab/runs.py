"""Networks that are trained for a chart: by the loop of all checkpoints, without a card, and not on the shelf."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor, nn

from mae_demo import checkpoint
from mae_demo.atomic_write import write_json_atomically
from mae_demo.config import MLPArchitecture
from mae_demo.inference import predict
from train.config import TrainConfig
from train.loop import train
from train.measure import evaluate
from train.recipes.plain import fashion_mlp_anomaly
from train.state import only_run_in, stop_on_signal

LAB = checkpoint.SHELF / "lab"


def plain(name: str, latent_dimension: int, leave_out: tuple[str, ...] = ()) -> TrainConfig:
    """fashion-mlp-anomaly with another latent dimension, other classes and half the steps: 10 epochs of batch 128."""
    recipe = fashion_mlp_anomaly()
    architecture = MLPArchitecture(hidden_dims=(400,), code_size=latent_dimension)
    return replace(
        recipe, name=name, title=name, about="", model=replace(recipe.model, architecture=architecture),
        steps=4_300, masks=(("random", 4, 1.0),), leave_out=leave_out,
    )  # fmt: skip


def trained(config: TrainConfig) -> nn.Module:
    """The network of a recipe from its float16 file; trains it, or resumes, unless an earlier run has finished it."""
    folder = LAB / "run" / config.name
    with stop_on_signal() as stop, only_run_in(folder):
        train(config, folder, "cuda" if torch.cuda.is_available() else "cpu", stop, resume=True)
    return checkpoint.load(folder)


def psnr(model: nn.Module, images: Tensor) -> float:
    """PSNR in dB of a model's reconstructions of whole pictures (B, C, H, W) in [0, 1], all pixels pooled."""
    return evaluate(lambda batch, mask: predict(model, batch, mask), images, 4, "random", 0.0)["psnr"]


def write(name: str, content: dict) -> None:
    """Write checkpoints/lab/NAME.json."""
    LAB.mkdir(parents=True, exist_ok=True)
    write_json_atomically(LAB / f"{name}.json", content, indent=1)
