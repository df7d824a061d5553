"""`python -m train.lab.features` writes checkpoints/lab/features.json: how good features are for classification.

It classifies by k nearest neighbours and by a linear probe, on latents, pixels and principal components, by number of
labels, and finds the nearest neighbours of each sample. Each figure is the mean and the standard deviation over five
draws of labelled pictures, the same for all rows. The number of neighbours and the regularisation of the probe are
chosen on the validation set, for each row and each number of labels. The test set, all 10,000 pictures, is used once.
No encoder saw a label. 4 minutes of one core's time.
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
from train.lab.interpolation import samples
from train.lab.pictures import PICTURES
from train.lab.runs import write

ENCODERS = ("", "fashion-pca-20", "fashion-mlp-20-mse", "fashion-vae-20", "fashion-vit-mse")  # '': raw pixels
PER_CLASS = (1, 5, 10, 50, 100, 500)  # labels
DRAWS = 5
VOTERS = (1, 5, 10)
STRENGTHS = (0.001, 0.01, 0.1, 1.0, 10.0)  # scikit-learn's C: smaller values regularise more
NEIGHBOURS = 8

Classifier = Callable[[Tensor, Tensor, Tensor], Tensor]  # labelled features, their classes, others -> classes of these


def probe(strength: float) -> Classifier:
    """Logistic regression."""

    def classify(labelled: Tensor, classes: Tensor, others: Tensor) -> Tensor:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # 300 steps are close enough
            fitted = LogisticRegression(C=strength, max_iter=300).fit(labelled.numpy(), classes.numpy())
        return torch.from_numpy(fitted.predict(others.numpy()))

    return classify


def knn(voters: int) -> Classifier:
    """The votes of this many labelled pictures at the smallest angles."""
    return lambda labelled, classes, others: nearest(labelled, classes, others, voters)


CLASSIFIERS = {"knn": {k: knn(k) for k in VOTERS}, "probe": {c: probe(c) for c in STRENGTHS}}


def draw(labels: Tensor, per_class: int, seed: int) -> Tensor:
    """Indices of `per_class` random pictures of each class; a larger draw includes the smaller ones of its seed."""
    order = torch.randperm(len(labels), generator=Generator().manual_seed(seed))
    chosen = [order[labels[order] == kind][:per_class] for kind in labels.unique()]
    assert all(len(places) == per_class for places in chosen)
    return torch.cat(chosen)


def accuracies(
    classify: Classifier, train: Tensor, labels: Tensor, others: Tensor, truth: Tensor, per_class: int
) -> Tensor:
    """The fraction of others (B, F) that are classified right, for each of DRAWS draws of labelled ones, (DRAWS,)."""
    found = []
    for seed in range(DRAWS):
        places = draw(labels, per_class, seed)
        found.append((classify(train[places], labels[places], others) == truth).double().mean())
    return torch.stack(found)


def curve(classifiers: dict[float, Classifier], parts: dict[str, tuple[Tensor, Tensor]]) -> list[dict]:
    """A point for each number of labels: {'labels', 'chosen', 'mean', 'std'}. parts: features (B, F) and classes (B,)
    of 'train', 'validation' and 'test'. `chosen` is best on the validation set."""
    points = []
    for per_class in PER_CLASS:

        def score(chosen: float, part: str, per_class: int = per_class) -> Tensor:
            return accuracies(classifiers[chosen], *parts["train"], *parts[part], per_class)

        best = max(classifiers, key=lambda chosen: score(chosen, "validation").mean())
        found = score(best, "test")
        points.append({
            "labels": per_class * len(parts["train"][1].unique()), "chosen": best,
            "mean": round(found.mean().item(), 4), "std": round(found.std().item(), 4),
        })  # fmt: skip
    return points


def alike(encoded: Tensor) -> Tensor:
    """The indices (B, NEIGHBOURS) of the nearest other features for each of (B, F), by their angle."""
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
        spread = (plain["train"] - mean).square().mean().sqrt()  # one for all: tiny features stay tiny
        scaled = {part: (each - mean) / spread for part, each in plain.items()}
        places = alike(plain["test"][:PICTURES])
        row = {"name": name, "features": plain["test"].shape[1]}
        for classifier, encoded in (("knn", plain), ("probe", scaled)):
            row[classifier] = curve(CLASSIFIERS[classifier], {part: (encoded[part], labels[part]) for part in encoded})
        row["same"] = round((shown[places] == shown[:, None]).sum(1).double().mean().item(), 3)
        row["nearest"] = {str(place): places[place].tolist() for place in samples(data.test_labels)}
        rows.append(row)
        print({key: value for key, value in row.items() if key != "nearest"}, flush=True)
    return {"weights": {name: checkpoint.describe(name)["sha256"] for name in ENCODERS if name}, "rows": rows}


if __name__ == "__main__":
    write("features", measure())
