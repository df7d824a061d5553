"""Numbers of the lessons from the tabs Playground and Compare, and from the cards of checkpoints."""

from __future__ import annotations

from mae_demo import checkpoint
from mae_demo.ui.address import places, read

Query = dict[str, str]


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


def judged(query: Query, name: str, loss: str) -> float:
    """What a loss says of a checkpoint in the table of Compare, over all sample pictures."""
    from mae_demo.answers import compare
    from mae_demo.answers.samples import sample_paths, samples_for
    from mae_demo.image import to_picture

    masker, reconstruction = read(query)[0]["checkpoint"], playground(query)[1]
    samples, picture = sample_paths(samples_for(masker)), to_picture(reconstruction.original)
    return compare.judged([name], masker, picture, reconstruction.mask, samples)[name][loss]


def card(_: Query, name: str, masks: str, figure: str) -> float:
    """A figure of a checkpoint's card, over all test pictures: 'fashion-vit-mse', 'random-50', 'psnr'."""
    return checkpoint.describe(name)["scores"][masks][figure]
