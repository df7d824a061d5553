"""Every checkpoint's recipe: a function that returns a TrainConfig. Its docstring is command, time, result."""

from __future__ import annotations

from collections.abc import Callable

from mae_demo.config import GaussianArchitecture, ModelConfig, UNetArchitecture, ViTArchitecture
from train.config import TrainConfig


def fashion_vit_mse() -> TrainConfig:
    """A masked autoencoder with a small vision transformer, trained with MSE on masks of every ratio.

    python -m train fashion-vit-mse
    """
    return TrainConfig(
        name="fashion-vit-mse",
        about="Vision transformer that reads visible patches only; trained at every ratio from 5 to 95 %.",
        model=ModelConfig(
            family="vit",
            dataset="fashion-mnist",
            loss="mse",
            architecture=ViTArchitecture(
                embed_dim=128, depth=5, num_heads=4,
                decoder_embed_dim=96, decoder_depth=2, decoder_num_heads=3,
            ),
        ),
        steps=15_000,
    )  # fmt: skip


def fashion_unet_mse() -> TrainConfig:
    """A convolutional U-Net, trained with MSE on masks of patches, single pixels and brush strokes.

    python -m train fashion-unet-mse
    """
    return TrainConfig(
        name="fashion-unet-mse",
        about="Convolutional U-Net with the mask as a channel; trained on patches, single pixels and strokes.",
        model=ModelConfig(family="unet", dataset="fashion-mnist", loss="mse", architecture=UNetArchitecture()),
        steps=7_500,
        learning_rate=2e-3,
        weight_decay=0.01,
        masks=(
            ("random", 4, 0.55), ("random", 2, 0.03), ("random", 7, 0.03), ("random", 14, 0.04),
            ("random", 1, 0.2), ("strokes", 1, 0.15),
        ),
    )  # fmt: skip


def fashion_gaussian() -> TrainConfig:
    """The best linear predictor, from the mean and covariance of the training set. A few seconds.

    python -m train fashion-gaussian
    """
    return TrainConfig(
        name="fashion-gaussian",
        about="Best linear predictor: no network, only the training set's mean and covariance. The bar to clear.",
        model=ModelConfig(family="gaussian", dataset="fashion-mnist", loss="mse", architecture=GaussianArchitecture()),
    )


RECIPES: dict[str, Callable[[], TrainConfig]] = {
    "fashion-vit-mse": fashion_vit_mse,
    "fashion-unet-mse": fashion_unet_mse,
    "fashion-gaussian": fashion_gaussian,
}
