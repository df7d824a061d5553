"""Checkpoints kept in memory, and pictures as they take them."""

from __future__ import annotations

from functools import lru_cache

import torch
from PIL import Image
from torch import Tensor, nn

from mae_demo import checkpoint, zero_gpu
from mae_demo.answers.shelf import known
from mae_demo.image import fit_picture, to_tensor
from mae_demo.quantisation import is_large, quantised, requested

Values = tuple[bytes, tuple[int, ...]]  # of a picture, see `values_of`

ALL_CORES = torch.get_num_threads()

linear_reference = lru_cache(checkpoint.linear_reference)  # reads the whole shelf


def model(name: str) -> nn.Module:
    """A checkpoint, kept in memory while it is among the last 32 used. Raises ValueError for what is no name.

    From here on this thread computes on one core, or on all for a large network: so small are the others that cores
    which wait for each other cost several times what one of them computes.
    """
    network, cores = _kept(str(name))  # a client may have sent anything
    if torch.get_num_threads() != cores:
        torch.set_num_threads(cores)
    return network


@lru_cache(maxsize=32)
def _kept(name: str) -> tuple[nn.Module, int]:
    """The checkpoint, and on how many cores it computes."""
    network = checkpoint.load(known(name))
    if not is_large(network):
        return network, 1
    if zero_gpu.ZERO_GPU:
        return zero_gpu.run_on_gpu(network, name), ALL_CORES
    return quantised(network) if requested() else network, ALL_CORES


def fitted(name: str, picture: Image.Image) -> Tensor:
    """A picture as a checkpoint takes it, (C, H, W)."""
    config = model(name).config
    return to_tensor(fit_picture(picture, config.size_for(*picture.size), config.channels))


def grid_of(name: str, picture: Image.Image) -> tuple[int, int]:
    """Rows and columns of the mask that a checkpoint takes with a picture."""
    config = model(name).config
    height, width = config.size_for(*picture.size)
    return height // config.patch_size, width // config.patch_size


def values_of(image: Tensor) -> Values:
    """A picture (C, H, W) as something that results can be kept by."""
    return image.numpy().tobytes(), tuple(image.shape)


def image_of(values: Values) -> Tensor:
    """The inverse of `values_of`."""
    content, shape = values
    return torch.frombuffer(bytearray(content), dtype=torch.float32).view(shape)
