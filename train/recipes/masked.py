"""The masked autoencoders of Fashion-MNIST: a transformer for each loss, and U-Nets."""

from __future__ import annotations

from dataclasses import replace

from mae_demo.config import UNetArchitecture, ViTArchitecture
from train.config import TrainConfig
from train.recipes.fashion import fashion

VIT = ViTArchitecture(embed_dim=128, depth=5, num_heads=4, decoder_embed_dim=96, decoder_depth=2, decoder_num_heads=3)

HOLES = (  # patches of several sizes, single pixels, brush strokes
    ("random", 4, 0.55), ("random", 2, 0.03), ("random", 7, 0.03), ("random", 14, 0.04),
    ("random", 1, 0.2), ("strokes", 1, 0.15),
)  # fmt: skip


def fashion_vit_trunk() -> TrainConfig:
    """A masked autoencoder with a small vision transformer, trained with MSE: the common start of fashion-vit-*.

    python -m train fashion-vit-trunk
    105 minutes on one shared core, 17.5 epochs: 17.6 dB at 75 % of patches hidden; the linear baseline has 16.2 dB.
    """
    return TrainConfig(
        name="fashion-vit-trunk",
        title="Vision transformer, common start",
        about="The common start of the vision transformers of every loss; trained at every ratio from 5 to 95 %.",
        model=fashion("vit", "mse", VIT),
        steps=15_000,
    )


def fashion_vit_mse() -> TrainConfig:
    """The trunk, trained further with the mean squared error.

    Each fashion-vit-* differs from it in the loss alone, and in what that loss needs: BCE a sigmoid at the end, normpix
    another target.

    python -m train fashion-vit-mse
    8 minutes on one shared core: 17.6 dB at 75 % of patches hidden, 0.71 as sharp as the original.
    """
    return _from_trunk("mse", "Vision transformer that reads visible patches only; trained at every ratio.")


def fashion_vit_l1() -> TrainConfig:
    """The trunk, trained further with the mean absolute error.

    python -m train fashion-vit-l1
    8 minutes on one shared core: 17.3 dB at 75 % of patches hidden, 0.72 as sharp as the original.
    """
    return _from_trunk("l1", "As with MSE but for the loss: the median of the possible values, not their mean.")


def fashion_vit_bce() -> TrainConfig:
    """The trunk, trained further with the cross-entropy; a sigmoid keeps the pixels between 0 and 1.

    python -m train fashion-vit-bce
    11 minutes on one shared core: 17.5 dB at 75 % of patches hidden, 0.69 as sharp as the original.
    """
    return _from_trunk("bce", "As with MSE but for the loss, and a sigmoid at the end.", bounded=True)


def fashion_vit_edge() -> TrainConfig:
    """The trunk, trained further with the MSE and half the error of the picture's gradients.

    python -m train fashion-vit-edge
    8 minutes on one shared core: 17.6 dB at 75 % of patches hidden, 0.71 as sharp as the original.
    """
    return _from_trunk("edge", "As with MSE but for the loss, which adds the gradients between pixels.")


def fashion_vit_adversarial() -> TrainConfig:
    """The trunk, trained further with the MSE and a discriminator (train.adversary).

    python -m train fashion-vit-adversarial
    11 minutes on one shared core: 17.1 dB at 75 % of patches hidden, 0.93 as sharp as the original.
    """
    return _from_trunk("adversarial", "As with MSE but for the loss, in which a discriminator rewards sharp texture.")


def fashion_vit_normpix() -> TrainConfig:
    """The trunk, trained further with the MSE on patches normalised one by one (He et al. 2022, section 4).

    python -m train fashion-vit-normpix
    9 minutes on one shared core: 9.9 dB at 75 %, since each patch gets the brightness of visible ones.
    """
    return _from_trunk(
        "mse",
        "As with MSE but for the target: patches without their own brightness and contrast.",
        name="fashion-vit-normpix",
        target_space="patch-normalised",
    )


def fashion_vit_mse_fixed75() -> TrainConfig:
    """The trunk, trained further with MSE on random masks of 75 % alone, as He et al. (2022) do.

    python -m train fashion-vit-mse-fixed75
    9 minutes on one shared core: 17.6 dB at 75 % of patches hidden, 0.1 dB more than fashion-vit-mse, and 20.6 dB at
    25 %, 0.1 dB less.
    """
    return replace(
        _from_trunk("mse", "As with MSE but for the masks: random patches, 75 % of them, and nothing else."),
        name="fashion-vit-mse-fixed75",
        title="Vision transformer, 75 % only",
        mask_ratio=(0.75, 0.75),
        masks=(("random", 4, 1.0),),
    )


def fashion_unet_mse() -> TrainConfig:
    """A convolutional U-Net, trained with MSE on masks of patches, single pixels and brush strokes.

    python -m train fashion-unet-mse
    126 minutes on half a core, 23 epochs: 17.5 dB at 75 % of patches hidden, 19.8 dB at 75 % of pixels.
    """
    return TrainConfig(
        name="fashion-unet-mse",
        title="U-Net",
        about="Convolutional U-Net with the mask as a channel; trained on patches, single pixels and strokes.",
        model=fashion("unet", "mse", UNetArchitecture()),
        steps=20_000,
        learning_rate=2e-3,
        weight_decay=0.01,
        masks=HOLES,
    )


def fashion_unet_adversarial() -> TrainConfig:
    """fashion-unet-mse, trained further with the MSE and a discriminator (train.adversary).

    python -m train fashion-unet-adversarial
    19 minutes on half a core: 17.1 dB at 75 % of patches hidden, 0.91 as sharp as the original.
    """
    return replace(
        fashion_unet_mse(),
        name="fashion-unet-adversarial",
        about="The U-Net of MSE, trained further with a discriminator that rewards sharp texture.",
        model=fashion("unet", "adversarial", UNetArchitecture()),
        steps=1_500,
        learning_rate=4e-4,
        muon_learning_rate=1e-3,
        start_from="fashion-unet-mse",
        seed=1,
    )


def _from_trunk(loss: str, about: str, name: str = "", **model: object) -> TrainConfig:
    """1,000 further steps from the trunk: same start, same data, same masks, another loss.

    The learning rates are a fifth of the trunk's. At half of them, the MSE itself lost 0.1 dB in 2,000 steps, on 1,000
    pictures of the validation set.
    """
    return TrainConfig(
        name=name or f"fashion-vit-{loss}",
        title="Vision transformer",
        about=about,
        model=replace(fashion("vit", loss, VIT), **model),
        steps=1_000,
        learning_rate=3e-4,
        muon_learning_rate=1e-3,
        start_from="fashion-vit-trunk",
        seed=1,  # other masks and another order than the trunk's
    )
