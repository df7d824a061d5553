"""How fast a prediction is, beside transformers' `ViTMAEForPreTraining` with the same weights.

`python -m mae_demo.benchmark` (with `pip install -r tests/requirements.txt`, for transformers) hides 75 % of a picture
of 224×224 from ViT-Base, one picture at a time on one thread, and lets each take turns: ours, ours with rounded weights
(`mae_demo.rounding`), theirs with both kinds of attention, at both precisions of float32 products. Where other work
shares the CPU, believe the CPU time. The weights are random, or with `--checkpoint NAME` those of one on the shelf,
which is then also measured on the sample photographs, exact and rounded.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import torch
import typer
from torch import Tensor, nn

from mae_demo import checkpoint, metrics
from mae_demo.checkpoint.exchange import export_checkpoint
from mae_demo.config import ModelConfig, ViTArchitecture
from mae_demo.image import fit_picture, open_picture, to_tensor
from mae_demo.inference import predict, to_space
from mae_demo.masking import make_mask
from mae_demo.models import build
from mae_demo.patches import hidden_pixels, unpatchify
from mae_demo.rounding import has_bfloat16_units, in_8_bits, in_bfloat16

BASE = ModelConfig("vit", ViTArchitecture(), "imagenet", "mse", (224, 224), 3, 16, "imagenet", "imagenet")
RATIO = 0.75
SAMPLES = Path(__file__).with_name("samples") / "photos"
PRECISIONS = "highest", "medium"  # of torch.set_float32_matmul_precision; 'medium' may round to bfloat16

Run = Callable[[], Tensor]  # gives the prediction (1, C, H, W)


def theirs(folder: Path, inputs: Tensor, mask: Tensor, config: ModelConfig, attention: str) -> Run:
    """The prediction of transformers' masked autoencoder, from a folder in its layout, under the same mask."""
    from transformers import ViTMAEForPreTraining

    model = ViTMAEForPreTraining.from_pretrained(folder, attn_implementation=attention).eval()
    noise = mask.float()  # it keeps the patches with the least noise
    return lambda: unpatchify(model(inputs, noise=noise).logits, config.patch_size, config.grid)


def race(runs: dict[str, Run], rounds: int) -> dict[tuple[str, str], tuple[float, float]]:
    """(wall time, CPU time) of a prediction in seconds by name and precision, the median of `rounds`, by turns."""
    turns: dict[tuple[str, str], list] = {(name, at): [] for at in PRECISIONS for name in runs}
    for turn in range(rounds + 1):  # the first is to warm up
        for (name, precision), taken in turns.items():
            torch.set_float32_matmul_precision(precision)
            wall, cpu = time.perf_counter(), time.process_time()
            runs[name]()
            if turn:
                taken.append((time.perf_counter() - wall, time.process_time() - cpu))
    torch.set_float32_matmul_precision(PRECISIONS[0])
    return {key: tuple(map(statistics.median, zip(*taken, strict=True))) for key, taken in turns.items()}


def masked_psnr(model: nn.Module, images: Tensor, masks: Tensor) -> float:
    """Masked PSNR in dB over pictures (B, C, H, W) in [0, 1] under masks (B, N), pooled."""
    errors = metrics.masked_mse(predict(model, images, masks), images, hidden_pixels(masks, images))
    return metrics.psnr(errors.mean()).item()


def rounded_copies(model: nn.Module) -> dict[str, nn.Module]:
    """Copies of a model in the precisions that are worth a try on this processor."""
    copies = {"8 bits": in_8_bits(model)}
    return copies | {"bfloat16": in_bfloat16(model)} if has_bfloat16_units() else copies


def photographs(config: ModelConfig) -> tuple[Tensor, Tensor]:
    """The sample photographs (B, C, H, W) as squares, and a mask (B, N) of RATIO for each."""
    pictures = [open_picture(path) for path in sorted(SAMPLES.glob("*.jpg"))]
    images = torch.stack([to_tensor(fit_picture(each, config.image_size, config.channels)) for each in pictures])
    masks = [make_mask("random", config.grid, RATIO, seed).flatten() for seed in range(len(images))]
    return images, torch.stack(masks)


@torch.inference_mode()
def main(
    name: Annotated[str, typer.Option("--checkpoint", help="A transformer on the shelf; else ViT-Base, random.")] = "",
    threads: Annotated[int, typer.Option(min=1, help="CPU threads.")] = 1,
    rounds: Annotated[int, typer.Option(min=1, help="Predictions that each makes.")] = 15,
) -> None:
    """Print the time of a prediction, ours and transformers', and the ratios.

    'off by' is the root mean square of a prediction's difference to ours at full precision, over that of ours.
    """
    import transformers

    torch.set_num_threads(threads)
    torch.manual_seed(0)
    model = checkpoint.load(name) if name else build(BASE).eval()
    config = model.config
    images, masks = photographs(config)
    inputs, mask = to_space(images[:1], config.input_space), masks[:1]
    copies = rounded_copies(model)
    with tempfile.TemporaryDirectory() as folder:
        ours = Path(folder) / "ours"
        checkpoint.save(model, ours, "benchmark", "benchmark", {}, half=False)
        theirs_at = export_checkpoint(str(ours), Path(folder) / "theirs", "transformers")
        runs = {
            "ours": lambda: model(inputs, mask),
            **{f"ours in {precision}": partial(each, inputs, mask) for precision, each in copies.items()},
            "transformers, sdpa": theirs(theirs_at, inputs, mask, config, "sdpa"),
            "transformers, eager": theirs(theirs_at, inputs, mask, config, "eager"),
        }
    exact = runs["ours"]()
    seconds = race(runs, rounds)

    print(f"torch {torch.__version__}, transformers {transformers.__version__}, {threads} thread(s), {rounds} rounds")
    print(f"{config.image_size[0]}×{config.image_size[1]}, {RATIO:.0%} hidden, batch 1, {name or 'random weights'}")
    print(f"{'':20} {'precision':9} {'ms':>6} {'CPU ms':>7} {'off by':>9}")
    for (who, precision), (wall, cpu) in seconds.items():
        torch.set_float32_matmul_precision(precision)
        far = ((runs[who]() - exact).square().mean() / exact.square().mean()).sqrt().item()
        print(f"{who:20} {precision:9} {1000 * wall:6.0f} {1000 * cpu:7.0f} {far:9.1e}")
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
        told = ", ".join(f"{how} {value:.2f} dB" for how, value in psnr.items())
        print(f"masked PSNR on {len(images)} sample photographs: {told}")


if __name__ == "__main__":
    typer.run(main)
