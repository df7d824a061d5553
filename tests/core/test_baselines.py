"""Filling a hole without a network."""

from functools import partial

import pytest
import torch

from mae_demo.baselines import BASELINES, biharmonic, harmonic, pull_push, visible_mean


def test_visible_mean_by_hand():
    images = torch.tensor([[[[0.1, 0.3], [0.8, 0.9]], [[1.0, 0.0], [0.5, 0.5]]]])  # (1, 2, 2, 2)
    hidden = torch.tensor([[[[False, False], [True, True]]]])
    expected = torch.tensor([[[[0.1, 0.3], [0.2, 0.2]], [[1.0, 0.0], [0.5, 0.5]]]])
    torch.testing.assert_close(visible_mean(images, hidden), expected)


FILLINGS = BASELINES | {"pull-push": pull_push, "relaxed": partial(pull_push, relaxations=3)}


@pytest.mark.parametrize("name", FILLINGS)
def test_nothing_visible_gives_grey_and_nothing_hidden_gives_the_picture(name):
    torch.manual_seed(0)
    images = torch.rand(2, 3, 4, 5)
    hidden = torch.tensor([True, False]).view(2, 1, 1, 1).expand(2, 1, 4, 5)
    filled = FILLINGS[name](images, hidden)
    assert torch.equal(filled[0], torch.full((3, 4, 5), 0.5))
    assert torch.equal(filled[1], images[1])


@pytest.mark.parametrize("name", FILLINGS)
def test_visible_pixels_stay_and_hidden_ones_are_not_looked_at(name):
    torch.manual_seed(0)
    images, hidden = torch.rand(2, 3, 8, 8), torch.rand(2, 1, 8, 8) < 0.5
    filled = FILLINGS[name](images, hidden)
    assert torch.equal(torch.where(hidden, 0, filled), torch.where(hidden, 0, images))
    torch.testing.assert_close(FILLINGS[name](images, hidden[:1])[1:], FILLINGS[name](images[1:], hidden[:1]))
    assert torch.equal(FILLINGS[name](torch.where(hidden, torch.rand(images.shape), images), hidden), filled)


def laplace(image, hidden):
    """The hidden pixels of one channel (H, W), each the mean of its neighbours, by a dense linear solve."""
    height, width = image.shape
    matrix, right = torch.eye(height * width).double(), image.flatten().double()
    for y, x in hidden.nonzero().tolist():
        around = [(y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)]
        around = [(i, j) for i, j in around if 0 <= i < height and 0 <= j < width]
        right[y * width + x] = 0
        for i, j in around:
            matrix[y * width + x, i * width + j] = -1 / len(around)
    return torch.linalg.solve(matrix, right).view(height, width)


@pytest.mark.parametrize("share", [0.3, 0.7, 0.95])
def test_harmonic_solves_the_laplace_equation(share):
    generator = torch.Generator().manual_seed(0)
    images = torch.rand(2, 2, 9, 7, generator=generator)
    hidden = torch.rand(2, 1, 9, 7, generator=generator) < share
    hidden[..., 4, 3] = False  # with nothing visible there is no one solution
    filled = harmonic(images, hidden)
    for picture, hole, result in zip(images, hidden[:, 0], filled, strict=True):
        expected = torch.stack([laplace(channel, hole) for channel in picture])
        torch.testing.assert_close(result.double(), expected, atol=1e-5, rtol=0)


def test_harmonic_restores_a_ramp_whose_border_is_visible():
    y, x = torch.meshgrid(torch.linspace(0, 1, 12), torch.linspace(0, 1, 10), indexing="ij")
    ramp = (0.2 + 0.5 * y + 0.3 * x)[None, None]
    hidden = torch.zeros(1, 1, 12, 10, dtype=torch.bool)
    hidden[..., 1:-1, 1:-1] = True
    torch.testing.assert_close(harmonic(ramp, hidden), ramp, atol=1e-4, rtol=0)


@pytest.mark.parametrize("share", [0.3, 0.7, 0.95])
def test_biharmonic_bends_least(share):
    """Where the sum of squared Laplacians is least its gradient is 0, by autograd; a plane does not bend at all."""
    generator = torch.Generator().manual_seed(0)
    images = torch.rand(2, 2, 9, 7, generator=generator).double()
    hidden = torch.rand(2, 1, 9, 7, generator=generator) < share
    hidden[..., 4, 3] = False
    filled = biharmonic(images, hidden).requires_grad_()
    laplacian = torch.zeros_like(filled)
    for axis, length in ((2, 9), (3, 7)):
        difference = filled.narrow(axis, 0, length - 1) - filled.narrow(axis, 1, length - 1)
        laplacian.narrow(axis, 0, length - 1).add_(difference)
        laplacian.narrow(axis, 1, length - 1).sub_(difference)
    laplacian.square().sum().backward()
    assert filled.grad[hidden.expand_as(filled)].abs().max() < 1e-9
    assert filled.grad[~hidden.expand_as(filled)].abs().max() > 0.1


def test_biharmonic_goes_on_with_a_slope_where_harmonic_flattens_out():
    image = torch.linspace(0, 1, 12).expand(1, 1, 12, 12).contiguous()
    hidden = torch.zeros(1, 1, 12, 12, dtype=torch.bool)
    hidden[..., 3:9, 3:9] = True
    torch.testing.assert_close(biharmonic(image, hidden), image, atol=1e-5, rtol=0)
    hidden[..., 9:] = True  # up to the right edge: nothing is known there
    assert biharmonic(image, hidden)[0, 0, 6, 10] > harmonic(image, hidden)[0, 0, 6, 10] + 0.02


def test_pull_push_by_hand():
    """One row of four: 1 and 3 at the left, whose mean 2 stands for them and, by way of the whole, for the right half.

    The level of two knows its left place, 2, and takes 2 for its right one from the level of one; between two equal
    places there is nothing to blend. With 6 seen at the right end, that place stays at 6, and its neighbour lies
    between the places' 2 and 6, a quarter of the way from the nearer.
    """
    image, hidden = torch.tensor([[[[1.0, 3.0, 9.0, 6.0]]]]), torch.tensor([[[[False, False, True, True]]]])
    assert pull_push(image, hidden).flatten().tolist() == [1, 3, 2, 2]
    hidden[..., 3] = False
    assert pull_push(image, hidden).flatten().tolist() == [1, 3, 5, 6]


def test_relaxation_leads_pull_push_to_the_harmonic_filling():
    torch.manual_seed(0)
    images, hidden = torch.rand(2, 2, 12, 10), torch.rand(2, 1, 12, 10) < 0.7
    exact = harmonic(images, hidden)
    errors = [(pull_push(images, hidden, rounds) - exact).abs().max().item() for rounds in (0, 2, 8, 200)]
    assert errors == sorted(errors, reverse=True) and errors[0] > 0.1
    assert errors[-1] < 1e-5
