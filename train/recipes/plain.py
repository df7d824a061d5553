"""The small autoencoders of Fashion-MNIST, most of them trained without masks, and the linear baselines."""

from __future__ import annotations

from mae_demo.config import (
    ConvArchitecture,
    GaussianArchitecture,
    MLPArchitecture,
    PCAArchitecture,
    VAEArchitecture,
)
from train.config import TrainConfig
from train.recipes.fashion import fashion


def fashion_mlp_3_l1() -> TrainConfig:
    """Fully connected, 784-128-3: a latent of 3 numbers, trained with L1; 50 epochs of Adam.

    python -m train fashion-mlp-3-l1
    6 minutes on one shared core: 15.5 dB on whole test pictures.
    """
    return _whole_pictures(
        name="fashion-mlp-3-l1",
        title="Fully connected, latent of 3",
        about="Fully connected autoencoder, 784-128-3; trained on whole pictures, without masks.",
        model=fashion("mlp", "l1", MLPArchitecture(hidden_dims=(128,), code_size=3)),
        steps=43_000,
    )


def fashion_mlp_16_mse() -> TrainConfig:
    """Fully connected, 784-128-64-32-16, trained with MSE; 50 epochs.

    python -m train fashion-mlp-16-mse
    9 minutes on one shared core: 19.0 dB on whole test pictures.
    """
    return _whole_pictures(
        name="fashion-mlp-16-mse",
        title="Fully connected, latent of 16",
        about="Fully connected autoencoder, 784-128-64-32-16; trained on whole pictures.",
        model=fashion("mlp", "mse", MLPArchitecture(hidden_dims=(128, 64, 32), code_size=16)),
        steps=43_000,
    )


def fashion_mlp_20_mse() -> TrainConfig:
    """Fully connected, 784-400-20, trained with MSE; 50 epochs. To compare with PCA of the same dimension.

    python -m train fashion-mlp-20-mse
    11 minutes on one shared core: 20.6 dB on whole test pictures; PCA of 20 dimensions has 17.5 dB.
    """
    return _whole_pictures(
        name="fashion-mlp-20-mse",
        title="Fully connected, latent of 20",
        about="Fully connected autoencoder, 784-400-20; trained on whole pictures.",
        model=fashion("mlp", "mse", MLPArchitecture(hidden_dims=(400,), code_size=20)),
        steps=43_000,
    )


def fashion_mlp_20_denoising_mse() -> TrainConfig:
    """The same network, shown pictures with noise, from which it learns to give the clean ones back; 30 epochs.

    python -m train fashion-mlp-20-denoising-mse
    11 minutes on a third of a core: 19.9 dB on whole test pictures. With noise of a deviation of 0.2 it has 20.0 dB on
    the first 200 of them, where fashion-mlp-20-mse, which never saw noise, has 17.9 dB.
    """
    return _whole_pictures(
        name="fashion-mlp-20-denoising-mse",
        title="Fully connected, latent of 20, trained on noise",
        about="Fully connected autoencoder, 784-400-20; trained to give clean pictures back for noisy ones.",
        model=fashion("mlp", "mse", MLPArchitecture(hidden_dims=(400,), code_size=20)),
        steps=12_900,
        batch_size=128,
        noise=0.6,
    )


def fashion_mlp_20_relu_mse() -> TrainConfig:
    """The same with a ReLU on the latent, a common mistake: a lesson in dead units. 50 epochs.

    python -m train fashion-mlp-20-relu-mse
    13 minutes on one shared core: 20.0 dB on whole test pictures, 0.5 dB less than without the ReLU; 5 of the 20 units
    are dead, 0 for every test picture.
    """
    return _whole_pictures(
        name="fashion-mlp-20-relu-mse",
        title="Fully connected, latent of 20, ReLU",
        about="The same, 784-400-20, with a ReLU on the latent: some units die, and pictures get worse.",
        model=fashion("mlp", "mse", MLPArchitecture(hidden_dims=(400,), code_size=20, relu_code=True)),
        steps=43_000,
    )


def fashion_mlp_masked_mse() -> TrainConfig:
    """Fully connected, 784-64-32-16-8-1, half of the pixels hidden: a latent of one number. 100 epochs of batch 128.

    python -m train fashion-mlp-masked-mse
    15 minutes on one shared core: 14.6 dB at 50 % of single pixels hidden; the linear baseline has 20.8 dB.
    """
    return _half_of_the_pixels(
        name="fashion-mlp-masked-mse",
        title="Fully connected, masked, latent of 1",
        about="Fully connected, 784-64-32-16-8-1, trained with half of the pixels hidden: one number is too few.",
        model=fashion("mlp", "mse", MLPArchitecture(hidden_dims=(64, 32, 16, 8), code_size=1)),
    )


def fashion_mlp_masked_16_mse() -> TrainConfig:
    """The same task with a latent of 16 numbers, 784-128-64-16, to show the effect of the dimension. 100 epochs.

    python -m train fashion-mlp-masked-16-mse
    19 minutes on half a core: 18.4 dB at 50 % of single pixels hidden; the linear baseline has 20.8 dB.
    """
    return _half_of_the_pixels(
        name="fashion-mlp-masked-16-mse",
        title="Fully connected, masked, latent of 16",
        about="Fully connected, 784-128-64-16, trained with half of the pixels hidden.",
        model=fashion("mlp", "mse", MLPArchitecture(hidden_dims=(128, 64), code_size=16)),
    )


def fashion_conv_bce() -> TrainConfig:
    """Two convolutions at full size, sometimes called a compressor: 12,544 numbers for 784 pixels. 4 epochs.

    python -m train fashion-conv-bce
    2 minutes on one shared core: 32.3 dB on whole test pictures, a copy, and 6.9 dB at 75 % of patches hidden.
    """
    return _whole_pictures(
        name="fashion-conv-bce",
        title="Convolutional, no bottleneck",
        about="Two convolutions without a bottleneck: the latent is 16 times the picture, so it learns to copy.",
        model=fashion("conv", "bce", ConvArchitecture(shape="full-size", dim=16)),
        steps=3_500,
    )


def fashion_conv_196_bce() -> TrainConfig:
    """Strided convolutions with a latent of 196 numbers. 12 epochs.

    python -m train fashion-conv-196-bce
    14 minutes on half a core: 23.5 dB on whole test pictures; PCA of 196 dimensions has 24.1 dB.
    """
    return _whole_pictures(
        name="fashion-conv-196-bce",
        title="Convolutional, latent of 196",
        about="Strided convolutions with a latent of 196 numbers, a quarter of the picture.",
        model=fashion("conv", "bce", ConvArchitecture(shape="strided", dim=16)),
        steps=10_000,
    )


def fashion_conv_masked_mse() -> TrainConfig:
    """Convolutions with pooling, half of the patches set to mid-grey. 12 epochs.

    python -m train fashion-conv-masked-mse
    7 minutes on one shared core: 14.8 dB at 50 % of patches hidden; the linear baseline has 17.8 dB.
    """
    return TrainConfig(
        name="fashion-conv-masked-mse",
        title="Convolutional, masked",
        about="Convolutions with pooling; half of the patches were grey in training. Its receptive field is small.",
        model=fashion("conv", "mse", ConvArchitecture(shape="pooled", dim=16, blank=0.5)),
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
    4 minutes on half a core: 19.0 dB on whole test pictures; fashion-mlp-20-mse, without the KL term, has 20.6 dB.
    """
    return _whole_pictures(
        name="fashion-vae-20",
        title="Variational, latent of 20",
        about="Variational autoencoder, 784-400-20: its latents fill N(0, 1), so it can decode random ones.",
        model=fashion("vae", "elbo", VAEArchitecture(hidden_dim=400, code_size=20)),
        steps=8_600,
        batch_size=128,
    )


def fashion_mlp_anomaly() -> TrainConfig:
    """Fully connected, 784-400-8, trained with MSE on all classes but bags; 22 epochs of batch 128.

    python -m train fashion-mlp-anomaly
    8 minutes on a third of a core: 18.4 dB on whole test pictures, including bags.
    """
    return _whole_pictures(
        name="fashion-mlp-anomaly",
        title="Fully connected, latent of 8, without bags",
        about="Fully connected autoencoder, 784-400-8, trained on whole pictures of all classes but bags.",
        model=fashion("mlp", "mse", MLPArchitecture(hidden_dims=(400,), code_size=8)),
        steps=8_600,
        batch_size=128,
        leave_out=("Bag",),
    )


def fashion_pca_20() -> TrainConfig:
    """Principal component analysis with 20 components, in closed form: 3 seconds, and 12 for its card.

    python -m train fashion-pca-20
    """
    return TrainConfig(
        name="fashion-pca-20",
        title="PCA, latent of 20",
        about="The best linear autoencoder with 20 numbers, in closed form: the baseline of all others of that size.",
        model=fashion("pca", "mse", PCAArchitecture(code_size=20)),
    )


def fashion_gaussian() -> TrainConfig:
    """The best linear predictor, from the mean and covariance of the training set: 7 seconds, and 51 for its card.

    python -m train fashion-gaussian
    """
    return TrainConfig(
        name="fashion-gaussian",
        title="Best linear predictor",
        about="Best linear predictor: no network, only mean and covariance of the training set. The baseline of all.",
        model=fashion("gaussian", "mse", GaussianArchitecture()),
    )


def _whole_pictures(**settings: object) -> TrainConfig:
    """A plain autoencoder: nothing hidden, every pixel counts, Adam at 1e-3."""
    return TrainConfig(learning_rate=1e-3, weight_decay=0.0, mask_ratio=(0.0, 0.0), visible_weight=1.0, **settings)


def _half_of_the_pixels(**settings: object) -> TrainConfig:
    """The simplest masked autoencoder: half of the single pixels are set to zero, every pixel counts."""
    return TrainConfig(
        steps=43_000, batch_size=128, learning_rate=1e-3, weight_decay=0.0,
        mask_ratio=(0.5, 0.5), masks=(("random", 1, 1.0),), visible_weight=1.0, **settings,
    )  # fmt: skip
