"""The public checkpoints that can be fetched by name, as plain data that the page can read before torch is loaded."""

from __future__ import annotations

from dataclasses import dataclass

PUBLIC = "https://dl.fbaipublicfiles.com/mae/visualize/"  # with decoders, and targets that are not normalised by patch
LICENCE = "CC-BY-NC 4.0: not for commercial use"


@dataclass(frozen=True)
class Offer:
    """A public file of official weights."""

    url: str
    title: str
    about: str
    loss: str
    gigabytes: float


OFFERS = {
    "imagenet-vit-base-mse": Offer(
        PUBLIC + "mae_visualize_vit_base.pth",
        "Vision transformer, base",
        "ViT-B/16 of He et al. (2022), trained on ImageNet at 75 %.",
        "mse",
        0.45,
    ),
    "imagenet-vit-large-mse": Offer(
        PUBLIC + "mae_visualize_vit_large.pth",
        "Vision transformer, large",
        "ViT-L/16 of He et al. (2022), trained on ImageNet at 75 %.",
        "mse",
        1.3,
    ),
    "imagenet-vit-large-adversarial": Offer(
        PUBLIC + "mae_visualize_vit_large_ganloss.pth",
        "Vision transformer, large",
        "ViT-L/16 of He et al. (2022), trained on ImageNet with an adversarial loss besides.",
        "adversarial",
        1.3,
    ),
}
