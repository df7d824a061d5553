"""The config of a model as plain data: frozen dataclasses, saved beside the weights in `config.json`."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

from mae_demo.datasets import FACTS

DATASETS = tuple(FACTS)  # in the picker's order; others come last
PHOTOGRAPHS = tuple(name for name, facts in FACTS.items() if facts.photographs)
LONGEST = 4  # a photograph may be this many times as long as wide; a longer one is cropped
SPACES = ("pixel", "imagenet", "patch-normalised")


@dataclass(frozen=True)
class ViTArchitecture:
    """Widths and depths of a masked autoencoder, named as in He et al. (2022) and its public code."""

    embed_dim: int = 768
    depth: int = 12
    num_heads: int = 12
    decoder_embed_dim: int = 512
    decoder_depth: int = 8
    decoder_num_heads: int = 16
    mlp_ratio: float = 4.0


@dataclass(frozen=True)
class UNetArchitecture:
    """Channels and blocks of the convolutional U-Net; each level has half the side of the last."""

    dims: tuple[int, ...] = (48, 96)
    depths: tuple[int, ...] = (1, 3)  # blocks on the way down, and as many on the way up; the last are the bottom's
    filled: bool = False  # starts from a smooth filling of the hole, and predicts what to add to it
    relaxations: int = 0  # how often each level of the filling is smoothed; see baselines.pull_push
    reduction: int = 2  # pixels of a side, which become one place of the first level
    noise: float = 0.0  # standard deviation of the noise that the network sees in the hole, in pixel units


@dataclass(frozen=True)
class GaussianArchitecture:
    """The best linear predictor has one setting, how much it trusts its covariance."""

    ridge: float = 1e-4  # added to the diagonal of the covariance, in squared pixel units


@dataclass(frozen=True)
class PCAArchitecture:
    """Principal component analysis has one setting, the latent dimension."""

    code_size: int = 20  # latent dimension


@dataclass(frozen=True)
class MLPArchitecture:
    """A fully connected autoencoder: widths from the picture down to the latent, mirrored on the way back."""

    hidden_dims: tuple[int, ...] = (128,)
    code_size: int = 3  # latent dimension
    relu_code: bool = False  # a ReLU on the latent: a lesson, for it makes units die
    blank: float = 0.0  # what hidden pixels are set to


@dataclass(frozen=True)
class ConvArchitecture:
    """A convolutional autoencoder: one of the shapes of `mae_demo.models.conv`, and its channels."""

    shape: str = "strided"
    dim: int = 16
    blank: float = 0.0  # what hidden pixels are set to


@dataclass(frozen=True)
class VAEArchitecture:
    """A variational autoencoder with one hidden layer each way, as in Kingma and Welling (2014)."""

    hidden_dim: int = 400
    code_size: int = 20  # latent dimension
    blank: float = 0.0  # what hidden pixels are set to


ARCHITECTURES = {
    "vit": ViTArchitecture,
    "unet": UNetArchitecture,
    "mlp": MLPArchitecture,
    "conv": ConvArchitecture,
    "vae": VAEArchitecture,
    "pca": PCAArchitecture,
    "gaussian": GaussianArchitecture,
}
Architecture = (
    ViTArchitecture
    | UNetArchitecture
    | MLPArchitecture
    | ConvArchitecture
    | VAEArchitecture
    | PCAArchitecture
    | GaussianArchitecture
)


@dataclass(frozen=True)
class ModelConfig:
    """All that is needed to build a model and to prepare pictures for it.

    `input_space` and `target_space` say what the numbers mean that go in and come out. 'pixel' is [0, 1].
    'imagenet' is normalised by ImageNet's mean and standard deviation. 'patch-normalised', for targets only, is
    normalised by each patch's own mean and standard deviation (He et al. 2022, section 4). `bounded` ends a vit or
    unet with `mae_demo.models.squash.squash`, so that its pixels stay in (0, 1). Those of mlp, conv and vae always do.
    """

    family: str
    architecture: Architecture
    dataset: str
    loss: str
    image_size: tuple[int, int] = (28, 28)
    channels: int = 1
    patch_size: int = 4
    input_space: str = "pixel"
    target_space: str = "pixel"
    bounded: bool = False

    def __post_init__(self) -> None:
        height, width = self.image_size
        if self.patch_size < 1:
            raise ValueError(f"A patch needs a side of at least 1 pixel, not {self.patch_size}.")
        if height % self.patch_size or width % self.patch_size:
            side = math.gcd(height, width)
            fitting = ", ".join(str(each) for each in range(1, side + 1) if side % each == 0)
            raise ValueError(
                f"A patch of {self.patch_size} pixels does not divide a picture of {height}×{width}: take {fitting}."
            )
        if self.input_space not in SPACES[:2] or self.target_space not in SPACES:
            raise ValueError(f"Unknown space {self.input_space!r} or {self.target_space!r}; known are {SPACES}.")
        if self.channels not in (1, 3):
            raise ValueError(f"A picture has 1 channel, grey, or 3, in colour, not {self.channels}.")
        if "imagenet" in (self.input_space, self.target_space) and self.channels != 3:
            raise ValueError("The space 'imagenet' is one of pictures in colour: it takes 3 channels.")

    @property
    def grid(self) -> tuple[int, int]:
        """Rows and columns of the mask."""
        return self.image_size[0] // self.patch_size, self.image_size[1] // self.patch_size

    def size_for(self, width: int, height: int) -> tuple[int, int]:
        """The height and width in pixels to which a picture of this width and height is resized for the model.

        Networks of photographs that take any size keep a picture's shape. Its longer side is as long as in training,
        so that patches stand only where training had some. The shorter side is the nearest number of whole patches,
        at least one LONGEST-th of the longer. All other networks get pictures of the size they were trained with.
        """
        if self.family not in ("vit", "unet") or self.dataset not in PHOTOGRAPHS:
            return self.image_size
        longest = max(self.image_size) // self.patch_size  # in patches
        shorter = min(
            longest, max(math.ceil(longest / LONGEST), round(longest * min(width, height) / max(width, height)))
        )
        rows, columns = (shorter, longest) if width > height else (longest, shorter)
        return rows * self.patch_size, columns * self.patch_size

    def to_json(self) -> dict:
        """The config as plain values, for `json.dump`."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict) -> ModelConfig:
        """The inverse of `to_json`. Raises ValueError for an unknown family or field."""
        family = values.get("family") if isinstance(values, dict) else None
        if family not in ARCHITECTURES:
            raise ValueError(f"Unknown model family {family!r}; known are {', '.join(ARCHITECTURES)}.")
        try:
            settings = {key: tuple(v) if isinstance(v, list) else v for key, v in values["architecture"].items()}
            architecture = ARCHITECTURES[family](**settings)
            return cls(**values | {"architecture": architecture, "image_size": tuple(values["image_size"])})
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"This config.json does not describe a {family} model: {error}.") from error
