"""The device to train on."""

from __future__ import annotations

import torch
from torch import distributed as dist


def device_named(name: str) -> str:
    """'cpu', 'cuda' or 'mps', as it was asked for; without a name, a GPU if there is one.

    Raises ValueError for another name, for a device that is not here, and for one that cannot do what is asked of it.
    """
    several = dist.is_torchelastic_launched()
    if name not in ("", "cpu", "cuda", "mps"):
        raise ValueError(f"There is no device {name!r}: take cpu, cuda or mps.")
    if name == "cuda" and not torch.cuda.is_available():
        raise ValueError("There is no CUDA GPU here: leave --device out, or take --device cpu.")
    if name == "mps" and several:
        raise ValueError("Several processes cannot share an Apple GPU: take --device cpu, or leave torchrun out.")
    if name == "mps" and not torch.backends.mps.is_available():
        raise ValueError("There is no Apple GPU here: leave --device out, or take --device cpu.")
    if name:
        return name
    apple = torch.backends.mps.is_available() and not several
    return "cuda" if torch.cuda.is_available() else "mps" if apple else "cpu"
