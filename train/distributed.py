"""Data-parallel training: each process works on its local rows of every batch, and all take the same step.

`torchrun --nproc-per-node N -m train RECIPE` starts N processes on a machine. Without torchrun there is one process,
and nothing here has an effect. A recipe's batch size is that of all processes together, so their number changes the
result in three ways only: by the order of sums; by random numbers that each process draws for its rows (the noise of a
variational autoencoder, augmentation, the window of a discriminator); and, where pictures hide different numbers of
pixels, in the fourth digit of the loss, since each process takes the mean over its own rows.

All processes read and write one folder, so several machines need to share it. Each machine counts its own restarts, so
start torchrun there with TORCH_DISABLE_SHARE_RDZV_TCP_STORE=1, for a new store each time.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import torch
from torch import Tensor, nn
from torch import distributed as dist

PATIENCE = timedelta(seconds=50)  # a process waits this long for the others
PREPARING = timedelta(hours=12)  # and this long for data that process 0 prepares
LOOK = 5  # seconds between two looks at whether to stop
MOST_STEPS = 50  # between them, since steps may become slower


@contextmanager
def together(device: str) -> Iterator[None]:
    """Join the processes that torchrun has started, over NCCL between GPUs and Gloo between CPUs."""
    if not dist.is_torchelastic_launched():
        yield
        return
    processes, gpus = int(os.environ["LOCAL_WORLD_SIZE"]), torch.cuda.device_count()
    if device == "cuda" and processes > gpus:
        raise ValueError(
            f"{processes} processes of a machine need as many GPUs, and this one has {gpus}: take --nproc-per-node "
            f"{gpus}, or --device cpu."
        )
    if device == "cuda":
        torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))
    store, number, count = next(dist.rendezvous("env://", timeout=PATIENCE))
    if os.environ["GROUP_WORLD_SIZE"] == "1":
        # torchrun's store survives a restart, with the addresses of ended processes (pytorch issue 135712)
        store = dist.PrefixStore(f"restart {os.environ['TORCHELASTIC_RESTART_COUNT']}", store)
    backend = "nccl" if device == "cuda" else "gloo"
    dist.init_process_group(backend, store=store, rank=number, world_size=count, timeout=PATIENCE)
    try:
        yield
    finally:
        dist.destroy_process_group()


def rank() -> int:
    """The number of this process. Process 0 writes files and prints."""
    return dist.get_rank() if dist.is_initialized() else 0


def size() -> int:
    """The number of processes."""
    return dist.get_world_size() if dist.is_initialized() else 1


def refuse_uneven(batch_size: int) -> None:
    """Raise ValueError where a batch cannot be divided evenly among the processes."""
    if batch_size % size():
        raise ValueError(f"A batch of {batch_size} cannot be divided evenly among {size()} processes.")


def local_rows(rows: Tensor) -> Tensor:
    """The rows of a batch that this process works on. Raises ValueError where they cannot be divided evenly."""
    refuse_uneven(len(rows))
    return rows[rank() :: size()]


def average(value: Tensor | float) -> float:
    """The mean of a number over all processes, each of which has to call this."""
    if size() == 1:
        return float(value)
    total = torch.as_tensor(value, dtype=torch.float64, device="cuda" if dist.get_backend() == "nccl" else "cpu")
    dist.all_reduce(total)
    return total.item() / size()


def of_first(value: float) -> float:
    """The number that process 0 has, in all processes, each of which has to call this."""
    return average(value if rank() == 0 else 0.0) * size()


def average_gradients(model: nn.Module) -> None:
    """Replace gradients by their mean over all processes, for a model outside of DistributedDataParallel."""
    if size() > 1:
        for parameter in model.parameters():
            dist.all_reduce(parameter.grad)
            parameter.grad /= size()


@contextmanager
def first_process_first() -> Iterator[None]:
    """Let process 0 run the block before the others, for instance to write a file that all of them read.

    The others wait as long as it takes, PREPARING at most. Where process 0 ends before, they hear of it at once.
    """
    if size() == 1:
        yield
        return
    group = dist.new_group(timeout=PREPARING, backend="gloo")
    if rank() > 0:
        dist.barrier(group=group)
    yield
    if rank() == 0:
        dist.barrier(group=group)
    dist.destroy_process_group(group)


class StopTogether:
    """Whether any process was asked to stop, which all find out at the same step: at least every LOOK seconds.

    At each look the processes agree, by the mean time of a step, on the step of the next one. Alone, a process looks
    at each step.
    """

    def __init__(self, stop: threading.Event, step: int) -> None:
        self.stop, self.looked, self.next, self.since = stop, step, step + 1, time.monotonic()

    def __call__(self, step: int) -> bool:
        """step: the number of steps that are done. Every process has to ask after each of them."""
        if size() == 1:
            return self.stop.is_set()
        if step < self.next:
            return False
        stopping = average(self.stop.is_set()) > 0
        seconds = average((time.monotonic() - self.since) / (step - self.looked))
        self.looked, self.since = step, time.monotonic()
        self.next = step + min(MOST_STEPS, max(1, int(LOOK / max(seconds, 1e-6))))
        return stopping
