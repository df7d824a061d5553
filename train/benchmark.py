"""How fast a training step is, beside transformers' `ViTMAEForPreTraining` of the same architecture.

`python -m train.benchmark` (with `pip install -r tests/requirements.txt`, for transformers) lets both take the same
steps by turns: masks drawn, 75 % of the patches hidden, MSE on the hidden ones, backward, fused AdamW. Where other
work shares the CPU, run it with `--threads 1` and believe the CPU time. On a CPU all do so at three precisions: with
products of float32; at torch's 'medium', which lets them round to bfloat16 on the way, and from which
scaled_dot_product_attention suffers; and under autocast, where what is between them is bfloat16 as well. The last is
what train.loop takes where there is AMX; without AMX it is the slowest. On a GPU it is the first and the last.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Annotated

import torch
import transformers
import typer
from torch import Generator, Tensor, nn
from torch.utils.flop_counter import FlopCounterMode
from transformers import ViTMAEConfig, ViTMAEForPreTraining

from mae_demo.checkpoint.exchange import transformers_config
from mae_demo.config import ModelConfig, ViTArchitecture
from mae_demo.losses import reconstruction_loss
from mae_demo.models import build
from train.cost import processor
from train.masks import draw_masks
from train.precision import product_type
from train.recipes import RECIPES

MASK_RATIO = 0.75
TURN_SECONDS = 0.5  # about how long each goes on before it is another's turn
WIDER = ViTArchitecture(embed_dim=192, depth=6, num_heads=6, decoder_embed_dim=96, decoder_depth=2, decoder_num_heads=3)
MODELS = (
    RECIPES["fashion-vit-mse"]().model,
    ModelConfig("vit", WIDER, "none", "mse", image_size=(64, 64), channels=3, patch_size=8),
)
PRECISIONS = {"cpu": ("float32", "medium", "bfloat16"), "cuda": ("float32", "bfloat16")}

Step = Callable[[str], None]  # takes the precision

app = typer.Typer(add_completion=False)


def ours(config: ModelConfig, images: Tensor, compiled: bool) -> Step:
    """A training step of the masked autoencoder of this repository on a batch (B, C, H, W)."""
    model = build(config).to(images.device)
    generator = Generator().manual_seed(0)

    def loss() -> Tensor:
        mask = _draw(config, len(images), generator)
        prediction = model(images, mask)
        return reconstruction_loss("mse", prediction.float(), images, mask.to(images.device, non_blocking=True))

    return _step(images.device.type, model, loss, compiled)


def theirs(config: ModelConfig, images: Tensor, compiled: bool, attention: str) -> Step:
    """The same step of transformers' masked autoencoder, which draws masks by itself."""
    settings = transformers_config(config) | {"mask_ratio": MASK_RATIO, "attn_implementation": attention}
    model = ViTMAEForPreTraining(ViTMAEConfig.from_dict(settings)).to(images.device)
    return _step(images.device.type, model, lambda: model(images).loss, compiled)


def _draw(config: ModelConfig, count: int, generator: Generator) -> Tensor:
    return draw_masks((("random", config.patch_size, 1.0),), config.image_size, count, MASK_RATIO, generator)


def _step(device: str, model: nn.Module, loss: Callable[[], Tensor], compiled: bool) -> Step:
    if compiled:
        model.compile()
    learned = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=1e-4, betas=(0.9, 0.95), weight_decay=0.05, fused=True)

    def step(precision: str) -> None:
        torch.set_float32_matmul_precision("medium" if precision == "medium" else "highest")
        with torch.autocast(device, torch.bfloat16, enabled=precision == "bfloat16"):
            value = loss()
        value.backward()
        optimizer.step()
        optimizer.zero_grad()

    return step


def flops(config: ModelConfig, batch: int) -> int:
    """Floating-point operations of the matrix products in one step, forward and backward; none is computed."""
    mask = _draw(config, batch, Generator().manual_seed(0))
    with torch.device("meta"):  # shapes without numbers
        model, images = build(config), torch.empty(batch, config.channels, *config.image_size)
    with FlopCounterMode(display=False) as counter:
        model(images, mask).sum().backward()
    return counter.get_total_flops()


def race(
    steps: dict[str, Step], precisions: tuple[str, ...], rounds: int, device: str
) -> dict[tuple[str, str], tuple[float, float]]:
    """(wall time, CPU time) of a step in seconds, by name and precision: the median of `rounds` turns each."""

    def turn(key: tuple[str, str], count: int) -> tuple[float, float]:
        name, precision = key
        wall, cpu = time.perf_counter(), time.process_time()
        for _ in range(count):
            steps[name](precision)
        if device == "cuda":
            torch.cuda.synchronize()
        return (time.perf_counter() - wall) / count, (time.process_time() - cpu) / count

    counts, turns = {}, {(name, precision): [] for precision in precisions for name in steps}
    for key in turns:
        turn(key, 3)  # to warm up, and to compile
        counts[key] = max(1, round(TURN_SECONDS / turn(key, 1)[0]))
    for _ in range(rounds):
        for key, taken in turns.items():
            taken.append(turn(key, counts[key]))
    torch.set_float32_matmul_precision("highest")
    return {key: tuple(map(statistics.median, zip(*taken, strict=True))) for key, taken in turns.items()}


@app.command()
def main(
    device: Annotated[str, typer.Option(help="cpu or cuda; without it, a GPU if there is one.")] = "",
    threads: Annotated[int | None, typer.Option(min=1, help="CPU threads; without it, one a core.")] = None,
    batch: Annotated[int, typer.Option(min=1, help="Pictures a step.")] = 64,
    rounds: Annotated[int, typer.Option(min=1, help="Turns that each takes.")] = 9,
    compiled: Annotated[bool, typer.Option("--compile", help="Compile all of them with torch.compile.")] = False,
) -> None:
    """Print images/s of our training step and of transformers', their ratio, and the TFLOP/s they come to."""
    if threads:
        torch.set_num_threads(threads)
    device = device or ("cuda" if torch.cuda.is_available() else "cpu")
    where = torch.cuda.get_device_name() if device == "cuda" else f"{processor()}, {torch.get_num_threads()} thread(s)"
    print(f"{where}; torch {torch.__version__}, transformers {transformers.__version__}")
    print(f"{'compiled; ' * compiled}median of {rounds} turns")
    for config in MODELS:
        torch.manual_seed(0)
        images = torch.rand(batch, config.channels, *config.image_size, device=device)
        _compare(config, images, rounds, compiled)


def _compare(config: ModelConfig, images: Tensor, rounds: int, compiled: bool) -> None:
    """Race all of one architecture and print a table."""
    arch, size, device = config.architecture, len(images), images.device.type
    contestants = {
        "ours": ours(config, images, compiled),
        "transformers, sdpa": theirs(config, images, compiled, "sdpa"),
        "transformers, eager": theirs(config, images, compiled, "eager"),
    }
    seconds, work = race(contestants, PRECISIONS[device], rounds, device), flops(config, size)

    height, width = config.image_size
    print(
        f"\n{height}×{width}, patch {config.patch_size}, width {arch.embed_dim}, depth {arch.depth}, decoder "
        f"{arch.decoder_embed_dim} × {arch.decoder_depth}; batch {size}, {MASK_RATIO:.0%} hidden; "
        f"{work / 1e9:.3g} GFLOP a step\n"
        f"{'':20} {'precision':9} {'images/s':>10} {'images/CPU s':>12} {'TFLOP/s':>8}"
    )
    for (name, precision), (wall, cpu) in seconds.items():
        print(f"{name:20} {precision:9} {size / wall:10.0f} {size / cpu:12.0f} {work / wall / 1e12:8.3g}")
    for precision in PRECISIONS[device]:
        _print_ratio(seconds, precision, ("transformers, sdpa", "transformers, eager"), precision)
    taken = str(product_type(device)).removeprefix("torch.")
    _print_ratio(seconds, taken, ("transformers, sdpa",), PRECISIONS[device][0])


def _print_ratio(
    seconds: dict[tuple[str, str], tuple[float, float]], our: str, names: tuple[str, ...], at: str
) -> None:
    """Print how many of our steps, at the precision `our`, fit into the fastest of theirs, at another."""
    by_wall, by_cpu = (
        min(seconds[name, at][clock] for name in names) / seconds["ours", our][clock] for clock in (0, 1)
    )
    print(f"ours at {our} to {' or '.join(names)} at {at}: {by_wall:.2f}× by wall time, {by_cpu:.2f}× by CPU time")


if __name__ == "__main__":
    app()
