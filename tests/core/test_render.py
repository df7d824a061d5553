"""Pictures of numbers: colours by hand and for the colour-blind, fixed scales, hatched holes, the sheet to download."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from mae_demo.image import to_picture, to_tensor
from mae_demo.masking import make_mask
from mae_demo.render import (
    ATTENTION,
    DIFFERENCE,
    ERROR,
    HATCH,
    PAPER,
    attention_map,
    difference_map,
    error_map,
    figure,
    legend,
    magnify,
    mask_picture,
    masked_picture,
    normalised_picture,
    paint,
    patch_error_map,
)
from mae_demo.scales import BLUE_ORANGE, VIRIDIS, Scale

# How each kind of colour blindness mixes linear red, green and blue: Machado et al. (2009), severity 1
BLIND = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def linear(colours):
    """sRGB bytes (..., 3) as linear light, 0 to 1."""
    share = np.asarray(colours) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def oklab(light):
    """Linear sRGB (..., 3) in Oklab (Ottosson 2020): lightness, and two coordinates of colour."""
    cones = np.array([[0.4122, 0.5363, 0.0514], [0.2119, 0.6807, 0.1074], [0.0883, 0.2817, 0.6300]])
    mix = np.array([[0.2105, 0.7936, -0.0041], [1.9780, -2.4286, 0.4506], [0.0259, 0.7828, -0.8087]])
    return np.cbrt(np.clip(light, 0, None) @ cones.T) @ mix.T


def stops(colours):
    return np.array([list(bytes.fromhex(colour)) for colour in colours.split()])


# Palettes


@pytest.mark.parametrize(
    ("value", "colour"),
    [(0, "440154"), (0.125, "3b528b"), (0.25, "21918c"), (0.375, "5ec962"), (0.5, "fde725")],
)
def test_errors_wear_viridis(value, colour):
    painted = np.array(paint(torch.tensor([[float(value)]]), ERROR))[0, 0].astype(int)
    assert abs(painted - list(bytes.fromhex(colour))).max() <= 1  # colours that matplotlib prints


@pytest.mark.parametrize("eye", [None, *BLIND])
def test_a_larger_error_is_brighter_to_every_eye(eye):
    light = linear(stops(VIRIDIS))
    lightness = oklab(light if eye is None else light @ np.transpose(BLIND[eye]))[:, 0]
    assert (np.diff(lightness) > 0).all()
    assert lightness[-1] - lightness[0] > 0.5


def test_viridis_and_blue_orange_climb_in_even_steps():
    steps = np.linalg.norm(np.diff(oklab(linear(stops(VIRIDIS))), axis=0), axis=1)
    assert steps.max() / steps.min() < 2.5
    steps = np.linalg.norm(np.diff(oklab(linear(stops(BLUE_ORANGE))), axis=0), axis=1)
    assert steps.max() / steps.min() < 1.2


def test_blue_and_orange_weigh_the_same_and_meet_in_grey():
    colours = oklab(linear(stops(BLUE_ORANGE)))
    np.testing.assert_allclose(colours[:, 0], colours[::-1, 0], atol=0.005)
    assert np.abs(colours[8, 1:]).max() < 0.002
    assert colours[0, 2] < -0.1 and colours[-1, 2] > 0.1  # the axis from blue to yellow


@pytest.mark.parametrize("eye", BLIND)
def test_too_dark_and_too_bright_differ_to_every_eye(eye):
    colours = oklab(linear(stops(BLUE_ORANGE)) @ np.transpose(BLIND[eye]))
    assert np.linalg.norm(colours[0] - colours[-1]) > 0.15
    for place in range(8):  # and each grade from its opposite, more so towards the ends
        apart = [np.linalg.norm(colours[i] - colours[16 - i]) for i in (place, place + 1)]
        assert apart[0] > apart[1]


# Maps


def test_a_scale_is_linear_and_stops_at_its_ends():
    scale = Scale(-1, 1, "", "000000 ff0000 ffff00")
    values = torch.tensor([[-9.0, -1, -0.5, 0], [0.25, 1, 9, float("inf")]])
    painted = np.array(paint(values, scale))
    assert painted[..., 0].tolist() == [[0, 0, 128, 255], [255, 255, 255, 255]]
    assert painted[..., 1].tolist() == [[0, 0, 0, 0], [64, 255, 255, 255]]
    assert not painted[..., 2].any()


@settings(deadline=None, max_examples=30)
@given(st.lists(st.floats(0, 1), min_size=2, max_size=2))
def test_the_colour_of_an_error_does_not_depend_on_the_other_errors(errors):
    alone = [error_map(torch.full((1, 1, 1), error)).getpixel((0, 0)) for error in errors]
    together = error_map(torch.tensor([[errors]]))
    assert [together.getpixel((x, 0)) for x in range(2)] == alone


def test_an_error_map_averages_the_channels():
    error = torch.tensor([0.0, 0.1, 0.5]).view(3, 1, 1).expand(3, 2, 5)
    picture = error_map(error)
    assert picture.size == (5, 2)
    assert picture.getpixel((4, 1)) == paint(torch.tensor([[0.2]]), ERROR).getpixel((0, 0))


def test_a_patch_error_map_averages_each_patch():
    error = torch.zeros(2, 4, 6)
    error[0, :2, :2], error[1, 3, 5] = 0.4, 0.8  # patches of 2 pixels: 0.2 in the first, 0.1 in the last
    painted = np.array(patch_error_map(error, 2))
    expected = torch.zeros(4, 6)
    expected[:2, :2], expected[2:, 4:] = 0.2, 0.1
    assert np.array_equal(painted, np.array(paint(expected, ERROR)))


def test_what_is_too_bright_is_orange_and_what_is_too_dark_is_blue():
    prediction, original = torch.tensor([[[0.9, 0.1, 0.5]]]), torch.tensor([[[0.1, 0.9, 0.5]]])
    bright, dark, right = (difference_map(prediction, original).getpixel((x, 0)) for x in range(3))
    assert bright == tuple(bytes.fromhex(DIFFERENCE.colours.split()[-1]))
    assert dark == tuple(bytes.fromhex(DIFFERENCE.colours.split()[0]))
    assert right == (0xF5, 0xF5, 0xF5)


def test_an_even_share_of_attention_has_one_colour_on_every_grid():
    even = paint(torch.ones(1, 1), ATTENTION).getpixel((0, 0))
    for side in (2, 7):
        nothing = torch.zeros(side, side, dtype=torch.bool)
        picture = attention_map(torch.full((side, side), 1 / (side**2 + 1)), nothing)
        assert (np.array(picture) == even).all()
    mask = torch.tensor([[True, False]])
    picture = attention_map(torch.tensor([[0, 0.5]]), mask)  # the other half is the class token's
    assert picture.getpixel((1, 0)) == even
    assert picture.getpixel((0, 0)) == paint(torch.zeros(1, 1), ATTENTION).getpixel((0, 0))


def test_a_legend_runs_from_low_to_high():
    picture = legend(DIFFERENCE, 17)
    assert np.array(picture)[0].tolist() == stops(DIFFERENCE.colours).tolist()
    assert legend(ERROR).size == (256, 1)


def test_a_normalised_prediction_around_mid_grey():
    picture = normalised_picture(torch.tensor([[[-9.0, -3, 0, 1.5, 3, 9]]]))
    assert np.array(picture).tolist() == [[0, 0, 128, 191, 255, 255]]


# Masks


@settings(deadline=None)
@given(st.integers(1, 9), st.integers(1, 9), st.integers(1, 5), st.floats(0, 1))
def test_a_mask_comes_back_from_its_picture(rows, columns, patch_size, ratio):
    mask = make_mask("random", (rows, columns), ratio, 0)
    picture = mask_picture(mask, patch_size)
    assert picture.size == (columns * patch_size, rows * patch_size) and picture.mode == "L"
    pixels = np.array(picture)
    assert set(np.unique(pixels)) <= {0, 255}
    for i in range(patch_size):
        assert np.array_equal(pixels[i::patch_size, i::patch_size] == 255, mask.numpy())


@pytest.mark.parametrize("channels", [1, 3])
def test_hidden_patches_are_hatched_and_visible_ones_as_they_were(channels):
    image = torch.rand(channels, 8, 12, generator=torch.Generator().manual_seed(0))
    mask = torch.tensor([[True, False, False], [False, False, True]])
    pixels = to_tensor(masked_picture(image, mask, side=120))
    assert pixels.shape == (channels, 80, 120)
    large = to_tensor(to_picture(image)).repeat_interleave(10, 1).repeat_interleave(10, 2)
    hidden = mask.repeat_interleave(40, 0).repeat_interleave(40, 1)
    assert torch.equal(pixels[:, ~hidden], large[:, ~hidden])
    for patch in (pixels[:, :40, :40], pixels[:, 40:, 80:]):
        assert {round(value * 255) for value in patch.unique().tolist()} == set(HATCH)
        assert torch.equal(patch[:, 1:, :-1], patch[:, :-1, 1:])  # the lines are diagonal


def test_a_picture_is_enlarged_by_whole_numbers_and_never_made_smaller():
    picture = Image.fromarray(np.arange(12, dtype=np.uint8).reshape(3, 4))
    assert np.array_equal(np.array(magnify(picture, 15)), np.arange(12).reshape(3, 4).repeat(3, 0).repeat(3, 1))
    assert np.array_equal(np.array(magnify(picture, 2)), np.array(picture))


# The sheet


RED, BLUE = Image.new("RGB", (28, 28), "red"), Image.new("RGB", (400, 200), "blue")


def boxes(sheet, colour):
    """The box (left, top, right, bottom) of all pixels of a colour."""
    rows, columns = (np.array(sheet) == colour).all(-1).nonzero()
    return columns.min(), rows.min(), columns.max() + 1, rows.max() + 1


def test_a_figure_holds_every_picture_in_its_cell():
    sheet = figure([[("red", RED), ("blue", BLUE)], [("grey", Image.new("L", (28, 28), 99))]], side=56)
    left, top, right, bottom = boxes(sheet, (255, 0, 0))
    assert (right - left, bottom - top) == (56, 56)
    other_left, other_top, other_right, other_bottom = boxes(sheet, (0, 0, 255))
    assert (other_right - other_left, other_bottom - other_top) == (56, 28)
    assert other_top == top and other_left > right
    below = boxes(sheet, (99, 99, 99))
    assert below[0] == left and below[1] > bottom and below[2] - below[0] == 56
    assert sheet.getpixel((0, 0)) == sheet.getpixel((sheet.width - 1, sheet.height - 1)) == PAPER


@pytest.mark.parametrize("size", [(28, 28), (64, 64), (128, 128), (64, 128), (128, 32), (448, 448)])
def test_pictures_of_any_size_and_shape_fill_a_cell(size):
    sheet = figure([[("", Image.new("RGB", size, "red"))]], side=224)
    left, top, right, bottom = boxes(sheet, (255, 0, 0))
    scale = 224 / max(size)
    assert (right - left, bottom - top) == (round(size[0] * scale), round(size[1] * scale))
    assert sheet.height - bottom == 2 * 16  # no room is left where a picture is low


def ink(sheet):
    return (np.array(sheet).max(-1) < 128).any(0).nonzero()[0]  # columns with dark pixels


def test_a_long_caption_is_broken_and_stays_in_its_cell():
    blank = Image.new("RGB", (100, 100), "white")
    sheet = figure([[("many words that do not fit into one line of so narrow a cell", blank), ("", blank)]], side=100)
    assert ink(sheet).max() < 16 + 100
    one, two = (figure([[(caption, blank)]], side=100).height for caption in ("a", "a\nb"))
    assert sheet.height > two > one


def test_notes_and_legends_stand_below_the_pictures():
    plain = figure([[("red", RED)]])
    full = figure([[("red", RED)]], "one note, and so many words that it takes two lines", (ERROR, DIFFERENCE))
    assert full.width == plain.width
    assert full.height == plain.height + 4 * 20
    assert (
        full.crop((0, 0, plain.width, plain.height - 16)).tobytes()
        == plain.crop((0, 0, plain.width, plain.height - 16)).tobytes()
    )
    feet = np.array(full)[plain.height - 16 :]
    for scale in (ERROR, DIFFERENCE):
        for colour in (scale.colours.split()[0], scale.colours.split()[-1]):
            assert (feet == list(bytes.fromhex(colour))).all(-1).any()


def test_signs_that_the_typeface_lacks_are_spelled_plainly():
    assert figure([[("4×4 − 1–2", RED)]]).tobytes() == figure([[("4x4 - 1-2", RED)]]).tobytes()
    widths = [len(ink(figure([[(caption, Image.new("1", (9, 9), 1))]]))) for caption in ("il", "WM")]
    assert widths[0] < widths[1]


def test_steps_of_the_error_scale_are_told_apart():
    """A tenth of the range is a visible difference wherever it lies."""
    colours = oklab(linear(np.array(legend(ERROR, 11))[0]))
    assert min(np.linalg.norm(a - b) for a, b in pairwise(colours)) > 0.04
