"""The gain of the networks of photographs over harmonic interpolation, on whole pictures as the page shows them.

`python -m train.samples` measures it on the sample photographs, each in its own shape, with random masks of 75 %,
seed 7.
"""

from __future__ import annotations

from pathlib import Path
from statistics import mean

import typer
from torch import nn

from mae_demo import checkpoint
from mae_demo.answers.samples import sample_paths
from mae_demo.baselines import harmonic
from mae_demo.image import fit_picture, open_picture, to_tensor
from mae_demo.inference import measure, reconstruct
from mae_demo.masking import make_mask
from mae_demo.patches import hidden_pixels

RATIO, SEED = 0.75, 7


def gain(model: nn.Module, path: Path) -> float:
    """The masked PSNR of a model minus that of harmonic interpolation, in dB."""
    picture, config = open_picture(path), model.config
    height, width = config.size_for(*picture.size)
    image = to_tensor(fit_picture(picture, (height, width), config.channels))
    mask = make_mask("random", (height // config.patch_size, width // config.patch_size), RATIO, SEED)
    hidden = hidden_pixels(mask.reshape(1, -1), image[None])
    smooth = measure(harmonic(image[None], hidden), image[None], hidden)["masked_psnr"]
    return reconstruct(model, image, mask).metrics["masked_psnr"] - smooth


def main() -> None:
    """Print the mean, the least and the largest gain of each network over the samples."""
    for name in [name for name in checkpoint.names() if checkpoint.model_config(name).dataset == "photos"]:
        model = checkpoint.load(name)
        gains = [gain(model, path) for path in sample_paths("photos")]
        print(f"{name}: {mean(gains):+.2f} dB on average of {len(gains)}, {min(gains):+.2f} to {max(gains):+.2f}")


if __name__ == "__main__":
    typer.run(main)
