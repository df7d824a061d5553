"""What counts as something to see, and masks that go by it: hand-made pictures, exact layers."""

from itertools import pairwise

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from mae_demo.masking import hidden_count, make_mask, priority_mask
from mae_demo.saliency import gradient_energy, layered_priority, selective_priority

seeds = st.integers(0, 2**31)
GRID = (8, 8)


def square(channels=1):
    """A bright square on black, 2×2 patches of 4 pixels, and the patches that it covers."""
    image, patches = torch.zeros(channels, 32, 32), torch.zeros(8, 8, dtype=torch.bool)
    image[:, 8:16, 12:20] = 1
    patches[2:4, 3:5] = True
    return image, patches


def test_gradient_energy_by_hand():
    """A step of 1 between the columns 1 and 2: central differences see half of it on either side."""
    image = torch.tensor([[0.0, 0.0, 1.0, 1.0]]).repeat(4, 1)[None]
    assert gradient_energy(image, (2, 2)).tolist() == [[0.125, 0.125], [0.125, 0.125]]
    assert gradient_energy(image, (1, 4)).tolist() == [[0, 0.25, 0.25, 0]]
    assert gradient_energy(image.repeat(3, 1, 1), (1, 4)).tolist() == [[0, 0.75, 0.75, 0]]  # channels add up
    assert gradient_energy(image.transpose(1, 2), (4, 1)).flatten().tolist() == [0, 0.25, 0.25, 0]


def test_an_even_picture_has_no_energy():
    assert not gradient_energy(torch.full((3, 28, 28), 0.7), (7, 7)).any()


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("seed", range(5))
def test_selective_at_the_ratio_of_its_area_hides_exactly_a_bright_square(channels, seed):
    image, patches = square(channels)
    assert torch.equal(make_mask("selective", GRID, 4 / 64, seed, image), patches)


@settings(deadline=None)
@given(seeds, st.floats(0, 60 / 64))
def test_towards_the_background_the_square_is_hidden_last(seed, ratio):
    image, patches = square()
    priority = selective_priority(gradient_energy(image, GRID), seed, balance=-1)
    assert not priority_mask(priority, ratio, seed)[patches].any()


@settings(deadline=None)
@given(seeds, st.floats(0, 1))
def test_without_a_balance_selective_is_random(seed, ratio):
    priority = selective_priority(gradient_energy(square()[0], GRID), seed, balance=0)
    assert torch.equal(priority_mask(priority, ratio, seed), make_mask("random", GRID, ratio, seed))


def test_the_balance_moves_the_mask_from_background_to_foreground():
    saliency = torch.rand(GRID, generator=torch.Generator().manual_seed(0))
    means = []
    for balance in (-1, -0.5, 0, 0.5, 1):
        masks = [priority_mask(selective_priority(saliency, seed, balance), 0.5, seed) for seed in range(50)]
        means.append(torch.stack([saliency[mask].mean() for mask in masks]).mean())
    assert all(low + 0.05 < high for low, high in pairwise(means))


def test_only_the_order_of_a_saliency_counts():
    saliency = torch.rand(GRID, generator=torch.Generator().manual_seed(0))
    for balance in (-0.7, 0.3, 1):
        one, other = (selective_priority(values, 5, balance) for values in (saliency, 1000 * saliency**3))
        assert torch.equal(one, other)
    assert torch.equal(layered_priority(saliency, 5), layered_priority(1000 * saliency**3, 5))


def test_equally_salient_patches_have_equal_chances():
    saliency = torch.zeros(4, 4)
    saliency[0] = 1
    for balance in (1, -1, 0.5):
        masks = [priority_mask(selective_priority(saliency, seed, balance), 0.5, seed) for seed in range(1000)]
        chances = torch.stack(masks).float().mean(0)
        for row in chances:
            assert (row - row.mean()).abs().max() < 0.07  # over four standard errors of a coin


@settings(deadline=None)
@given(seeds, st.sampled_from([-1, -0.7, -0.25, 0, 0.5, 1]), st.floats(0, 1))
def test_foreground_and_background_are_mirror_images(seed, balance, ratio):
    saliency = torch.tensor([[0.0, 0, 0, 0, 3], [1, 1, 1, 2, 9]])
    one = priority_mask(selective_priority(saliency, seed, balance), ratio, seed)
    assert torch.equal(priority_mask(selective_priority(-saliency, seed, -balance), ratio, seed), one)


@pytest.mark.parametrize("balance", [-1.1, 2, float("nan")])
def test_a_balance_outside_its_range_is_refused(balance):
    with pytest.raises(ValueError, match="between -1"):
        selective_priority(torch.zeros(2, 2), 0, balance)


@settings(deadline=None)
@given(st.integers(1, 12), st.integers(1, 12), st.lists(st.floats(0, 1), min_size=1, max_size=5), seeds)
def test_each_layer_is_hidden_to_its_own_ratio(rows, columns, ratios, seed):
    saliency = torch.rand(rows, columns, generator=torch.Generator().manual_seed(seed))
    mask = layered_priority(saliency, seed, tuple(ratios)) > 1
    layers = torch.tensor_split(mask.flatten()[saliency.flatten().argsort()], layer_ends(rows * columns, len(ratios)))
    for layer, ratio in zip(layers, ratios, strict=True):
        assert layer.sum() == hidden_count(len(layer), ratio)


def layer_ends(patches, layers):
    return [patches * layer // layers for layer in range(1, layers)]


def test_layers_by_hand():
    """Twelve patches, three layers of four: none, half and all of them."""
    saliency = torch.arange(12.0).view(3, 4).flip(0)  # the most salient row on top
    mask = layered_priority(saliency, 0, (0, 0.5, 1)) > 1
    assert mask.sum(1).tolist() == [4, 2, 0]
    assert {tuple((layered_priority(saliency, seed, (0, 0.5, 1)) > 1)[1].tolist()) for seed in range(99)} == {
        (True, True, False, False), (True, False, True, False), (True, False, False, True),
        (False, True, True, False), (False, True, False, True), (False, False, True, True),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("ratio", "expected"), [(0.25, [3, 6, 9]), (0.5, [6, 12, 18]), (0.75, [15, 18, 21]), (0.9, [21, 22, 23])]
)
def test_the_layers_of_make_mask_share_the_ratio_in_proportion(ratio, expected):
    """The shares 1/4, 1/2, 3/4 of half the picture; under half they shrink, over half what is visible does."""
    image = torch.rand(1, 18, 16, generator=torch.Generator().manual_seed(0))  # 72 patches of 2 pixels, 24 a layer
    order = gradient_energy(image, (9, 8)).flatten().argsort()
    for seed in range(5):
        mask = make_mask("layered", (9, 8), ratio, seed, image)
        counts = mask.flatten()[order].view(3, 24).sum(1)
        assert (counts - torch.tensor(expected)).abs().max() <= 1


def test_equally_salient_patches_fall_into_layers_at_random():
    masks = torch.stack([layered_priority(torch.zeros(3, 4), seed, (0, 1)) > 1 for seed in range(1000)])
    assert (masks.float().mean(0) - 0.5).abs().max() < 0.07  # over four standard errors


@pytest.mark.parametrize("ratios", [(0.5, 1.2), (-0.1,), (float("nan"), 0.5)])
def test_a_layers_ratio_outside_0_to_1_is_refused(ratios):
    with pytest.raises(ValueError, match="each layer must lie between 0 and 1"):
        layered_priority(torch.zeros(2, 2), 0, ratios)
