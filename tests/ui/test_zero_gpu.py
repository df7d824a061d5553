"""ZeroGPU, with a stand-in for the library that a Space has; there is no such GPU here."""

import sys
from importlib import reload
from types import SimpleNamespace

import pytest
import torch

from mae_demo import checkpoint, zero_gpu
from mae_demo.answers import networks
from mae_demo.config import ModelConfig, ViTArchitecture
from mae_demo.models import build

CONFIG = ModelConfig("vit", ViTArchitecture(16, 2, 2, 16, 1, 2), "photos", "mse", (16, 16), 3, 4)


@pytest.fixture
def borrowed(monkeypatch):
    """The names of the checkpoints that were run through the library."""
    calls = []

    def gpu(duration):
        def decorate(function):
            def run(name, *arrays):
                calls.append((name, duration))
                return function(name, *arrays)

            return run

        return decorate

    monkeypatch.setitem(sys.modules, "spaces", SimpleNamespace(GPU=gpu))
    monkeypatch.setenv("SPACES_ZERO_GPU", "1")
    reload(zero_gpu).DEVICE = "cpu"
    yield calls
    monkeypatch.undo()
    reload(zero_gpu)


def test_a_large_network_answers_on_the_borrowed_gpu_and_a_small_one_here(borrowed, tmp_path, monkeypatch):
    monkeypatch.setattr(checkpoint, "SHELF", tmp_path)
    torch.manual_seed(0)
    here = build(CONFIG).eval()
    checkpoint.save(here, tmp_path / "small", "", "", {}, half=False)
    checkpoint.save(here, tmp_path / "large", "", "", {}, half=False)
    monkeypatch.setattr(networks, "is_large", lambda network: True)
    images, mask = torch.rand(2, 3, 16, 16), torch.arange(16).remainder(2).bool().expand(2, -1)
    with torch.inference_mode():
        expected = here(images, mask)
        assert networks._kept.__wrapped__("large")(images, mask).equal(expected)
    assert borrowed == [("large", zero_gpu.SECONDS)]

    monkeypatch.setattr(networks, "is_large", lambda network: False)
    with torch.inference_mode():
        assert networks._kept.__wrapped__("small")(images, mask).equal(expected)
    assert len(borrowed) == 1


def test_elsewhere_nothing_happens():
    def function():
        pass

    assert not zero_gpu.ZERO_GPU and zero_gpu.on_gpu(function) is function
