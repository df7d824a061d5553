"""Which checkpoints a site has."""

from __future__ import annotations

from mae_demo import checkpoint
from mae_demo.ui.widgets import is_for_devices

# Each data set, each kind of network, losses that one can see, what three of the comparisons need, what the lessons
# name, and what most panels of 'Autoencoders' show
SMALL = (
    "fashion-vit-mse",
    "fashion-vit-l1",
    "fashion-vit-adversarial",
    "fashion-vit-normpix",
    "fashion-unet-mse",
    "fashion-unet-adversarial",
    "fashion-mlp-masked-16-mse",
    "fashion-mlp-masked-mse",
    "fashion-mlp-20-mse",
    "fashion-mlp-20-denoising-mse",
    "fashion-mlp-3-l1",
    "fashion-mlp-16-mse",
    "fashion-vae-20",
    "fashion-conv-196-bce",
    "fashion-conv-bce",
    "fashion-pca-20",
    "fashion-gaussian",
    "emoji-vit-mse",
    "photos-unet-mse",
)
ALL = "all"


def chosen(asked: str) -> list[str]:
    """The checkpoints by names apart by commas, or `all` that a browser can run; of '' those of SMALL that are there.

    They come in the order of the picker. Raises ValueError with a sentence for a name that there is not, for one that
    browsers cannot run, and where nothing is left.
    """
    there = checkpoint.names()
    runs = [name for name in there if is_for_devices(name)]
    if asked == ALL:
        names = runs
    elif not asked:
        names = [name for name in SMALL if name in runs]
    else:
        names = [name.strip() for name in asked.split(",") if name.strip()]
        for name in names:
            if name not in there:
                raise ValueError(f"There is no checkpoint {name!r}. Known are: {', '.join(there)}.")
            if name not in runs:
                raise ValueError(f"{name!r} has no weights, or is too large for a browser: leave it out.")
    if not names:
        raise ValueError("No checkpoint is left for the site: name some, for instance --checkpoints fashion-vit-mse.")
    return [name for name in there if name in names]
