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
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import torch
from torch import Tensor, nn
from torch import distributed as dist

PATIENCE = timedelta(seconds=50)  # a process waits this long for the others


@contextmanager
def together(device: str) -> Iterator[None]:
    """Join the processes that torchrun has started, over NCCL between GPUs and Gloo between CPUs."""
    if not dist.is_torchelastic_launched():
        yield
        return
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


def local_rows(rows: Tensor) -> Tensor:
    """The rows of a batch that this process works on. Raises ValueError where they cannot be divided evenly."""
    if len(rows) % size():
        raise ValueError(f"A batch of {len(rows)} cannot be divided evenly among {size()} processes.")
    return rows[rank() :: size()]


def average(value: Tensor | float) -> float:
    """The mean of a number over all processes, each of which has to call this."""
    if size() == 1:
        return float(value)
    total = torch.as_tensor(value, dtype=torch.float64, device="cuda" if dist.get_backend() == "nccl" else "cpu")
    dist.all_reduce(total)
    return total.item() / size()


def average_gradients(model: nn.Module) -> None:
    """Replace gradients by their mean over all processes, for a model outside of DistributedDataParallel."""
    if size() > 1:
        for parameter in model.parameters():
            dist.all_reduce(parameter.grad)
            parameter.grad /= size()


@contextmanager
def first_process_first() -> Iterator[None]:
    """Let process 0 run the block before the others, for instance to write a file that all of them read.

    The others wait for PATIENCE at most, so download a large data set before you start several processes.
    """
    if rank() > 0:
        dist.barrier()
    yield
    if rank() == 0 and size() > 1:
        dist.barrier()
