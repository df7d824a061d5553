"""A GPU for the length of a call: on ZeroGPU, where a Hugging Face Space borrows one, large networks answer there.

Elsewhere nothing of this happens. The library `spaces` is part of such a Space; it wants to be imported before torch,
and to find a function of this kind before the page is served. It runs the function in a process of its own, which is
handed arrays and the name of a checkpoint; as long as it lives, the network stays on the GPU. Nothing is rounded there,
whatever ROUNDED says (`mae_demo.rounding`). This follows the library's description; on such a Space it was not tried.
https://huggingface.co/docs/hub/spaces-zerogpu
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from mae_demo import checkpoint

if TYPE_CHECKING:
    from numpy import ndarray
    from torch import Tensor, nn

LENT = bool(os.environ.get("SPACES_ZERO_GPU"))
DEVICE = "cuda"
SECONDS = 15  # to ask for at each call; it has to do for reading the weights as well


def on_gpu(function: Callable) -> Callable:
    """A function that runs where there is a GPU, on ZeroGPU; elsewhere the function as it is."""
    if not LENT:
        return function
    import spaces

    return spaces.GPU(duration=SECONDS)(function)


@on_gpu
def forward(name: str, images: ndarray, mask: ndarray) -> ndarray:
    """What a checkpoint's network answers to pictures (B, C, H, W) and masks (B, N), as arrays."""
    import torch

    with torch.inference_mode():
        answer = _kept(name)(torch.from_numpy(images).to(DEVICE), torch.from_numpy(mask))
    return answer.cpu().numpy()


@lru_cache(maxsize=2)
def _kept(name: str) -> nn.Module:
    """A network on the GPU, in the process that has one."""
    return checkpoint.load(name, DEVICE)


def send_away(network: nn.Module, name: str) -> nn.Module:
    """Have a network answer through `forward`; all else that is asked of it, such as its attention, stays here."""
    import torch

    def answer(images: Tensor, mask: Tensor) -> Tensor:
        return torch.from_numpy(forward(name, images.numpy(), mask.numpy()))

    network.forward = answer
    return network
