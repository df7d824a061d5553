"""Numbers of the lessons from the panels of the tab 'Autoencoders', and from the tab 'Train'."""

from __future__ import annotations

import gzip
import json

from mae_demo.answers.measured import measured
from mae_demo.ui.address import panel_controls
from mae_demo.ui.widgets import WEB

HELD = 256  # of web/engine/training/course.js
Query = dict[str, str]


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


def live_pca(_: Query, data: str, code: str) -> float:
    """PSNR of PCA on the tab 'Train', over the 256 pictures that no step sees, in dB; it is not clamped."""
    import numpy as np

    head, _, rest = gzip.decompress((WEB / "train" / "pictures" / f"{data}.gz").read_bytes()).partition(b"\n")
    count, white = (json.loads(head)[key] for key in ("count", "white"))
    pictures = np.frombuffer(rest[count:], np.uint8).reshape(count, -1) / white
    seen, held = pictures[:-HELD], pictures[-HELD:]
    directions = np.linalg.svd(seen - seen.mean(0), full_matrices=False)[2][: int(code)]
    made = seen.mean(0) + (held - seen.mean(0)) @ directions.T @ directions
    return float(-10 * np.log10(((made - held) ** 2).mean()))


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
    """The expected L1, MSE or BCE of a guess on the panel 'L1 or MSE?'."""
    from mae_demo.answers.l1_or_mse import expected_losses

    held = panel_controls("l1_or_mse", query, [])
    return dict(zip(("l1", "mse", "bce"), expected_losses(held["white"] / 100, held["guess"] / 100), strict=True))[loss]


def changed(_: Query, kind: str, step: str, figure: str) -> float:
    """MSE, L1, PSNR or SSIM of a change on the panel 'Eye or error?', over the 1,000 shipped test pictures.

    step: the place of its amount on the slider. 'mean' is the mean picture of the training set, whatever the step.
    """
    from mae_demo.answers.perception import AMOUNTS, MEAN, mean_figures

    return mean_figures(kind, 0 if kind == MEAN else AMOUNTS[kind][int(step)])[figure]
