"""Muon over stacks of matrices: a few large products in place of many small ones.

`torch.optim.Muon` (Jordan 2024, 'Muon: An optimizer for hidden layers in neural networks') makes the step of each
matrix nearly orthogonal by five Newton-Schulz iterations, one matrix after the other, in bfloat16. Here matrices of
equal shape are stacked, and the iterations run on their small Gram matrices, in float32: a convolution's weight
(D, 9·D) enters two products instead of ten.
"""

from __future__ import annotations

import torch
from torch import Tensor, optim


class StackedMuon(optim.Muon):
    """`torch.optim.Muon`, whose step takes all matrices of one shape at once.

    It always looks ahead (Nesterov), and steps as far as AdamW does (`adjust_lr_fn="match_rms_adamw"`).
    """

    @torch.no_grad()
    def step(self) -> None:
        """Take one step; parameters without a gradient stay as they are."""
        for group in self.param_groups:
            shapes: dict[torch.Size, list[Tensor]] = {}
            for parameter in group["params"]:
                if parameter.grad is not None:
                    shapes.setdefault(parameter.shape, []).append(parameter)
            for shape, parameters in shapes.items():
                # Average the gradients over past steps, and look ahead by one (Nesterov)
                grads = [parameter.grad for parameter in parameters]
                for parameter in parameters:
                    self.state[parameter].setdefault("momentum_buffer", torch.zeros_like(parameter))
                averages = [self.state[parameter]["momentum_buffer"] for parameter in parameters]
                torch._foreach_lerp_(averages, grads, 1 - group["momentum"])
                updates = torch.stack(torch._foreach_lerp(grads, averages, group["momentum"]))  # (K, R, C)

                # Decay, and step in the orthogonal direction
                steps = orthogonalised(updates, group["ns_coefficients"], group["ns_steps"], group["eps"])
                torch._foreach_mul_(parameters, 1 - group["lr"] * group["weight_decay"])
                rate = group["lr"] * 0.2 * max(shape) ** 0.5  # as long a step as AdamW takes (Liu et al. 2025)
                torch._foreach_add_(parameters, list(steps.unbind()), alpha=-rate)


def orthogonalised(matrices: Tensor, coefficients: tuple[float, float, float], iterations: int, eps: float) -> Tensor:
    """Matrices (K, R, C) with the same singular vectors, whose singular values are all near 1.

    An iteration takes X to (a·I + b·A + c·A²) X with A = X Xᵀ. All such factors are polynomials of one matrix, so they
    commute: A itself becomes P A P with P = a·I + b·A + c·A², and the product Q of all P meets X only at the end.
    """
    a, b, c = coefficients
    wide = matrices if matrices.shape[1] <= matrices.shape[2] else matrices.mT
    wide = wide / wide.flatten(1).norm(dim=1).clamp(min=eps)[:, None, None]  # no singular value is above 1
    gram, product = wide @ wide.mT, None  # (K, R, R)
    for iteration in range(iterations):
        factor = torch.baddbmm(gram, gram, gram, beta=b, alpha=c)
        factor.diagonal(dim1=1, dim2=2).add_(a)
        product = factor if product is None else factor @ product
        if iteration < iterations - 1:
            gram = factor @ gram @ factor
    result = product @ wide
    return result if matrices.shape[1] <= matrices.shape[2] else result.mT
