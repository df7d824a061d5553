"""A large network with its weights in 8 bits: faster on a CPU, more than twice where it has VNNI, and a little off.

Each linear layer keeps its weights as whole numbers from -128 to 127 and rounds what enters it likewise, with a scale
for each, so that the processor multiplies small whole numbers; all else stays as it is. What comes out is not what the
exact network says: `python -m mae_demo.benchmark` measures how far off it is. Where ROUNDED is set in the environment,
the page rounds the networks that have LARGE numbers or more, and says so beside their results.
"""

from __future__ import annotations

import os
import warnings

import torch
from torch import nn

LARGE = 20_000_000  # learned numbers; a smaller network is fast enough as it is


def asked_for() -> bool:
    """Whether whoever started the app wants large networks to be rounded: ROUNDED=1 python app.py."""
    return os.environ.get("ROUNDED", "0") not in ("", "0")


def is_large(model: nn.Module) -> bool:
    """Whether rounding a network is worth its error."""
    return sum(parameter.numel() for parameter in model.parameters()) >= LARGE


def is_rounded(model: nn.Module) -> bool:
    """Whether a model came from `in_8_bits`."""
    return any(isinstance(module, torch.ao.nn.quantized.dynamic.Linear) for module in model.modules())


def in_8_bits(model: nn.Module) -> nn.Module:
    """A copy of a model whose linear layers calculate in 8 bits, on the CPU; the model stays as it is."""
    with warnings.catch_warnings():
        # torch 2.11 has it still; its successor, torchao, is one more library
        warnings.simplefilter("ignore", DeprecationWarning)
        return torch.ao.quantization.quantize_dynamic(model, {nn.Linear}, dtype=torch.qint8)
