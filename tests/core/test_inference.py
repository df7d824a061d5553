"""From a picture and a mask to a reconstruction, with models small enough to reckon by hand."""

import pytest
import torch
from torch import nn

from mae_demo.config import ModelConfig, ViTArchitecture
from mae_demo.inference import (
    IMAGENET_MEAN,
    IMAGENET_STD,
    from_space,
    patch_errors,
    predict,
    predict_normalised,
    predict_with_oracle,
    reconstruct,
    reconstruct_all,
    to_space,
)
from mae_demo.losses import normalise_patches
from mae_demo.masking import complementary_masks, priority_mask
from mae_demo.metrics import ssim_map
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


def test_errors_of_visible_patches_are_in_no_figure():
    """Off by 0.1 in the hole and by 0.4 outside of it: over all pixels the PSNR would be 10.7 dB."""
    flat, hole = torch.full((1, 1, 8, 8), 0.5), mask_to_pixels(CORNERS.view(1, 4), 4, (2, 2))
    result = reconstruct(Fake(lambda x: x + torch.where(hole, 0.1, 0.4)), flat[0], CORNERS)
    assert result.metrics["masked_psnr"] == pytest.approx(20, abs=1e-4)
    assert result.metrics["masked_l1"] == pytest.approx(0.1)
    pasted = torch.where(hole, 0.6, flat)
    assert result.metrics["masked_ssim"] == pytest.approx(ssim_map(pasted, flat)[hole].mean().item())


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


@pytest.mark.parametrize("space", ["pixel", "imagenet"])
def test_where_nothing_is_visible_a_normalised_prediction_is_mid_grey(space):
    images, mask = torch.rand(2, 3, 8, 8), torch.tensor([[True] * 4, [True, True, True, False]])
    result = predict(Fake(lambda x: x, 3, space, "patch-normalised"), images, mask)
    assert torch.equal(result[0], torch.full((3, 8, 8), 0.5))
    assert result[1].std() > 0


@pytest.mark.parametrize("space", ["pixel", "imagenet"])
def test_the_oracle_brings_a_normalised_picture_back(space):
    images = torch.rand(2, 3, 8, 8, generator=torch.Generator().manual_seed(0))
    model = Fake(lambda x: normalise_patches(x, 4), 3, space, "patch-normalised")
    everything = torch.ones(2, 4, dtype=torch.bool)
    torch.testing.assert_close(predict_with_oracle(model, images, everything), images)


def test_the_oracle_leaks_each_patchs_brightness_and_the_others_do_not(picture):
    empty = Fake(torch.zeros_like, target_space="patch-normalised")
    mask = CORNERS.view(1, 4)
    mosaic = picture.view(1, 2, 4, 2, 4).mean((2, 4), keepdim=True).expand(1, 2, 4, 2, 4).reshape(1, 1, 8, 8)
    torch.testing.assert_close(predict_with_oracle(empty, picture[None], mask), mosaic)
    visible_mean = (mosaic[..., :4, 4:].mean() + mosaic[..., 4:, :4].mean()) / 2
    torch.testing.assert_close(predict(empty, picture[None], mask), visible_mean.expand(1, 1, 8, 8))


def test_a_normalised_prediction_is_handed_out_as_it_is(picture):
    model = Fake(lambda x: 9 * x - 5, target_space="patch-normalised")
    torch.testing.assert_close(predict_normalised(model, picture[None], CORNERS.view(1, 4)), 9 * picture[None] - 5)


@pytest.mark.parametrize("view", [predict_normalised, predict_with_oracle])
def test_a_model_of_pixels_has_no_normalised_views(view, picture):
    with pytest.raises(ValueError, match="no normalised prediction"):
        view(Fake(lambda x: x), picture[None], CORNERS.view(1, 4))


def test_a_picture_is_put_together_from_its_hidden_parts(picture):
    """The model answers the first mask with 0.2 and the second with 0.6."""
    answers = torch.tensor([0.2, 0.6]).view(2, 1, 1, 1).expand(2, 1, 8, 8)
    result = reconstruct_all(Fake(lambda _: answers), picture, torch.stack([CORNERS, ~CORNERS]))
    expected = torch.full((1, 8, 8), 0.6)
    expected[:, :4, :4] = expected[:, 4:, 4:] = 0.2
    assert torch.equal(result.prediction, expected)
    assert torch.equal(result.predictions, answers)
    assert torch.equal(result.error, (expected - picture).abs())
    assert (result.metrics["hidden"], result.metrics["patches"]) == (4, 4)
    assert result.metrics["masked_l1"] == pytest.approx((expected - picture).abs().mean().item())
    assert result.metrics["masked_psnr"] == pytest.approx(
        -10 * (expected - picture).square().mean().log10().item(), abs=1e-4
    )


@pytest.mark.parametrize(
    "masks",
    [
        CORNERS[None],  # two patches are never hidden
        torch.stack([CORNERS, ~CORNERS, CORNERS]),  # two are hidden twice
        torch.stack([CORNERS, ~CORNERS]).flatten(1),  # of another shape
    ],
)
def test_masks_that_do_not_complement_each_other_are_refused(masks, picture):
    with pytest.raises(ValueError, match="each of the picture's 2×2 patches exactly once"):
        reconstruct_all(Fake(lambda x: x), picture, masks)


def test_errors_of_patches_by_hand_and_the_mask_that_hides_the_worst(picture):
    image = torch.full((1, 8, 8), 0.5)
    image[:, :4, :4], image[:, 4:, :4] = 0.6, 0.1
    model = Fake(lambda x: torch.full_like(x, 0.5))
    errors = patch_errors(model, image, parts=2, seed=0)
    torch.testing.assert_close(errors, torch.tensor([[0.1, 0.0], [0.4, 0.0]]))
    assert priority_mask(errors, 0.25, 0).tolist() == [[False, False], [True, False]]
    assert priority_mask(errors, 0.5, 0).tolist() == [[True, False], [True, False]]


@pytest.mark.parametrize(
    "function", [lambda m, i: reconstruct_all(m, i, CORNERS[None]), lambda m, i: patch_errors(m, i, 2, 0)]
)
def test_a_picture_that_does_not_fit_is_refused_by_all(function):
    with pytest.raises(ValueError, match="sides that 4 divides"):
        function(Fake(lambda x: x), torch.rand(1, 9, 8))


def test_no_patch_of_an_assembly_knew_itself(picture):
    torch.manual_seed(0)
    model = build(ModelConfig("vit", ViTArchitecture(16, 1, 2, 16, 1, 2), "none", "mse", image_size=(8, 8)))
    masks = complementary_masks((2, 2), 2, seed=0)
    before, changed = reconstruct_all(model, picture, masks), picture.clone()
    changed[:, :4, :4] = 1 - changed[:, :4, :4]
    after = reconstruct_all(model, changed, masks)
    assert torch.equal(after.prediction[:, :4, :4], before.prediction[:, :4, :4])
    assert not torch.equal(after.prediction[:, 4:], before.prediction[:, 4:])


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
