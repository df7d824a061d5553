"""Time several functions by turns, so that a change of the machine's load affects all of them."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import torch

TURN_SECONDS = 0.5  # about the length of a turn
WARM_UP = 3  # calls of each before the first turn, which also compile it

Contestant = Callable[[str], object]  # called with the precision
Times = dict[tuple[str, str], tuple[float, float]]  # (name, precision) -> wall time and CPU time in seconds


def race(contestants: dict[str, Contestant], precisions: tuple[str, ...], rounds: int, device: str) -> Times:
    """The time of a call of each contestant at each precision: the median of `rounds` turns."""

    def turn(key: tuple[str, str], count: int) -> tuple[float, float]:
        name, precision = key
        wall, cpu = time.perf_counter(), time.process_time()
        for _ in range(count):
            contestants[name](precision)
        if device == "cuda":
            torch.cuda.synchronize()
        return (time.perf_counter() - wall) / count, (time.process_time() - cpu) / count

    counts, turns = {}, {(name, precision): [] for precision in precisions for name in contestants}
    for key in turns:
        turn(key, WARM_UP)
        counts[key] = max(1, round(TURN_SECONDS / turn(key, 1)[0]))
    for _ in range(rounds):
        for key, taken in turns.items():
            taken.append(turn(key, counts[key]))
    torch.set_float32_matmul_precision("highest")
    return {key: tuple(map(statistics.median, zip(*taken, strict=True))) for key, taken in turns.items()}
