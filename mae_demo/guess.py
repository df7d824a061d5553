"""The best single guess at a value that may turn out one way or the other: why L1 and MSE want different things."""

from __future__ import annotations


def expected_losses(share: float, guess: float) -> tuple[float, float]:
    """The expected L1 and MSE of a guess in [0, 1] at a pixel that is 1 with this probability, and else 0."""
    return share * (1 - guess) + (1 - share) * guess, share * (1 - guess) ** 2 + (1 - share) * guess**2


def best_guesses(share: float) -> tuple[float, float]:
    """What minimises each: the median of the two values for the L1, their mean for the MSE.

    At a share of 0.5 any guess has the same L1; here it is 1.
    """
    return float(share >= 0.5), share
