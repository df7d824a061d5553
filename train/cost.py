"""The cost of a model: its parameters, its latent dimension, and its time for a picture."""

from __future__ import annotations

import platform
import statistics
import time
from itertools import chain
from pathlib import Path

import torch
from torch import nn

from mae_demo.inference import predict
from mae_demo.masking import make_mask

RUNS = 200


def cost(model: nn.Module) -> dict[str, int | float | str | None]:
    """{'parameters', 'code_size', 'picture_size', 'milliseconds', 'cpu'} of a model on the CPU.

    parameters: numbers learned from the training set, by gradient or in closed form. code_size: the latent dimension,
    None for a model without a bottleneck, such as a transformer or a U-Net. picture_size: numbers in a picture.
    milliseconds: see `milliseconds`. cpu: the processor on which they were measured.
    """
    config = model.config
    shape = 1, config.channels, *config.image_size
    learned = chain((p for p in model.parameters() if p.requires_grad), model.buffers())
    return {
        "parameters": sum(values.numel() for values in learned),
        "code_size": model.encode(torch.zeros(shape)).numel() if hasattr(model, "encode") else None,
        "picture_size": torch.zeros(shape).numel(),
        "milliseconds": round(milliseconds(model), 3),
        "cpu": processor(),
    }


def milliseconds(model: nn.Module) -> float:
    """CPU time in ms for one picture at a mask ratio of 75 %, on one thread: the median of 200 runs after 20 others.

    The time is the thread's own, so that other work on the machine matters little.
    """
    config = model.config
    images = torch.full((1, config.channels, *config.image_size), 0.5)
    mask = make_mask("random", config.grid, 0.75, 0).view(1, -1)
    threads, seconds = torch.get_num_threads(), []
    torch.set_num_threads(1)
    for _ in range(20 + RUNS):
        begun = time.thread_time()
        predict(model, images, mask)
        seconds.append(time.thread_time() - begun)
    torch.set_num_threads(threads)
    return 1000 * statistics.median(seconds[20:])


def processor() -> str:
    """The processor's name, from Linux; elsewhere from Python's `platform`."""
    path = Path("/proc/cpuinfo")
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
