"""Blended seams: the screened Poisson equation, against a solution by hand and one by a dense linear system."""

import pytest
import torch

from mae_demo import checkpoint
from mae_demo.answers.samples import sample_paths
from mae_demo.blending import WEIGHT, blend, has_seams
from mae_demo.image import open_picture, to_tensor
from mae_demo.inference import blended, reconstruct
from mae_demo.masking import make_mask
from mae_demo.metrics import masked_mse, psnr
from mae_demo.patches import hidden_pixels
from train.lab.blending import ratio_of, steps


def test_one_hidden_pixel_by_hand():
    image = torch.tensor([[0.0, 0.2, 0.0], [0.4, 0.0, 0.6], [0.0, 0.8, 0.0]]).view(1, 1, 3, 3)
    mask = torch.zeros(1, 9, dtype=torch.bool)
    mask[0, 4] = True
    prediction = torch.full_like(image, 0.9)
    found = blend(prediction, image, mask, weight=2, sweeps=1)
    # (x - .2)² + (x - .4)² + (x - .6)² + (x - .8)² + 2 (x - .9)² is least at (2 + 1.8) / 6
    assert found[0, 0, 1, 1] == pytest.approx(3.8 / 6)
    found[0, 0, 1, 1] = 0.9
    assert torch.equal(found, prediction), "visible pixels are the network's prediction"


def solved(prediction, image, hidden, side, weight):
    """One channel (H, W), pair by pair as the formula has them, by a dense linear solve in double precision."""
    height, width = image.shape
    matrix, right = torch.zeros(height * width, height * width).double(), torch.zeros(height * width).double()
    for y in range(height):
        for x in range(width):
            for down, over in ((y + 1, x), (y, x + 1)):
                if down == height or over == width:
                    continue
                inside = (y // side, x // side) == (down // side, over // side)
                step = prediction[y, x] - prediction[down, over] if inside else 0
                i, j = y * width + x, down * width + over
                for a, b, sign in ((i, j, 1), (j, i, -1)):
                    matrix[a, a] += 1
                    matrix[a, b] -= 1
                    right[a] += sign * step
    matrix += weight * torch.eye(height * width)
    right += weight * prediction.flatten()
    for place in (~hidden).flatten().nonzero().flatten():
        matrix[place] = 0
        matrix[place, place] = 1
        right[place] = image.flatten()[place]
    return torch.linalg.solve(matrix, right).view(height, width).clamp(0, 1)


@pytest.mark.parametrize("ratio", [0.3, 0.7, 1])
def test_sweeps_come_to_the_solution_of_the_equation(ratio):
    generator = torch.Generator().manual_seed(3)
    image, prediction = (torch.rand(2, 2, 8, 12, generator=generator) for _ in range(2))
    mask = torch.stack([make_mask("random", (2, 3), ratio, seed).flatten() for seed in (1, 2)])
    hidden = hidden_pixels(mask, image)
    found = {sweeps: blend(prediction, image, mask, WEIGHT, sweeps) for sweeps in (16, 500)}
    for row in range(2):
        for channel in range(2):
            pair = prediction[row, channel].double(), image[row, channel].double()
            expected = solved(*pair, hidden[row, 0], 4, WEIGHT)
            expected = torch.where(hidden[row, 0], expected, pair[0])
            torch.testing.assert_close(found[500][row, channel].double(), expected, atol=1e-5, rtol=0)
            assert (found[16][row, channel] - expected).abs().max() < 0.06


def hidden(mask, images):
    return hidden_pixels(mask, images).expand_as(images)


def test_a_brightness_of_its_own_goes_from_every_patch():
    truth = torch.full((1, 3, 16, 16), 0.5)
    offsets = torch.tensor([0.1, -0.2, 0.3, 0.05] * 4).view(4, 4).repeat_interleave(4, 0).repeat_interleave(4, 1)
    mask = make_mask("random", (4, 4), 0.75, 5).view(1, -1)
    found = blend(truth + offsets, truth, mask, weight=0, sweeps=2000)
    assert (found - 0.5)[hidden(mask, truth)].abs().max() < 1e-4


def test_hidden_pixels_are_not_looked_at_and_values_stay_within_bounds():
    generator = torch.Generator().manual_seed(4)
    image, other, prediction = (torch.rand(1, 3, 16, 16, generator=generator) for _ in range(3))
    mask = make_mask("block", (4, 4), 0.5, 1).view(1, -1)
    there = hidden(mask, image)
    found = blend(prediction, image, mask)
    assert torch.equal(blend(prediction, torch.where(there, other, image), mask), found)
    bright = blend(prediction.clamp(min=0.9), torch.ones_like(image), mask)
    assert bright.max() == 1


def test_steps_by_hand():
    picture = torch.tensor([[0.0, 0.1, 0.5, 0.6]] * 2).view(1, 1, 2, 4)
    found = steps(picture, torch.ones(1, 1, 2, 4, dtype=torch.bool), 2)
    # Two steps of 0.4 over the border; within: four of 0.1 along the rows, four of 0 down the columns
    torch.testing.assert_close(found, torch.tensor([[0.8, 2], [0.4, 8]]).double(), atol=1e-6, rtol=0)
    assert ratio_of(found) == 8
    there = torch.tensor([[True, True, True, False]] * 2).view(1, 1, 2, 4)
    assert steps(picture, there, 2)[:, 1].tolist() == [2, 5], "neither of a pair may be visible"


def test_a_reconstruction_with_blended_seams_is_measured_anew():
    model = checkpoint.load("emoji-vit-mse")
    image = to_tensor(open_picture(sample_paths("emoji")[0]))
    mask = make_mask("random", (8, 8), 0.5, 7)
    own = reconstruct(model, image, mask)
    seamless, there = blended(own), hidden(mask.view(1, -1), image[None])[0]
    assert torch.equal(seamless.prediction, blend(own.prediction[None], image[None], mask.view(1, -1))[0])
    assert torch.equal(seamless.composite, torch.where(there, seamless.prediction, image))
    assert torch.equal(seamless.error, (seamless.prediction - image).abs())
    by_hand = psnr(masked_mse(seamless.prediction[None], image[None], there[None, :1])).item()
    assert seamless.metrics["masked_psnr"] == pytest.approx(by_hand) != own.metrics["masked_psnr"]
    assert (seamless.metrics["hidden"], seamless.metrics["patches"]) == (32, 64)
    assert torch.equal(seamless.output, own.output) and seamless.seconds > own.seconds

    ratios = [ratio_of(steps(each.prediction[None], there[None, :1], 8)) for each in (own, seamless)]
    assert ratios[0] > 1.5 and ratios[1] < 1.1, "borders stand out before, and no more after"


def test_seams_are_of_transformers_where_blending_was_measured_to_gain():
    held = [name for name in checkpoint.names() if has_seams(checkpoint.model_config(name))]
    assert held == [
        name for name in checkpoint.names() if name.split("-")[0] in ("emoji", "photos") and name.split("-")[1] == "vit"
    ]
