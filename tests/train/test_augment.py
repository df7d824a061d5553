"""Pictures varied anew each step."""

import pytest
import torch

from train.augment import GROUPS, build_augmentation, with_noise

RAMP = torch.linspace(0, 1, 16).expand(3, 16, 16)  # rises from left to right, in every row


def test_a_flip_mirrors_about_half_of_the_groups_and_leaves_the_others():
    torch.manual_seed(0)
    varied = build_augmentation(("flip",), (16, 16))(RAMP.expand(2 * GROUPS, 3, 16, 16))
    mirrored = [picture.equal(RAMP.flip(-1)) for picture in varied]
    assert all(picture.equal(RAMP) or flipped for picture, flipped in zip(varied, mirrored, strict=True))
    assert 3 < sum(mirrored) / 2 < 13 and mirrored[::2] == mirrored[1::2]


def test_a_crop_shows_a_part_at_full_size():
    torch.manual_seed(0)
    varied = build_augmentation(("crop",), (16, 16))(RAMP.expand(GROUPS, 3, 16, 16))
    assert varied.shape == (GROUPS, 3, 16, 16)
    rows = varied[:, 0, 8]
    assert (rows.diff() > 0).all()  # still rising
    shown = rows[:, -1] - rows[:, 0]
    assert 0.5 < shown.min() < shown.max() <= 1 and shown.std() > 0.01  # of the width, another part each


def test_the_same_seed_varies_alike_and_nothing_is_done_unasked():
    images = torch.rand(8, 1, 16, 16)
    vary = build_augmentation(("flip", "crop"), (16, 16))
    one, other = (torch.manual_seed(3) and vary(images) for _ in range(2))
    assert one.equal(other) and not one.equal(images)
    assert build_augmentation((), (16, 16))(images) is images


def test_no_picture_has_to_leave_the_gpu():
    """Tensors on 'meta' have shapes and no numbers: whatever asks for one fails there."""
    images = torch.empty(8, 3, 16, 16, device="meta")
    assert build_augmentation(("flip", "crop"), (16, 16))(images).shape == images.shape


def test_an_unknown_one_is_refused():
    with pytest.raises(ValueError, match="no augmentation 'mixup'"):
        build_augmentation(("flip", "mixup"), (16, 16))


def test_each_picture_gets_noise_of_a_strength_of_its_own_up_to_the_largest():
    torch.manual_seed(0)
    grey = torch.full((400, 1, 16, 16), 0.5)  # so far from black and white that next to nothing is cut off
    spread = (with_noise(grey, 0.1) - grey).std((1, 2, 3))
    assert spread.min() < 0.01 and 0.095 < spread.max() < 0.12  # of 256 pixels each
    assert spread.mean().item() == pytest.approx(0.05, abs=0.005)  # uniform
    shown = with_noise(torch.ones(4, 1, 16, 16), 0.6)
    assert shown.min() >= 0 and shown.max() == 1
    assert with_noise(grey, 0.0) is grey
