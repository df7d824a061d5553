"""The race against transformers: both run the same architecture, and what is counted is counted right."""

from dataclasses import replace

import torch
from torch import nn
from typer.testing import CliRunner

from mae_demo.config import ModelConfig, ViTArchitecture
from train.benchmark import race, training
from train.benchmark.__main__ import app

TINY = ModelConfig(
    "vit", ViTArchitecture(8, 2, 2, 4, 1, 1), "none", "mse", image_size=(8, 8), patch_size=2
)  # 16 patches of 4 values, 4 of them visible


def test_both_learn_as_many_numbers(monkeypatch):
    counts = []

    def count(_: str, model: nn.Module, *__):
        counts.append(sum(p.numel() for p in model.parameters() if p.requires_grad))

    monkeypatch.setattr(training, "_step", count)
    images = torch.rand(2, 1, 8, 8)
    training.ours(TINY, images, compiled=False)
    training.theirs(TINY, images, False, "sdpa")
    assert counts[0] == counts[1]


def test_operations_by_hand():
    """Two a multiplication; backward costs twice the forward pass, but for the first layer, whose input has none."""
    encoder, decoder, embed = 5 * 8 * 8, 17 * 4 * 4, 4 * 4 * 8  # tokens times width squared; 4 pixels into 8
    attention = 2 * 5 * 5 * 8, 2 * 17 * 17 * 4  # scores, and what they weigh
    forward = 2 * (12 * encoder + attention[0]) + 12 * decoder + attention[1] + 5 * 8 * 4 + 17 * 4 * 4
    assert training.flops(TINY, 3) == 3 * 2 * (3 * forward + 2 * embed)


def test_the_clock_is_divided_by_the_steps(monkeypatch):
    clock = iter(range(10_000))
    monkeypatch.setattr(race.time, "perf_counter", lambda: float(next(clock)))
    taken = {"quick": [], "slow": []}
    steps = {
        "quick": lambda precision: taken["quick"].append((precision, next(clock))),
        "slow": lambda precision: taken["slow"].append((precision, [next(clock) for _ in range(9)])),
    }
    result = race.race(steps, ("float32", "medium"), rounds=3, device="cpu")
    for precision in ("float32", "medium"):
        assert result["quick", precision][0] == 2  # one tick is the step's, one the clock's own
        assert result["slow", precision][0] == 10
    assert {precision for precision, _ in taken["quick"]} == {"float32", "medium"}
    assert torch.get_float32_matmul_precision() == "highest"


def test_each_precision_is_set_for_its_step():
    model, seen = nn.Linear(2, 1), []

    def loss():
        seen.append((torch.is_autocast_enabled("cpu"), torch.get_float32_matmul_precision()))
        return model(torch.ones(1, 2)).sum()

    step = training._step("cpu", model, loss, compiled=False)
    for precision in ("float32", "medium", "bfloat16", "float32"):
        step(precision)
    assert seen == [(False, "highest"), (False, "medium"), (True, "highest"), (False, "highest")]


def test_what_the_loop_may_take_is_raced_on_every_device():
    for device, precisions in training.PRECISIONS.items():
        assert {"float32", "bfloat16"} <= set(precisions), device


def test_the_command_prints_both_and_their_ratio(monkeypatch):
    monkeypatch.setattr(training, "MODELS", (TINY, replace(TINY, patch_size=4)))
    monkeypatch.setattr(race, "TURN_SECONDS", 0.01)
    output = CliRunner().invoke(app, ["training", "--device", "cpu", "--batch", "2", "--rounds", "1"]).output
    for words in ("ours", "transformers, sdpa", "transformers, eager", "× by wall time"):
        assert output.count(words) >= 2
