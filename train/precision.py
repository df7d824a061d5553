"""Which precision a training step multiplies in."""

from __future__ import annotations

import torch


def multiplies_bfloat16(device: str) -> bool:
    """Whether a device ('cpu' or 'cuda') multiplies matrices of bfloat16 much faster than those of float32.

    GPUs do, and processors with AMX; there a step of the photographs' transformer takes 10 ms a picture in place of 16
    (one thread of an Intel Xeon). Other processors only imitate bfloat16, and lose time by it.
    """
    return device == "cuda" or bool(torch.cpu.get_capabilities().get("amx_bf16"))


def multiplied_in_bfloat16(device: str) -> torch.autocast:
    """A context whose matrix products round to bfloat16 where that is faster; weights and sums stay in float32."""
    return torch.autocast(device, torch.bfloat16, enabled=multiplies_bfloat16(device))
