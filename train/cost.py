"""What a model costs: the numbers it has learned, the numbers it keeps of a picture, and its time for one."""

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

    parameters: numbers learned from the training set, by gradient or in closed form. code_size: numbers in the
    code of one picture, None where there is no bottleneck: a transformer and a U-Net hand more on than they got.
    picture_size: numbers in a picture. milliseconds: see `milliseconds`. cpu: the processor these were taken on.
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
    """CPU time in ms for one picture of which 75 % is hidden, on one thread: the median of 200 runs after 20 more.

    It is the thread's own time, so that other work on the machine counts little.
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
    """The processor's name, as Linux gives it; elsewhere what Python knows."""
    path = Path("/proc/cpuinfo")
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
