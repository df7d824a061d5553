"""Which checkpoints there are, as the page names them."""

from __future__ import annotations

from mae_demo import checkpoint
from mae_demo.text import Refusal


def known(name: object) -> str:
    """A name that a client sent, if there is a checkpoint of it. Raises ValueError where there is none."""
    names = checkpoint.names()
    if name not in names:
        raise Refusal("errors.checkpoint", name=f"{name!r:.40}", known=", ".join(names))
    return name


def dataset_of(name: str) -> str:
    """The data set that a checkpoint was trained on."""
    return checkpoint.describe(name)["model"]["dataset"]


def loss_key(model: dict) -> str:
    """The loss as the picker names it: on normalised patches it is one of its own."""
    return "normpix" if model["target_space"] == "patch-normalised" else model["loss"]


def on_shelf(names: tuple[str, ...]) -> list[str]:
    """Those of some names that there are checkpoints of, in their order."""
    there = checkpoint.names()
    return [name for name in names if name in there]
