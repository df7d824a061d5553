"""`python -m train.lab.sizes` trains autoencoders with codes of 1 to 64 numbers and writes checkpoints/lab/sizes.json.

Each is 784-400-code, trained alike (`train.lab.runs.plain`), once with a linear code and once with a ReLU on it; PCA
with as many numbers stands beside. 40 minutes on one core; what an earlier run finished is not trained again.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from mae_demo.config import ModelConfig, PCAArchitecture
from mae_demo.models import build
from train.data import DATASETS, as_float
from train.lab.runs import plain, psnr, trained, write

CODE_SIZES = (1, 2, 3, 8, 16, 20, 32, 64)
DATASET = "fashion-mnist"


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
    """A row for each code size: PSNR of PCA and of both networks on all test pictures, and the units that died."""
    data = DATASETS[DATASET]()
    train, test = as_float(data.train), as_float(data.test)
    rows = []
    for size in CODE_SIZES:
        linear, relu = trained(plain(f"mlp-{size}", size)), trained(plain(f"mlp-{size}-relu", size, relu_code=True))
        rows.append(
            {
                "code": size,
                "pca": psnr(pca(size, train), test),
                "mlp": psnr(linear, test),
                "relu": psnr(relu, test),
                "dead": dead_units(relu, train),
            }
        )
        print(rows[-1], flush=True)
    return rows


if __name__ == "__main__":
    write("sizes", {"pictures": "all 10,000 test pictures, all pixels", "rows": measure()})
