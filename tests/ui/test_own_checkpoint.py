"""From a folder of pictures to the page: what README promises to somebody who trains on their own."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from gradio_client import Client, handle_file
from PIL import Image
from typer.testing import CliRunner
from visiting import visited

from mae_demo import checkpoint
from mae_demo.answers.samples import sample_paths
from mae_demo.models import build
from mae_demo.text import WORDS
from train import baselines, cost
from train.__main__ import app
from train.options import changed
from train.recipes import RECIPES

SERVE = """
import sys
from pathlib import Path
from mae_demo import checkpoint
checkpoint.SHELF = Path(sys.argv[1])
from mae_demo.ui.page import LAUNCH, build_app
_, address, _ = build_app().launch(prevent_thread_lock=True, quiet=True, **LAUNCH)
print(address, flush=True)
sys.stdin.read()
"""
GREY, COLOUR, RESIZED = "pictures-vit-mse", "pictures-photos-vit-mse", "my-fashion-vit-mse"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """The shipped shelf with two networks on it that the commands of README have trained, only smaller ones."""
    root = tmp_path_factory.mktemp("own")
    folder, made = root / "Pictures", root / "checkpoints"
    folder.mkdir()
    made.mkdir()
    for number in range(20):
        draw = np.random.default_rng(number)
        levels = draw.integers(0, 256, (4 + number % 3, 4, 3)).astype(np.uint8)
        Image.fromarray(levels).resize((60 + 7 * number, 90), Image.Resampling.BICUBIC).save(folder / f"{number}.png")
    for path in checkpoint.SHELF.iterdir():
        (made / path.name).symlink_to(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checkpoint, "SHELF", made)
        patch.setattr(baselines, "DATA", root / "data")
        patch.setattr(cost, "RUNS", 3)
        small = ["--dataset", str(folder), "--width", "16", "--steps", "2", "--device", "cpu", "--out", str(made)]
        for recipe, more in (
            ("fashion-vit-mse", ["--set", "start_from="]),
            ("photos-vit-mse", ["--set", "start_from=", "--image-size", "32"]),
        ):
            result = CliRunner().invoke(app, [recipe, *small, *more])
            assert result.exit_code == 0, result.output
    config = changed(RECIPES["fashion-vit-mse"](), {"image_size": (32, 32), "embed_dim": 16, "start_from": ""})
    training = {"recipe": config.recipe, "changed": dict(config.changes)}
    checkpoint.save(build(config.model), made / RESIZED, config.title, config.about, training)
    return made


def test_both_commands_leave_their_checkpoint(shelf):
    assert {path.name for path in shelf.iterdir() if not path.is_symlink()} == {GREY, COLOUR, RESIZED}
    assert checkpoint.describe(shelf / GREY)["about"].endswith(", no start_from.")
    for name, channels in ((GREY, 1), (COLOUR, 3)):
        assert checkpoint.load(shelf / name).config.channels == channels
        assert (shelf / name / "trace.webp").is_file() and any((shelf / name / "samples").iterdir())


def test_the_strip_shows_their_pictures_as_the_colour_network_saw_them(shelf, monkeypatch):
    monkeypatch.setattr(checkpoint, "SHELF", shelf)
    (shelf / GREY).rename(shelf / "a-grey")  # whose name comes first
    try:
        assert {path.parent.parent.name for path in sample_paths("pictures")} == {COLOUR}
    finally:
        (shelf / "a-grey").rename(shelf / GREY)


@pytest.mark.timeout(240)
def test_the_app_starts_with_them_fills_their_pictures_compares_and_plays_films(shelf, chromium):
    command = [sys.executable, "-c", SERVE, str(shelf)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        address = process.stdout.readline().strip()
        assert address, "the page could not be built"
        client = Client(address, verbose=False)
        try:
            known = client.predict(api_name="/checkpoints")
            assert {GREY, COLOUR} <= {each["name"] for each in known}
            for name in (GREY, COLOUR):
                sample = next((shelf / name / "samples").glob("*.png"))
                settings = {"checkpoint": name, "strategy": "random", "ratio": 0.75, "seed": 7, "mask": ""}
                *_, figures = client.predict(image=handle_file(str(sample)), **settings, api_name="/reconstruct")
                assert 0 < figures["masked_psnr"] < 40 and "harmonic" in figures["baselines"]
            compare_and_play(chromium, address)
        finally:
            client.close()
            process.stdin.close()


def compare_and_play(chromium, address):
    """Compare opens with cards for a network that no ready-made comparison takes, and a film of two moments plays."""
    with visited(chromium, f"{address}?checkpoint={RESIZED}&tab=compare") as page:
        page.locator("#wall").get_by_text(RESIZED).first.wait_for()
    with visited(chromium, f"{address}?tab=train&film={GREY}") as page:
        page.wait_for_selector(".films.small")  # its sheet has come
        at = page.locator(".films .step")
        assert at.inner_text() == WORDS["films"]["at"].format(step=2, last=2)
        page.get_by_role("button", name=WORDS["films"]["play"], exact=True).last.click()
        page.wait_for_function("document.querySelector('.films .step').textContent.startsWith('Step 1 ')")
        page.wait_for_function("document.querySelector('.films .step').textContent.startsWith('Step 2 ')")
        page.wait_for_function("!location.search.includes('moment')")
