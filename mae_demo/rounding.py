"""A large network with rounded weights: more than twice as fast on a CPU, and a little off.

Where the processor has units for bfloat16 (AMX), each linear layer keeps its weights in it and rounds what enters it
likewise: 8 bits of precision in place of 24, and all the range. Elsewhere its weights are whole numbers from -128 to
127, what enters is rounded to such, too, with a scale for each, and the processor multiplies small whole numbers. All
else stays as it is. What comes out is not what the exact network says: `python -m mae_demo.benchmark` measures how far
off it is. Where ROUNDED is set in the environment, the page rounds the networks that have LARGE numbers or more, and
says so beside their results.
"""

from __future__ import annotations

import copy
import os
import warnings

import torch
from torch import Tensor, nn
from torch.nn import functional as F

LARGE = 20_000_000  # learned numbers; a smaller network is fast enough as it is


def asked_for() -> bool:
    """Whether whoever started the app wants large networks to be rounded: ROUNDED=1 python app.py."""
    return os.environ.get("ROUNDED", "0") not in ("", "0")


def is_large(model: nn.Module) -> bool:
    """Whether rounding a network is worth its error."""
    return sum(parameter.numel() for parameter in model.parameters()) >= LARGE


def is_rounded(model: nn.Module) -> bool:
    """Whether a model came from one of the functions below."""
    kinds = Bfloat16Linear, torch.ao.nn.quantized.dynamic.Linear
    return any(isinstance(module, kinds) for module in model.modules())


def has_bfloat16_units() -> bool:
    """Whether this processor multiplies matrices of bfloat16 much faster than those of float32."""
    return bool(torch.cpu.get_capabilities().get("amx_bf16"))


def rounded(model: nn.Module) -> nn.Module:
    """A copy of a model in the precision that this processor is fast in."""
    return in_bfloat16(model) if has_bfloat16_units() else in_8_bits(model)


class Bfloat16Linear(nn.Module):
    """A linear layer of float32 that calculates in bfloat16; products are summed up in float32, and then rounded."""

    def __init__(self, exact: nn.Linear) -> None:
        super().__init__()
        self.weight, self.bias = (nn.Parameter(values.bfloat16(), False) for values in (exact.weight, exact.bias))

    def forward(self, x: Tensor) -> Tensor:
        return F.linear(x.bfloat16(), self.weight, self.bias).float()


def in_bfloat16(model: nn.Module) -> nn.Module:
    """A copy of a model whose linear layers calculate in bfloat16; the model stays as it is."""
    model = copy.deepcopy(model)
    for module in list(model.modules()):
        for name, child in module.named_children():
            if isinstance(child, nn.Linear):
                setattr(module, name, Bfloat16Linear(child))
    return model


def in_8_bits(model: nn.Module) -> nn.Module:
    """A copy of a model whose linear layers calculate in 8 bits, on the CPU; the model stays as it is."""
    with warnings.catch_warnings():
        # torch 2.11 has it still; its successor, torchao, is one more library
        warnings.simplefilter("ignore", DeprecationWarning)
        return torch.ao.quantization.quantize_dynamic(model, {nn.Linear}, dtype=torch.qint8)
