"""Runs that are stopped, resumed with other data, or run out of something: what is kept, and what is said of it."""

import os
import re
import signal
import threading
from dataclasses import replace
from itertools import pairwise

import pytest
import torch
from test_train import command, losses, states_in, tiny  # noqa: F401
from tiny import TINY_UNET, tiny_data
from torch import distributed as dist

from mae_demo import checkpoint
from train import __main__, distributed, loop, state
from train.__main__ import one_sentence
from train.data import DATASETS
from train.recipes import RECIPES


def send(number=signal.SIGTERM):
    os.kill(os.getpid(), number)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_either_signal_saves_at_the_end_of_the_step(number, tmp_path, losses):  # noqa: F811
    before = [signal.getsignal(each) for each in state.SIGNALS]
    losses.at[3] = lambda _: send(number)
    code, output = command("tiny-unet", "--out", tmp_path)
    assert code != 0 and "Stopped at step 3 of 12; continue with --resume." in output
    assert state.load_state(tmp_path / "tiny-unet")["step"] == 3
    assert [signal.getsignal(each) for each in state.SIGNALS] == before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_either_signal_ends_the_preparation_of_data(number, tmp_path, monkeypatch):
    monkeypatch.setitem(DATASETS, "fashion-mnist", lambda: send(number) or pytest.fail("went on"))
    code, output = command("tiny-unet", "--out", tmp_path)
    assert code != 0 and output == "Stopped while the data were prepared; nothing was trained.\n"
    assert states_in(tmp_path / "tiny-unet") == []


def test_a_signal_ends_the_measuring_of_a_card_which_a_second_call_makes_up_for(tmp_path, monkeypatch, losses):  # noqa: F811
    measure = __main__.write_card
    monkeypatch.setattr(__main__, "write_card", lambda *_: send() or pytest.fail("went on"))
    code, output = command("tiny-unet", "--out", tmp_path)
    folder = tmp_path / "tiny-unet"
    told = f"Stopped while the card was measured; the weights in {folder} are saved. Measure it with --resume."
    assert code != 0 and told in output
    weights = (folder / "model.safetensors").read_bytes()
    monkeypatch.setattr(__main__, "write_card", measure)
    assert command("tiny-unet", "--out", tmp_path, "--resume")[0] == 0
    assert len(losses) == 12 and (folder / "README.md").is_file()
    assert (folder / "model.safetensors").read_bytes() == weights


def test_a_stop_that_came_before_counts(tmp_path):
    stop = threading.Event()
    stop.set()
    with pytest.raises(SystemExit, match="told"), state.stop_at_once(stop, "told"):
        pytest.fail("went on")


def test_processes_look_together_and_by_time(monkeypatch):
    """Steps of 2 s: a look at every second one. Steps of 20 s: at each. Steps of a millisecond: at every fiftieth."""
    clock = [0.0]
    monkeypatch.setattr(distributed, "size", lambda: 2)
    monkeypatch.setattr(distributed, "average", lambda value: float(value))
    monkeypatch.setattr(distributed.time, "monotonic", lambda: clock[0])
    for seconds, between in ((2, 2), (20, 1), (0.001, 50)):
        stop, looks = threading.Event(), []
        asked = distributed.StopTogether(stop, 100)
        monkeypatch.setattr(stop, "is_set", lambda looks=looks: looks.append(clock[0]) or False)
        for step in range(101, 300):
            clock[0] += seconds
            assert asked(step) is False
        assert {round((b - a) / seconds) for a, b in pairwise(looks)} == {between}
    stop = threading.Event()
    stop.set()
    assert distributed.StopTogether(stop, 7)(8) is True


def test_alone_a_process_looks_after_each_step():
    stop = threading.Event()
    asked = distributed.StopTogether(stop, 0)
    assert [asked(1), stop.set(), asked(2)] == [False, None, True]


def other_data():
    data = tiny_data(8)
    return replace(data, train=data.train.flip(0))


def test_resuming_on_other_pictures_is_refused(tmp_path, monkeypatch, losses):  # noqa: F811
    losses.at[3] = lambda _: send()
    command("tiny-unet", "--out", tmp_path)
    monkeypatch.setitem(DATASETS, "fashion-mnist", other_data)
    code, output = command("tiny-unet", "--out", tmp_path, "--resume")
    assert code != 0 and output.splitlines()[1:] == ["  the pictures that it was trained on are others now"]
    assert state.load_state(tmp_path / "tiny-unet")["step"] == 3
    monkeypatch.setitem(DATASETS, "fashion-mnist", lambda: tiny_data(8))
    assert command("tiny-unet", "--out", tmp_path, "--resume")[0] == 0


def test_all_trains_again_on_other_pictures_but_not_what_never_knew_its_own(tmp_path, monkeypatch):
    monkeypatch.setattr(__main__, "RECIPES", {"tiny-unet": RECIPES["tiny-unet"]})
    folder = tmp_path / "tiny-unet"
    assert "it is missing" in command("--all", "--out", tmp_path)[1]
    assert re.fullmatch(r"[0-9a-f]{64}", checkpoint.describe(folder)["training"]["made_from"]["data_sha256"])
    assert command("--all", "--out", tmp_path) == (0, "")
    monkeypatch.setitem(DATASETS, "fashion-mnist", other_data)
    assert "tiny-unet: the pictures that it was trained on are others now" in command("--all", "--out", tmp_path)[1]

    def missing():
        raise ValueError("not here")

    monkeypatch.setitem(DATASETS, "fashion-mnist", missing)
    assert command("--all", "--out", tmp_path) == (0, ""), "what is not here could not be trained on"
    description = checkpoint.describe(folder)
    del description["training"]["made_from"]["data_sha256"]
    checkpoint.write_description(folder, description)
    monkeypatch.setitem(DATASETS, "fashion-mnist", lambda: tiny_data(8))
    assert command("--all", "--out", tmp_path) == (0, ""), "as checkpoints from before"


def test_all_measures_a_card_that_was_left_without_figures(tmp_path, monkeypatch):
    monkeypatch.setattr(__main__, "RECIPES", {"tiny-unet": RECIPES["tiny-unet"]})
    command("--all", "--out", tmp_path)
    folder = tmp_path / "tiny-unet"
    checkpoint.write_description(folder, checkpoint.describe(folder) | {"scores": {}})
    assert command("--all", "--out", tmp_path)[0] == 0 and checkpoint.describe(folder)["scores"]


@pytest.mark.parametrize("change", ["a part less", "other optimizers", "other weights"])
def test_an_older_state_is_one_sentence(change, tmp_path, losses):  # noqa: F811
    losses.at[3] = lambda _: send()
    command("tiny-unet", "--out", tmp_path)
    folder = tmp_path / "tiny-unet"
    saved = state.load_state(folder)
    if change == "a part less":
        del saved["scaler"]
    elif change == "other optimizers":
        saved["optimizers"] = saved["optimizers"][:1]
    else:
        saved["model"]["stem.weight"] = torch.zeros(1)
    state.save_state(folder, saved)
    code, output = command("tiny-unet", "--out", tmp_path, "--resume")
    assert code != 0 and output.splitlines()[-1] == (
        f"The run in {folder} was saved by an older version: remove {folder / 'run'} to start again."
    )


@pytest.mark.parametrize("error", [RuntimeError("can't allocate memory"), torch.OutOfMemoryError("CUDA out of memory")])
def test_an_error_that_has_nothing_to_do_with_versions_stays_what_it_is(error, tmp_path):
    with pytest.raises(type(error), match="memory"), state.of_this_version(tmp_path):
        raise error


def test_a_loss_that_is_no_number_before_any_state_promises_none(tmp_path, monkeypatch, losses):  # noqa: F811
    monkeypatch.setattr(loop, "SAVE_EVERY", 2)
    losses.at[1] = losses.at[2] = lambda loss: loss * torch.nan
    message = command("tiny-unet", "--out", tmp_path)[1].splitlines()[-1]
    assert message.endswith("take a lower learning rate. No state was saved yet.")
    losses.clear()
    losses.at = {4: lambda loss: loss * torch.nan}
    message = command("tiny-unet", "--out", tmp_path)[1].splitlines()[-1]
    path = tmp_path / "tiny-unet" / "run" / "state-00000002.pt"
    assert message.endswith(f"The last good state is kept: {path}.") and path.is_file()


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (MemoryError(), "This machine's memory is full"),
        (RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried"), "This machine's memory"),
        (RuntimeError("MPS backend out of memory (MPS allocated: 9 GB)"), "The GPU's memory is full"),
        (torch.OutOfMemoryError("CUDA out of memory."), "The GPU's memory is full"),
    ],
)
@pytest.mark.parametrize("launched", [True, False])
def test_full_memory_is_called_that_with_torchrun_too(launched, error, sentence, monkeypatch):
    monkeypatch.setattr(dist, "is_torchelastic_launched", lambda: launched)
    with pytest.raises(SystemExit, match=sentence), one_sentence():
        raise error


def test_a_mistake_of_ours_is_not_blamed_on_another_process(monkeypatch):
    monkeypatch.setattr(dist, "is_torchelastic_launched", lambda: True)
    with pytest.raises(RuntimeError, match="shapes cannot be multiplied"), one_sentence():
        raise RuntimeError("mat1 and mat2 shapes cannot be multiplied")


def test_more_processes_than_gpus_are_refused(monkeypatch):
    monkeypatch.setattr(dist, "is_torchelastic_launched", lambda: True)
    monkeypatch.setenv("LOCAL_WORLD_SIZE", "8")
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    with pytest.raises(ValueError, match=r"^8 processes .* this one has 2: take --nproc-per-node 2"):
        distributed.together("cuda").__enter__()


def test_a_batch_that_cannot_be_divided_is_refused_before_data_are_read(monkeypatch, tmp_path):
    monkeypatch.setattr(distributed, "size", lambda: 3)
    monkeypatch.setitem(DATASETS, "fashion-mnist", lambda: pytest.fail("read"))
    with pytest.raises(ValueError, match="A batch of 4 cannot be divided evenly among 3 processes"):
        loop.train(TINY_UNET, tmp_path, "cpu", threading.Event())
