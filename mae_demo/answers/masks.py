"""The mask that a strategy, a ratio and a seed draw for a picture and a checkpoint."""

from __future__ import annotations

from PIL import Image
from torch import Tensor

from mae_demo.answers.networks import fitted, grid_of, model
from mae_demo.inference import patch_errors
from mae_demo.masking import make_mask, mask_from_hex, priority_mask
from mae_demo.saliency import gradient_energy, selective_priority
from mae_demo.strategies import STRATEGIES
from mae_demo.text import Refusal

PARTS = 4  # masks by which each patch is predicted once while it is hidden, for 'hard'; its note says how many


def mask_for(
    name: str,
    strategy: str,
    ratio: float,
    seed: int,
    picture: Image.Image,
    digits: str = "",
    balance: float = 1.0,
) -> Tensor:
    """The mask (rows, columns) of a checkpoint's grid: painted `digits` win over strategy, ratio and seed.

    ratio: 0 to 1. picture: what some strategies look at. balance: of 'selective', from -1, the background, to 1, the
    foreground. Besides those of `make_mask` there is 'hard', which needs the checkpoint: it hides the patches that
    this one predicts worst. Raises ValueError with a sentence for whatever does not describe a mask.
    """
    grid = grid_of(name, picture)
    if digits:
        return mask_from_hex(digits, grid)
    check(strategy, ratio, seed, balance)
    image = fitted(name, picture)
    if strategy == "hard":
        return priority_mask(patch_errors(model(name), image, PARTS, int(seed)), ratio, int(seed))
    if strategy == "selective":
        return priority_mask(selective_priority(gradient_energy(image, grid), int(seed), balance), ratio, int(seed))
    return make_mask(strategy, grid, ratio, int(seed), image)


def check(strategy: object, ratio: object, seed: object, balance: object) -> None:
    """Raise ValueError with a sentence where `mask_for` rolls no mask by these; a client may have sent anything."""

    def number(value: object, low: float, high: float) -> bool:
        return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high

    if strategy not in list(STRATEGIES):
        raise Refusal("errors.strategy", name=f"{strategy!r:.40}", known=", ".join(STRATEGIES))
    if not number(ratio, 0, 1):
        raise Refusal("errors.ratio")
    if not number(seed, 0, 2**31 - 1) or seed != seed // 1:
        raise Refusal("errors.seed")
    if not number(balance, -1, 1):
        raise Refusal("errors.balance")
