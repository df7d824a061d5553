"""What the super-resolution panel shows. Imports torch."""

from __future__ import annotations

from torch import Tensor

from mae_demo import metrics
from mae_demo.enlarge import FACTORS, decimate, enlarge, spread
from mae_demo.image import to_picture
from mae_demo.patches import hidden_pixels
from mae_demo.render import masked_picture
from mae_demo.text import WORDS, Refusal
from mae_demo.ui import view
from mae_demo.ui.lab import bench
from mae_demo.ui.lab.figures import figure, row


def cards(measured: dict, place: object, factor: object) -> str:
    """The picture, the small one, and what each measured way makes of it; the best mean figure is marked."""
    words = WORDS["superresolution"]
    image = bench.picture_at(place)
    if type(factor) is not int or factor not in FACTORS:
        raise Refusal("superresolution.refused")
    means = [each["pixels"][str(factor)]["hidden"] for each in measured["rows"]]
    small = decimate(image[None], factor)
    size = words["size"].format(height=small.shape[2], width=small.shape[3], of=factor**2)
    kept = masked_picture(image, spread(small, factor)[1].view(image.shape[1:]))
    figures = [figure(to_picture(image), WORDS["lab"]["original"]), figure(kept, words["kept"], size)]
    for each, mean in zip(measured["rows"], means, strict=True):
        large, own = enlarged(each, image, factor)
        facts = (
            words["mean"].format(value=f"{mean:.1f}", count=f"{measured['pictures']:,}"),
            words["own"].format(value=f"{own:.1f}"),
        )
        figures.append(figure(to_picture(large), each["label"], *facts, starred=mean == max(means)))
    return row(*figures)


def enlarged(each: dict, image: Tensor, factor: int) -> tuple[Tensor, float]:
    """A picture (1, H, W) made small and large again, and its PSNR over the hidden pixels in dB."""
    small = decimate(image[None], factor)
    large = enlarge(each["way"], view.model(each["name"]) if each["name"] else None, small, factor)
    hidden = hidden_pixels(spread(small, factor)[1], image[None])
    return large[0], metrics.psnr(metrics.masked_mse(large, image[None], hidden)).item()
