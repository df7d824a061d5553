"""What a run leaves for the page: pictures of it on its way."""

import json

import torch
from PIL import Image

from mae_demo.image import to_tensor
from train.trace import PICTURES, moments, write_trace


def test_moments_by_hand():
    assert sorted(moments(30 * 30)) == [moment * moment for moment in range(1, 31)]
    assert sorted(moments(4)) == [1, 2, 3, 4]
    assert max(moments(7_919)) == 7_919


def test_rows_are_originals_then_masked_then_moments(tmp_path):
    torch.manual_seed(0)
    images = torch.randint(256, (PICTURES + 1, 1, 4, 4)) / 255
    hidden = torch.zeros(PICTURES + 1, 1, 4, 4, dtype=torch.bool)
    hidden[..., :2, :2] = True
    early, late = (torch.randint(256, (PICTURES, 1, 4, 4), dtype=torch.uint8) for _ in range(2))
    trace = {"steps": [1, 20], "masked_psnr_75": [9.5, 17.25], "predictions": [early, late]}
    write_trace(tmp_path, trace, images, hidden)

    assert json.loads((tmp_path / "trace.json").read_text()) == {"steps": [1, 20], "masked_psnr_75": [9.5, 17.25]}
    sheet = to_tensor(Image.open(tmp_path / "trace.webp"))
    assert sheet.shape == (3, 4 * 4, PICTURES * 4)  # the format knows no grey
    sheet = sheet[:1]

    def row(place):
        return torch.stack(list(sheet[:, 4 * place : 4 * place + 4].split(4, dim=2)))

    assert torch.equal(row(0), images[:PICTURES])
    assert torch.equal(row(1), torch.where(hidden, 128 / 255, images)[:PICTURES])
    assert torch.equal(row(2), early / 255) and torch.equal(row(3), late / 255)


def test_a_trace_of_large_pictures_fits_the_format_and_shows_them(tmp_path):
    """At 512 pixels 32 rows would be one pixel too many."""
    ramp = torch.linspace(0, 1, 512).expand(1, 3, 512, 512)
    hidden = torch.zeros(1, 1, 512, 512, dtype=torch.bool)
    trace = {"steps": [*range(30)], "masked_psnr_75": [0.0] * 30, "predictions": [(ramp * 255).byte()] * 30}
    write_trace(tmp_path, trace, ramp, hidden)
    sheet = to_tensor(Image.open(tmp_path / "trace.webp"))
    assert 16_000 < sheet.shape[1] <= 16_383
    assert (sheet[0, 8_000, :500] - torch.linspace(0, 500 / 512, 500)).abs().max() < 0.05
