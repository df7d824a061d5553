"""The U-Net: masks of any patch size, and nothing of what they hide."""

from dataclasses import replace

import pytest
import torch
from torch import nn

from mae_demo.baselines import pull_push
from mae_demo.config import ModelConfig, UNetArchitecture
from mae_demo.models import build
from mae_demo.models.unet import Conv3x3, grain_of
from mae_demo.patches import mask_to_pixels

PLAIN = UNetArchitecture((8, 12), (1, 1))
FILLED = UNetArchitecture((4, 6, 8), (1, 1, 1), filled=True)
NOISY = UNetArchitecture((4, 6), (1, 1), filled=True, noise=0.15)
FILLED_ALIKE = replace(NOISY, noise=0.0)
REDUCED = UNetArchitecture((4, 6), (1, 1), filled=True, relaxations=2, reduction=4)


def unet(architecture=PLAIN, **changes):
    torch.manual_seed(0)
    return build(ModelConfig("unet", architecture, "none", "mse", **changes))


def random_masks(count, patches, seed=0):
    return torch.rand(count, patches, generator=torch.Generator().manual_seed(seed)) < 0.6


@pytest.mark.parametrize("architecture", [PLAIN, FILLED, REDUCED, NOISY])
@pytest.mark.parametrize("patch_size", [1, 2, 4, 7, 14])
def test_hidden_pixels_are_not_looked_at(patch_size, architecture):
    model, side = unet(architecture).eval(), 28 // patch_size
    images, mask = torch.rand(3, 1, 28, 28), random_masks(3, side * side)
    hidden = mask_to_pixels(mask, patch_size, (side, side))
    prediction = model(images, mask)
    assert prediction.shape == images.shape and prediction.isfinite().all()
    for other in (torch.rand_like(images), torch.full_like(images, torch.nan)):
        assert torch.equal(model(torch.where(hidden, other, images), mask), prediction)
    assert not torch.equal(model(torch.where(hidden, images, 1 - images), mask), prediction)


def test_a_patch_mask_is_the_mask_of_its_pixels():
    model, images, mask = unet(), torch.rand(2, 1, 28, 28), random_masks(2, 49)
    pixels = mask_to_pixels(mask, 4, (7, 7)).flatten(1)
    assert torch.equal(model(images, mask), model(images, pixels))


def test_the_mask_is_seen():
    model, black = unet(), torch.zeros(1, 1, 28, 28)
    nothing, everything = torch.zeros(1, 49, dtype=torch.bool), torch.ones(1, 49, dtype=torch.bool)
    assert not torch.allclose(model(black, nothing), model(black, everything))


@pytest.mark.parametrize("architecture", [PLAIN, FILLED, REDUCED, NOISY])
@pytest.mark.parametrize(("height", "width", "channels"), [(28, 28, 3), (16, 40, 3), (9, 23, 1)])
def test_pictures_of_any_size_are_taken(architecture, height, width, channels):
    images = torch.rand(2, channels, height, width)
    prediction = unet(architecture, channels=channels)(images, random_masks(2, height * width))
    assert prediction.shape == images.shape and prediction.isfinite().all()


def test_what_goes_on_beyond_the_edge_is_hidden():
    """A picture that the last level's places do not divide is that picture in a larger one, the rest of it hidden."""
    model, small, large = unet(FILLED), torch.rand(1, 1, 10, 13), torch.rand(1, 1, 16, 16)
    mask, hidden = random_masks(1, 10 * 13).view(1, 10, 13), torch.ones(1, 16, 16, dtype=torch.bool)
    large[..., :10, :13], hidden[:, :10, :13] = small, mask
    inside = model(large, hidden.flatten(1))[..., :10, :13]
    assert torch.allclose(model(small, mask.flatten(1)), inside, atol=1e-6)


def test_a_filled_one_adds_to_the_filling():
    model, images, mask = unet(FILLED), torch.rand(2, 1, 32, 32), random_masks(2, 64)
    for parameter in model.head.parameters():
        nn.init.zeros_(parameter)
    hidden = mask_to_pixels(mask, 4, (8, 8))
    assert torch.equal(model(images, mask), pull_push(images, hidden))


def wellons(h):
    """The hash of 32 bits that grain_of takes, in Python's own integers."""
    h = (h ^ h >> 16) * 0x21F0AAAD % 2**32
    h = (h ^ h >> 15) * 0x735A2D97 % 2**32
    return h ^ h >> 15


def test_the_grain_is_a_hash_of_each_place():
    grain = grain_of(torch.empty(2, 3, 30, 50))
    assert grain.shape == (3, 30, 50)
    for channel, row, column in ((0, 0, 0), (0, 0, 1), (1, 7, 49), (2, 29, 0)):
        expected = (wellons(channel * 2**24 + row * 2**12 + column) >> 8) / 2**24
        assert grain[channel, row, column] == expected


def test_the_grain_looks_random():
    grain = grain_of(torch.empty(1, 3, 128, 128))
    assert abs(grain.mean() - 0.5) < 0.005 and abs(grain.var() - 1 / 12) < 0.001
    for neighbour in (grain.roll(1, 0), grain.roll(1, 1), grain.roll(1, 2), grain.roll(4, 2), grain.roll(8, 1)):
        assert abs(torch.corrcoef(torch.stack([grain.flatten(), neighbour.flatten()]))[0, 1]) < 0.02


def test_noise_is_in_the_hole_and_not_in_the_answer_itself():
    model, images, mask = unet(NOISY).eval(), torch.rand(2, 1, 32, 32), random_masks(2, 64)
    nothing = torch.zeros_like(mask)
    quiet = unet(FILLED_ALIKE).eval()
    assert torch.equal(model(images, nothing), quiet(images, nothing))  # nothing is hidden
    assert not torch.allclose(model(images, mask), quiet(images, mask))
    for parameter in model.head.parameters():
        nn.init.zeros_(parameter)
    assert torch.equal(model(images, mask), pull_push(images, mask_to_pixels(mask, 4, (8, 8))))


def test_noise_is_new_in_each_step_of_a_training_and_the_same_afterwards():
    model, images, mask = unet(NOISY), torch.rand(2, 1, 32, 32), random_masks(2, 64)
    assert not torch.equal(model(images, mask), model(images, mask))
    model.eval()
    assert torch.equal(model(images, mask), model(images, mask))


def test_a_mask_that_does_not_cut_the_picture_is_refused():
    with pytest.raises(ValueError, match="50"):
        unet()(torch.rand(1, 1, 28, 28), torch.zeros(1, 50, dtype=torch.bool))


def test_rows_do_not_mix():
    model, images, mask = unet(), torch.rand(3, 1, 28, 28), random_masks(3, 49)
    alone = torch.cat([model(images[i : i + 1], mask[i : i + 1]) for i in range(3)])
    torch.testing.assert_close(alone, model(images, mask), atol=1e-5, rtol=1e-4)


def test_a_convolution_kept_as_a_matrix_is_a_convolution():
    ours, theirs, x = Conv3x3(5), nn.Conv2d(5, 5, 3, padding=1), torch.rand(2, 5, 6, 7)
    theirs.weight.data, theirs.bias.data = ours.weight.data.view(5, 5, 3, 3), torch.rand(5)
    ours.bias.data = theirs.bias.data
    torch.testing.assert_close(ours(x), theirs(x))


def test_every_parameter_learns():
    model, images, mask = unet(), torch.rand(2, 1, 28, 28), random_masks(2, 49)
    (model(images, mask) - images).square().mean().backward()
    assert all(parameter.grad.abs().sum() > 0 for parameter in model.parameters())


def test_overfits_one_batch():
    model = unet()
    ramp = torch.linspace(0, 1, 28)
    images = torch.stack([ramp.expand(28, 28), ramp.expand(28, 28).T, 1 - ramp.expand(28, 28)])[:, None]
    mask = random_masks(3, 49)
    hidden = mask_to_pixels(mask, 4, (7, 7))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for _ in range(80):
        error = ((model(images, mask) - images) ** 2)[hidden].mean()
        optimizer.zero_grad()
        error.backward()
        optimizer.step()
    assert error < 5e-3  # the variance of a ramp is 0.083


@pytest.mark.parametrize("architecture", [PLAIN, NOISY])
def test_can_be_exported(architecture):
    model, images, mask = unet(architecture).eval(), torch.rand(2, 1, 28, 28), random_masks(2, 49)
    exported = torch.export.export(model, (images, mask)).module()
    other = random_masks(2, 49, seed=1)
    torch.testing.assert_close(exported(images, other), model(images, other))
