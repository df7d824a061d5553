"""From a picture and a mask to a reconstruction, with models small enough to reckon by hand."""

import pytest
import torch
from torch import nn

from mae_demo.config import ModelConfig, ViTArchitecture
from mae_demo.inference import IMAGENET_MEAN, IMAGENET_STD, from_space, predict, reconstruct, to_space
from mae_demo.losses import normalise_patches
from mae_demo.models import build
from mae_demo.patches import mask_to_pixels


class Fake(nn.Module):
    """Answers with what `say` makes of its input, and remembers that input."""

    def __init__(self, say, channels=1, input_space="pixel", target_space="pixel"):
        super().__init__()
        self.say = say
        self.config = ModelConfig(
            "vit", ViTArchitecture(), "none", "mse", image_size=(8, 8), channels=channels, patch_size=4,
            input_space=input_space, target_space=target_space,
        )  # fmt: skip

    def forward(self, images, mask):
        self.seen = images
        return self.say(images)


@pytest.fixture
def picture():
    return torch.rand(1, 8, 8, generator=torch.Generator().manual_seed(0))


CORNERS = torch.tensor([[True, False], [False, True]])  # patches of 4 pixels on 8×8


def test_every_picture_of_a_reconstruction(picture):
    result = reconstruct(Fake(lambda x: 1 - x), picture, CORNERS)
    hidden = torch.zeros(1, 8, 8, dtype=torch.bool)
    hidden[:, :4, :4] = hidden[:, 4:, 4:] = True
    assert torch.equal(result.original, picture)
    assert torch.equal(result.prediction, 1 - picture)
    assert torch.equal(result.masked[hidden], torch.full((32,), 0.5))
    assert torch.equal(result.masked[~hidden], picture[~hidden])
    assert torch.equal(result.composite[hidden], (1 - picture)[hidden])
    assert torch.equal(result.composite[~hidden], picture[~hidden])
    torch.testing.assert_close(result.error, (1 - 2 * picture).abs())


def test_figures_by_hand():
    result = reconstruct(Fake(lambda x: x + 0.1), torch.full((1, 8, 8), 0.5), CORNERS)
    assert result.metrics.keys() == {"masked_psnr", "masked_ssim", "masked_l1", "hidden", "patches"}
    assert result.metrics["masked_psnr"] == pytest.approx(20, abs=1e-4)
    assert result.metrics["masked_l1"] == pytest.approx(0.1)
    assert 0 < result.metrics["masked_ssim"] < 1
    assert (result.metrics["hidden"], result.metrics["patches"]) == (2, 4)


def test_figures_are_none_where_nothing_is_hidden(picture):
    result = reconstruct(Fake(lambda x: x / 2), picture, torch.zeros(4, dtype=torch.bool))
    assert result.metrics == {"masked_psnr": None, "masked_ssim": None, "masked_l1": None, "hidden": 0, "patches": 4}
    assert torch.equal(result.composite, picture)
    assert torch.equal(result.error, picture / 2)


def test_a_prediction_is_clamped(picture):
    result = reconstruct(Fake(lambda x: 4 * x - 1), picture, CORNERS)
    assert torch.equal(result.prediction, (4 * picture - 1).clamp(0, 1))


@pytest.mark.parametrize(
    ("shape", "mask_shape", "sentence"),
    [
        ((3, 8, 8), (2, 2), "takes 1 channel"),
        ((1, 8, 10), (2, 2), "sides that 4 divides"),
        ((1, 9, 8), (2, 2), "sides that 4 divides"),
        ((1, 8, 8), (3, 3), "2×2 patches; the mask is of shape"),
        ((1, 8, 12), (3, 2), "2×3 patches"),  # turned on its side
    ],
)
def test_what_does_not_fit_the_model_is_refused(shape, mask_shape, sentence):
    with pytest.raises(ValueError, match=sentence):
        reconstruct(Fake(lambda x: x), torch.rand(shape), torch.zeros(mask_shape, dtype=torch.bool))


def test_an_imagenet_model_is_fed_and_read_in_its_own_numbers():
    image = torch.rand(3, 8, 8, generator=torch.Generator().manual_seed(0))
    model = Fake(lambda x: x, channels=3, input_space="imagenet", target_space="imagenet")
    result = reconstruct(model, image, CORNERS)
    for channel in range(3):
        expected = (image[channel] - IMAGENET_MEAN[channel]) / IMAGENET_STD[channel]
        torch.testing.assert_close(model.seen[0, channel], expected)
    torch.testing.assert_close(result.prediction, image)
    torch.testing.assert_close(from_space(to_space(image[None], "imagenet"), "imagenet"), image[None])


def test_input_and_target_may_be_in_different_spaces():
    image = torch.rand(3, 8, 8, generator=torch.Generator().manual_seed(0))
    answer = Fake(torch.zeros_like, channels=3, input_space="pixel", target_space="imagenet")
    result = reconstruct(answer, image, CORNERS)
    assert torch.equal(answer.seen[0], image)
    torch.testing.assert_close(result.prediction[:, 0, 0], torch.tensor(IMAGENET_MEAN))


@pytest.mark.parametrize("space", ["pixel", "imagenet"])
def test_a_patch_normalised_prediction_gets_the_visible_patches_mean_and_deviation(space):
    images = 0.3 + 0.4 * torch.rand(1, 3, 8, 8, generator=torch.Generator().manual_seed(0))
    mask = torch.tensor([[True, False, True, False]])  # the right half is visible
    prediction = torch.randn(1, 3, 8, 8, generator=torch.Generator().manual_seed(1)) / 2
    result = predict(Fake(lambda _: prediction, 3, space, "patch-normalised"), images, mask)
    upper, lower = to_space(images, space)[..., 4:].split(4, dim=2)
    mean, deviation = (upper.mean() + lower.mean()) / 2, (upper.std() + lower.std()) / 2
    expected = from_space(prediction * deviation + mean, space).clamp(0, 1)
    torch.testing.assert_close(result, expected)


def test_a_patch_normalised_picture_of_one_patch_comes_back():
    """Where all patches are alike, the visible statistics are the true ones."""
    images = torch.rand(1, 1, 4, 4, generator=torch.Generator().manual_seed(0)).repeat(1, 1, 2, 2)
    model = Fake(lambda x: normalise_patches(x, 4), target_space="patch-normalised")
    torch.testing.assert_close(predict(model, images, CORNERS.view(1, 4)), images, atol=1e-5, rtol=0)


@pytest.mark.parametrize("space", ["pixel", "patch-normalised"])
def test_hidden_pixels_cannot_change_what_is_predicted(space):
    torch.manual_seed(0)
    model = build(
        ModelConfig(
            "vit", ViTArchitecture(16, 1, 2, 16, 1, 2), "none", "mse", image_size=(8, 8), target_space=space
        )
    )  # fmt: skip
    images, mask = torch.rand(3, 1, 8, 8), torch.tensor([[True, False, False, True]]).expand(3, 4)
    before = predict(model, images, mask)
    hidden = mask_to_pixels(mask.contiguous(), 4, (2, 2))
    assert torch.equal(predict(model, torch.where(hidden, torch.rand(images.shape), images), mask), before)
    assert not torch.equal(predict(model, torch.where(hidden, images, torch.rand(images.shape)), mask), before)
