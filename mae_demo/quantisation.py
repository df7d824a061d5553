"""Quantisation: a large network with fewer bits, more than twice as fast on a CPU, and slightly different.

On a processor with units for bfloat16 (AMX), each linear layer stores its weights and converts its inputs to bfloat16:
8 bits of precision instead of 24, with the same range. On others, its weights are integers from -128 to 127, and its
inputs are converted to such integers, each with a scale. Everything else stays in float32. `python -m train.benchmark
prediction` measures the difference to the exact network. With QUANTISED=1 in the environment, the page quantises
networks of LARGE parameters and more, and says so beside their results.
"""

from __future__ import annotations

import copy
import os
import warnings

import torch
from torch import Tensor, nn
from torch.nn import functional as F

LARGE = 20_000_000  # parameters; a smaller network is fast enough
SETTINGS = "QUANTISED", "ROUNDED"  # names of the environment variable; the second is the older one


def requested() -> bool:
    """Whether large networks shall be quantised: QUANTISED=1 python app.py."""
    return any(os.environ.get(name, "0") not in ("", "0") for name in SETTINGS)


def is_large(model: nn.Module) -> bool:
    """Whether the gain in speed is worth the loss of precision."""
    return sum(parameter.numel() for parameter in model.parameters()) >= LARGE


def is_quantised(model: nn.Module) -> bool:
    """Whether a model came from one of the functions below."""
    kinds = Bfloat16Linear, torch.ao.nn.quantized.dynamic.Linear
    return any(isinstance(module, kinds) for module in model.modules())


def has_bfloat16_units() -> bool:
    """Whether this processor multiplies matrices of bfloat16 much faster than those of float32."""
    return bool(torch.cpu.get_capabilities().get("amx_bf16"))


def quantised(model: nn.Module) -> nn.Module:
    """A copy of a model in the precision in which this processor is fast."""
    return in_bfloat16(model) if has_bfloat16_units() else in_8_bits(model)


class Bfloat16Linear(nn.Module):
    """A linear layer that multiplies in bfloat16, adds the products in float32, and rounds the sums to bfloat16."""

    def __init__(self, exact: nn.Linear) -> None:
        super().__init__()
        self.weight, self.bias = (nn.Parameter(values.bfloat16(), False) for values in (exact.weight, exact.bias))

    def forward(self, x: Tensor) -> Tensor:
        return F.linear(x.bfloat16(), self.weight, self.bias).float()


def in_bfloat16(model: nn.Module) -> nn.Module:
    """A copy of a model whose linear layers calculate in bfloat16; the model itself does not change."""
    model = copy.deepcopy(model)
    for module in list(model.modules()):
        for name, child in module.named_children():
            if isinstance(child, nn.Linear):
                setattr(module, name, Bfloat16Linear(child))
    return model


def in_8_bits(model: nn.Module) -> nn.Module:
    """A copy of a model whose linear layers calculate in 8 bits, on the CPU; the model itself does not change."""
    with warnings.catch_warnings():
        # torch 2.11 still has this function; its successor, torchao, is one more library
        warnings.simplefilter("ignore", DeprecationWarning)
        return torch.ao.quantization.quantize_dynamic(model, {nn.Linear}, dtype=torch.qint8)
