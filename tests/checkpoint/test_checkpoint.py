"""Checkpoints: what is saved is loaded, and what is damaged is refused with a sentence."""

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from mae_demo import checkpoint
from mae_demo.config import GaussianArchitecture, ModelConfig, ViTArchitecture
from mae_demo.models import build

ROOT = Path(__file__).resolve().parents[2]
TINY = ModelConfig(
    "vit", ViTArchitecture(16, 1, 2, 16, 1, 2), "none", "mse", image_size=(8, 12), channels=3, patch_size=4
)


def fresh(seed=0):
    torch.manual_seed(seed)
    return build(TINY)


@pytest.fixture
def folder(tmp_path):
    """A saved checkpoint in full precision."""
    checkpoint.save(fresh(), tmp_path / "tiny", "A title", "A tiny one.", {"seed": 0}, half=False)
    return tmp_path / "tiny"


def rewrite(folder, change):
    """Change the saved tensors and sign them anew, as a careless converter would."""
    state = load_file(folder / "model.safetensors")
    change(state)
    save_file(state, folder / "model.safetensors")
    description = checkpoint.describe(folder)
    description["sha256"] = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    checkpoint.write_description(folder, description)


def test_full_precision_round_trip(folder):
    model, loaded = fresh(), checkpoint.load(folder)
    assert not loaded.training
    assert loaded.config == TINY
    assert loaded.state_dict().keys() == model.state_dict().keys()
    for key, value in loaded.state_dict().items():
        assert torch.equal(value, model.state_dict()[key]), key


def test_half_precision_round_trip(tmp_path):
    model = fresh()
    checkpoint.save(model, tmp_path, "A title", "Half.", {})
    assert {value.dtype for value in load_file(tmp_path / "model.safetensors").values()} == {torch.float16}
    for key, value in checkpoint.load(tmp_path).state_dict().items():
        assert value.dtype == torch.float32
        assert torch.equal(value, model.state_dict()[key].half().float()), key


def test_a_description_is_read_again_where_its_file_has_changed_and_only_there(folder):
    first = checkpoint.describe(folder)
    assert checkpoint.describe(folder) is first
    checkpoint.write_description(folder, first | {"title": "B title"})  # as long as before
    assert checkpoint.describe(folder)["title"] == "B title"
    (folder / "config.json").write_text("{", "utf-8")
    for _ in range(2):
        with pytest.raises(ValueError, match="damaged"):
            checkpoint.describe(folder)


def test_a_closed_form_model_round_trip(tmp_path):
    config = ModelConfig("gaussian", GaussianArchitecture(ridge=0.25), "none", "mse", image_size=(4, 4), patch_size=2)
    model = build(config)
    model.fit(torch.rand(20, 1, 4, 4))
    checkpoint.save(model, tmp_path, "A title", "Linear.", {}, half=False)
    loaded = checkpoint.load(tmp_path)
    assert loaded.config == config
    assert torch.equal(loaded.mean, model.mean)
    assert torch.equal(loaded.covariance, model.covariance)


def test_the_description_says_what_was_saved(folder):
    description = checkpoint.describe(folder)
    assert description["about"] == "A tiny one."
    assert description["training"] == {"seed": 0}
    assert ModelConfig.from_json(description["model"]) == TINY


def test_a_flipped_byte_is_refused(folder):
    weights = bytearray((folder / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (folder / "model.safetensors").write_bytes(weights)
    with pytest.raises(ValueError, match="'tiny' are damaged"):
        checkpoint.load(folder)


def drop(state):
    del state["norm.weight"]


def add(state):
    state["norm.surplus"] = torch.zeros(1)


def reshape(state):
    state["norm.weight"] = torch.zeros(17)


@pytest.mark.parametrize(("change", "key"), [(drop, "norm.weight"), (add, "norm.surplus"), (reshape, "norm.weight")])
def test_a_missing_surplus_or_misshapen_parameter_is_refused_by_name(folder, change, key):
    rewrite(folder, change)
    with pytest.raises(ValueError, match=f"(?s)'tiny' do not fit its config.*{key}"):
        checkpoint.load(folder)


@pytest.mark.parametrize("number", [torch.nan, torch.inf])
def test_weights_that_are_no_numbers_are_refused(folder, number):
    rewrite(folder, lambda state: state["norm.weight"][3:4].fill_(number))
    with pytest.raises(ValueError, match="not finite"):
        checkpoint.load(folder)


def test_missing_weights_are_refused(folder):
    (folder / "model.safetensors").unlink()
    with pytest.raises(ValueError, match="'tiny' are missing"):
        checkpoint.load(folder)


@pytest.mark.parametrize("name", ["no-such", "", "..", "no/such"])
def test_an_unknown_name_is_refused(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match="There is no checkpoint"):
        checkpoint.load(name)


@pytest.mark.parametrize(
    "change",
    [{"family": "oracle"}, {"colour": "blue"}, {"architecture": {"legs": 4}}, {"image_size": [7, 7]}],
)
def test_a_config_that_this_code_does_not_know_is_refused(folder, change):
    description = checkpoint.describe(folder)
    description["model"] |= change
    checkpoint.write_description(folder, description)
    with pytest.raises(ValueError, match=r"oracle|colour|legs|7×7"):
        checkpoint.load(folder)


def test_networks_come_first_on_the_shelf(tmp_path, monkeypatch):
    monkeypatch.setattr(checkpoint, "SHELF", tmp_path)
    linear = ModelConfig("gaussian", GaussianArchitecture(), "none", "mse", image_size=(4, 4))
    for name, config in [("b", TINY), ("a-linear", linear), ("a", replace(TINY, loss="l1"))]:
        checkpoint.save(build(config), tmp_path / name, "A title", "", {})
    (tmp_path / "unfinished").mkdir()
    assert checkpoint.names() == ["b", "a", "a-linear"]  # MSE first
    assert checkpoint.linear_reference(linear) == "a-linear"
    for other in ({"dataset": "some"}, {"image_size": (8, 8)}, {"channels": 3}):
        assert checkpoint.linear_reference(replace(linear, **other)) is None
    assert checkpoint.load("a").config.loss == "l1"


def test_the_shelf_is_read_without_torch():
    code = """
import sys
from mae_demo import checkpoint
for name in checkpoint.names():
    checkpoint.describe(name)
print("torch" in sys.modules)
"""
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


def test_an_interrupted_write_leaves_the_old_checkpoint_whole(folder, monkeypatch):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def crash(*_):
        raise OSError("the power went")

    monkeypatch.setattr(os, "replace", crash)
    with pytest.raises(OSError, match="power"):
        checkpoint.save(fresh(seed=1), folder, "A title", "Another.", {}, half=False)
    for name, content in before.items():
        assert (folder / name).read_bytes() == content
    assert torch.equal(checkpoint.load(folder).cls_token, fresh().cls_token)


def test_new_weights_beside_an_old_config_are_refused(folder, monkeypatch):
    def crash(*_):
        raise OSError("the power went")

    monkeypatch.setattr(checkpoint, "write_description", crash)
    with pytest.raises(OSError, match="power"):
        checkpoint.save(fresh(seed=1), folder, "A title", "Another.", {}, half=False)
    with pytest.raises(ValueError, match="damaged"):
        checkpoint.load(folder)


@pytest.mark.parametrize(
    "change",
    [
        {"model": None},
        {"training": None},
        {"target_space": "no such"},
        {"architecture": []},
        {"patch_size": 0},
        {"image_size": 7},
    ],
)
def test_whatever_a_config_says_the_others_can_be_picked(change, folder, monkeypatch):
    monkeypatch.setattr(checkpoint, "SHELF", folder.parent)
    description = json.loads((folder / "config.json").read_text("utf-8"))
    description |= change if change.keys() <= description.keys() else {"model": description["model"] | change}
    odd = folder.parent / "odd"
    odd.mkdir()
    (odd / "config.json").write_text(json.dumps(description), "utf-8")
    with pytest.warns(UserWarning, match="'odd' is left out"):
        assert checkpoint.names() == [folder.name]


def test_config_json_is_plain_and_readable(folder):
    text = (folder / "config.json").read_text("utf-8")
    assert json.loads(text)["model"]["image_size"] == [8, 12]
    assert text.endswith("}\n")
