"""Which precision a training step multiplies in."""

from __future__ import annotations

import torch

from mae_demo.quantisation import has_bfloat16_units


def multiplies_bfloat16(device: str) -> bool:
    """Whether a device ('cpu', 'cuda' or 'mps') multiplies matrices of bfloat16 much faster than those of float32.

    NVIDIA's GPUs do from Ampere on, and processors with AMX; there a step of the photographs' transformer takes 10 ms a
    picture in place of 16 (one thread of an Intel Xeon). Others only imitate bfloat16, and lose time by it.
    """
    if device == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    return device == "cpu" and has_bfloat16_units()


def product_type(device: str) -> torch.dtype:
    """The type in which a device multiplies matrices the fastest without spoiling training.

    float16 is for NVIDIA's GPUs before Ampere: its range is so small that gradients need a scaler
    (`torch.amp.GradScaler`; Micikevicius et al., 'Mixed Precision Training', 2018).
    """
    if multiplies_bfloat16(device):
        return torch.bfloat16
    return torch.float16 if device == "cuda" else torch.float32


def rounded_products(device: str) -> torch.autocast:
    """A context whose products, of matrices and in convolutions, are of `product_type`.

    Weights, their gradients and the loss stay in float32; what flows between the layers may be rounded.
    """
    dtype = product_type(device)
    return torch.autocast(device, dtype, enabled=dtype != torch.float32)
