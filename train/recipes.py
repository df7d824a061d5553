"""Every checkpoint's recipe: a function that returns a TrainConfig. Its docstring is command, time, result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from mae_demo.config import (
    Architecture,
    ConvArchitecture,
    GaussianArchitecture,
    MLPArchitecture,
    ModelConfig,
    PCAArchitecture,
    UNetArchitecture,
    VAEArchitecture,
    ViTArchitecture,
)
from train.config import TrainConfig
from train.emoji_recipes import EMOJI

VIT = ViTArchitecture(embed_dim=128, depth=5, num_heads=4, decoder_embed_dim=96, decoder_depth=2, decoder_num_heads=3)

HOLES = (  # patches of several sizes, single pixels, brush strokes
    ("random", 4, 0.55), ("random", 2, 0.03), ("random", 7, 0.03), ("random", 14, 0.04),
    ("random", 1, 0.2), ("strokes", 1, 0.15),
)  # fmt: skip


def fashion_vit_trunk() -> TrainConfig:
    """A masked autoencoder with a small vision transformer, trained with MSE: where fashion-vit-* go on from.

    python -m train fashion-vit-trunk
    105 minutes on one shared core, 17.5 epochs: 17.6 dB at 75 % of patches hidden; the linear bar is 16.2 dB.
    """
    return TrainConfig(
        name="fashion-vit-trunk",
        title="Vision transformer, common start",
        about="Where the vision transformers of every loss started from; trained at every ratio from 5 to 95 %.",
        model=_fashion("vit", "mse", VIT),
        steps=15_000,
    )


def fashion_vit_mse() -> TrainConfig:
    """The trunk, trained on with the mean squared error. Each fashion-vit-* differs from it in the loss alone, and what
    that needs: BCE a sigmoid at the end, normpix another target.

    python -m train fashion-vit-mse
    8 minutes on one shared core: 17.6 dB at 75 % of patches hidden, 0.71 as sharp as the truth.
    """
    return _from_trunk("mse", "Vision transformer that reads visible patches only; trained at every ratio.")


def fashion_vit_l1() -> TrainConfig:
    """The trunk, trained on with the mean absolute error.

    python -m train fashion-vit-l1
    8 minutes on one shared core: 17.3 dB at 75 % of patches hidden, 0.72 as sharp as the truth.
    """
    return _from_trunk("l1", "As with MSE but for the loss: the median of what may be there, not its mean.")


def fashion_vit_bce() -> TrainConfig:
    """The trunk, trained on with the cross-entropy; a sigmoid keeps the pixels between 0 and 1.

    python -m train fashion-vit-bce
    11 minutes on one shared core: 17.5 dB at 75 % of patches hidden, 0.69 as sharp as the truth.
    """
    return _from_trunk("bce", "As with MSE but for the loss, and a sigmoid at the end.", bounded=True)


def fashion_vit_edge() -> TrainConfig:
    """The trunk, trained on with the MSE and half the error of the picture's gradients.

    python -m train fashion-vit-edge
    8 minutes on one shared core: 17.6 dB at 75 % of patches hidden, 0.71 as sharp as the truth.
    """
    return _from_trunk("edge", "As with MSE but for the loss, which looks at the steps between pixels as well.")


def fashion_vit_adversarial() -> TrainConfig:
    """The trunk, trained on with the MSE and a discriminator's judgement (train.adversary).

    python -m train fashion-vit-adversarial
    11 minutes on one shared core: 17.1 dB at 75 % of patches hidden, 0.93 as sharp as the truth.
    """
    return _from_trunk("adversarial", "As with MSE but for the loss: a discriminator asks for crisp texture.")


def fashion_vit_wasserstein() -> TrainConfig:
    """The trunk, trained on with the MSE and a critic held to slopes of 1 (train.adversary).

    python -m train fashion-vit-wasserstein
    """
    return _from_trunk("wasserstein", "As with MSE but for the loss: a Wasserstein critic asks for crisp texture.")


def fashion_vit_normpix() -> TrainConfig:
    """The trunk, trained on with the MSE on patches normalised one by one (He et al. 2022, section 4).

    python -m train fashion-vit-normpix
    9 minutes on one shared core: 9.9 dB at 75 %, for each patch's brightness has to be borrowed from visible ones.
    """
    return _from_trunk(
        "mse",
        "As with MSE but for the target: patches without their own brightness and contrast.",
        name="fashion-vit-normpix",
        target_space="patch-normalised",
    )


def fashion_vit_mse_fixed75() -> TrainConfig:
    """The trunk, trained on with MSE on random masks of 75 % alone, as He et al. (2022) do.

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
        model=_fashion("unet", "mse", UNetArchitecture()),
        steps=20_000,
        learning_rate=2e-3,
        weight_decay=0.01,
        masks=HOLES,
    )


def fashion_unet_adversarial() -> TrainConfig:
    """fashion-unet-mse, trained on with the MSE and a discriminator's judgement (train.adversary).

    python -m train fashion-unet-adversarial
    19 minutes on half a core: 17.1 dB at 75 % of patches hidden, 0.91 as sharp as the truth.
    """
    return replace(
        fashion_unet_mse(),
        name="fashion-unet-adversarial",
        about="The U-Net of MSE, trained on with a discriminator that asks for crisp texture.",
        model=_fashion("unet", "adversarial", UNetArchitecture()),
        steps=1_500,
        learning_rate=4e-4,
        muon_learning_rate=1e-3,
        start_from="fashion-unet-mse",
        seed=1,
    )


def fashion_mlp_3_l1() -> TrainConfig:
    """Fully connected, 784-128-3: three numbers for a picture, trained with L1; 50 epochs of Adam.

    python -m train fashion-mlp-3-l1
    6 minutes on one shared core: 15.5 dB on whole test pictures.
    """
    return _whole_pictures(
        name="fashion-mlp-3-l1",
        title="Fully connected, code of 3",
        about="Fully connected autoencoder, 784-128-3; it saw whole pictures only, never a mask.",
        model=_fashion("mlp", "l1", MLPArchitecture(hidden_dims=(128,), code_size=3)),
        steps=43_000,
    )


def fashion_mlp_16_mse() -> TrainConfig:
    """Fully connected, 784-128-64-32-16, trained with MSE; 50 epochs.

    python -m train fashion-mlp-16-mse
    9 minutes on one shared core: 19.0 dB on whole test pictures.
    """
    return _whole_pictures(
        name="fashion-mlp-16-mse",
        title="Fully connected, code of 16",
        about="Fully connected autoencoder, 784-128-64-32-16; it saw whole pictures only.",
        model=_fashion("mlp", "mse", MLPArchitecture(hidden_dims=(128, 64, 32), code_size=16)),
        steps=43_000,
    )


def fashion_mlp_20_mse() -> TrainConfig:
    """Fully connected, 784-400-20, trained with MSE; 50 epochs. Beside PCA with as many numbers.

    python -m train fashion-mlp-20-mse
    11 minutes on one shared core: 20.5 dB on whole test pictures; PCA of 20 numbers comes to 17.4 dB.
    """
    return _whole_pictures(
        name="fashion-mlp-20-mse",
        title="Fully connected, code of 20",
        about="Fully connected autoencoder, 784-400-20; it saw whole pictures only.",
        model=_fashion("mlp", "mse", MLPArchitecture(hidden_dims=(400,), code_size=20)),
        steps=43_000,
    )


def fashion_mlp_20_relu_mse() -> TrainConfig:
    """The same with a ReLU on the code, as it is often written: a lesson in dead units. 50 epochs.

    python -m train fashion-mlp-20-relu-mse
    13 minutes on one shared core: 20.0 dB on whole test pictures, 0.5 dB less than without the ReLU; 5 of the 20 units
    are dead, 0 for every test picture.
    """
    return _whole_pictures(
        name="fashion-mlp-20-relu-mse",
        title="Fully connected, code of 20 with ReLU",
        about="The same, 784-400-20, with a ReLU on the code: units die, and the picture pays for them.",
        model=_fashion("mlp", "mse", MLPArchitecture(hidden_dims=(400,), code_size=20, relu_code=True)),
        steps=43_000,
    )


def fashion_mlp_masked_mse() -> TrainConfig:
    """Fully connected, 784-64-32-16-8-1, half of the pixels hidden: a code of one number. 100 epochs of batch 128.

    python -m train fashion-mlp-masked-mse
    15 minutes on one shared core: 14.6 dB at 50 % of single pixels hidden; the linear bar is 20.8 dB.
    """
    return _half_of_the_pixels(
        name="fashion-mlp-masked-mse",
        title="Fully connected, masked, code of 1",
        about="Fully connected, 784-64-32-16-8-1, trained with half of the pixels hidden: one number is too few.",
        model=_fashion("mlp", "mse", MLPArchitecture(hidden_dims=(64, 32, 16, 8), code_size=1)),
    )


def fashion_mlp_masked_16_mse() -> TrainConfig:
    """The same task with a code of 16 numbers, 784-128-64-16, to show what the width is worth. 100 epochs.

    python -m train fashion-mlp-masked-16-mse
    """
    return _half_of_the_pixels(
        name="fashion-mlp-masked-16-mse",
        title="Fully connected, masked, code of 16",
        about="Fully connected, 784-128-64-16, trained with half of the pixels hidden.",
        model=_fashion("mlp", "mse", MLPArchitecture(hidden_dims=(128, 64), code_size=16)),
    )


def fashion_conv_bce() -> TrainConfig:
    """Two convolutions at full size, called a compressor: 12,544 numbers for 784 pixels. 4 epochs.

    python -m train fashion-conv-bce
    2 minutes on one shared core: 32.3 dB on whole test pictures, a copy, and 6.9 dB at 75 % of patches hidden.
    """
    return _whole_pictures(
        name="fashion-conv-bce",
        title="Convolutional, no bottleneck",
        about="Two convolutions without a bottleneck: its code is 16 times the picture, so it learns to copy.",
        model=_fashion("conv", "bce", ConvArchitecture(shape="full-size", dim=16)),
        steps=3_500,
    )


def fashion_conv_196_bce() -> TrainConfig:
    """Strided convolutions with a real code of 196 numbers. 12 epochs.

    python -m train fashion-conv-196-bce
    14 minutes on half a core: 23.5 dB on whole test pictures; PCA of 196 numbers comes to 24.1 dB.
    """
    return _whole_pictures(
        name="fashion-conv-196-bce",
        title="Convolutional, code of 196",
        about="Strided convolutions with a code of 196 numbers, a quarter of the picture.",
        model=_fashion("conv", "bce", ConvArchitecture(shape="strided", dim=16)),
        steps=10_000,
    )


def fashion_conv_masked_mse() -> TrainConfig:
    """Convolutions with pooling, half of the patches set to mid-grey. 12 epochs.

    python -m train fashion-conv-masked-mse
    7 minutes on one shared core: 14.8 dB at 50 % of patches hidden; the linear bar is 17.8 dB.
    """
    return TrainConfig(
        name="fashion-conv-masked-mse",
        title="Convolutional, masked",
        about="Convolutions with pooling; half of the patches were grey in training. It sees only what is near.",
        model=_fashion("conv", "mse", ConvArchitecture(shape="pooled", dim=16, blank=0.5)),
        steps=10_000,
        learning_rate=1e-3,
        weight_decay=0.0,
        mask_ratio=(0.5, 0.5),
        masks=(("random", 4, 1.0),),
        visible_weight=1.0,
    )


def fashion_vae_20() -> TrainConfig:
    """A variational autoencoder of the size of fashion-mlp-20-mse, 784-400-20; 20 epochs of batch 128.

    python -m train fashion-vae-20
    4 minutes on half a core: 19.1 dB on whole test pictures; fashion-mlp-20-mse, trained for them alone, has 20.5 dB.
    """
    return _whole_pictures(
        name="fashion-vae-20",
        title="Variational, code of 20",
        about="Variational autoencoder, 784-400-20: its codes fill a normal distribution, from which one can draw.",
        model=_fashion("vae", "elbo", VAEArchitecture(hidden_dim=400, code_size=20)),
        steps=8_600,
        batch_size=128,
    )


def fashion_mlp_anomaly() -> TrainConfig:
    """Fully connected, 784-400-8, trained with MSE on all classes but bags; 22 epochs of batch 128.

    python -m train fashion-mlp-anomaly
    8 minutes on a third of a core: 18.4 dB on whole test pictures, bags among them.
    """
    return _whole_pictures(
        name="fashion-mlp-anomaly",
        title="Fully connected, code of 8, never saw a bag",
        about="Fully connected autoencoder, 784-400-8, trained on whole pictures of everything but bags.",
        model=_fashion("mlp", "mse", MLPArchitecture(hidden_dims=(400,), code_size=8)),
        steps=8_600,
        batch_size=128,
        leave_out=("Bag",),
    )


def fashion_pca_20() -> TrainConfig:
    """Principal component analysis with 20 numbers, in closed form: 3 seconds, and 12 for its card.

    python -m train fashion-pca-20
    """
    return TrainConfig(
        name="fashion-pca-20",
        title="PCA, code of 20",
        about="The best linear code of 20 numbers, in closed form: the bar for every autoencoder of that size.",
        model=_fashion("pca", "mse", PCAArchitecture(code_size=20)),
    )


def fashion_gaussian() -> TrainConfig:
    """The best linear predictor, from the mean and covariance of the training set: 7 seconds, and 51 for its card.

    python -m train fashion-gaussian
    """
    return TrainConfig(
        name="fashion-gaussian",
        title="Best linear predictor",
        about="Best linear predictor: no network, only the training set's mean and covariance. The bar to clear.",
        model=_fashion("gaussian", "mse", GaussianArchitecture()),
    )


def _fashion(family: str, loss: str, architecture: Architecture) -> ModelConfig:
    return ModelConfig(family=family, dataset="fashion-mnist", loss=loss, architecture=architecture)


def _from_trunk(loss: str, about: str, name: str = "", **model: object) -> TrainConfig:
    """1,000 steps from the trunk on: same start, same data, same masks, another loss.

    At a fifth of the trunk's learning rates: at half of them the MSE itself lost 0.1 dB in 2,000 steps, on 1,000
    pictures of the validation set.
    """
    return TrainConfig(
        name=name or f"fashion-vit-{loss}",
        title="Vision transformer",
        about=about,
        model=replace(_fashion("vit", loss, VIT), **model),
        steps=1_000,
        learning_rate=3e-4,
        muon_learning_rate=1e-3,
        start_from="fashion-vit-trunk",
        seed=1,  # other masks and another order than the trunk has seen
    )


def _whole_pictures(**settings: object) -> TrainConfig:
    """A plain autoencoder: nothing hidden, every pixel counts, Adam at 1e-3."""
    return TrainConfig(learning_rate=1e-3, weight_decay=0.0, mask_ratio=(0.0, 0.0), visible_weight=1.0, **settings)


def _half_of_the_pixels(**settings: object) -> TrainConfig:
    """A masked autoencoder as first described: half of the single pixels at zero, every pixel counts."""
    return TrainConfig(
        steps=43_000, batch_size=128, learning_rate=1e-3, weight_decay=0.0,
        mask_ratio=(0.5, 0.5), masks=(("random", 1, 1.0),), visible_weight=1.0, **settings,
    )  # fmt: skip


# In the order of `python -m train --all`: the linear bars first, each recipe after the one it starts from
RECIPES: dict[str, Callable[[], TrainConfig]] = {
    "fashion-gaussian": fashion_gaussian,
    "fashion-pca-20": fashion_pca_20,
    "fashion-vit-trunk": fashion_vit_trunk,
    "fashion-vit-mse": fashion_vit_mse,
    "fashion-vit-l1": fashion_vit_l1,
    "fashion-vit-bce": fashion_vit_bce,
    "fashion-vit-edge": fashion_vit_edge,
    "fashion-vit-adversarial": fashion_vit_adversarial,
    "fashion-vit-wasserstein": fashion_vit_wasserstein,
    "fashion-vit-normpix": fashion_vit_normpix,
    "fashion-vit-mse-fixed75": fashion_vit_mse_fixed75,
    "fashion-unet-mse": fashion_unet_mse,
    "fashion-unet-adversarial": fashion_unet_adversarial,
    "fashion-mlp-3-l1": fashion_mlp_3_l1,
    "fashion-mlp-16-mse": fashion_mlp_16_mse,
    "fashion-mlp-20-mse": fashion_mlp_20_mse,
    "fashion-mlp-20-relu-mse": fashion_mlp_20_relu_mse,
    "fashion-mlp-masked-mse": fashion_mlp_masked_mse,
    "fashion-mlp-masked-16-mse": fashion_mlp_masked_16_mse,
    "fashion-mlp-anomaly": fashion_mlp_anomaly,
    "fashion-vae-20": fashion_vae_20,
    "fashion-conv-bce": fashion_conv_bce,
    "fashion-conv-196-bce": fashion_conv_196_bce,
    "fashion-conv-masked-mse": fashion_conv_masked_mse,
} | EMOJI
