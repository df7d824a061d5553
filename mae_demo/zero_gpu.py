"""ZeroGPU: a Hugging Face Space that borrows a GPU for each call. Large networks run on it.

Elsewhere nothing here has an effect. Such a Space has the library `spaces`, which must be imported before torch and
must find a decorated function before the page is served. It runs that function in another process, which receives
arrays and the name of a checkpoint, and which keeps the network on the GPU while it lives. Networks are not quantised
there, whatever QUANTISED says (`mae_demo.quantisation`). This was tried with the library itself and a stand-in for the
devices that a Space lends, not on such a Space. https://huggingface.co/docs/hub/spaces-zerogpu
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

ZERO_GPU = os.environ.get("SPACES_ZERO_GPU", "").lower() in ("1", "t", "true")  # as the library reads it
DEVICE = "cuda"
SECONDS = 15  # requested for each call, enough to read the weights as well


def on_gpu(function: Callable) -> Callable:
    """On ZeroGPU, the function on a borrowed GPU; elsewhere, the function itself."""
    if not ZERO_GPU:
        return function
    import spaces

    return spaces.GPU(duration=SECONDS)(function)


@on_gpu
def forward(name: str, images: ndarray, mask: ndarray) -> ndarray:
    """The output of a checkpoint's network for pictures (B, C, H, W) and masks (B, N), as arrays."""
    import torch

    with torch.inference_mode():
        output = _cached(name)(torch.from_numpy(images).to(DEVICE), torch.from_numpy(mask))
    return output.cpu().numpy()


@lru_cache(maxsize=2)
def _cached(name: str) -> nn.Module:
    """A network on the GPU, in the process that has one."""
    return checkpoint.load(name, DEVICE)


def run_on_gpu(network: nn.Module, name: str) -> nn.Module:
    """Let a network predict by `forward` above; everything else, such as its attention, is still computed here."""
    import torch

    def predict(images: Tensor, mask: Tensor) -> Tensor:
        return torch.from_numpy(forward(name, images.numpy(), mask.numpy()))

    network.forward = predict
    return network
