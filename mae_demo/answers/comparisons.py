"""What can be compared with what, and which comparisons are worth a look."""

from __future__ import annotations

from mae_demo import checkpoint
from mae_demo.answers.shelf import dataset_of
from mae_demo.answers.shelf import known as known_name
from mae_demo.text import Refusal

FILLINGS = ("visible_mean", "harmonic", "biharmonic")  # stand in the list as equals, though they are no checkpoints
ENSEMBLES = {  # and so do means of two networks' predictions: their mistakes differ, and the mean has less of both
    f"{dataset}-ensemble": (f"{dataset}-vit-mse", f"{dataset}-unet-mse") for dataset in ("fashion", "emoji", "photos")
}
FEW, MOST = 1, 12  # so many are compared at once

# Ready-made comparisons of each data set: what to look at, in the order of the cards
READY = {
    "fashion-mnist": {
        "losses": [f"fashion-vit-{loss}" for loss in ("mse", "l1", "bce", "edge", "adversarial", "normpix")],
        "masks": ["fashion-vit-mse", "fashion-vit-mse-fixed75", "fashion-unet-mse", "fashion-gaussian"],
        "networks": [
            "fashion-vit-mse",
            "fashion-unet-mse",
            "fashion-mlp-masked-16-mse",
            "fashion-gaussian",
            "harmonic",
        ],
        "adversary": ["fashion-vit-mse", "fashion-vit-adversarial", "fashion-unet-mse", "fashion-unet-adversarial"],
        "never_masked": ["fashion-vit-mse", "fashion-mlp-20-mse", "fashion-conv-bce", "fashion-pca-20"],
        "ensemble": [*ENSEMBLES["fashion-ensemble"], "fashion-ensemble"],
    },
    "emoji": {
        "adversary": ["emoji-vit-mse", "emoji-vit-adversarial"],
        "kinds": ["emoji-vit-mse", "emoji-unet-mse", "harmonic"],
        "interpolation": ["emoji-vit-mse", "harmonic", "biharmonic", "visible_mean"],
        "ensemble": [*ENSEMBLES["emoji-ensemble"], "emoji-ensemble"],
    },
    "photos": {
        "adversary": ["photos-unet-mse", "photos-unet-adversarial"],
        "filled": ["photos-unet-mse", "photos-vit-mse", "harmonic"],
        "interpolation": ["photos-unet-mse", "harmonic", "biharmonic", "visible_mean"],
        "ensemble": [*ENSEMBLES["photos-ensemble"], "photos-ensemble"],
    },
}

# Sample and mask of each data set under which its checkpoints differ clearly: a hole too wide to fill from its rim.
# Over the hidden pixels four of the losses of Fashion-MNIST differ from MSE by 3.8 % of the range on average; under
# the mask that the page opens with it is 1.1 %
TELLING = {
    "fashion-mnist": {"image": "1", "strategy": "block", "ratio": "75", "seed": "2"},
    "photos": {"image": "0", "strategy": "block", "ratio": "35", "seed": "7"},
    "emoji": {"image": "276", "strategy": "block", "ratio": "50", "seed": "7"},
}


def choices(dataset: str) -> list[str]:
    """What can be compared on a data set's pictures: its checkpoints, their ensemble, and the fillings."""
    there = [name for name in checkpoint.names() if dataset_of(name) == dataset]
    return [*there, *[name for name, both in ENSEMBLES.items() if set(both) <= set(there)], *FILLINGS]


def networks_of(name: str) -> tuple[str, ...]:
    """The checkpoints that answer for a name: itself, those of an ensemble, or none for a filling."""
    return ENSEMBLES.get(name, () if name in FILLINGS else (name,))


def ready(dataset: str) -> dict[str, list[str]]:
    """A data set's ready-made comparisons, those of which all is on the shelf."""
    there = set(choices(dataset))
    return {key: names for key, names in READY.get(dataset, {}).items() if there.issuperset(names)}


def default(dataset: str) -> list[str]:
    """What is compared at first: the first ready-made comparison, and where there is none all that there is."""
    return next(iter(ready(dataset).values()), choices(dataset)[:MOST])


def first_beside(masker: str) -> list[str]:
    """What is compared at first beside a checkpoint: of the first ready-made comparison what can take its mask, and
    where nothing of it can, all that can."""
    dataset = dataset_of(masker)
    return alike(default(dataset), masker) or alike(choices(dataset), masker)[:MOST]


def which(chosen: list[str], dataset: str) -> str | None:
    """The key of the ready-made comparison that these names are, in whatever order; None where they are of no such."""
    return next((key for key, names in ready(dataset).items() if set(names) == set(chosen)), None)


def alike(names: list[str], masker: str) -> list[str]:
    """Of some names those that can take the masker's mask: the fillings, and networks of its size and patches."""

    def shape(name: str) -> tuple:
        model = checkpoint.describe(name)["model"]
        return model["image_size"], model["patch_size"], model["channels"]

    return [name for name in names if all(shape(network) == shape(masker) for network in networks_of(name))]


def known(chosen: object, masker: str) -> list[str]:
    """What a client chose, if it can be compared on the masker's pictures. Raises ValueError where it cannot."""
    names = alike(choices(dataset_of(known_name(masker))), masker)
    if not isinstance(chosen, list) or not FEW <= len(chosen) <= MOST or any(name not in names for name in chosen):
        raise Refusal("compare.refused", few=FEW, most=MOST)
    return list(dict.fromkeys(chosen))


def beside(names: list[str], masker: str) -> list[str]:
    """What is compared where some names were chosen: they, and the Playground's checkpoint in any case."""
    return names if masker in names else [masker, *names]
