"""Several processes as one: each works on its share of every batch, and all take the same step.

`torchrun --nproc-per-node N -m train RECIPE` starts N processes on a machine; without torchrun there is one, and
nothing here does anything. A recipe's batch size is that of all processes together, so their number makes no
difference but for rounding, for what each draws by itself (the noise of a variational autoencoder, how pictures are
varied, the window that a discriminator sees of large ones), and, where pictures hide different numbers of pixels, for
the fourth digit of the loss: each process takes the mean over its own.

They read and write one folder, so machines need to share it; and each machine counts its own restarts, so start
torchrun there with TORCH_DISABLE_SHARE_RDZV_TCP_STORE=1, for a new store each time.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import torch
from torch import Tensor, nn
from torch import distributed as dist

PATIENCE = timedelta(seconds=50)  # how long a process waits for the others before it gives up


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
        # torchrun's store outlives a restart, and with it the addresses of the dead (pytorch issue 135712)
        store = dist.PrefixStore(f"restart {os.environ['TORCHELASTIC_RESTART_COUNT']}", store)
    backend = "nccl" if device == "cuda" else "gloo"
    dist.init_process_group(backend, store=store, rank=number, world_size=count, timeout=PATIENCE)
    try:
        yield
    finally:
        dist.destroy_process_group()


def rank() -> int:
    """Which of the processes this is; the first, 0, keeps the books."""
    return dist.get_rank() if dist.is_initialized() else 0


def size() -> int:
    """How many processes there are."""
    return dist.get_world_size() if dist.is_initialized() else 1


def share(rows: Tensor) -> Tensor:
    """This process's rows of a batch. Raises ValueError where they cannot be shared out evenly."""
    if len(rows) % size():
        raise ValueError(f"A batch of {len(rows)} cannot be shared out evenly among {size()} processes.")
    return rows[rank() :: size()]


def average(value: Tensor | float) -> float:
    """The mean of a number over all processes, each of which has to ask."""
    if size() == 1:
        return float(value)
    total = torch.as_tensor(value, dtype=torch.float64, device="cuda" if dist.get_backend() == "nccl" else "cpu")
    dist.all_reduce(total)
    return total.item() / size()


def average_gradients(model: nn.Module) -> None:
    """Give every process the mean of their gradients, for a model outside of DistributedDataParallel."""
    if size() > 1:
        for parameter in model.parameters():
            dist.all_reduce(parameter.grad)
            parameter.grad /= size()


@contextmanager
def first_alone() -> Iterator[None]:
    """Let the first process through before the others, for instance to write what all of them read.

    They wait for PATIENCE: fetch a large data set before several processes are started.
    """
    if rank() > 0:
        dist.barrier()
    yield
    if rank() == 0 and size() > 1:
        dist.barrier()
