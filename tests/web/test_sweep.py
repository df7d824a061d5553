"""The error over the mask ratio, computed by the engine: the curves of the server, under the same masks."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import torch

from mae_demo import checkpoint
from mae_demo.answers import compare
from mae_demo.answers.comparisons import ENSEMBLES, networks_of
from mae_demo.answers.samples import sample_paths, samples_for
from mae_demo.metrics import psnr

HERE = Path(__file__).resolve().parent
KERNELS = HERE.parent.parent / "mae_demo" / "web" / "engine" / "kernels" / "kernels.wasm"
NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="node is not installed: nothing runs the engine here")

FEW = 3  # sample pictures
# What is followed, the checkpoint whose masks hide, the strategy and its balance
CASES = [
    ("fashion-vit-mse", "fashion-vit-mse", "random", 1.0),
    ("fashion-ensemble", "fashion-vit-mse", "block", 1.0),
    ("fashion-vit-mse", "fashion-vit-l1", "hard", 1.0),
    ("harmonic", "fashion-vit-mse", "layered", 1.0),
    ("fashion-gaussian", "fashion-vit-mse", "selective", -0.4),
    ("biharmonic", "emoji-vit-mse", "checkerboard", 1.0),
    ("photos-unet-mse", "photos-unet-mse", "selective", 1.0),
]


def samples(masker: str) -> tuple[Path, ...]:
    """A few of the pictures beside a checkpoint."""
    return tuple(sample_paths(samples_for(masker))[:FEW])


def described(name: str) -> dict:
    """A checkpoint as the engine loads it."""
    card = checkpoint.describe(name)
    weights = str(checkpoint.SHELF / name / "model.safetensors")
    return {"name": name, "config": card["model"], "sha256": card["sha256"], "weights": weights}


def pictures_for(masker: str) -> list[dict]:
    """The samples as the page hands them over: four bytes a pixel."""
    config = checkpoint.model_config(masker)
    told = []
    for image in compare.pictures(samples(masker), config.image_size, config.channels):
        pixels = (255 * image).round().byte()
        rgba = torch.cat([pixels.expand(3, -1, -1), torch.full_like(pixels[:1], 255)]).permute(1, 2, 0)
        told.append({"height": rgba.shape[0], "width": rgba.shape[1], "rgba": rgba.numpy().tobytes().hex()})
    return told


@pytest.fixture(scope="module")
def errors(tmp_path_factory) -> dict[tuple, torch.Tensor]:
    """The engine's MSE of each picture at each ratio (pictures, ratios), by case."""
    folder = tmp_path_factory.mktemp("sweep")
    needed = dict.fromkeys(each for name, masker, *_ in CASES for each in (masker, *networks_of(name)))
    ratios = [percent / 100 for percent in compare.RATIOS]
    cases = [
        {"name": name, "masker": masker, "strategy": strategy, "balance": balance}
        | {"ratios": ratios, "ensembles": ENSEMBLES, "pictures": pictures_for(masker)}
        for name, masker, strategy, balance in CASES
    ]
    asked = {"kernels": str(KERNELS), "shelf": [*map(described, needed)], "cases": cases}
    (folder / "sweep.json").write_text(json.dumps(asked))
    done = subprocess.run([NODE, HERE / "sweep.mjs", folder], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return dict(zip(CASES, map(torch.tensor, json.loads(done.stdout)), strict=True))


@pytest.mark.parametrize("case", CASES, ids=lambda case: "-".join(map(str, case)))
def test_a_curve_is_the_servers(case, errors):
    expected = compare.curve(*case, samples(case[1]))
    found = psnr(errors[case].mean(0)).tolist()
    assert [percent for percent, _ in expected] == list(compare.RATIOS)
    assert found == pytest.approx([value for _, value in expected], abs=0.01)
    assert max(found) - min(found) > 2, "and no flat line"
