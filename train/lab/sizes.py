"""`python -m train.lab.sizes` trains autoencoders with codes of 1 to 64 numbers and writes checkpoints/lab/sizes.json.

Each is 784-400-code, trained alike (`train.lab.runs.plain`); PCA with as many numbers stands beside. What a ReLU on the
code does is read off two checkpoints of the shelf. 15 minutes of one core's time; what an earlier run finished is not
trained again.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from mae_demo import checkpoint
from mae_demo.config import ModelConfig, PCAArchitecture
from mae_demo.models import build
from train.data import DATASETS, as_float
from train.lab.runs import plain, psnr, trained, write

CODE_SIZES = (1, 2, 3, 8, 16, 20, 32, 64)
DATASET = "fashion-mnist"
RELU, LINEAR = "fashion-mlp-20-relu-mse", "fashion-mlp-20-mse"


@torch.inference_mode()
def dead_units(model: nn.Module, images: Tensor) -> int:
    """How many numbers of the code are 0 for each of the pictures (B, C, H, W): they say nothing of any of them."""
    return int((model.encode(images) == 0).all(0).sum())


def pca(code_size: int, images: Tensor) -> nn.Module:
    """PCA of the pictures (B, C, H, W), with so many numbers."""
    model = build(ModelConfig("pca", PCAArchitecture(code_size), DATASET, "mse"))
    model.fit(images)
    return model


def measure() -> list[dict]:
    """A row for each code size: PSNR in dB of the network and of PCA on all test pictures."""
    data = DATASETS[DATASET]()
    train, test = as_float(data.train), as_float(data.test)
    rows = []
    for size in CODE_SIZES:
        network = trained(plain(f"mlp-{size}", size))
        rows.append({"code": size, "mlp": psnr(network, test), "pca": psnr(pca(size, train), test)})
        print(rows[-1], flush=True)
    return rows


def relu() -> dict:
    """What a ReLU on the code did to a checkpoint of the shelf, beside the same network without it."""
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
    write("sizes", {"rows": measure(), "relu": relu()})
