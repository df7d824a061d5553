"""L1 or MSE: the best prediction of one uncertain pixel by each."""

from math import inf, log

import pytest
import torch
from torch.nn.functional import binary_cross_entropy

from mae_demo.answers.l1_or_mse import best_predictions, expected_losses


def test_at_70_30_the_l1_wants_the_median_and_the_mse_the_mean():
    assert best_predictions(0.7) == (1.0, 0.7)
    assert expected_losses(0.7, 1.0) == pytest.approx((0.3, 0.3, inf))  # wrong in 30 % of the cases, by 1
    assert expected_losses(0.7, 0.7) == pytest.approx((0.42, 0.21, -0.7 * log(0.7) - 0.3 * log(0.3)))


def test_bce_is_that_of_torch_and_nothing_costs_what_never_happens():
    pixels, guess = torch.tensor([1.0] * 7 + [0.0] * 3), torch.full((10,), 0.55)
    assert expected_losses(0.7, 0.55)[2] == pytest.approx(binary_cross_entropy(guess, pixels).item())
    assert expected_losses(1, 1) == (0, 0, 0) and expected_losses(0, 0) == (0, 0, 0)


@pytest.mark.parametrize("probability", [0.0, 0.25, 0.6, 1.0])
def test_no_other_prediction_is_better(probability):
    median, mean = best_predictions(probability)
    for index, best in enumerate((median, mean, mean)):
        least = min(expected_losses(probability, step / 100)[index] for step in range(101))
        assert expected_losses(probability, best)[index] == pytest.approx(least, abs=1e-12)
