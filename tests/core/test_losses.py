"""What training minimises: by hand, and as the official code has it."""

import numpy as np
import torch

from mae_demo.losses import edge_error, normalise_patches, reconstruction_loss
from mae_demo.patches import mask_to_pixels, patchify

HALF = torch.tensor([[True, False, False, True]])  # on a 2×2 grid


def test_two_by_two_by_hand():
    target = torch.zeros(1, 1, 2, 2)
    prediction = torch.tensor([[[[1.0, 2.0], [3.0, 4.0]]]])  # patches of one pixel
    loss = reconstruction_loss("mse", prediction, target, HALF)
    assert loss.item() == (1 + 16) / 2


def test_visible_weight_mixes_in_the_mean_over_all_pixels():
    target = torch.zeros(1, 1, 2, 2)
    prediction = torch.tensor([[[[1.0, 2.0], [3.0, 4.0]]]])
    loss = reconstruction_loss("mse", prediction, target, HALF, visible_weight=0.2)
    torch.testing.assert_close(loss, torch.tensor(0.8 * (1 + 16) / 2 + 0.2 * (1 + 4 + 9 + 16) / 4))


def test_equals_the_official_formula():
    torch.manual_seed(0)
    prediction, target = torch.rand(2, 5, 3, 8, 12)
    mask = torch.rand(5, 6) < 0.6
    assert not (mask.sum(1) == mask[0].sum()).all()  # rows may hide different numbers
    error = (patchify(prediction, 4) - patchify(target, 4)) ** 2
    error = error.mean(dim=-1)  # (B, N), mean loss per patch
    official = (error * mask).sum() / mask.sum()
    torch.testing.assert_close(reconstruction_loss("mse", prediction, target, mask), official)


def test_visible_pixels_have_no_say_at_weight_zero():
    torch.manual_seed(0)
    prediction, target = torch.rand(2, 1, 1, 4, 4)
    loss = reconstruction_loss("mse", prediction, target, HALF)
    prediction[..., :2, 2:] += 5  # patch 1, visible
    assert reconstruction_loss("mse", prediction, target, HALF) == loss
    prediction[..., :2, :2] += 5  # patch 0, hidden
    assert reconstruction_loss("mse", prediction, target, HALF) > loss


def test_patches_are_normalised_by_their_unbiased_variance():
    images = np.random.default_rng(0).random((2, 3, 4, 6))
    result = normalise_patches(torch.from_numpy(images), 2)
    for row in range(2):
        for column in range(3):
            here = np.s_[:, :, 2 * row : 2 * row + 2, 2 * column : 2 * column + 2]
            mean = images[here].mean((1, 2, 3), keepdims=True)
            variance = images[here].var((1, 2, 3), ddof=1, keepdims=True)
            np.testing.assert_allclose(result[here], (images[here] - mean) / np.sqrt(variance + 1e-6), rtol=1e-12)


def test_a_flat_patch_normalises_to_zero():
    assert normalise_patches(torch.full((1, 1, 4, 4), 0.5), 2).abs().max() == 0


def test_l1_and_cross_entropy_by_hand():
    target = torch.tensor([[[[0.0, 0.5], [1.0, 1.0]]]])
    prediction = torch.tensor([[[[0.5, 0.1], [0.2, 0.25]]]])
    l1 = reconstruction_loss("l1", prediction, target, HALF)
    torch.testing.assert_close(l1, torch.tensor((0.5 + 0.75) / 2))
    bce = reconstruction_loss("bce", prediction, target, HALF)
    torch.testing.assert_close(bce, -(torch.tensor(0.5).log() + torch.tensor(0.25).log()) / 2)


def test_a_perfect_copy_has_the_cross_entropy_of_the_target_itself():
    grey = torch.full((1, 1, 2, 2), 0.5)
    bce = reconstruction_loss("bce", grey, grey, HALF)
    torch.testing.assert_close(bce, torch.tensor(2.0).log())


def test_edge_error_by_hand_counts_pairs_inside_holes_and_across_their_borders():
    hidden = torch.tensor([[[[False, True, True]]]])  # one row: visible, hidden, hidden
    target = torch.tensor([[[[0.0, 0.0, 1.0]]]])
    prediction = torch.tensor([[[[9.0, 0.5, 1.0]]]])  # 9.0 is visible, so it is not looked at
    # Steps of the pasted picture: 0.5 and 0.5; true steps: 0 and 1
    torch.testing.assert_close(edge_error(prediction, target, hidden), torch.tensor((0.25 + 0.25) / 2))


def test_edge_error_is_a_mean_over_the_channels():
    hidden = torch.tensor([[[[False, True, True]]]])
    target = torch.zeros(1, 2, 1, 3)
    prediction = torch.tensor([[[[9.0, 0.5, 1.0]], [[9.0, 0.0, 0.0]]]])  # the second channel is right
    torch.testing.assert_close(edge_error(prediction, target, hidden), torch.tensor((0.25 + 0.25) / 4))


def test_a_constant_offset_has_an_edge_error_at_the_border_of_the_hole_only():
    target = torch.rand(1, 1, 8, 8, generator=torch.Generator().manual_seed(0))
    everywhere = torch.ones(1, 1, 8, 8, dtype=torch.bool)
    assert edge_error(target + 0.3, target, everywhere) < 1e-12
    hole = torch.zeros(1, 1, 8, 8, dtype=torch.bool)
    hole[..., 2:5, 2:5] = True  # 12 pairs inside, 12 across the border
    torch.testing.assert_close(edge_error(target + 0.3, target, hole), torch.tensor(0.09 * 12 / 24))


def test_the_edge_loss_is_the_mse_and_half_the_edge_error():
    torch.manual_seed(0)
    prediction, target = torch.rand(2, 3, 2, 8, 8)
    mask = torch.rand(3, 16) < 0.5
    edge = edge_error(prediction, target, mask_to_pixels(mask, 2, (4, 4)))
    expected = reconstruction_loss("mse", prediction, target, mask) + 0.5 * edge
    torch.testing.assert_close(reconstruction_loss("edge", prediction, target, mask), expected)


def test_nothing_hidden_has_a_loss_where_all_pixels_count():
    loss = reconstruction_loss("mse", torch.ones(1, 1, 2, 2), torch.zeros(1, 1, 2, 2), ~HALF & HALF, visible_weight=1)
    assert loss == 1
