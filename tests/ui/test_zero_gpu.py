"""ZeroGPU, with stand-ins for the library that a Space has and for the devices behind it; there is no such GPU here."""

import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib import reload
from pathlib import Path
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
        assert networks._kept.__wrapped__("large")[0](images, mask).equal(expected)
    assert borrowed == [("large", zero_gpu.SECONDS)]

    monkeypatch.setattr(networks, "is_large", lambda network: False)
    with torch.inference_mode():
        assert networks._kept.__wrapped__("small")[0](images, mask).equal(expected)
    assert len(borrowed) == 1


def test_elsewhere_nothing_happens():
    def function():
        pass

    assert not zero_gpu.ZERO_GPU and zero_gpu.on_gpu(function) is function


@pytest.mark.parametrize("value", ["1", "t", "true", "True", "T", "0", "false", "", "yes", "on", None])
def test_whether_a_gpu_is_lent_is_read_as_the_library_reads_it(value, monkeypatch):
    from spaces.config import boolean

    if value is None:
        monkeypatch.delenv("SPACES_ZERO_GPU", raising=False)
    else:
        monkeypatch.setenv("SPACES_ZERO_GPU", value)
    monkeypatch.setitem(sys.modules, "spaces", SimpleNamespace(GPU=lambda duration: lambda function: function))
    assert reload(zero_gpu).ZERO_GPU is boolean(value)
    monkeypatch.undo()
    reload(zero_gpu)


@pytest.fixture
def devices():
    """A stand-in for the service that lends GPUs to a Space: its address, and what it was asked, in order."""
    asked = []
    lent = {"idle": False, "nvidiaIndex": 0, "nvidiaUUID": "GPU-0", "allowToken": "token"}

    class Devices(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path.split("?")[0])
            content = json.dumps(lent if "schedule" in self.path else {}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Nothing on the console."""

    with HTTPServer(("127.0.0.1", 0), Devices) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


# The app as a Space starts it, but for the page: `spaces` before torch, then a network that is asked twice
ON_A_SPACE = """
import sys
from mae_demo import checkpoint, zero_gpu
from mae_demo.answers import networks
import torch
from spaces.zero import client, torch as lent

zero_gpu.DEVICE = "cpu"  # the worker has a CPU in place of the GPU
lent.init = lent.move = lambda *given, **options: None
networks.is_large = lambda network: True
client.startup_report()
images, mask = torch.rand(1, 1, 28, 28), torch.arange(49)[None] % 3 > 0
with torch.inference_mode():
    expected = checkpoint.load("fashion-vit-mse")(images, mask)
    assert all(networks.model("fashion-vit-mse")(images, mask).allclose(expected, atol=1e-5) for _ in range(2))
print("as here")
"""


def test_the_library_itself_runs_a_network_in_its_worker(devices, tmp_path):
    address, asked = devices
    (tmp_path / "cgroup").write_text("0::/a/b\n")
    root = Path(__file__).parents[2]
    settings = {
        "SPACES_ZERO_GPU": "t",
        "SPACES_ZERO_DEVICE_API_URL": address,
        "ZEROGPU_PROC_SELF_CGROUP_PATH": str(tmp_path / "cgroup"),
        "ZEROGPU_OFFLOAD_DIR": str(tmp_path / "tensors"),
        "PYTHONPATH": str(root),
    }
    done = subprocess.run(
        [sys.executable, "-c", ON_A_SPACE], env=os.environ | settings, capture_output=True, text=True, timeout=240
    )
    assert done.stdout.strip().endswith("as here"), done.stderr[-3000:]
    assert asked[0] == "/startup-report" and asked.count("/schedule") == asked.count("/release") == 2
    assert "/allow" in asked
