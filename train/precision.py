"""Which precision a training step multiplies in."""

from __future__ import annotations

import torch

from mae_demo.rounding import has_bfloat16_units


def multiplies_bfloat16(device: str) -> bool:
    """Whether a device ('cpu' or 'cuda') multiplies matrices of bfloat16 much faster than those of float32.

    NVIDIA's GPUs do from Ampere on, and processors with AMX; there a step of the photographs' transformer takes 10 ms a
    picture in place of 16 (one thread of an Intel Xeon). Others only imitate bfloat16, and lose time by it.
    """
    if device == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    return has_bfloat16_units()


def multiplied_in_bfloat16(device: str) -> torch.autocast:
    """A context whose products, of matrices and in convolutions, round to bfloat16 where that is faster.

    Weights, their gradients and the loss stay in float32; what flows between the layers may be bfloat16.
    """
    return torch.autocast(device, torch.bfloat16, enabled=multiplies_bfloat16(device))
