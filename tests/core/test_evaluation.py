"""Judging one prediction by every loss, by hand, and following an error over the ratio."""

import math

import pytest
import torch

from mae_demo.evaluation import LOWER_IS_BETTER, all_losses, best, psnr_by_ratio, sharpness
from mae_demo.losses import normalise_patches
from mae_demo.patches import hidden_pixels

CORNER = torch.tensor([[True, False, False, False]])  # of 2×2 patches of 2×2 pixels


def test_every_judge_by_hand():
    image = torch.zeros(1, 1, 4, 4)
    image[..., 0, 0] = 1.0
    prediction = torch.full((1, 1, 4, 4), 0.5)
    says = all_losses(prediction, image, CORNER, 2)
    assert list(says) == [*LOWER_IS_BETTER, "sharpness"]
    assert says["mse"] == pytest.approx(0.25)
    assert says["l1"] == pytest.approx(0.5)
    assert says["bce"] == pytest.approx(math.log(2), rel=1e-5)
    # Errors in the corner: -0.5, 0.5, 0.5, 0.5. Steps between them: 1, 0 right and 1, 0 down; four steps out of it: 0.5
    assert says["edge"] == pytest.approx(0.25 + 0.5 * (1 + 1 + 4 * 0.25) / 8)
    # The true corner's mean is 1/4, its unbiased variance 1/4: 1.5 and three times -0.5; a flat prediction is 0
    assert says["normpix"] == pytest.approx((1.5**2 + 3 * 0.5**2) / 4, rel=1e-4)
    # Gradients in the corner of the pasted picture, 0, .5, .5 and √½; of the truth √2, 0, 0 and 0
    assert says["sharpness"] == pytest.approx((1 + math.sqrt(0.5)) / math.sqrt(2), rel=1e-5)


def test_the_truth_is_the_best_in_every_eye():
    torch.manual_seed(0)
    image = torch.rand(1, 1, 4, 4)
    truth, other = all_losses(image, image, CORNER, 2), all_losses(torch.rand(1, 1, 4, 4), image, CORNER, 2)
    assert best({"other": other, "truth": truth}) == dict.fromkeys([*LOWER_IS_BETTER, "sharpness"], "truth")


def test_the_best_sharpness_is_the_nearest_to_one():
    judged = {
        name: dict.fromkeys(LOWER_IS_BETTER, 0.0) | {"sharpness": value}
        for name, value in [("a", 0.5), ("b", 1.2), ("c", 2.0)]
    }
    assert best(judged)["sharpness"] == "b"
    flat = dict.fromkeys(LOWER_IS_BETTER, 0.0) | {"sharpness": None}
    assert "sharpness" not in best({"a": flat, "b": flat})
    assert best({"a": judged["a"]}) == {}, "nobody to be better than"


def test_nothing_is_sharp_where_the_truth_is_flat():
    flat = torch.full((1, 1, 4, 4), 0.5)
    assert sharpness(torch.rand(1, 1, 4, 4), flat, hidden_pixels(CORNER, flat)) is None


def test_visible_pixels_are_not_judged():
    torch.manual_seed(0)
    image = torch.rand(1, 1, 4, 4)
    prediction = torch.rand(1, 1, 4, 4)
    elsewhere = torch.where(hidden_pixels(CORNER, image), prediction, torch.rand(1, 1, 4, 4))
    assert all_losses(prediction, image, CORNER, 2) == all_losses(elsewhere, image, CORNER, 2)


def test_a_sweep_pools_over_pictures():
    images, seen = torch.rand(3, 1, 8, 8, generator=torch.Generator().manual_seed(0)) / 2, []

    def predictor(batch, mask):  # off by 0.1, and by 0.3 on the last picture
        seen.append(mask)
        return batch + torch.tensor([0.1, 0.1, 0.3]).view(3, 1, 1, 1)

    masks = [torch.rand(3, 16) < ratio for ratio in (0.25, 0.75)]
    pooled = -10 * math.log10((0.01 + 0.01 + 0.09) / 3)
    assert psnr_by_ratio(predictor, images, masks) == pytest.approx([pooled, pooled], rel=1e-5)
    assert all(torch.equal(mask, given) for mask, given in zip(seen, masks, strict=True))


def test_a_network_of_normalised_patches_is_judged_by_what_it_says_itself():
    torch.manual_seed(0)
    image, prediction = torch.rand(1, 1, 4, 4), torch.rand(1, 1, 4, 4)
    output = normalise_patches(image, 2)
    output[0, 0, :2, :2] += 0.5  # of the hidden patch, each number is half a deviation off
    judged, other = all_losses(prediction, image, CORNER, 2, output), all_losses(prediction, image, CORNER, 2)
    assert judged["normpix"] == pytest.approx(0.25) and other["normpix"] != pytest.approx(0.25)
    assert {**judged, "normpix": 0} == {**other, "normpix": 0}
