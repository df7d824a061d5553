"""The recipes of the emoji, in colour, 64×64; beside train/recipes.py, which lists them."""

from __future__ import annotations

from collections.abc import Callable

from mae_demo.config import Architecture, ModelConfig, ViTArchitecture
from train.config import TrainConfig

PATCH = 8
VIT = ViTArchitecture(embed_dim=128, depth=5, num_heads=4, decoder_embed_dim=96, decoder_depth=2, decoder_num_heads=3)


def emoji_vit_mse() -> TrainConfig:
    """A masked autoencoder with a small vision transformer on emoji in colour, trained with MSE at every ratio.

    python -m train emoji-vit-mse
    """
    return TrainConfig(
        name="emoji-vit-mse",
        title="Vision transformer",
        about="Vision transformer that reads visible patches only; trained on emoji, at every ratio.",
        model=_emoji("vit", "mse", VIT),
        steps=5_000,
        masks=(("random", PATCH, 0.8), ("block", PATCH, 0.15), ("grid", PATCH, 0.05)),
    )


def _emoji(family: str, loss: str, architecture: Architecture) -> ModelConfig:
    return ModelConfig(
        family=family,
        architecture=architecture,
        dataset="emoji",
        loss=loss,
        image_size=(64, 64),
        channels=3,
        patch_size=PATCH,
    )


EMOJI: dict[str, Callable[[], TrainConfig]] = {"emoji-vit-mse": emoji_vit_mse}
