"""The masks of a training batch: mixed as asked for, and exact in their counts."""

from itertools import pairwise

import pytest
import torch
from torch import Generator

from mae_demo.masking import hidden_count
from train.masks import draw_masks, strokes, unit

PIXELS = (("random", 4, 0.5), ("random", 7, 0.2), ("strokes", 1, 0.3))
PATCHES = (("random", 4, 0.8), ("block", 4, 0.15), ("grid", 4, 0.05))


def seeded(seed=0):
    return Generator().manual_seed(seed)


@pytest.mark.parametrize(
    ("sides", "expected"), [((4,), 4), ((4, 4), 4), ((4, 2), 2), ((4, 14), 2), ((4, 7), 1), ((2, 1), 1)]
)
def test_masks_are_written_in_the_largest_patch_that_fits_all(sides, expected):
    assert unit(tuple(("random", side, 1.0) for side in sides)) == expected


@pytest.mark.parametrize("ratio", [0.05, 0.5, 0.77, 0.95])
def test_one_patch_size_hides_as_many_in_every_row(ratio):
    masks = draw_masks(PATCHES, (28, 28), 200, ratio, seeded())
    assert masks.shape == (200, 49) and masks.dtype == torch.bool
    assert (masks.sum(1) == hidden_count(49, ratio)).all()
    assert len(masks.unique(dim=0)) > 150


def test_each_picture_has_a_strategy_by_its_share():
    masks = draw_masks(PIXELS, (28, 28), 1000, 0.5, seeded()).view(1000, 28, 28)

    def made_of(side):
        first = masks[:, ::side, ::side].repeat_interleave(side, 1).repeat_interleave(side, 2)
        return (masks == first).all(dim=(1, 2))

    fours, sevens = made_of(4), made_of(7)
    assert not (fours & sevens).any()
    assert abs(fours.float().mean() - 0.5) < 0.05
    assert abs(sevens.float().mean() - 0.2) < 0.05
    for kind, patches in ((fours, 49), (sevens, 16), (~fours & ~sevens, 784)):
        assert (masks[kind].sum((1, 2)) == hidden_count(patches, 0.5) * 784 // patches).all()


def test_the_same_generator_draws_the_same_masks():
    one, same, other = (draw_masks(PIXELS, (28, 28), 8, 0.5, seeded(seed)) for seed in (0, 0, 1))
    assert torch.equal(one, same) and not torch.equal(one, other)


@pytest.mark.parametrize("grid", [(28, 28), (7, 12), (1, 1)])
@pytest.mark.parametrize("ratio", [0.0, 0.05, 0.5, 0.95, 1.0])
def test_strokes_hide_exactly_so_many(grid, ratio):
    masks = strokes(grid, ratio, 3, seeded())
    assert masks.shape == (3, *grid)
    assert (masks.sum((1, 2)) == hidden_count(grid[0] * grid[1], ratio)).all()


def test_the_hand_only_adds():
    masks = [strokes((28, 28), ratio / 10, 2, seeded(3)) for ratio in range(11)]
    assert all((less & ~more).sum() == 0 for less, more in pairwise(masks))


def test_strokes_hang_together():
    mask = strokes((28, 28), 0.3, 50, seeded())
    assert len(mask.flatten(1).unique(dim=0)) == 50
    right_too = (mask[:, :, 1:] & mask[:, :, :-1]).sum() / mask[:, :, :-1].sum()
    assert right_too > 0.7  # single random pixels: 0.3
