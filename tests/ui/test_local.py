"""Strokes answered in the browser, by web/engine: the same figures as the server's, and nothing asked of it."""

import re

import pytest
import torch

from mae_demo.answers import networks, reconstruction
from mae_demo.answers.samples import sample_paths, samples_for
from mae_demo.image import open_picture
from mae_demo.text import WORDS


def stroke(page, row: float) -> None:
    """Hide patches of a row by mouse, and wait until the last one is answered."""
    box = page.locator("[data-panel=masked] canvas").bounding_box()
    y = box["y"] + row * box["height"]
    page.mouse.move(box["x"] + 2, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, y, steps=4)
    page.mouse.up()
    page.wait_for_function("document.querySelector('.trio').getAttribute('aria-busy') === 'false'")


@pytest.mark.parametrize("name", ["fashion-vit-mse", "photos-unet-mse"])
def test_a_stroke_is_answered_on_the_visitors_device(visit, name):
    with visit(query=f"?checkpoint={name}&strategy=random&ratio=40&seed=3", engine=True) as page:
        stroke(page, 0.95)  # the server answers, and the network comes
        page.wait_for_selector(".trio[data-engine=ready]")
        stroke(page, 0.75)
        local = page.locator(".result .on", has_text=WORDS["canvas"]["on_device"])
        local.wait_for()
        asked = []
        page.on("request", lambda request: asked.append(request.url) if "queue/join" in request.url else None)
        page.evaluate("addEventListener('drawn', (event) => (window.drawnLast = event.detail))")
        stroke(page, 0.35)
        said, hidden = page.inner_text(".result"), page.evaluate("drawnLast.hidden")
        assert asked == []

    picture = open_picture(sample_paths(samples_for(name))[0])
    config = networks.model(name).config
    height, width = config.size_for(*picture.size)
    mask = torch.tensor(hidden).view(height // config.patch_size, width // config.patch_size)
    _, figures = reconstruction.run(name, picture, mask)
    assert float(re.search(r"PSNR ([\d.]+) dB", said)[1]) == pytest.approx(figures["masked_psnr"], abs=0.06)
    assert float(re.search(r"SSIM ([\d.]+)", said)[1]) == pytest.approx(figures["masked_ssim"], abs=0.006)
    gains = [figures["masked_psnr"] - other for other in figures["baselines"].values()]
    assert [float(gain) for gain in re.findall(r"([\d.]+) dB (?:better|worse)", said)] == pytest.approx(
        [abs(gain) for gain in gains], abs=0.11
    )


def test_the_server_answers_where_it_is_asked_to(visit):
    with visit(query="?engine=server", engine=True) as page:
        asked = []
        page.on("request", lambda request: asked.append(request.url) if "queue/join" in request.url else None)
        for row in (0.2, 0.5, 0.8):
            stroke(page, row)
        assert asked and not page.locator(".result .on", has_text=WORDS["canvas"]["on_device"]).count()
