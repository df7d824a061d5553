"""A run is validated on what its recipe trains, beside a baseline that no network is needed for."""

import json
import threading
from dataclasses import replace

import pytest
import torch
from tiny import TINY_UNET, TINY_VAE, TINY_VIT, tiny_data

from mae_demo import checkpoint
from mae_demo.baselines import harmonic
from mae_demo.config import GaussianArchitecture, MLPArchitecture
from mae_demo.models import build
from train import data as train_data
from train import loop
from train.data import DATASETS, as_float
from train.recipes import RECIPES
from train.trace import resumed_trace
from train.validation import Task, Validation, baseline, beaten_at, chooses, progress_line, task_of, usual

PLAIN = replace(
    TINY_VAE, name="plain", steps=400, learning_rate=0.02, weight_decay=0.0,
    model=replace(TINY_UNET.model, family="mlp", architecture=MLPArchitecture((16,), 2)),
)  # fmt: skip


@pytest.fixture(autouse=True)
def tiny(monkeypatch, tmp_path):
    monkeypatch.setitem(DATASETS, "fashion-mnist", lambda: tiny_data(8))
    monkeypatch.setattr(checkpoint, "SHELF", tmp_path / "shelf")


def seen(task, data=None):
    return Validation(task, as_float((data or tiny_data(8)).validation), (8, 8))


@pytest.mark.parametrize(
    ("name", "key", "words"),
    [
        ("fashion-vit-mse", "random-75", "with 75 % of patches hidden"),
        ("fashion-unet-mse", "random-75", "with 75 % of patches hidden"),
        ("fashion-vit-mse-fixed75", "random-75", "with 75 % of patches hidden"),
        ("fashion-mlp-20-mse", "unmasked", "of whole pictures"),
        ("fashion-vae-20", "unmasked", "of whole pictures"),
        ("fashion-mlp-masked-mse", "pixel-50", "with 50 % of single pixels hidden"),
        ("fashion-conv-masked-mse", "random-50", "with 50 % of patches hidden"),
    ],
)
def test_the_task_is_what_the_recipe_trains(name, key, words):
    task = task_of(RECIPES[name]())
    assert (task.key, str(task)) == (key, words)


def test_with_nothing_hidden_all_pixels_count_and_otherwise_the_hidden_ones():
    images = as_float(tiny_data(8).validation)
    for task in (Task(4, 0.0), Task(1, 0.5), Task(2, 0.75)):
        at = seen(task)
        assert at.hidden.float().mean().item() == task.ratio
        off = images + 0.1 * (at.hidden if task.ratio else 1)
        assert at.psnr(off) == pytest.approx(20, abs=1e-3)
        visible = images + 0.1 * ~at.hidden
        assert at.psnr(visible) == pytest.approx(100 if task.ratio else 20, abs=1e-3)


def test_masks_are_to_be_filled_better_than_by_interpolation_or_the_linear_predictor(tmp_path):
    task, data = usual(TINY_VIT), tiny_data(8)
    at = seen(task)
    found = baseline(TINY_VIT, task, data, at)
    filled = harmonic(at.images, at.hidden).clamp(0, 1)
    error = ((filled - at.images)[at.hidden] ** 2).mean()  # equally many hidden pixels in each picture
    assert found["of"] == "harmonic interpolation"
    assert found["psnr"] == pytest.approx(-10 * error.log10().item(), abs=1e-3)
    linear = build(replace(TINY_VIT.model, family="gaussian", architecture=GaussianArchitecture()))
    linear.fit(as_float(data.train))
    checkpoint.save(linear, checkpoint.SHELF / "linear", "", "", {})
    assert baseline(TINY_VIT, task, data, at)["of"] == "the best linear predictor"
    colour, data = replace(TINY_VIT, model=replace(TINY_VIT.model, channels=3)), tiny_data(8, 3)
    assert baseline(colour, task, data, seen(task, data))["of"] == "harmonic interpolation", "that one is of grey ones"


def test_whole_pictures_are_to_be_passed_on_better_than_by_pca():
    task, data = task_of(PLAIN), tiny_data(8)
    at = seen(task)
    found = baseline(PLAIN, task, data, at)
    train = as_float(data.train).flatten(1).double()
    _, _, directions = torch.linalg.svd(train - train.mean(0))
    off = at.images.flatten(1).double() - train.mean(0)
    error = off - off @ directions[:2].T @ directions[:2]
    assert found == {
        "of": "PCA with 2 numbers",
        "psnr": pytest.approx(-10 * (error**2).mean().log10().item(), abs=0.05),
    }
    wide = replace(PLAIN, model=replace(PLAIN.model, architecture=MLPArchitecture((16,), 64)))
    assert baseline(wide, task, data, at) is None  # it could copy


def test_the_line_says_what_to_beat_and_since_when():
    trace = {"steps": [1, 4, 9, 16], "psnr": [9.0, 11.0, 9.5, 12.0], "masked_psnr_75": [5.0, 5.0, 5.0, 6.0]}
    trace["baseline"] = {"of": "PCA with 2 numbers", "psnr": 10.0}

    def at(moment):
        return {key: value[:moment] if isinstance(value, list) else value for key, value in trace.items()}

    assert [beaten_at(at(moment)) for moment in (1, 2, 3, 4)] == [None, 4, None, 16]
    whole, masked = Task(4, 0.0), Task(4, 0.75)
    assert progress_line(at(1), masked) == (
        "step 1: validation PSNR with 75 % of patches hidden 9.00 dB, to beat: PCA with 2 numbers, 10.00 dB"
    )
    assert progress_line(at(2), whole) == (
        "step 4: validation PSNR of whole pictures 11.00 dB, above PCA with 2 numbers, 10.00 dB, since step 4; "
        "with 75 % of patches hidden 5.00 dB"
    )
    assert "since step 16" in progress_line(trace, masked)
    assert progress_line(at(1) | {"baseline": None}, masked).endswith("9.00 dB")


def slopes(count, seed):
    """Pictures of two numbers each, a slope to the right and one down, so that there is something to learn."""
    right, down = torch.rand(2, count, 1, 1, 1, generator=torch.Generator().manual_seed(seed))
    ramp = torch.linspace(0, 127, 8)
    return (right * ramp + down * ramp[:, None]).byte()


def test_a_plain_autoencoder_rises_while_it_learns_and_its_film_shows_whole_pictures(tmp_path, monkeypatch):
    data = replace(tiny_data(8), train=slopes(23, 0), validation=slopes(6, 1))
    monkeypatch.setitem(DATASETS, "fashion-mnist", lambda: data)
    loop.train(PLAIN, tmp_path / "plain", "cpu", threading.Event())
    trace = json.loads((tmp_path / "plain" / "trace.json").read_text())
    assert trace["task"] == "unmasked" and trace["baseline"]["of"] == "PCA with 2 numbers"
    assert trace["psnr"][-1] > trace["psnr"][0] + 1 and trace["psnr"] != trace["masked_psnr_75"]
    final = checkpoint.load(tmp_path / "plain")
    assert trace["psnr"][-1] == pytest.approx(
        seen(task_of(PLAIN), data).score(final)[0], abs=0.05
    )  # weights are rounded
    assert trace["masked_psnr_75"][-1] == pytest.approx(seen(usual(PLAIN), data).score(final)[0], abs=0.05)


def test_a_run_that_an_older_version_saved_goes_on_where_its_task_is_the_same():
    older = {"steps": [1], "masked_psnr_75": [9.0], "predictions": []}
    now = resumed_trace(older, "random-75")
    assert now["psnr"] == [9.0] and now["baseline"] is None and resumed_trace(now, "random-75") is now
    with pytest.raises(ValueError, match="older version"):
        resumed_trace(older, "unmasked")


def test_a_run_on_a_folder_keeps_its_best_moment_also_over_a_break(tmp_path, monkeypatch):
    monkeypatch.setattr(train_data, "folder_of_pictures", lambda *_: tiny_data(8))
    config = replace(PLAIN, folder="pictures", steps=200)
    assert chooses(config) and not chooses(PLAIN)
    assert not chooses(replace(TINY_VIT, folder="pictures", model=replace(TINY_VIT.model, loss="adversarial")))
    loop.train(config, tmp_path / "plain", "cpu", threading.Event())
    trace = json.loads((tmp_path / "plain" / "trace.json").read_text())
    best = max(trace["psnr"])
    assert trace["psnr"][-1] < best - 0.1, "these pictures are learned by heart"
    assert trace["psnr"][trace["steps"].index(trace["chosen"])] == best
    kept = checkpoint.load(tmp_path / "plain")
    assert seen(task_of(PLAIN)).score(kept)[0] == pytest.approx(best, abs=0.05)

    class Stop(threading.Event):
        """Set once it has been asked 150 times."""

        asked = 0

        def is_set(self):
            self.asked += 1
            return self.asked >= 150

    with pytest.raises(SystemExit):
        loop.train(config, tmp_path / "broken", "cpu", Stop())
    loop.train(config, tmp_path / "broken", "cpu", threading.Event(), resume=True)
    weights = [(tmp_path / name / "model.safetensors").read_bytes() for name in ("plain", "broken")]
    assert weights[0] == weights[1]
