"""What training minimises: by hand, and as the official code has it."""

import numpy as np
import torch

from mae_demo.losses import normalise_patches, reconstruction_loss
from mae_demo.patches import patchify

HALF = torch.tensor([[True, False, False, True]])  # on a 2×2 grid


def test_two_by_two_by_hand():
    target = torch.zeros(1, 1, 2, 2)
    prediction = torch.tensor([[[[1.0, 2.0], [3.0, 4.0]]]])  # patches of one pixel
    loss = reconstruction_loss("mse", prediction, target, HALF, patch_size=1)
    assert loss.item() == (1 + 16) / 2


def test_visible_weight_mixes_in_the_mean_over_all_pixels():
    target = torch.zeros(1, 1, 2, 2)
    prediction = torch.tensor([[[[1.0, 2.0], [3.0, 4.0]]]])
    loss = reconstruction_loss("mse", prediction, target, HALF, patch_size=1, visible_weight=0.2)
    torch.testing.assert_close(loss, torch.tensor(0.8 * (1 + 16) / 2 + 0.2 * (1 + 4 + 9 + 16) / 4))


def test_equals_the_official_formula():
    torch.manual_seed(0)
    prediction, target = torch.rand(2, 5, 3, 8, 12)
    mask = torch.rand(5, 6) < 0.6
    assert not (mask.sum(1) == mask[0].sum()).all()  # rows may hide different numbers
    error = (patchify(prediction, 4) - patchify(target, 4)) ** 2
    error = error.mean(dim=-1)  # (B, N), mean loss per patch
    official = (error * mask).sum() / mask.sum()
    torch.testing.assert_close(reconstruction_loss("mse", prediction, target, mask, 4), official)


def test_visible_pixels_have_no_say_at_weight_zero():
    torch.manual_seed(0)
    prediction, target = torch.rand(2, 1, 1, 4, 4)
    loss = reconstruction_loss("mse", prediction, target, HALF, patch_size=2)
    prediction[..., :2, 2:] += 5  # patch 1, visible
    assert reconstruction_loss("mse", prediction, target, HALF, patch_size=2) == loss
    prediction[..., :2, :2] += 5  # patch 0, hidden
    assert reconstruction_loss("mse", prediction, target, HALF, patch_size=2) > loss


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
