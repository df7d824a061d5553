"""The speed of a training step, compared with transformers.

Both take the same steps: draw masks of 75 %, predict, MSE on the hidden patches, backward, fused AdamW. On a CPU they
run at three precisions: with products of float32; at torch's 'medium', which may round factors to bfloat16, and which
makes scaled_dot_product_attention slower; and under autocast, where activations are bfloat16 as well. `train.loop` uses
autocast on processors with AMX; without AMX it is the slowest. On a GPU they run at the first and the last.
"""

from __future__ import annotations

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
from train.benchmark.race import Contestant, Times, race
from train.cost import processor
from train.masks import draw_masks
from train.precision import product_type
from train.recipes import RECIPES

MASK_RATIO = 0.75
WIDER = ViTArchitecture(embed_dim=192, depth=6, num_heads=6, decoder_embed_dim=96, decoder_depth=2, decoder_num_heads=3)
MODELS = (
    RECIPES["fashion-vit-mse"]().model,
    ModelConfig("vit", WIDER, "none", "mse", image_size=(64, 64), channels=3, patch_size=8),
)
PRECISIONS = {"cpu": ("float32", "medium", "bfloat16"), "cuda": ("float32", "bfloat16")}


def ours(config: ModelConfig, images: Tensor, compiled: bool) -> Contestant:
    """A training step of our masked autoencoder on a batch (B, C, H, W)."""
    model = build(config).to(images.device)
    generator = Generator().manual_seed(0)

    def loss() -> Tensor:
        mask = _draw(config, len(images), generator)
        prediction = model(images, mask)
        return reconstruction_loss("mse", prediction.float(), images, mask.to(images.device, non_blocking=True))

    return _step(images.device.type, model, loss, compiled)


def theirs(config: ModelConfig, images: Tensor, compiled: bool, attention: str) -> Contestant:
    """The same step of transformers' masked autoencoder, which draws its own masks."""
    settings = transformers_config(config) | {"mask_ratio": MASK_RATIO, "attn_implementation": attention}
    model = ViTMAEForPreTraining(ViTMAEConfig.from_dict(settings)).to(images.device)
    return _step(images.device.type, model, lambda: model(images).loss, compiled)


def _draw(config: ModelConfig, count: int, generator: Generator) -> Tensor:
    return draw_masks((("random", config.patch_size, 1.0),), config.image_size, count, MASK_RATIO, generator)


def _step(device: str, model: nn.Module, loss: Callable[[], Tensor], compiled: bool) -> Contestant:
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
    """Floating-point operations of the matrix products in one step, forward and backward, counted without computing."""
    mask = _draw(config, batch, Generator().manual_seed(0))
    with torch.device("meta"):  # shapes without memory
        model, images = build(config), torch.empty(batch, config.channels, *config.image_size)
    with FlopCounterMode(display=False) as counter:
        model(images, mask).sum().backward()
    return counter.get_total_flops()


def main(
    device: Annotated[str, typer.Option(help="cpu or cuda; without it, a GPU if there is one.")] = "",
    threads: Annotated[int | None, typer.Option(min=1, help="CPU threads; without it, one a core.")] = None,
    batch: Annotated[int, typer.Option(min=1, help="Pictures of a step.")] = 64,
    rounds: Annotated[int, typer.Option(min=1, help="Turns of each.")] = 9,
    compiled: Annotated[bool, typer.Option("--compile", help="Compile all of them with torch.compile.")] = False,
) -> None:
    """Print images/s and TFLOP/s of our training step and of transformers', and their ratio."""
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
    if taken in PRECISIONS[device]:  # not float16, which GPUs before Ampere take and which is not raced
        _print_ratio(seconds, taken, ("transformers, sdpa",), PRECISIONS[device][0])


def _print_ratio(seconds: Times, our: str, names: tuple[str, ...], at: str) -> None:
    """Print the time of the fastest of their steps, at a precision `at`, over that of ours, at `our`."""
    by_wall, by_cpu = (
        min(seconds[name, at][clock] for name in names) / seconds["ours", our][clock] for clock in (0, 1)
    )
    print(f"ours at {our} to {' or '.join(names)} at {at}: {by_wall:.2f}× by wall time, {by_cpu:.2f}× by CPU time")
