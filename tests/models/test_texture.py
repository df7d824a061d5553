"""The texture of a network trained with an adversary follows the picture, and not the grid of its strides."""

import pytest
import torch

from mae_demo import checkpoint
from mae_demo.answers.samples import sample_paths
from mae_demo.image import fit_picture, open_picture, to_tensor
from mae_demo.inference import predict

SIZE, PATCH = 176, 8  # sides of pictures and of their patches, in pixels
HOLE = 80  # side of a wide hole; it lies in four places, since the noise in it is the same for all pictures
CORNERS = [(top, left) for top in (24, 72) for left in (24, 72)]
SIDE = 32  # of a window in the hole, of which there are nine


def grid_power(pictures):
    """How much stronger waves of 2 and 4 pixels are than their neighbours; pictures: (B, C, HOLE, HOLE).

    A network with strides knows where in a tile of 2, 4 or 8 pixels it draws. What it draws there always alike has
    power at multiples of a quarter of a wave a pixel and nowhere beside them. Returns the geometric mean of the ratios
    at these frequencies, over the pictures, their channels and nine windows: how much it is typically.
    """
    windows = torch.stack([pictures[..., y : y + SIDE, x : x + SIDE] for y in (0, 24, 48) for x in (0, 24, 48)])
    taper = torch.hann_window(SIDE)
    windows = (windows - windows.mean((-2, -1), keepdim=True)) * taper * taper[:, None]
    power = torch.fft.fft2(windows).abs().square().mean((0, 1, 2))  # (SIDE, SIDE)
    ratios = []
    for row in range(0, SIDE // 2 + 1, SIDE // 4):
        for column in range(0, SIDE, SIDE // 4):
            if row or column:
                near = power.roll((4 - row, 4 - column), (0, 1))[:9, :9].clone()
                at, near[2:7, 2:7] = near[4, 4].item(), torch.nan  # the taper spreads a wave over its neighbours
                ratios.append(at / near.nanmean())
    return torch.stack(ratios).log().mean().exp().item()


@pytest.fixture(scope="module")
def samples():
    paths = sample_paths("photos")
    return torch.stack([to_tensor(fit_picture(open_picture(path), (SIZE, SIZE), 3)) for path in paths])


def cut(images, top, left):
    return images[..., top : top + HOLE, left : left + HOLE]


def filled(name, images):
    """What a checkpoint puts into the holes, (4·B, C, HOLE, HOLE)."""
    model, found = checkpoint.load(name), []
    for corner in CORNERS:
        mask = torch.zeros(SIZE // PATCH, SIZE // PATCH, dtype=torch.bool)
        top, left = (at // PATCH for at in corner)
        mask[top : top + HOLE // PATCH, left : left + HOLE // PATCH] = True
        found.append(cut(predict(model, images, mask.view(1, -1).expand(len(images), -1)), *corner))
    return torch.cat(found)


def test_a_photograph_has_no_grid_and_a_woven_one_has(samples):
    truth = torch.cat([cut(samples, *corner) for corner in CORNERS])
    assert grid_power(truth) < 1
    woven = (torch.arange(HOLE) % 4 == 0) * (torch.arange(HOLE) % 4 == 1)[:, None]
    assert grid_power(truth + 0.2 * woven) > 10


def test_texture_is_not_locked_to_the_grid(samples):
    """3.6 measured; without noise in the hole it was 30, and the network of MSE, which draws no texture, has 4.0."""
    assert grid_power(filled("photos-unet-adversarial", samples)) <= 4
    sharp, smooth = (
        checkpoint.describe(f"photos-unet-{loss}")["scores"]["random-75"] for loss in ("adversarial", "mse")
    )
    assert sharp["sharpness"] > 2 * smooth["sharpness"], "no texture, no grid"
