"""Figures on hidden pixels: by hand, and beside torchmetrics."""

import pytest
import torch
from torchmetrics.functional.image import structural_similarity_index_measure

from mae_demo.metrics import gradient_magnitude, masked_gradient, masked_l1, masked_mse, masked_ssim, psnr, ssim_map


@pytest.fixture
def pictures():
    """Original and prediction (2, 3, 16, 20), and two different holes."""
    generator = torch.Generator().manual_seed(0)
    original = torch.rand(2, 3, 16, 20, generator=generator)
    prediction = (original + 0.2 * torch.randn(original.shape, generator=generator)).clamp(0, 1)
    hidden = torch.zeros(2, 1, 16, 20, dtype=torch.bool)
    hidden[0, :, 4:12, 4:12] = True
    hidden[1, :, :8, :16] = True
    return prediction, original, hidden


def test_errors_by_hand():
    original = torch.zeros(2, 2, 1, 2)  # two pictures of two channels and two pixels
    prediction = torch.tensor([[[[0.1, 9]], [[0.3, 9]]], [[[0.2, 0.4]], [[0.6, 0.8]]]])
    hidden = torch.tensor([[[[True, False]]], [[[True, True]]]])
    torch.testing.assert_close(masked_mse(prediction, original, hidden), torch.tensor([0.10 / 2, 1.20 / 4]))
    torch.testing.assert_close(masked_l1(prediction, original, hidden), torch.tensor([0.4 / 2, 2.0 / 4]))


def test_psnr_by_hand():
    torch.testing.assert_close(psnr(torch.tensor([1.0, 0.01, 0.0])), torch.tensor([0.0, 20.0, 100.0]))


@pytest.mark.parametrize("figure", [masked_mse, masked_l1, masked_ssim, masked_gradient])
def test_visible_pixels_have_no_say(figure, pictures):
    prediction, original, hidden = pictures
    before = figure(prediction, original, hidden)
    assert torch.equal(figure(torch.where(hidden, prediction, 0.0), original, hidden), before)
    assert (figure(torch.where(hidden, 1 - prediction, prediction), original, hidden) != before).all()


@pytest.mark.parametrize("figure", [masked_mse, masked_l1, masked_ssim, masked_gradient])
def test_nothing_hidden_gives_no_number(figure, pictures):
    prediction, original, hidden = pictures
    assert figure(prediction, original, torch.zeros_like(hidden)).isnan().all()


def test_a_perfect_copy(pictures):
    _, original, hidden = pictures
    assert masked_mse(original, original, hidden).max() == 0
    torch.testing.assert_close(masked_ssim(original, original, hidden), torch.ones(2))


def test_ssim_of_two_flat_pictures_by_hand():
    dark, bright = torch.full((1, 1, 8, 8), 0.2), torch.full((1, 1, 8, 8), 0.6)
    luminance = (2 * 0.2 * 0.6 + 1e-4) / (0.2**2 + 0.6**2 + 1e-4)
    torch.testing.assert_close(ssim_map(dark, bright), torch.full((1, 1, 8, 8), luminance), atol=1e-4, rtol=0)


def test_ssim_agrees_with_torchmetrics(pictures):
    prediction, original, _ = (x.double() for x in pictures)
    mean, each_pixel = structural_similarity_index_measure(
        prediction, original, data_range=1.0, reduction="none", return_full_image=True
    )
    torch.testing.assert_close(ssim_map(prediction, original), each_pixel, atol=1e-6, rtol=0)
    torch.testing.assert_close(ssim_map(prediction, original).mean((1, 2, 3)), mean, atol=1e-6, rtol=0)


def test_masked_ssim_sees_the_pasted_picture(pictures):
    prediction, original, hidden = pictures
    pasted = original.clone()
    pasted[0, :, 4:12, 4:12] = prediction[0, :, 4:12, 4:12]
    pasted[1, :, :8, :16] = prediction[1, :, :8, :16]
    similarity = ssim_map(pasted, original)
    by_hand = torch.stack([similarity[0, :, 4:12, 4:12].mean(), similarity[1, :, :8, :16].mean()])
    torch.testing.assert_close(masked_ssim(prediction, original, hidden), by_hand)


def test_gradient_by_hand():
    picture = torch.tensor([[0.0, 0.3, 0.3], [0.4, 0.4, 0.0], [0.4, 0.4, 1.0]])
    steps_right = torch.tensor([[0.3, 0.0, 0.0], [0.0, -0.4, 0.0], [0.0, 0.6, 0.0]])
    steps_down = torch.tensor([[0.4, 0.1, -0.3], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]])
    by_hand = (steps_right**2 + steps_down**2).sqrt()
    assert by_hand[0, 0] == 0.5  # 3, 4, 5
    torch.testing.assert_close(gradient_magnitude(picture[None, None])[0, 0], by_hand)


def test_masked_gradient_sees_the_pasted_picture():
    original, prediction = torch.full((1, 1, 2, 4), 0.5), torch.full((1, 1, 2, 4), 0.9)
    hidden = torch.tensor([[False, True, True, False]]).expand(1, 1, 2, 4)
    # Inside the hole all is flat; its right edge is a step of 0.4 down to the visible column: 0 and 0.4 in each row
    torch.testing.assert_close(masked_gradient(prediction, original, hidden), torch.tensor([0.2]))
    torch.testing.assert_close(masked_gradient(original, original, hidden), torch.tensor([0.0]))


def test_a_checkerboard_of_single_pixels_counts_in_full():
    board = ((torch.arange(6)[:, None] + torch.arange(6)) % 2).float()[None, None]
    inside = torch.zeros(1, 1, 6, 6, dtype=torch.bool)
    inside[..., :5, :5] = True
    torch.testing.assert_close(
        masked_gradient(board, 0 * board, inside | True)[0], (25 * 2**0.5 + 10) / torch.tensor(36)
    )
    torch.testing.assert_close(masked_gradient(board, board, inside), torch.tensor([2**0.5]))


def test_ssim_refuses_a_picture_too_small_to_mirror():
    with pytest.raises(ValueError, match="at least 6×6"):
        ssim_map(torch.zeros(1, 1, 8, 5), torch.zeros(1, 1, 8, 5))
