"""Latent space: maps of latents, single latents, and decoded pictures."""

from __future__ import annotations

from functools import lru_cache

import torch
from torch import Generator, Tensor

from mae_demo import latent, metrics
from mae_demo.answers.networks import model
from mae_demo.answers.numbers import COUNTS, numbers
from mae_demo.answers.test_pictures import contact_sheet, contact_sheet_url, picture_at
from mae_demo.image import to_data_url, to_picture
from mae_demo.latent import Plane
from mae_demo.models.vae import kl_by_dimension
from mae_demo.render import error_map
from mae_demo.text import Refusal


@lru_cache(maxsize=32)
def latents_of(name: str) -> Tensor:
    """The latents (1000, K) of the test pictures by an autoencoder of the shelf."""
    return latent.encode(model(name), contact_sheet().images)


@lru_cache(maxsize=32)
def plane_of(name: str) -> Plane:
    """The map of these latents."""
    return latent.plane_of(latents_of(name))


def message(name: str, picture: object, with_pictures: bool) -> dict:
    """The map of an autoencoder's latents, and the answer to a test picture by its index.

    with_pictures: send all test pictures along, as one sheet with their classes.
    """
    told = map_of(name)
    if with_pictures:
        pictures = contact_sheet()
        told |= {"sheet": contact_sheet_url(), "side": pictures.images.shape[-1]}
        told |= {"labels": pictures.labels.tolist(), "classes": list(pictures.classes)}
    return told | answer(name, {"picture": picture, "number": 0})


def map_of(name: str) -> dict:
    """The map of an autoencoder's latents, and all that it takes to answer beside the autoencoder itself."""
    plane, rows = plane_of(name), latents_of(name)
    centre, deviation = usual(name)
    return {
        "points": _rounded(plane.project(rows)),
        "share": plane.explained,
        "reach": rows.abs().max().item(),
        "low": _rounded(rows.min(0).values),
        "high": _rounded(rows.max(0).values),
        "dead": (rows == 0).all(0).tolist(),
        "says": _rounded(_nats(name)),
        "mean": _rounded(plane.mean),
        "directions": _rounded(plane.directions),
        "centre": _rounded(centre),
        "deviation": _rounded(deviation),
    }


def answer(name: str, asked: object) -> dict:
    """The reply to what the widget asks: `picture`, with `code` to decode another code beside it, `place` on the map,
    or `draw`, a seed. Each comes with `number`, which goes back with the autoencoder's name.

    Raises ValueError with a sentence for whatever a client may have sent.
    """
    plane, rows = plane_of(name), latents_of(name)
    match asked:
        case {"number": int(number)} if number not in COUNTS:
            raise Refusal("errors.question")
        case {"picture": picture, "code": values, "number": int(number)}:
            image, code = picture_at(picture), numbers(values, rows.shape[1])
        case {"picture": picture, "number": int(number)}:
            image = picture_at(picture)
            code = rows[picture : picture + 1]
        case {"place": place, "number": int(number)}:
            image, code = None, plane.lift(numbers(place, len(plane.directions)))
        case {"draw": int(seed), "number": int(number)} if 0 <= seed < 2**31:
            image, code = None, drawn(name, seed)
        case _:
            raise Refusal("errors.question")
    decoded = latent.decode(model(name), code)[0]
    told = {
        "name": name,
        "number": number,
        "code": _rounded(code[0]),
        "place": _rounded(plane.project(code)[0]),
        "decoded": to_data_url(to_picture(decoded), "webp"),
    }
    if image is not None:
        error = decoded - image
        told |= {
            "picture": picture,
            "encoded": _rounded(rows[picture]),
            "changed": not torch.equal(code[0], rows[picture]),
            "error": to_data_url(error_map(error.abs()), "webp"),
            "psnr": metrics.psnr((error**2).mean()).item(),
            "l1": error.abs().mean().item(),
        }
    return told


def drawn(name: str, seed: int) -> Tensor:
    """A random latent (1, K), each dimension by itself, with mean and deviation of `usual`."""
    centre, deviation = usual(name)
    return centre + deviation * torch.randn(1, len(centre), generator=Generator().manual_seed(seed))


def usual(name: str) -> tuple[Tensor, Tensor]:
    """Mean and deviation (K,) of each latent dimension: of a variational autoencoder those of its prior, N(0, 1), of
    others those among the test pictures."""
    rows = latents_of(name)
    if model(name).config.family == "vae":
        return torch.zeros(rows.shape[1]), torch.ones(rows.shape[1])
    return rows.mean(0), rows.std(0)


def _nats(name: str) -> Tensor:
    """The mean information of each latent dimension in nats, for variational autoencoders; empty for others."""
    network = model(name)
    if network.config.family != "vae":
        return torch.empty(0)
    with torch.inference_mode():
        return kl_by_dimension(*network.posterior(contact_sheet().images)).mean(0)


def _rounded(values: Tensor) -> list:
    """Numbers as JSON, to four digits behind the point."""
    return values.double().round(decimals=4).tolist()
