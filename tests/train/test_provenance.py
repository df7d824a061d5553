"""`python -m train --all`: what is missing or outdated is trained, in an order that works, and nothing else."""

import re
from dataclasses import replace

import pytest
import torch
from tiny import TINY_UNET, TINY_VIT, tiny_data
from typer.testing import CliRunner

from mae_demo import checkpoint
from mae_demo.config import MLPArchitecture, PCAArchitecture
from mae_demo.losses import LOSSES
from mae_demo.models import vit
from train import __main__, own
from train.__main__ import app
from train.data import DATASETS
from train.provenance import fingerprint
from train.recipes import RECIPES

CONTINUED = replace(TINY_VIT, name="continued", start_from="tiny-vit", seed=1, steps=4)
PCA = replace(
    TINY_UNET, name="pca", steps=0, model=replace(TINY_UNET.model, family="pca", architecture=PCAArchitecture(3))
)


@pytest.fixture
def recipes(monkeypatch, tmp_path):
    """Three recipes, one of which starts from another; the dictionary can be changed."""
    monkeypatch.setitem(DATASETS, "fashion-mnist", lambda: tiny_data(8))
    monkeypatch.setattr(checkpoint, "SHELF", tmp_path / "shelf")
    tiny = {recipe.name: recipe for recipe in (PCA, TINY_VIT, CONTINUED)}
    made = {name: lambda name=name: tiny[name] for name in tiny}
    for module in (__main__, own):
        monkeypatch.setattr(module, "RECIPES", made)
    return tiny


def make_all(out, *options):
    """The names trained by `python -m train --all`, each with the reason that was given."""
    result = CliRunner().invoke(app, ["--all", "--out", str(out), "--device", "cpu", *options])
    assert result.exit_code == 0, result.output
    reasons = dict(re.findall(rf"^({'|'.join(__main__.RECIPES)}): (.*)$", result.stdout, re.MULTILINE))
    assert re.findall(r"Wrote \S+/(\S+)$", result.stdout, re.MULTILINE) == list(reasons)
    return reasons


def test_what_is_missing_is_made_once(recipes, tmp_path):
    assert make_all(tmp_path) == dict.fromkeys(recipes, "it is missing")
    assert make_all(tmp_path) == {}
    weights = (tmp_path / "continued" / "model.safetensors").read_bytes()
    (tmp_path / "continued" / "README.md").unlink()  # a run that was killed while its card was measured
    assert make_all(tmp_path) == {} and (tmp_path / "continued" / "README.md").exists()
    assert (tmp_path / "continued" / "model.safetensors").read_bytes() == weights


@pytest.mark.parametrize("options", [[], ["--resume"]])
def test_a_changed_recipe_is_trained_again_and_what_started_from_it(options, recipes, tmp_path):
    make_all(tmp_path)
    weights = [(tmp_path / name / "model.safetensors").read_bytes() for name in ("tiny-vit", "continued")]
    recipes["tiny-vit"] = replace(TINY_VIT, learning_rate=0.01)
    reasons = make_all(tmp_path, *options)
    assert [
        (tmp_path / name / "model.safetensors").read_bytes() == old for name, old in zip(reasons, weights, strict=True)
    ] == [False, False]
    assert reasons == {
        "tiny-vit": "learning_rate: 0.0015 then, 0.01 now",
        "continued": "the checkpoint with its initial weights has been trained again",
    }


def test_other_words_are_no_other_recipe(recipes, tmp_path):
    make_all(tmp_path)
    recipes["tiny-vit"] = replace(TINY_VIT, about="Other words.", title="Other")
    assert make_all(tmp_path) == {}


def test_so_many_steps_are_outdated_for_another_number(recipes, tmp_path):
    assert set(make_all(tmp_path, "--steps", "2")) == set(recipes)
    assert make_all(tmp_path, "--steps", "2") == {}
    assert set(make_all(tmp_path)) == {"tiny-vit", "continued"}  # PCA has no steps


def test_other_weights_of_a_losss_terms_are_another_recipe(recipes, tmp_path, monkeypatch):
    make_all(tmp_path)
    monkeypatch.setitem(LOSSES, "mse", {"mse": 2.0})
    assert make_all(tmp_path)["tiny-vit"] == "terms of the loss: {'mse': 1.0} then, {'mse': 2.0} now"


def test_a_card_that_does_not_say_its_provenance_is_outdated(recipes, tmp_path):
    make_all(tmp_path)
    description = checkpoint.describe(tmp_path / "pca")
    del description["training"]["made_from"]
    checkpoint.write_description(tmp_path / "pca", description)
    assert make_all(tmp_path) == {"pca": "its config.json has no provenance"}


def test_code_that_computes_something_else_is_noticed(recipes, tmp_path, monkeypatch):
    make_all(tmp_path)
    monkeypatch.setattr(vit.F, "gelu", torch.relu)
    assert make_all(tmp_path)["tiny-vit"].startswith("the model's code has changed")


def test_a_run_that_goes_on_starts_from_the_weights_of_the_other(recipes, tmp_path):
    recipes["continued"] = replace(CONTINUED, learning_rate=0.0, muon_learning_rate=0.0)
    make_all(tmp_path)
    one, other = (checkpoint.load(tmp_path / name).state_dict() for name in ("tiny-vit", "continued"))
    for name, value in one.items():
        assert torch.equal(value, other[name]), name


def test_a_fingerprint_is_the_same_every_time_and_leaves_the_seed_alone():
    torch.manual_seed(3)
    before = torch.get_rng_state()
    assert fingerprint(TINY_VIT.model) == fingerprint(TINY_VIT.model)
    assert torch.equal(before, torch.get_rng_state())
    wider = replace(TINY_UNET.model, family="mlp", architecture=MLPArchitecture((8,), 2))
    assert fingerprint(wider) != fingerprint(TINY_VIT.model) and len(fingerprint(wider)) == 8


def test_every_recipe_comes_after_the_one_it_starts_from():
    order = list(RECIPES)
    for name in order:
        start = RECIPES[name]().start_from
        assert not start or order.index(start) < order.index(name)
