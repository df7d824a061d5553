"""The speed of a prediction, compared with transformers with the same weights.

ViT-Base predicts a picture of 224×224 at a mask ratio of 75 %, one picture at a time: ours, ours quantised
(`mae_demo.quantisation`), theirs with both kinds of attention, each at both precisions of float32 products. The weights
are random, or by `--checkpoint NAME` those of a checkpoint on the shelf, which is then also measured on the sample
photographs, exact and quantised.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import torch
import typer
from torch import Tensor, nn

from mae_demo import checkpoint, metrics
from mae_demo.answers.samples import sample_paths
from mae_demo.checkpoint.exchange import export_checkpoint
from mae_demo.config import ModelConfig, ViTArchitecture
from mae_demo.image import fit_picture, open_picture, to_tensor
from mae_demo.inference import predict, to_space
from mae_demo.masking import make_mask
from mae_demo.models import build
from mae_demo.patches import hidden_pixels, unpatchify
from mae_demo.quantisation import has_bfloat16_units, in_8_bits, in_bfloat16
from train.benchmark.race import race

BASE = ModelConfig("vit", ViTArchitecture(), "imagenet", "mse", (224, 224), 3, 16, "imagenet", "imagenet")
RATIO = 0.75
PRECISIONS = "highest", "medium"  # of torch.set_float32_matmul_precision; 'medium' may round factors to bfloat16

Run = Callable[[str], Tensor]  # takes the precision and returns the prediction (1, C, H, W)


def theirs(folder: Path, inputs: Tensor, mask: Tensor, config: ModelConfig, attention: str) -> Run:
    """The prediction of transformers' masked autoencoder, from a folder in its layout, under the same mask."""
    from transformers import ViTMAEForPreTraining

    model = ViTMAEForPreTraining.from_pretrained(folder, attn_implementation=attention).eval()
    noise = mask.float()  # it keeps the patches with the least noise
    return at_precision(lambda: unpatchify(model(inputs, noise=noise).logits, config.patch_size, config.grid))


def at_precision(predict: Callable[[], Tensor]) -> Run:
    """A function that sets the precision of float32 products before it predicts."""

    def run(precision: str) -> Tensor:
        torch.set_float32_matmul_precision(precision)
        return predict()

    return run


def ours(model: nn.Module, inputs: Tensor, mask: Tensor) -> Run:
    """The prediction of one of our models."""
    return at_precision(lambda: model(inputs, mask))


def masked_psnr(model: nn.Module, images: Tensor, masks: Tensor) -> float:
    """Masked PSNR in dB over pictures (B, C, H, W) in [0, 1] under masks (B, N), pooled."""
    errors = metrics.masked_mse(predict(model, images, masks), images, hidden_pixels(masks, images))
    return metrics.psnr(errors.mean()).item()


def quantised_copies(model: nn.Module) -> dict[str, nn.Module]:
    """Copies of a model in the precisions that may be fast on this processor."""
    copies = {"8 bits": in_8_bits(model)}
    return copies | {"bfloat16": in_bfloat16(model)} if has_bfloat16_units() else copies


def photographs(config: ModelConfig) -> tuple[Tensor, Tensor]:
    """The sample photographs (B, C, H, W) as squares, and a mask (B, N) of RATIO for each."""
    pictures = [open_picture(path) for path in sample_paths("photos")]
    images = torch.stack([to_tensor(fit_picture(each, config.image_size, config.channels)) for each in pictures])
    masks = [make_mask("random", config.grid, RATIO, seed).flatten() for seed in range(len(images))]
    return images, torch.stack(masks)


@torch.inference_mode()
def main(
    name: Annotated[
        str, typer.Option("--checkpoint", help="A transformer on the shelf; without it, ViT-Base with random weights.")
    ] = "",
    threads: Annotated[int, typer.Option(min=1, help="CPU threads.")] = 1,
    rounds: Annotated[int, typer.Option(min=1, help="Turns of each.")] = 15,
) -> None:
    """Print the time of a prediction, ours and transformers', and the ratios.

    'error' is the root mean square of the difference to our prediction at full precision, over that of this prediction.
    """
    import transformers

    torch.set_num_threads(threads)
    torch.manual_seed(0)
    model = checkpoint.load(name) if name else build(BASE).eval()
    config = model.config
    images, masks = photographs(config)
    inputs, mask = to_space(images[:1], config.input_space), masks[:1]
    copies = quantised_copies(model)
    with tempfile.TemporaryDirectory() as folder:
        saved = Path(folder) / "ours"
        checkpoint.save(model, saved, "benchmark", "benchmark", {}, half=False)
        theirs_at = export_checkpoint(str(saved), Path(folder) / "theirs", "transformers")
        runs = {
            "ours": ours(model, inputs, mask),
            **{f"ours in {precision}": ours(each, inputs, mask) for precision, each in copies.items()},
            "transformers, sdpa": theirs(theirs_at, inputs, mask, config, "sdpa"),
            "transformers, eager": theirs(theirs_at, inputs, mask, config, "eager"),
        }
    exact = runs["ours"]("highest")
    seconds = race(runs, PRECISIONS, rounds, "cpu")

    print(f"torch {torch.__version__}, transformers {transformers.__version__}, {threads} thread(s), {rounds} rounds")
    print(f"{config.image_size[0]}×{config.image_size[1]}, {RATIO:.0%} hidden, batch 1, {name or 'random weights'}")
    print(f"{'':20} {'precision':9} {'ms':>6} {'CPU ms':>7} {'error':>9}")
    for (who, precision), (wall, cpu) in seconds.items():
        error = ((runs[who](precision) - exact).square().mean() / exact.square().mean()).sqrt().item()
        print(f"{who:20} {precision:9} {1000 * wall:6.0f} {1000 * cpu:7.0f} {error:9.1e}")
    torch.set_float32_matmul_precision(PRECISIONS[0])
    for who in [who for who in runs if who.startswith("ours")]:
        for precision in PRECISIONS:
            by_wall, by_cpu = (
                seconds["transformers, sdpa", precision][clock] / seconds[who, "highest"][clock] for clock in (0, 1)
            )
            print(f"{who}, against transformers, sdpa at {precision}: {by_wall:.2f}× (CPU time {by_cpu:.2f}×)")
    if name:
        psnr = {"exact": masked_psnr(model, images, masks)}
        psnr |= {f"in {precision}": masked_psnr(each, images, masks) for precision, each in copies.items()}
        text = ", ".join(f"{how} {value:.2f} dB" for how, value in psnr.items())
        print(f"masked PSNR on {len(images)} sample photographs: {text}")
