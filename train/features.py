"""How good an encoder's features are: the accuracies of k-NN and of a linear probe on features of whole pictures.

The encoder is not trained further. The two classifiers show how close together the pictures of a class are. Nothing is
chosen on the test set: the number of neighbours and the regularisation are the same for all rows, and were chosen on
the validation set.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from tqdm import tqdm

from train.data import Dataset, as_float

FIT = 10_000  # training pictures for the classifiers, the first ones
NEIGHBOURS = 10
REGULARISATION = 0.1  # scikit-learn's C, on standardised features
BATCH = 200


def features(model: nn.Module, images: Tensor) -> Tensor:
    """Features (B, F) of whole pictures (B, C, H, W) in [0, 1], for the families in ENCODERS."""
    return ENCODERS[model.config.family](model, images)


def _latents(model: nn.Module, images: Tensor) -> Tensor:
    """The latent; one with places is averaged over squares to 7×7 places or fewer."""
    latents = model.encode(images)
    if latents.dim() == 4:
        latents = F.avg_pool2d(latents, max(1, latents.shape[-1] // 7))
    return latents.flatten(1)


def _tokens(model: nn.Module, images: Tensor) -> Tensor:
    """The mean of the encoder's patch tokens."""
    mask, grid = _nothing_hidden(model, images)
    return model.forward_encoder(images, mask, grid)[:, 1:].mean(1)


def _coarse_map(model: nn.Module, images: Tensor) -> Tensor:
    """The U-Net's coarsest map, just before the way up, averaged over its places."""
    seen = []
    handle = model.up[0].register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    model(images, _nothing_hidden(model, images)[0])
    handle.remove()
    return seen[0].mean((2, 3))


def _nothing_hidden(model: nn.Module, images: Tensor) -> tuple[Tensor, tuple[int, int]]:
    rows, columns = model.config.grid
    return torch.zeros(len(images), rows * columns, dtype=torch.bool), (rows, columns)


ENCODERS = {"vit": _tokens, "unet": _coarse_map, "mlp": _latents, "conv": _latents, "vae": _latents, "pca": _latents}


@torch.inference_mode()
def feature_scores(model: nn.Module, data: Dataset) -> dict[str, float | int]:
    """Accuracy on the test set of k-NN and linear probe on a model's features: {'features': F, 'knn', 'probe'}."""
    name = model.config.family

    def encode(images: Tensor) -> Tensor:
        batches = tqdm(as_float(images).split(BATCH), f"features of {name}", unit_scale=BATCH, unit="picture")
        return torch.cat([features(model, batch) for batch in batches])

    train, test = encode(data.train[:FIT]), encode(data.test)
    print(f"evaluating {name}: k-NN and linear probe on {train.shape[1]} features", flush=True)
    return classify(train, data.train_labels[:FIT], test, data.test_labels)


def pixel_scores(data: Dataset) -> dict[str, float | int]:
    """The same for raw pixels, the baseline of every encoder."""
    train, test = (as_float(images).flatten(1) for images in (data.train[:FIT], data.test))
    return classify(train, data.train_labels[:FIT], test, data.test_labels)


def classify(train: Tensor, train_labels: Tensor, test: Tensor, test_labels: Tensor) -> dict[str, float | int]:
    """Accuracies of both classifiers, from features (B, F) and classes (B,). Each feature is standardised first."""
    from sklearn.linear_model import LogisticRegression  # which takes seconds to import

    mean, std = train.mean(0), train.std(0)
    train, test = ((x - mean) / torch.where(std > 0, std, 1) for x in (train, test))
    probe = LogisticRegression(C=REGULARISATION, max_iter=1000).fit(train.numpy(), train_labels.numpy())
    return {
        "features": train.shape[1],
        "knn": round((nearest(train, train_labels, test) == test_labels).double().mean().item(), 4),
        "probe": round(float(probe.score(test.numpy(), test_labels.numpy())), 4),
    }


def nearest(train: Tensor, train_labels: Tensor, test: Tensor, k: int = NEIGHBOURS) -> Tensor:
    """Classes (B,) by the votes of the k training pictures with the largest cosine similarity, weighted by it."""
    train, classes = F.normalize(train), int(train_labels.max()) + 1
    winners = []
    for batch in F.normalize(test).split(500):
        similarity, places = (batch @ train.T).topk(min(k, len(train)))
        votes = torch.zeros(len(batch), classes).scatter_add_(1, train_labels[places], similarity)
        winners.append(votes.argmax(1))
    return torch.cat(winners)
