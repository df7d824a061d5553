"""Where the numbers of the lessons come from: each is computed anew from a link and the shipped weights.

A figure is a name of FIGURES and what it needs besides the link, apart by dots: 'denoising.fashion-mlp-20-mse'.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl

from mae_demo import checkpoint
from mae_demo.answers.measured import measured
from mae_demo.lessons import Figure
from mae_demo.ui.address import panel_controls, places, read

Query = dict[str, str]


def computed(figure: Figure) -> float:
    """A figure of a lesson, anew. Raises ValueError where nothing computes it."""
    name, *rest = figure.figure.split(".")
    if name not in FIGURES:
        raise ValueError(f"Nothing computes the figure '{name}'; known are {', '.join(FIGURES)}.")
    try:
        return FIGURES[name](dict(parse_qsl(figure.link)), *rest)
    except (TypeError, KeyError, StopIteration) as error:
        raise ValueError(f"The figure '{figure.figure}' names something that is not there ({error}).") from error


def playground(query: Query) -> tuple[dict, object]:
    """What the Playground says of a link: the figures, and the reconstruction."""
    from mae_demo.answers.masks import mask_for
    from mae_demo.answers.reconstruction import run
    from mae_demo.answers.samples import samples_for
    from mae_demo.answers.selection import select_sample

    asked, _ = read(query)
    name = asked["checkpoint"]
    picture = select_sample(samples_for(name), places(name).index(asked["image"])).picture
    settings = int(asked["ratio"]) / 100, int(asked["seed"]), picture
    mask = mask_for(name, asked["strategy"], *settings, digits=asked["mask"], balance=int(asked["balance"]) / 100)
    reconstruction, figures = run(name, picture, mask)
    return figures, reconstruction


def masked_psnr(query: Query) -> float:
    """Masked PSNR of the Playground, in dB."""
    return playground(query)[0]["masked_psnr"]


def whole_psnr(query: Query) -> float:
    """PSNR over the whole pasted picture, whose visible pixels have no error, in dB."""
    from math import log10

    figures = playground(query)[0]
    return figures["masked_psnr"] - 10 * log10(figures["hidden"] / figures["patches"])


def oracle_psnr(query: Query) -> float:
    """Masked PSNR with the true brightness and contrast of every hidden patch, in dB."""
    from mae_demo.answers.networks import model
    from mae_demo.inference import measure, oracle
    from mae_demo.patches import hidden_pixels

    reconstruction = playground(query)[1]
    original = reconstruction.original[None]
    shown = oracle(model(read(query)[0]["checkpoint"]), reconstruction)[None]
    return measure(shown, original, hidden_pixels(reconstruction.mask.reshape(1, -1), original))["masked_psnr"]


def card(_: Query, name: str, masks: str, figure: str) -> float:
    """A figure of a checkpoint's card, over all test pictures: 'fashion-vit-mse', 'random-50', 'psnr'."""
    return checkpoint.describe(name)["scores"][masks][figure]


def denoising(query: Query, name: str) -> float:
    """Mean PSNR of a denoiser over 200 pictures, by the panel's kind and strength, in dB."""
    from mae_demo.answers.denoising import denoise

    held = panel_controls("denoising", query, [])
    found = denoise(held["picture"], held["kind"], held["strength"])
    return next(each.mean_psnr for each in found if each.name == name)


def denoising_loss(query: Query, name: str) -> float:
    """How much worse a denoiser is than doing nothing, in dB."""
    return denoising(query, "nothing") - denoising(query, name)


def bottleneck(_: Query, kind: str, code: str) -> float:
    """PSNR by the size of the latent, 'mlp' or 'pca', over all test pictures, in dB."""
    return next(row[kind] for row in measured("bottleneck")["rows"] if row["code"] == int(code))


def bottleneck_lead(_: Query, code: str) -> float:
    """How far the autoencoder lies over PCA with as many numbers, in dB."""
    return bottleneck(_, "mlp", code) - bottleneck(_, "pca", code)


def gain(_: Query, kind: str, small: str, large: str) -> float:
    """What more numbers are worth, in dB; a latent of 0 numbers is the mean picture."""
    return bottleneck(_, kind, large) - (mean_picture(_) if small == "0" else bottleneck(_, kind, small))


def mean_picture(_: Query) -> float:
    """PSNR of the mean of the training pictures, shown instead of each of the 1,000 shipped test pictures, in dB."""
    from mae_demo import metrics
    from mae_demo.answers.networks import model
    from mae_demo.answers.test_pictures import contact_sheet

    images = contact_sheet().images
    mean = model("fashion-pca-20").mean.view(1, *images.shape[1:])  # PCA keeps it with its components
    return metrics.psnr(((images - mean) ** 2).mean()).item()


def times_as_long(query: Query) -> float:
    """Bytes of the file on the panel 'Compression', over those of the raw picture."""
    from mae_demo.answers.compression import compare

    held = panel_controls("compression", query, [])
    found = compare(held["autoencoder"], held["picture"], held["bits"])
    return found.bytes / found.original.numel()


def latent_psnr(query: Query) -> float:
    """PSNR of the picture that the explorer of latent vectors decodes, in dB."""
    from mae_demo.answers import latent_space

    held = panel_controls("latent_space", query, [])
    return latent_space.answer(held["autoencoder"], {"picture": held["picture"], "number": 0})["psnr"]


def speaking(query: Query) -> float:
    """How many numbers of a variational latent say more than a tenth of a nat."""
    from mae_demo.answers import latent_space

    held = panel_controls("latent_space", query, [])
    return sum(value > 0.1 for value in latent_space.message(held["autoencoder"], 0, with_pictures=False)["says"])


def anomaly(query: Query, what: str) -> float:
    """How many pictures a threshold reports: 'hits' or 'false_alarms'."""
    from mae_demo.answers.anomaly import report

    return getattr(report(panel_controls("anomaly", query, [])["threshold"]), what)


def interpolation(query: Query, way: str) -> float:
    """Distance of the picture halfway from the nearest training picture, by one of the ways."""
    from mae_demo.answers.interpolation import films

    held = panel_controls("interpolation", query, [])
    return next(film.distance for film in films(held["from"], held["to"], 50) if film.way == way)


def halfway(_: Query, way: str) -> float:
    """The same, averaged over all pairs of samples; 'real': true test pictures."""
    found = measured("interpolation")
    if way == "real":
        return found["real"]
    return sum(found["ways"][way].values()) / len(found["ways"][way])


def expected(query: Query, loss: str) -> float:
    """The expected L1 or MSE of a guess on the panel 'L1 or MSE?'."""
    from mae_demo.answers.l1_or_mse import expected_losses

    held = panel_controls("l1_or_mse", query, [])
    return dict(zip(("l1", "mse"), expected_losses(held["white"] / 100, held["guess"] / 100), strict=True))[loss]


def judged(query: Query, name: str, loss: str) -> float:
    """What a loss says of a checkpoint in the table of Compare, over all sample pictures."""
    from mae_demo.answers import compare
    from mae_demo.answers.samples import sample_paths, samples_for
    from mae_demo.image import to_picture

    masker, reconstruction = read(query)[0]["checkpoint"], playground(query)[1]
    samples, picture = sample_paths(samples_for(masker)), to_picture(reconstruction.original)
    return compare.judged([name], masker, picture, reconstruction.mask, samples)[name][loss]


FIGURES: dict[str, Callable[..., float]] = {
    "masked_psnr": masked_psnr,
    "whole_psnr": whole_psnr,
    "oracle_psnr": oracle_psnr,
    "card": card,
    "denoising": denoising,
    "denoising_loss": denoising_loss,
    "bottleneck": bottleneck,
    "bottleneck_lead": bottleneck_lead,
    "gain": gain,
    "mean_picture": mean_picture,
    "times_as_long": times_as_long,
    "latent_psnr": latent_psnr,
    "speaking": speaking,
    "anomaly": anomaly,
    "interpolation": interpolation,
    "halfway": halfway,
    "expected": expected,
    "judged": judged,
}
