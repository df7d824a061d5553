"""Quantised networks: close to the exact ones, only on request, and named on the page; and their benchmark."""

import copy
import re

import pytest
import torch
import typer
from typer.testing import CliRunner

from mae_demo import checkpoint, quantisation
from mae_demo.answers import compare, networks, reconstruction
from mae_demo.answers.samples import sample_paths
from mae_demo.answers.selection import MIDDLE, Selection
from mae_demo.config import ModelConfig, ViTArchitecture
from mae_demo.image import open_picture
from mae_demo.inference import predict
from mae_demo.masking import make_mask
from mae_demo.patches import hidden_pixels
from mae_demo.text import WORDS
from mae_demo.ui import handlers
from mae_demo.ui.sentences import describe
from train.benchmark import prediction, race

NAME = "fashion-vit-mse"
SAMPLE, MASK = open_picture(sample_paths("fashion-mnist")[0]), make_mask("random", (7, 7), 0.75, 7)
TINY = ModelConfig(
    "vit", ViTArchitecture(32, 2, 4, 32, 1, 4), "imagenet", "mse", (32, 32), 3, 8, "imagenet", "imagenet"
)  # fmt: skip


@pytest.fixture
def fresh():
    """No network in memory, before and after."""
    for kept in (networks._kept, reconstruction._run):
        kept.cache_clear()
    yield
    for kept in (networks._kept, reconstruction._run):
        kept.cache_clear()


@pytest.mark.parametrize(("rounds", "least", "most"), [("in_8_bits", 1e-3, 0.1), ("in_bfloat16", 1e-4, 0.02)])
def test_a_rounded_network_says_nearly_the_same_and_the_exact_one_stays(rounds, least, most):
    model = checkpoint.load(NAME)
    before = copy.deepcopy(model.state_dict())
    images, mask = torch.rand(2, 1, 28, 28, generator=torch.Generator().manual_seed(0)), MASK.view(1, -1).expand(2, -1)
    with torch.inference_mode():
        near = getattr(quantisation, rounds)(model)
        assert quantisation.is_quantised(near) and not quantisation.is_quantised(model)
        exact, near = model(images, mask), near(images, mask)
    assert least < (near - exact).norm() / exact.norm() < most
    assert all(torch.equal(value, before[key]) for key, value in model.state_dict().items())


@pytest.mark.parametrize("has_units", [True, False])
def test_the_processor_decides_how(has_units, monkeypatch):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"amx_bf16": has_units})
    model = quantisation.quantised(checkpoint.load(NAME))
    assert any(isinstance(module, quantisation.Bfloat16Linear) for module in model.modules()) == has_units
    assert set(prediction.quantised_copies(checkpoint.load(NAME))) == {"8 bits"} | (
        {"bfloat16"} if has_units else set()
    )


@pytest.mark.parametrize(
    ("asked", "large", "rounds"), [("1", 1, True), ("1", 10**9, False), ("0", 1, False), (None, 1, False)]
)
def test_the_page_rounds_large_networks_where_it_is_asked_to_and_says_so(monkeypatch, fresh, asked, large, rounds):
    monkeypatch.delenv("ROUNDED", raising=False)
    if asked:
        monkeypatch.setenv("ROUNDED", asked)
    monkeypatch.setattr(quantisation, "LARGE", large)
    own = Selection(SAMPLE, "fashion-mnist", None, upload=SAMPLE, frame=MIDDLE)
    plain = describe(own, NAME)[1]
    drawing = handlers.message(own, NAME, MASK)
    assert quantisation.is_quantised(networks.model(NAME)) == rounds
    wall = compare.wall([NAME, "harmonic"], NAME, SAMPLE, MASK)
    assert [card["rounded"] for card in wall["cards"]] == [rounds, False]
    assert drawing["hint"] == plain + (" " + WORDS["results"]["rounded"] if rounds else "")


def test_the_race_is_between_equal_predictions(monkeypatch):
    monkeypatch.setattr(prediction, "BASE", TINY)
    monkeypatch.setattr(race, "TURN_SECONDS", 0.01)
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"amx_bf16": True})
    app = typer.Typer()
    app.command()(prediction.main)
    result = CliRunner().invoke(app, ["--rounds", "1"])
    assert result.exit_code == 0, result.output
    assert torch.get_float32_matmul_precision() == "highest", "the benchmark leaves the precision as it was"
    found = re.findall(r"^(ours.*?|transformers, \w+) +(highest|medium) +\d+ +\d+ +(\S+)$", result.output, re.MULTILINE)
    off = {(who, precision): float(by) for who, precision, by in found}
    assert len(off) == 10 and off["ours", "highest"] == 0 and 1e-4 < off["ours in 8 bits", "highest"] < 0.1
    assert 1e-4 < off["ours in bfloat16", "highest"] < off["ours in 8 bits", "highest"]
    assert off["transformers, sdpa", "highest"] < 1e-5 and off["transformers, eager", "highest"] < 1e-5
    assert "masked PSNR" not in result.output, "random weights are not worth measuring"


def test_weights_of_the_shelf_are_measured_on_photographs():
    model = checkpoint.load("emoji-vit-mse")
    images, masks = prediction.photographs(model.config)
    assert images.shape == (len(images), 3, 64, 64) and (masks.sum(1) == 48).all()
    exact, near = (prediction.masked_psnr(each, images, masks) for each in (model, quantisation.in_8_bits(model)))
    hidden = hidden_pixels(masks, images)
    error = (predict(model, images, masks) - images).square()[hidden.expand_as(images)].mean()
    assert exact == pytest.approx(-10 * error.log10().item(), abs=1e-3) and 0 < abs(exact - near) < 1
