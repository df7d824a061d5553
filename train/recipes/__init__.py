"""The recipe of each checkpoint: a function that returns a TrainConfig. Its docstring has command, time and result."""

from __future__ import annotations

from collections.abc import Callable

from train.config import TrainConfig
from train.recipes.emoji import emoji_unet_mse, emoji_vit_adversarial, emoji_vit_mse
from train.recipes.masked import (
    fashion_unet_adversarial,
    fashion_unet_mse,
    fashion_vit_adversarial,
    fashion_vit_bce,
    fashion_vit_edge,
    fashion_vit_l1,
    fashion_vit_mse,
    fashion_vit_mse_fixed75,
    fashion_vit_normpix,
    fashion_vit_trunk,
)
from train.recipes.photos import photos_unet_adversarial, photos_unet_mse, photos_vit_mse
from train.recipes.plain import (
    fashion_conv_196_bce,
    fashion_conv_bce,
    fashion_conv_masked_mse,
    fashion_gaussian,
    fashion_mlp_3_l1,
    fashion_mlp_16_mse,
    fashion_mlp_20_denoising_mse,
    fashion_mlp_20_mse,
    fashion_mlp_20_relu_mse,
    fashion_mlp_anomaly,
    fashion_mlp_masked_16_mse,
    fashion_mlp_masked_mse,
    fashion_pca_20,
    fashion_vae_20,
)

# In the order of `python -m train --all`: the linear baselines first, each recipe after the one it starts from
RECIPES: dict[str, Callable[[], TrainConfig]] = {
    "fashion-gaussian": fashion_gaussian,
    "fashion-pca-20": fashion_pca_20,
    "fashion-vit-trunk": fashion_vit_trunk,
    "fashion-vit-mse": fashion_vit_mse,
    "fashion-vit-l1": fashion_vit_l1,
    "fashion-vit-bce": fashion_vit_bce,
    "fashion-vit-edge": fashion_vit_edge,
    "fashion-vit-adversarial": fashion_vit_adversarial,
    "fashion-vit-normpix": fashion_vit_normpix,
    "fashion-vit-mse-fixed75": fashion_vit_mse_fixed75,
    "fashion-unet-mse": fashion_unet_mse,
    "fashion-unet-adversarial": fashion_unet_adversarial,
    "fashion-mlp-3-l1": fashion_mlp_3_l1,
    "fashion-mlp-16-mse": fashion_mlp_16_mse,
    "fashion-mlp-20-mse": fashion_mlp_20_mse,
    "fashion-mlp-20-denoising-mse": fashion_mlp_20_denoising_mse,
    "fashion-mlp-20-relu-mse": fashion_mlp_20_relu_mse,
    "fashion-mlp-masked-mse": fashion_mlp_masked_mse,
    "fashion-mlp-masked-16-mse": fashion_mlp_masked_16_mse,
    "fashion-mlp-anomaly": fashion_mlp_anomaly,
    "fashion-vae-20": fashion_vae_20,
    "fashion-conv-bce": fashion_conv_bce,
    "fashion-conv-196-bce": fashion_conv_196_bce,
    "fashion-conv-masked-mse": fashion_conv_masked_mse,
    "emoji-vit-mse": emoji_vit_mse,
    "emoji-vit-adversarial": emoji_vit_adversarial,
    "emoji-unet-mse": emoji_unet_mse,
    "photos-vit-mse": photos_vit_mse,
    "photos-unet-mse": photos_unet_mse,
    "photos-unet-adversarial": photos_unet_adversarial,
}
