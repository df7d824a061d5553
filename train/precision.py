"""The precision of products in a training step."""

from __future__ import annotations

import torch

from mae_demo.quantisation import has_bfloat16_units


def multiplies_bfloat16(device: str) -> bool:
    """Whether a device ('cpu', 'cuda' or 'mps') multiplies matrices of bfloat16 much faster than those of float32.

    NVIDIA's GPUs do since Ampere, and so do processors with AMX, on which a step of the photographs' transformer takes
    10 ms per picture instead of 16 (one thread of an Intel Xeon). Others emulate bfloat16, which is slower.
    """
    if device == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    return device == "cpu" and has_bfloat16_units()


def product_type(device: str) -> torch.dtype:
    """The fastest type for products of matrices on a device that training tolerates.

    float16 is for NVIDIA's GPUs before Ampere: its range is so small that gradients need a scaler
    (`torch.amp.GradScaler`; Micikevicius et al., 'Mixed Precision Training', 2018).
    """
    if multiplies_bfloat16(device):
        return torch.bfloat16
    return torch.float16 if device == "cuda" else torch.float32


def rounded_products(device: str) -> torch.autocast:
    """A context in which products, of matrices and in convolutions, are of `product_type`.

    Weights, their gradients and the loss stay in float32; activations may be in `product_type`.
    """
    dtype = product_type(device)
    return torch.autocast(device, dtype, enabled=dtype != torch.float32)
