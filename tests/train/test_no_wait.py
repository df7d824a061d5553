"""The host never waits for the GPU in a plain step of training: it draws the next masks while the GPU computes."""

import threading
from contextlib import nullcontext
from dataclasses import replace

import pytest
import torch
from fake_gpu import NAME, FakeGPU

from mae_demo import checkpoint
from train import batches, learner, loop, validation
from train.data import DATASETS
from train.dataset import Dataset
from train.recipes import RECIPES

BY_KIND = {(make().model.family, make().model.loss): name for name, make in RECIPES.items() if make().steps}


def random_data(model, count=40):
    images = torch.randint(256, (count, model.channels, *model.image_size), dtype=torch.uint8)
    labels = torch.zeros(count, dtype=torch.long)
    return Dataset(images, images[:4], images[:4], labels, labels[:4], labels[:4], ("T-shirt/top", "Bag"))


@pytest.mark.parametrize("name", BY_KIND.values())
def test_a_plain_step_waits_for_nothing(name, monkeypatch, tmp_path):
    config = replace(RECIPES[name](), batch_size=2, start_from="", leave_out=())
    monkeypatch.setitem(DATASETS, config.model.dataset, lambda: random_data(config.model))
    monkeypatch.setattr(learner, "rounded_products", lambda device: nullcontext())
    monkeypatch.setattr(loop, "moments", lambda steps: {steps})
    monkeypatch.setattr(validation, "predict", lambda model, images, mask: images)  # validation is no plain step
    begun, gpu = [], FakeGPU()

    draw = batches.draw_masks

    def noted(*arguments):
        begun.append(len(gpu.waits))
        return draw(*arguments)

    monkeypatch.setattr(batches, "draw_masks", noted)
    with gpu:
        loop.train(config, tmp_path / name, NAME, threading.Event(), steps=5)
    _, *plain, _, last = begun  # the first step copies the epoch's order
    assert gpu.waits[plain[0] : last] == []
    assert len(gpu.waits) > last  # the end of the run is looked at, and saved
    assert checkpoint.load(tmp_path / name).config == config.model
