"""Anomaly detection: which test pictures a threshold on the reconstruction error reports."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import torch
from torch import Tensor

from mae_demo import checkpoint
from mae_demo.anomaly import picture_errors
from mae_demo.answers.autoencoders import DETECTOR
from mae_demo.answers.networks import model
from mae_demo.answers.numbers import number
from mae_demo.answers.test_pictures import contact_sheet

MOST = 48  # pictures on show


@dataclass(frozen=True)
class Reported:
    """What a threshold reports: counts of anomalies and ordinary pictures, and the largest errors, MOST at most."""

    hits: int
    anomalies: int
    false_alarms: int
    ordinary: int
    largest: list[tuple[int, float, bool]]  # place, mean squared error, whether it is an anomaly


@lru_cache(maxsize=4)
def errors_of(name: str) -> tuple[Tensor, Tensor]:
    """The error (B,) of each shipped test picture, and whether its class was left out of the training, bool (B,)."""
    recipe = checkpoint.describe(name)["training"]["made_from"]["recipe"]
    left_out = [index for index, kind in enumerate(contact_sheet().classes) if repr(kind) in recipe["leave_out"]]
    return picture_errors(model(name), contact_sheet().images), torch.isin(
        contact_sheet().labels, torch.tensor(left_out)
    )


def report(thousandths: object) -> Reported:
    """What a threshold, in thousandths of mean squared error, reports. Raises Refusal for what is no such number."""
    threshold = number(thousandths, 0, 80, "anomaly.refused") / 1000
    errors, anomalous = errors_of(DETECTOR)
    reported = errors >= threshold
    places = errors.where(reported, -1).argsort(descending=True)[: min(MOST, int(reported.sum()))].tolist()
    return Reported(
        hits=int((reported & anomalous).sum()),
        anomalies=int(anomalous.sum()),
        false_alarms=int((reported & ~anomalous).sum()),
        ordinary=int((~anomalous).sum()),
        largest=[(place, errors[place].item(), bool(anomalous[place])) for place in places],
    )
