"""L1 or MSE: which prediction of one uncertain pixel each loss prefers. Plain arithmetic, without torch."""

from __future__ import annotations


def expected_losses(probability: float, prediction: float) -> tuple[float, float]:
    """The expected L1 and MSE of a prediction in [0, 1].

    The pixel is 1 (white) with this probability, and 0 (black) otherwise.
    """
    black, white = 1 - probability, probability
    l1 = white * (1 - prediction) + black * prediction
    mse = white * (1 - prediction) ** 2 + black * prediction**2
    return l1, mse


def best_predictions(probability: float) -> tuple[float, float]:
    """The predictions of least expected L1, the median of the two values, and of least expected MSE, their mean.

    At a probability of 0.5 every prediction has the same expected L1; the one returned is 1.
    """
    return float(probability >= 0.5), probability
