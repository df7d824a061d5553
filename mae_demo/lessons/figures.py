"""Where the numbers of the lessons come from: each is computed anew from a link and the shipped weights.

A figure is a name of FIGURES and what it needs besides the link, apart by dots: 'denoising.fashion-mlp-20-mse'.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl

from mae_demo.lessons import Figure, of_panels, of_playground

FIGURES: dict[str, Callable[..., float]] = {
    "masked_psnr": of_playground.masked_psnr,
    "whole_psnr": of_playground.whole_psnr,
    "oracle_psnr": of_playground.oracle_psnr,
    "card": of_playground.card,
    "denoising": of_panels.denoising,
    "denoising_loss": of_panels.denoising_loss,
    "bottleneck": of_panels.bottleneck,
    "bottleneck_lead": of_panels.bottleneck_lead,
    "gain": of_panels.gain,
    "mean_picture": of_panels.mean_picture,
    "times_as_long": of_panels.times_as_long,
    "live_pca": of_panels.live_pca,
    "latent_psnr": of_panels.latent_psnr,
    "speaking": of_panels.speaking,
    "anomaly": of_panels.anomaly,
    "interpolation": of_panels.interpolation,
    "halfway": of_panels.halfway,
    "expected": of_panels.expected,
    "changed": of_panels.changed,
    "judged": of_playground.judged,
}


def computed(figure: Figure) -> float:
    """A figure of a lesson, anew. Raises ValueError where nothing computes it."""
    name, *rest = figure.figure.split(".")
    if name not in FIGURES:
        raise ValueError(f"Nothing computes the figure '{name}'; known are {', '.join(FIGURES)}.")
    try:
        return FIGURES[name](dict(parse_qsl(figure.link)), *rest)
    except (TypeError, KeyError, StopIteration) as error:
        raise ValueError(f"The figure '{figure.figure}' names something that is not there ({error}).") from error
