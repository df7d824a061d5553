"""Which checkpoints the panels of the tab 'Autoencoders' work with; those of them that are on the shelf are shown."""

from __future__ import annotations

EXPLORED = (  # whose latent space is explored, in the order of the chips
    "fashion-mlp-3-l1",
    "fashion-pca-20",
    "fashion-mlp-16-mse",
    "fashion-mlp-20-mse",
    "fashion-mlp-20-relu-mse",
    "fashion-vae-20",
    "fashion-conv-196-bce",
)
INTERPOLATED = ("fashion-pca-20", "fashion-mlp-20-mse", "fashion-vae-20")
DENOISERS = (  # from the smallest code to the largest; they never saw noise
    "fashion-mlp-3-l1",
    "fashion-mlp-16-mse",
    "fashion-pca-20",
    "fashion-mlp-20-mse",
    "fashion-vae-20",
    "fashion-conv-196-bce",
    "fashion-conv-bce",
)
NOISE_TRAINED = ("fashion-mlp-20-mse", "fashion-mlp-20-denoising-mse")  # one network, without noise and with it
MASK_TRAINED = (  # without masks, with half of the single pixels hidden, and so with a latent of one number
    "fashion-mlp-16-mse",
    "fashion-mlp-masked-16-mse",
    "fashion-mlp-masked-mse",
)
TRAINED_FOR = {"gaussian": NOISE_TRAINED, "salt_and_pepper": NOISE_TRAINED, "hidden_pixels": MASK_TRAINED}
COMPRESSORS = (
    "fashion-mlp-20-mse",
    "fashion-pca-20",
    "fashion-mlp-16-mse",
    "fashion-mlp-3-l1",
    "fashion-conv-196-bce",
    "fashion-conv-bce",  # called a compressor
)
IMAGINERS = ("fashion-vit-mse", "fashion-vit-adversarial")  # masked autoencoders that make variants of pictures
DETECTOR = "fashion-mlp-anomaly"  # trained without bags
