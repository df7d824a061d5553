"""Training in the browser: gradients and steps are PyTorch's, the pictures are what they are said to be."""

from __future__ import annotations

import gzip
import itertools
import json
import shutil
import subprocess
from pathlib import Path

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from train.live_pictures import FILES, FOLDER

HERE = Path(__file__).resolve().parent
NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="node is not installed: nothing trains here")

LOSSES = {"mse": F.mse_loss, "l1": F.l1_loss, "bce": F.binary_cross_entropy}
OPTIMISERS = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD}
WIDTHS = [[9, 3, 9], [12, 7, 2, 7, 12], [17, 8, 5, 6, 5, 8, 17]]
STEPS, RATE = 3, 0.01
# Where a gradient is about 0, rounding turns a step of Adam around: it is compared in shallow networks, that have few
SETTINGS = [
    {"widths": widths, "units": units, "tied": tied, "loss": loss, "optimiser": "sgd" if len(widths) > 3 else "adam"}
    for widths, units, tied, loss in itertools.product(WIDTHS, ("relu", "linear"), (False, True), LOSSES)
]


# Networks that add to a start: from a window to the hole in it, which are of other sizes
SETTINGS += [
    {"widths": widths, "units": units, "tied": False, "loss": loss, "optimiser": "adam", "adds": True}
    for widths, units, loss in itertools.product([[13, 7, 3, 7, 4], [21, 3, 5]], ("relu", "linear"), LOSSES)
]


@pytest.fixture(scope="module")
def cases(tmp_path_factory) -> list[tuple[dict, dict]]:
    """Settings with a batch each, and what the engine makes of them."""
    chance, asked = torch.Generator().manual_seed(3), []
    for number, settings in enumerate(SETTINGS):
        batch = (3, 4, 5, 8)[number % 4]
        seen, target = (torch.rand(batch * settings["widths"][end], generator=chance).tolist() for end in (0, -1))
        given = {"seen": seen, "target": target, "steps": STEPS, "rate": RATE}
        if settings.get("adds"):
            given["start"] = torch.randn(len(target), generator=chance).tolist()
        asked.append({"settings": settings, "batch": batch} | given)
    file = tmp_path_factory.mktemp("training") / "cases.json"
    file.write_text(json.dumps(asked))
    command = [NODE, str(HERE / "gradients.mjs"), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return list(zip(asked, json.loads(done.stdout), strict=True))


class Twin(torch.nn.Module):
    """The same autoencoder in PyTorch. A weight is (inputs, outputs); a tied decoder takes its encoder's, turned."""

    def __init__(self, settings: dict, layers: list[dict]) -> None:
        super().__init__()
        self.settings, widths, self.count = settings, settings["widths"], len(layers)
        own = layers[: self.count // 2] if settings["tied"] else layers
        self.weights = torch.nn.ParameterList(
            torch.tensor(layer["weight"]).view(widths[i], widths[i + 1]) for i, layer in enumerate(own)
        )
        self.biases = torch.nn.ParameterList(torch.tensor(layer["bias"]) for layer in layers)

    def weight(self, i: int) -> Tensor:
        return self.weights[i] if i < len(self.weights) else self.weights[self.count - 1 - i].T

    def forward(self, x: Tensor, start: Tensor | None) -> Tensor:
        for i, bias in enumerate(self.biases):
            x = x @ self.weight(i) + bias
            if self.settings["units"] == "relu" and i + 1 not in (self.count // 2, self.count):
                x = x.relu()
        adds = start is not None
        x = x + start if adds else x
        return x.sigmoid() if self.settings["loss"] == "bce" or (self.settings["units"] == "relu" and not adds) else x

    def learn(self, seen: Tensor, target: Tensor, start: Tensor | None) -> list[tuple[Tensor, Tensor]]:
        """The gradients of each layer, as weight and bias."""
        self.zero_grad()
        LOSSES[self.settings["loss"]](self(seen, start), target).backward()
        weights = [weight.grad for weight in self.weights]
        if self.settings["tied"]:
            weights += weights[::-1]
        return list(zip(weights, (bias.grad for bias in self.biases), strict=True))


def twin_of(case: dict, found: dict) -> tuple[Twin, Tensor, Tensor, Tensor | None]:
    """The twin of what the engine began with, what it sees, its target, and what it adds to, if it does."""
    keys = ("seen", "target", "start")
    given = [torch.tensor(case[key]).view(case["batch"], -1) if key in case else None for key in keys]
    return Twin(case["settings"], found["before"]), *given


def test_gradients_are_those_of_pytorch(cases):
    for case, found in cases:
        twin, seen, target, start = twin_of(case, found)
        assert torch.allclose(twin(seen, start).flatten(), torch.tensor(found["predicted"]), atol=1e-5)
        for pair, layer in zip(twin.learn(seen, target, start), found["gradients"], strict=True):
            for expected, key in zip(pair, ("weight", "bias"), strict=True):
                apart = (expected.flatten() - torch.tensor(layer[key])).abs().max()
                assert apart <= 1e-4 * expected.abs().max() + 1e-8, (case["settings"], key)


def test_steps_are_those_of_pytorch(cases):
    for case, found in cases:
        twin, seen, target, start = twin_of(case, found)
        optimiser = OPTIMISERS[case["settings"]["optimiser"]](twin.parameters(), lr=RATE)
        for _ in range(STEPS):
            twin.learn(seen, target, start)
            optimiser.step()
        for i, layer in enumerate(found["after"]):
            weight = twin.weights[i if i < len(twin.weights) else twin.count - 1 - i]
            for expected, key in zip((weight, twin.biases[i]), ("weight", "bias"), strict=True):
                apart = (expected.flatten() - torch.tensor(layer[key])).abs().max()
                assert apart <= RATE / 20, (case["settings"], key)


@pytest.mark.parametrize("name", FILES)
def test_the_pictures_are_made_by_the_command(name, request):
    if name == "fashion":
        request.getfixturevalue("dataset")("fashion-mnist")
    committed = (FOLDER / f"{name}.gz").read_bytes()
    assert gzip.decompress(FILES[name]()) == gzip.decompress(committed)


def test_the_pictures_are_small():
    assert sum((FOLDER / f"{name}.gz").stat().st_size for name in FILES) < 1e6
