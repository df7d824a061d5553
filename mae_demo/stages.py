"""The stages that a picture goes through in each family of models, and which lines of the source compute them.

STAGES names the lines as passages, which `mae_demo.source` reads from the files that run. Nothing here needs torch, and
no model is imported.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mae_demo.source import Function, Passage, functions_of

PACKAGE = Path(__file__).resolve().parent
DRAWN = ("picture", "patches", "tokens", "visible", "prediction")  # keys of stages that are pictures, or parts of them


@dataclass(frozen=True)
class Stage:
    """A step of a forward pass.

    key: of its words in [stages]. shows: the variable, or 'return', whose shape and numbers stand for it; the page
    draws those of DRAWN itself.
    """

    key: str
    shows: str
    passages: tuple[Passage, ...]


# From a network's output to pixels, the same for all
PIXELS = (Passage("_as_pixels", "def", "return _in_pixels", "inference.py"),)


def _autoencoder(name: str, latent: str, encode: tuple[Passage, ...], end: str) -> tuple[Stage, ...]:
    """The stages of an autoencoder that takes the picture with its hidden pixels blanked.

    encode: how it computes its latent, which is called `latent` there. end: how its forward pass ends.
    """
    forward, decode = f"{name}.forward", f"{name}.decode"
    return (
        Stage("picture", "images", (Passage(forward, "def"),)),
        Stage("blanked", "blanked", (Passage(forward, "blanked ="),)),
        Stage("latent", latent, encode),
        Stage("restored", "return", (Passage(decode, "def", "return"), Passage(forward, end))),
        Stage("prediction", "return", PIXELS),
    )


FORWARD, ENCODER, DECODER = (
    f"MaskedAutoencoderViT.{name}" for name in ("forward", "forward_encoder", "forward_decoder")
)
UNET, LINEAR, SOLVE = "MaskedUNet.forward", "GaussianPredictor.forward", "GaussianPredictor._fill"
STAGES = {
    "vit": (
        Stage("picture", "images", (Passage(FORWARD, "def"), Passage(FORWARD, "patch_size =", "grid ="))),
        Stage(
            "patches", "patches", (Passage("PatchEmbed.forward", "p =", "patches ="), Passage(ENCODER, "ids_keep ="))
        ),
        Stage(
            "tokens", "x", (Passage("PatchEmbed.forward", "return"), Passage(ENCODER, "pos_embed =", "x = torch.cat"))
        ),
        Stage(
            "encoder",
            "latent",
            (
                Passage(ENCODER, "for block", "return"),
                Passage("Block.forward", "x = x + self.attn", "return"),
                Passage("Attention.forward", "qkv =", "return"),
                Passage("Mlp.forward", "return"),
                Passage(FORWARD, "latent ="),
            ),
        ),
        Stage("mask_tokens", "tokens", (Passage(DECODER, "x = self.decoder_embed", "tokens ="),)),
        Stage("decoder", "x", (Passage(DECODER, "x = torch.cat", "return"),)),
        Stage("prediction", "return", (Passage(FORWARD, "prediction =", "return"), *PIXELS)),
    ),
    "unet": (
        Stage("picture", "images", (Passage(UNET, "def"), Passage(UNET, "arch, (height, width)", "images = F.pad"))),
        Stage("blanked", "start", (Passage(UNET, "start =", "x = torch.cat"),)),
        Stage(
            "down",
            "x",
            (Passage(UNET, "x = F.pixel_unshuffle", "for blocks, down"), Passage("Block.forward", "return")),
        ),
        Stage("bottom", "x", (Passage(UNET, "x = self.bottom_blocks"),)),
        Stage("up", "x", (Passage(UNET, "for blocks, up"),)),
        Stage("prediction", "return", (Passage(UNET, "prediction = F", "return"), *PIXELS)),
    ),
    "mlp": _autoencoder("FullyConnected", "return", (Passage("FullyConnected.encode", "def", "return"),), "return"),
    "conv": _autoencoder("Convolutional", "return", (Passage("Convolutional.encode", "def", "return"),), "return"),
    "vae": _autoencoder(
        "Variational",
        "mean",
        (Passage("Variational.posterior", "def", "return"), Passage("Variational.forward", "mean, log_variance =")),
        "if not self.training",
    ),
    "pca": (
        Stage("picture", "images", (Passage("PCA.forward", "def"),)),
        Stage("blanked", "images", (Passage("PCA.forward", "hidden =", "return"), Passage("PCA.encode", "def"))),
        Stage("latent", "return", (Passage("PCA.encode", "return"),)),
        Stage("restored", "return", (Passage("PCA.decode", "def", "return"),)),
        Stage("prediction", "return", PIXELS),
    ),
    "gaussian": (
        Stage("picture", "images", (Passage(LINEAR, "def"), Passage(LINEAR, "height, width =", "if images.shape"))),
        Stage("visible", "values", (Passage(LINEAR, "values =", "masks, owner ="),)),
        Stage("solve", "visible_covariance", (Passage(SOLVE, "def", "deviation ="),)),
        Stage(
            "prediction",
            "return",
            (Passage(SOLVE, "filled =", "return"), Passage(LINEAR, "for index", "return prediction"), *PIXELS),
        ),
    ),
}


def function_of(family: str, passage: Passage) -> Function:
    """The function that a passage is of."""
    return functions_of(PACKAGE / (passage.file or f"models/{family}.py"))[passage.function]


def read_all() -> None:
    """Read every passage now, so that the lines are those of the code that runs.

    Raises AssertionError where a file has changed so that a passage is not found.
    """
    for family, stages in STAGES.items():
        for stage in stages:
            for passage in stage.passages:
                function_of(family, passage).numbers(passage)
