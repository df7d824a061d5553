"""`python -m train.lab.features` writes checkpoints/lab/features.json: how well classes are read off codes, pixels and
principal components by number of labels, and which pictures are nearest to which.

Each figure is the mean over five draws of labelled pictures, the same for all rows, and their standard deviation. How
many neighbours vote and how strongly the probe is held back is chosen on the validation set, for each row and each
number of labels; the test set, all 10,000 pictures, is asked once. No encoder saw a label. 4 minutes of one core's
time.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable

import torch
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from torch import Generator, Tensor
from torch.nn import functional as F

from mae_demo import checkpoint
from train.data import DATASETS, as_float
from train.features import BATCH, FIT, features, nearest
from train.lab.midpoints import samples
from train.lab.pictures import PICTURES
from train.lab.runs import write

ENCODERS = ("", "fashion-pca-20", "fashion-mlp-20-mse", "fashion-vae-20", "fashion-vit-mse")  # '': raw pixels
PER_CLASS = (1, 5, 10, 50, 100, 500)  # labels
DRAWS = 5
VOTERS = (1, 5, 10)
STRENGTHS = (0.001, 0.01, 0.1, 1.0, 10.0)  # scikit-learn's C: the smaller, the more the probe is held back
NEIGHBOURS = 8

Reader = Callable[[Tensor, Tensor, Tensor], Tensor]  # labelled features, their classes, others -> classes of these


def probe(strength: float) -> Reader:
    """Logistic regression."""

    def read(labelled: Tensor, classes: Tensor, others: Tensor) -> Tensor:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # 300 steps are near enough
            fitted = LogisticRegression(C=strength, max_iter=300).fit(labelled.numpy(), classes.numpy())
        return torch.from_numpy(fitted.predict(others.numpy()))

    return read


def knn(voters: int) -> Reader:
    """The votes of so many labelled pictures at the smallest angles."""
    return lambda labelled, classes, others: nearest(labelled, classes, others, voters)


READERS = {"knn": {k: knn(k) for k in VOTERS}, "probe": {c: probe(c) for c in STRENGTHS}}


def draw(labels: Tensor, per_class: int, seed: int) -> Tensor:
    """The places of so many pictures of each class, drawn at random; more of them include the fewer of a seed."""
    order = torch.randperm(len(labels), generator=Generator().manual_seed(seed))
    chosen = [order[labels[order] == kind][:per_class] for kind in labels.unique()]
    assert all(len(places) == per_class for places in chosen)
    return torch.cat(chosen)


def accuracies(reader: Reader, train: Tensor, labels: Tensor, others: Tensor, truth: Tensor, per_class: int) -> Tensor:
    """The share of others (B, F) whose class is read right, for each of DRAWS draws of the labelled ones, (DRAWS,)."""
    shares = []
    for seed in range(DRAWS):
        places = draw(labels, per_class, seed)
        shares.append((reader(train[places], labels[places], others) == truth).double().mean())
    return torch.stack(shares)


def curve(readers: dict[float, Reader], parts: dict[str, tuple[Tensor, Tensor]]) -> list[dict]:
    """A point for each number of labels: {'labels', 'chosen', 'mean', 'std'}. parts: features (B, F) and classes (B,)
    of 'train', 'validation' and 'test'. `chosen` is best on the validation set."""
    points = []
    for per_class in PER_CLASS:

        def score(chosen: float, part: str, per_class: int = per_class) -> Tensor:
            return accuracies(readers[chosen], *parts["train"], *parts[part], per_class)

        best = max(readers, key=lambda chosen: score(chosen, "validation").mean())
        found = score(best, "test")
        points.append({
            "labels": per_class * len(parts["train"][1].unique()), "chosen": best,
            "mean": round(found.mean().item(), 4), "std": round(found.std().item(), 4),
        })  # fmt: skip
    return points


def alike(encoded: Tensor) -> Tensor:
    """The places (B, NEIGHBOURS) of those nearest to each of the features (B, F), by their angle, without itself."""
    rows = F.normalize(encoded)
    return (rows @ rows.T).fill_diagonal_(-torch.inf).topk(NEIGHBOURS).indices


@torch.inference_mode()
def encode(name: str, images: Tensor) -> Tensor:
    """Features (B, F) of pictures (B, C, H, W) in [0, 1] by a checkpoint, or the pixels themselves."""
    if not name:
        return images.flatten(1)
    model = checkpoint.load(name)
    return torch.cat([features(model, batch) for batch in images.split(BATCH)])


def measure() -> dict:
    """{'weights': {name: sha256}, 'rows': [{'name', 'features', 'knn': curve, 'probe': curve, 'same': how many of the
    NEIGHBOURS show the same class on average, 'nearest': {place: places}}]}"""
    data = DATASETS["fashion-mnist"]()
    labels = {"train": data.train_labels[:FIT], "validation": data.validation_labels, "test": data.test_labels}
    images = {"train": data.train[:FIT], "validation": data.validation, "test": data.test}
    shown = data.test_labels[:PICTURES]
    rows = []
    for name in ENCODERS:
        plain = {part: encode(name, as_float(each)) for part, each in images.items()}
        mean = plain["train"].mean(0)
        spread = (plain["train"] - mean).square().mean().sqrt()  # one for all, or numbers that say nothing grow loud
        scaled = {part: (each - mean) / spread for part, each in plain.items()}
        places = alike(plain["test"][:PICTURES])
        row = {"name": name, "features": plain["test"].shape[1]}
        for reader, encoded in (("knn", plain), ("probe", scaled)):
            row[reader] = curve(READERS[reader], {part: (encoded[part], labels[part]) for part in encoded})
        row["same"] = round((shown[places] == shown[:, None]).sum(1).double().mean().item(), 3)
        row["nearest"] = {str(place): places[place].tolist() for place in samples(data.test_labels)}
        rows.append(row)
        print({key: value for key, value in row.items() if key != "nearest"}, flush=True)
    return {"weights": {name: checkpoint.describe(name)["sha256"] for name in ENCODERS if name}, "rows": rows}


if __name__ == "__main__":
    write("features", measure())
