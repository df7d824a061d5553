"""`python -m train.lab.bottleneck` writes bottleneck.json and sizes.png in checkpoints/lab: PSNR and pictures by size.

It trains autoencoders with latent dimensions from 1 to 64, each 784-400-latent by the same recipe
(`train.lab.runs.plain`), and compares each with PCA of the same dimension. sizes.png shows what they make of the first
test picture of each class. Two checkpoints of the shelf show the effect of a ReLU on the latent. 15 minutes of one
core's time; networks that an earlier run has finished are not trained again.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from mae_demo import checkpoint
from mae_demo.config import ModelConfig, PCAArchitecture
from mae_demo.contact_sheet import ContactSheet, write_contact_sheet
from mae_demo.inference import predict
from mae_demo.models import build
from train.data import DATASETS, as_float
from train.dataset import Dataset
from train.lab.runs import LAB, plain, psnr, trained, write

LATENT_DIMENSIONS = (1, 2, 3, 8, 16, 20, 32, 64)
SHOWN = (0, 1, 2, 8, 32, 64)  # in pictures; 0 is PCA without a component, the mean picture
DATASET = "fashion-mnist"
RELU, LINEAR = "fashion-mlp-20-relu-mse", "fashion-mlp-20-mse"


@torch.inference_mode()
def dead_units(model: nn.Module, images: Tensor) -> int:
    """How many latent dimensions are 0 for every picture (B, C, H, W), and so carry no information."""
    return int((model.encode(images) == 0).all(0).sum())


def pca(latent_dimension: int, images: Tensor) -> nn.Module:
    """PCA of the pictures (B, C, H, W) with this latent dimension; with 0 it makes their mean of every picture."""
    model = build(ModelConfig("pca", PCAArchitecture(latent_dimension), DATASET, "mse"))
    model.fit(images)
    return model


def network(latent_dimension: int) -> nn.Module:
    """The network with this latent dimension, trained unless an earlier run has finished it."""
    return trained(plain(f"mlp-{latent_dimension}", latent_dimension))


def measure() -> list[dict]:
    """A row for each latent dimension: PSNR in dB of the network and of PCA on all test pictures."""
    data = DATASETS[DATASET]()
    train, test = as_float(data.train), as_float(data.test)
    rows = []
    for size in LATENT_DIMENSIONS:
        rows.append({"code": size, "mlp": psnr(network(size), test), "pca": psnr(pca(size, train), test)})
        print(rows[-1], flush=True)
    return rows


def mean() -> float:
    """PSNR in dB of the mean of the training pictures, shown instead of each test picture."""
    data = DATASETS[DATASET]()
    return psnr(pca(0, as_float(data.train)), as_float(data.test))


def pictures() -> ContactSheet:
    """What the networks, and then PCA, make of the first test picture of each class: a row for each of SHOWN."""
    data = DATASETS[DATASET]()
    train, places = as_float(data.train), first_of_each_class(data)
    originals, nothing = as_float(data.test[places]), torch.zeros(len(places), 49, dtype=torch.bool)
    flat = [pca(size, train) for size in SHOWN]
    curved = [network(size) if size else flat[0] for size in SHOWN]
    rows = [predict(model, originals, nothing) for model in (*curved, *flat)]
    return ContactSheet(torch.cat(rows), data.test_labels[places].repeat(len(rows)), data.classes)


def first_of_each_class(data: Dataset) -> list[int]:
    """The place of the first test picture of each class."""
    return [(data.test_labels == label).nonzero()[0].item() for label in range(len(data.classes))]


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
    write_contact_sheet(pictures(), LAB / "sizes.png")
    write("bottleneck", {"mean": mean(), "rows": measure(), "relu": relu()})
