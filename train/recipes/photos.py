"""The recipes of photographs, in colour, 128×128."""

from __future__ import annotations

from dataclasses import replace

from mae_demo.config import Architecture, ModelConfig, UNetArchitecture
from train.config import TrainConfig
from train.recipes.masked import VIT

PATCH = 8
UNET = UNetArchitecture(dims=(32, 48, 96, 128), depths=(1, 1, 1, 3), filled=True)
PATCHES = ("random", PATCH, 0.8), ("block", PATCH, 0.15), ("grid", PATCH, 0.05)  # all that a transformer can take
HOLES = (  # patches of three sizes, brush strokes
    ("random", PATCH, 0.5), ("random", 2 * PATCH, 0.1), ("random", PATCH // 2, 0.05),
    ("block", PATCH, 0.15), ("grid", PATCH, 0.05), ("strokes", PATCH // 2, 0.15),
)  # fmt: skip


def photos_vit_mse() -> TrainConfig:
    """A masked autoencoder with a small vision transformer on photographs, from that of emoji on, with MSE.

    python -m train photos-vit-mse
    112 minutes on one core with AMX, 48 epochs: 18.5 dB at 75 % of patches hidden, where interpolation comes to 17.1
    dB; 15.0 dB at a block of 50 %, interpolation 14.5. It started from emoji-vit-mse as it was after 5,000 steps.
    """
    return TrainConfig(
        name="photos-vit-mse",
        title="Vision transformer",
        about="Vision transformer that reads visible patches only; trained on emoji, then on photographs.",
        model=_photos("vit", "mse", VIT),
        steps=15_000,
        batch_size=32,
        masks=PATCHES,
        augment=("flip", "crop"),
        start_from="emoji-vit-mse",
    )


def photos_unet_mse() -> TrainConfig:
    """A convolutional U-Net that starts from a smooth filling, trained with MSE on patches of three sizes and strokes.

    python -m train photos-unet-mse
    98 minutes on one core, 14 epochs: 18.5 dB at 75 % of patches hidden, where interpolation comes to 17.1 dB; 15.0 dB
    at a block of 50 %, interpolation 14.5.
    """
    return TrainConfig(
        name="photos-unet-mse",
        title="U-Net",
        about="Convolutional U-Net that adds to a smooth filling; trained on photographs, on patches and strokes.",
        model=_photos("unet", "mse", UNET),
        steps=4_500,
        batch_size=32,
        learning_rate=2e-3,
        weight_decay=0.01,
        masks=HOLES,
    )


def photos_unet_adversarial() -> TrainConfig:
    """photos-unet-mse, trained on with the MSE and a discriminator's judgement (train.adversary).

    python -m train photos-unet-adversarial
    10 minutes on one core: 17.7 dB at 75 % of patches hidden, 0.7 dB less, and 0.80 as sharp as the truth, not
    0.38. It sees noise in the hole, to make texture of. Without, in 1,200 steps of 32 pictures, it had 18.0 dB and a
    sharpness of 0.66, but drew one tile again and again (tests/models/test_texture.py).
    """
    return replace(
        photos_unet_mse(),
        name="photos-unet-adversarial",
        about="The U-Net of MSE, trained on with a discriminator that asks for texture, which it makes out of noise.",
        model=_photos("unet", "adversarial", replace(UNET, noise=0.15)),
        steps=600,
        batch_size=16,
        learning_rate=4e-4,
        muon_learning_rate=1e-3,
        start_from="photos-unet-mse",
        seed=1,
    )


def _photos(family: str, loss: str, architecture: Architecture) -> ModelConfig:
    return ModelConfig(
        family=family,
        architecture=architecture,
        dataset="photos",
        loss=loss,
        image_size=(128, 128),
        channels=3,
        patch_size=PATCH,
    )
