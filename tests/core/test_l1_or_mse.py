"""L1 or MSE: the best prediction of one uncertain pixel by each."""

import pytest

from mae_demo.answers.l1_or_mse import best_predictions, expected_losses


def test_at_70_30_the_l1_wants_the_median_and_the_mse_the_mean():
    assert best_predictions(0.7) == (1.0, 0.7)
    assert expected_losses(0.7, 1.0) == pytest.approx((0.3, 0.3))  # wrong in 30 % of the cases, by 1
    assert expected_losses(0.7, 0.7) == pytest.approx((0.42, 0.21))


@pytest.mark.parametrize("probability", [0.0, 0.25, 0.6, 1.0])
def test_no_other_prediction_is_better(probability):
    for index, best in enumerate(best_predictions(probability)):
        least = min(expected_losses(probability, step / 100)[index] for step in range(101))
        assert expected_losses(probability, best)[index] == pytest.approx(least)
