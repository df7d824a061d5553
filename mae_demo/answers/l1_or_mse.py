"""L1 or MSE: which prediction of one uncertain pixel each loss prefers. Plain arithmetic, without torch."""

from __future__ import annotations

from math import inf, log


def expected_losses(probability: float, prediction: float) -> tuple[float, float, float]:
    """The expected L1, MSE and BCE (in nats) of a prediction in [0, 1].

    The pixel is 1 (white) with this probability, and 0 (black) otherwise. BCE is infinite where the prediction rules
    out what happens.
    """
    black, white = 1 - probability, probability
    l1 = white * (1 - prediction) + black * prediction
    mse = white * (1 - prediction) ** 2 + black * prediction**2
    bce = _surprise(white, prediction) + _surprise(black, 1 - prediction)
    return l1, mse, bce


def _surprise(share: float, predicted: float) -> float:
    """-share·ln(predicted), and 0 for what never happens."""
    return 0.0 if share == 0 else inf if predicted == 0 else -share * log(predicted)


def best_predictions(probability: float) -> tuple[float, float]:
    """The predictions of least expected L1, the median of the two values, and of least MSE and BCE, their mean.

    At a probability of 0.5 every prediction has the same expected L1; 1 is returned.
    """
    return float(probability >= 0.5), probability
