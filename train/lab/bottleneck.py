"""`python -m train.lab.bottleneck` writes checkpoints/lab/bottleneck.json: PSNR by bottleneck size.

It trains autoencoders with latent dimensions from 1 to 64, each 784-400-latent by the same recipe
(`train.lab.runs.plain`), and compares each with PCA of the same dimension. Two checkpoints of the shelf show the effect
of a ReLU on the latent. 15 minutes of one core's time; networks that an earlier run has finished are not trained again.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from mae_demo import checkpoint
from mae_demo.config import ModelConfig, PCAArchitecture
from mae_demo.models import build
from train.data import DATASETS, as_float
from train.lab.runs import plain, psnr, trained, write

LATENT_DIMENSIONS = (1, 2, 3, 8, 16, 20, 32, 64)
DATASET = "fashion-mnist"
RELU, LINEAR = "fashion-mlp-20-relu-mse", "fashion-mlp-20-mse"


@torch.inference_mode()
def dead_units(model: nn.Module, images: Tensor) -> int:
    """How many latent dimensions are 0 for every picture (B, C, H, W), and so carry no information."""
    return int((model.encode(images) == 0).all(0).sum())


def pca(latent_dimension: int, images: Tensor) -> nn.Module:
    """PCA of the pictures (B, C, H, W) with this latent dimension."""
    model = build(ModelConfig("pca", PCAArchitecture(latent_dimension), DATASET, "mse"))
    model.fit(images)
    return model


def measure() -> list[dict]:
    """A row for each latent dimension: PSNR in dB of the network and of PCA on all test pictures."""
    data = DATASETS[DATASET]()
    train, test = as_float(data.train), as_float(data.test)
    rows = []
    for size in LATENT_DIMENSIONS:
        network = trained(plain(f"mlp-{size}", size))
        rows.append({"code": size, "mlp": psnr(network, test), "pca": psnr(pca(size, train), test)})
        print(rows[-1], flush=True)
    return rows


def relu() -> dict:
    """The checkpoint with a ReLU on its latent, compared with the same network without it."""
    data = DATASETS[DATASET]()
    with_relu, without = (checkpoint.load(name) for name in (RELU, LINEAR))
    test = as_float(data.test)
    return {
        "name": RELU,
        "code": with_relu.config.architecture.code_size,
        "dead": dead_units(with_relu, as_float(data.train)),
        "psnr": psnr(with_relu, test),
        "linear": psnr(without, test),
    }


if __name__ == "__main__":
    write("bottleneck", {"rows": measure(), "relu": relu()})
