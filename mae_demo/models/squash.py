"""The end of a network whose pixels must stay between 0 and 1."""

from torch import Tensor


def squash(x: Tensor) -> Tensor:
    """A sigmoid that touches the identity at mid-grey: any numbers come out in (0, 1), and 0.5 + d as about 0.5 + d.

    So a network that was trained without it can be trained on with it, for instance with a cross-entropy, which is
    not defined outside [0, 1].
    """
    return (4 * x.float() - 2).sigmoid()  # 16 bits would round what is nearly 1 to 1
