"""The last function of a network whose pixels must stay between 0 and 1; two families of models share it."""

from torch import Tensor


def squash(x: Tensor) -> Tensor:
    """A sigmoid to (0, 1) that is close to the identity near mid-grey: 0.5 + d becomes about 0.5 + d.

    So a network that was trained without it can continue training with it, for instance with the cross-entropy,
    which is not defined outside [0, 1].
    """
    return (4 * x.float() - 2).sigmoid()  # 16 bits would round what is nearly 1 to 1
