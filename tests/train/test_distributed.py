"""Training on two processes: the same as on one, and not the end when one of them dies."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from torch import distributed as dist

from mae_demo import checkpoint
from train import distributed
from train.__main__ import one_sentence

TINY = Path(__file__).resolve().parents[1] / "tiny.py"
ONE = [sys.executable, str(TINY)]
TWO = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "--max-restarts", "1"]


def run(command, recipe, out, **environment):
    """What `python -m train recipe --out out` prints; `command` starts one process or two."""
    process = subprocess.run(
        [*command, recipe, "--out", str(out), "--device", "cpu", "--threads", "1", "--resume"],
        env=os.environ
        | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(TINY.parent.parent), "SHELF": str(out)}
        | environment,
        capture_output=True,
        text=True,
    )
    assert process.returncode == 0, process.stderr
    return process.stdout + process.stderr


def losses_of(folder):
    events = EventAccumulator(str(folder / "run" / "tensorboard"))
    events.Reload()
    return {event.step: event.value for event in events.Scalars("train/loss")}


def assert_as_good_as_equal(one, other):
    """Sums in another order differ in their last digits, and half precision in its last one."""
    assert losses_of(one).keys() == losses_of(other).keys() and len(losses_of(one)) > 8
    for step, loss in losses_of(one).items():
        assert losses_of(other)[step] == pytest.approx(loss, rel=1e-4)
    weights = checkpoint.load(other).state_dict()
    for name, value in checkpoint.load(one).state_dict().items():
        torch.testing.assert_close(value, weights[name], rtol=2e-3, atol=2e-3)


@pytest.mark.timeout(600)  # four starts of torch, one after another, on a machine that may be busy
def test_two_processes_are_one_and_outlive_a_death(tmp_path):
    recipe = "tiny-adversarial"  # whose discriminator learns on both as well
    run(ONE, recipe, tmp_path / "one")
    died = tmp_path / "died"
    output = run([*TWO, str(TINY)], recipe, tmp_path / "two", DIE_ONCE=str(died))
    assert died.exists()
    assert_as_good_as_equal(tmp_path / "one" / recipe, tmp_path / "two" / recipe)
    assert output.count("Wrote ") == 1
    assert checkpoint.describe(tmp_path / "two" / recipe)["training"]["processes"] == 2
    card = (tmp_path / "two" / recipe / "README.md").read_text("utf-8")
    assert f"\ntorchrun --nproc-per-node 2 -m train {recipe}\n" in card


def test_whoever_loses_another_process_says_so(monkeypatch):
    """torchrun may stop a process before it has said so, which is why the test above does not ask for the sentence."""
    monkeypatch.setattr(dist, "is_torchelastic_launched", lambda: True)
    with (
        pytest.raises(SystemExit, match=r"Another process .* --max-restarts. Connection closed by peer$"),
        one_sentence(),
    ):
        raise RuntimeError("Connection closed by peer\nand a stack")
    monkeypatch.setattr(dist, "is_torchelastic_launched", lambda: False)
    with pytest.raises(RuntimeError), one_sentence():
        raise RuntimeError("a mistake of ours")


def test_rows_are_shared_out_in_turns(monkeypatch):
    monkeypatch.setattr(distributed, "size", lambda: 3)
    monkeypatch.setattr(distributed, "rank", lambda: 1)
    assert distributed.local_rows(torch.arange(9)).tolist() == [1, 4, 7]
    with pytest.raises(ValueError, match="A batch of 8 cannot be divided evenly among 3 processes"):
        distributed.local_rows(torch.arange(8))
