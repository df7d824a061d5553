"""`python -m train.lab.blending` measures what blending the seams gains, for every transformer on the shelf.

It writes checkpoints/lab/blending.json, of which `python -m train.evaluate --all` makes tables beside those of the
networks themselves: the first 1,000 test pictures, masks as in all tables. With names of checkpoints it measures only
these again.
`--validation` prints instead how the gain depends on the screening weight and the sweeps, on validation pictures, by
which both were chosen.
"""

from __future__ import annotations

import json
from typing import Annotated

import torch
import typer
from torch import Tensor, nn

from mae_demo import blending, checkpoint, metrics
from mae_demo.blending import blend, has_seams
from mae_demo.inference import predict
from mae_demo.patches import hidden_pixels
from train.baselines import digest_of_test_set
from train.data import as_float, data_of
from train.lab.runs import LAB, write
from train.measure import COLUMNS, MASKS, masks_of
from train.results import BOARDS, shelf

MEASURED = ("random-25", "random-50", "random-75", "random-90", "block-50")  # of COLUMNS
PICTURES = 1_000  # of a test set, at most
WEIGHTS, SWEEPS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.7), (8, 16, 32)
FEW = 20  # pictures that are blended at once: so many fit a processor's cache


def steps(pictures: Tensor, hidden: Tensor, side: int) -> Tensor:
    """Sum and number of the steps between hidden neighbours, across patch borders and within patches: (2, 2).

    A step is the absolute difference of two pixels side by side. pictures: (B, C, H, W). hidden: bool (B, 1, H, W).
    """
    found = torch.zeros(2, 2, dtype=torch.float64)
    for dim in (2, 3):
        first = pictures.shape[dim] - 1
        both = (hidden.narrow(dim, 0, first) & hidden.narrow(dim, 1, first)).expand(-1, pictures.shape[1], -1, -1)
        shape = [first if each == dim else 1 for each in range(4)]
        across = (torch.arange(first) % side == side - 1).view(shape)
        size = pictures.diff(dim=dim).abs().double()
        for row, those in enumerate((both & across, both & ~across)):
            found[row] += torch.stack([size[those].sum(), those.sum()])
    return found


def ratio_of(found: Tensor) -> float:
    """How many times as large the mean step across borders is as the mean step within patches, of `steps`."""
    across, within = found[:, 0] / found[:, 1]
    return round((across / within).item(), 3)


def measure(model: nn.Module, images: Tensor, column: str) -> dict[str, dict[str, float]]:
    """PSNR in dB, SSIM and the ratio of `steps` of the network's own prediction and of the blended one.

    images: all test pictures (B, C, H, W) in [0, 1]. column: one of COLUMNS. PSNR and SSIM are those of
    `measure.evaluate`, over hidden pixels. Of the original, under 'original', the ratio alone.
    """
    config, (strategy, _, ratio, _) = model.config, COLUMNS[column]
    images = images[:PICTURES]
    masks = masks_of(strategy, config.grid, ratio, len(images))
    kinds = ("own", "blended")
    squared, ssim = {kind: [] for kind in kinds}, {kind: [] for kind in kinds}
    found = {kind: torch.zeros(2, 2, dtype=torch.float64) for kind in (*kinds, "original")}
    for places in torch.arange(len(images)).split(FEW):
        batch, mask = images[places], masks[places % MASKS]
        own, hidden = predict(model, batch, mask), hidden_pixels(mask, batch)
        found["original"] += steps(batch, hidden, config.patch_size)
        for kind, shown in zip(kinds, (own, blend(own, batch, mask)), strict=True):
            squared[kind].append(metrics.masked_mse(shown, batch, hidden))
            ssim[kind].append(metrics.masked_ssim(shown, batch, hidden))
            found[kind] += steps(shown, hidden, config.patch_size)
    told = {
        kind: {
            "psnr": round(metrics.psnr(torch.cat(squared[kind]).mean()).item(), 3),
            "ssim": round(torch.cat(ssim[kind]).mean().item(), 4),
            "steps": ratio_of(found[kind]),
        }
        for kind in kinds
    }
    return told | {"original": {"steps": ratio_of(found["original"])}}


def gains(name: str, column: str, pictures: int = 200) -> dict[tuple[float, int], float]:
    """The gain in PSNR, dB, by screening weight and sweeps, on the first validation pictures of a checkpoint."""
    model, (strategy, _, ratio, _) = checkpoint.load(name), COLUMNS[column]
    images = as_float(data_of(model.config).validation[:pictures])
    mask = masks_of(strategy, model.config.grid, ratio, len(images))[torch.arange(len(images)) % MASKS]
    hidden = hidden_pixels(mask, images)
    parts = [*zip(images.split(FEW), mask.split(FEW), strict=True)]
    own = [predict(model, *part) for part in parts]

    def decibels(shown: list[Tensor]) -> float:
        return metrics.psnr(metrics.masked_mse(torch.cat(shown), images, hidden).mean()).item()

    def blended(*settings: float) -> list[Tensor]:
        return [blend(prediction, *part, *settings) for prediction, part in zip(own, parts, strict=True)]

    return {
        (weight, sweeps): decibels(blended(weight, sweeps)) - decibels(own) for weight in WEIGHTS for sweeps in SWEEPS
    }


def transformers() -> list[str]:
    """All transformers of the boards, by name."""
    cards = [(name, card) for board in BOARDS for name, card in shelf(board.dataset).items()]
    return [name for name, card in cards if card["model"]["family"] == "vit"]


def main(
    names: Annotated[list[str] | None, typer.Argument(help="Checkpoints; all transformers if none.")] = None,
    validation: Annotated[bool, typer.Option(help="Print gains by weight and sweeps, on validation pictures.")] = False,
) -> None:
    """Measure blended seams."""
    names = names or transformers()
    if validation:
        for name in [name for name in names if has_seams(checkpoint.model_config(name))]:
            for column in ("random-25", "random-75"):
                print(name, column)
                found = gains(name, column)
                for weight in WEIGHTS:
                    row = [f"{sweeps} sweeps {found[weight, sweeps]:+.3f} dB" for sweeps in SWEEPS]
                    print(f"  weight {weight}:", ", ".join(row), flush=True)
        return
    path = LAB / "blending.json"
    kept = json.loads(path.read_text("utf-8")) if path.exists() else {}
    for name in names:
        model = checkpoint.load(name)
        test = data_of(model.config).test
        entry = {"sha256": checkpoint.describe(name)["sha256"], "test_set": digest_of_test_set(test)}
        entry |= {"weight": blending.WEIGHT, "sweeps": blending.SWEEPS}
        kept[name] = entry | {column: measure(model, as_float(test), column) for column in MEASURED}
        write("blending", {name: kept[name] for name in sorted(kept)})
        print(f"Measured {name}", flush=True)


if __name__ == "__main__":
    typer.run(main)
