"""Muon over stacks of matrices is torch's Muon, but for its rounding."""

import copy

import pytest
import torch
from torch import Generator, nn, optim

from train.muon import StackedMuon, orthogonalised

JORDAN = (3.4445, -4.7750, 2.0315), 5, 1e-7  # coefficients, iterations, eps


@pytest.mark.parametrize("shape", [(6, 6), (4, 36), (24, 6), (1, 5)])
def test_singular_vectors_stay_and_singular_values_follow_the_polynomial(shape):
    matrices = torch.randn(3, *shape, generator=Generator().manual_seed(0))
    for matrix, result in zip(matrices, orthogonalised(matrices, *JORDAN), strict=True):
        left, values, right = torch.linalg.svd((matrix / matrix.norm()).double(), full_matrices=False)
        for _ in range(5):
            values = 3.4445 * values - 4.7750 * values**3 + 2.0315 * values**5
        torch.testing.assert_close(result.double(), left * values @ right, atol=1e-5, rtol=0)


def test_it_steps_as_torch_does():
    torch.manual_seed(0)
    ours = nn.ParameterList(torch.randn(shape) for shape in ((8, 8), (8, 24), (8, 8), (24, 8)))
    theirs = copy.deepcopy(ours)
    settings = {"lr": 0.02, "weight_decay": 0.1, "adjust_lr_fn": "match_rms_adamw"}
    optimizers = StackedMuon(ours, **settings), optim.Muon(theirs, **settings)
    for _ in range(4):
        for one, other in zip(ours, theirs, strict=True):
            one.grad = torch.randn_like(one)
            other.grad = one.grad.clone()
        for optimizer in optimizers:
            optimizer.step()
    for one, other in zip(ours, theirs, strict=True):
        torch.testing.assert_close(one, other, atol=2e-3, rtol=0)  # torch's rounds to bfloat16
        averages = [
            optimizer.state[p]["momentum_buffer"] for optimizer, p in zip(optimizers, (one, other), strict=True)
        ]
        torch.testing.assert_close(*averages)


def test_a_matrix_without_a_gradient_stays():
    used, unused = nn.Parameter(torch.ones(2, 2)), nn.Parameter(torch.ones(2, 2))
    used.grad = torch.ones(2, 2)
    StackedMuon([used, unused], lr=0.1, adjust_lr_fn="match_rms_adamw").step()
    assert unused.equal(torch.ones(2, 2)) and not used.equal(unused)
