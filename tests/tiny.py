"""Recipes and pictures so small that training takes a second.

`python tests/tiny.py ...` is `python -m train ...` on them, with the repository on PYTHONPATH.
"""

import os
import signal
from dataclasses import replace
from pathlib import Path

import torch

from mae_demo.config import ModelConfig, UNetArchitecture, VAEArchitecture, ViTArchitecture
from train.config import TrainConfig
from train.data import Dataset

TINY_UNET = TrainConfig(
    name="tiny-unet",
    title="Tiny",
    about="A U-Net for tests.",
    model=ModelConfig("unet", UNetArchitecture((4, 4), (1, 1)), "fashion-mnist", "mse", image_size=(8, 8)),
    steps=12,
    batch_size=4,
    warmup_steps=3,
    masks=(("random", 4, 0.5), ("random", 1, 0.3), ("strokes", 1, 0.2)),
)
TINY_VIT = replace(
    TINY_UNET,
    name="tiny-vit",
    model=replace(TINY_UNET.model, family="vit", architecture=ViTArchitecture(8, 1, 2, 8, 1, 2), patch_size=2),
    masks=(("random", 2, 0.7), ("block", 2, 0.2), ("grid", 2, 0.1)),
)
TINY_WASSERSTEIN = replace(
    TINY_UNET,
    name="tiny-wasserstein",
    model=replace(TINY_UNET.model, loss="wasserstein"),
    adversary_learning_rate=1e-2,
    augment=("flip", "crop"),
)
TINY_VAE = replace(
    TINY_UNET,
    name="tiny-vae",
    model=replace(TINY_UNET.model, family="vae", architecture=VAEArchitecture(8, 2), loss="elbo"),
    mask_ratio=(0.0, 0.0),
    visible_weight=1.0,
)
TINY_ADVERSARIAL = replace(TINY_VIT, name="tiny-adversarial", model=replace(TINY_VIT.model, loss="adversarial"))


def tiny_data(side, channels=1):
    """Smooth pictures: 23 to train on, which is 5 batches of 4 and a rest, 6 to validate, 5 to test."""

    def pictures(count, seed):
        coarse = torch.rand(count, channels, 4, 4, generator=torch.Generator().manual_seed(seed))
        return (torch.nn.functional.interpolate(coarse, size=(side, side), mode="bicubic").clamp(0, 1) * 255).byte()

    def labels(count):
        return torch.arange(count) % 2

    return Dataset(pictures(23, 0), pictures(6, 1), pictures(5, 2), labels(23), labels(6), labels(5), ("thin", "thick"))


def die_once(marker: Path, rank: int, call: int) -> None:
    """Have the process of this rank kill itself at its so-manyth loss, unless it has done so before."""
    from train import learner

    compute, calls = learner.reconstruction_loss, 0

    def deadly(*arguments, **options):
        nonlocal calls
        calls += 1
        if int(os.environ["RANK"]) == rank and calls == call and not marker.exists():
            marker.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return compute(*arguments, **options)

    learner.reconstruction_loss = deadly


if __name__ == "__main__":
    from mae_demo import checkpoint
    from train import loop
    from train.__main__ import app
    from train.data import DATASETS
    from train.recipes import RECIPES

    checkpoint.SHELF = Path(os.environ["SHELF"])
    DATASETS["fashion-mnist"] = lambda: tiny_data(8)
    RECIPES["tiny-adversarial"] = lambda: TINY_ADVERSARIAL
    loop.SAVE_EVERY = 2
    torch.cpu.get_capabilities = dict  # full precision everywhere: two processes are compared with one
    if "DIE_ONCE" in os.environ:
        die_once(Path(os.environ["DIE_ONCE"]), rank=1, call=6)
    app()
