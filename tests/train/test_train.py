"""Training: every recipe from end to end, and nothing lost on the way."""

import errno
import json
import multiprocessing
import os
import random
import signal
import threading
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from filelock import FileLock
from tiny import TINY_UNET, TINY_VAE, TINY_VIT, TINY_WASSERSTEIN, tiny_data
from torch import Generator
from typer.testing import CliRunner

from mae_demo import checkpoint
from mae_demo.config import UNetArchitecture
from mae_demo.losses import LOSSES, reconstruction_loss
from mae_demo.models import build
from mae_demo.patches import hidden_pixels
from train import cost, learner, loop, state
from train.__main__ import app
from train.adversary import Adversary
from train.data import DATASETS, as_float
from train.masks import draw_masks
from train.optim import build_optimizers, learning_rate_factor
from train.recipes import RECIPES
from train.validation import Validation


@pytest.fixture(autouse=True)
def tiny(monkeypatch, tmp_path):
    """A tiny recipe beside the real ones, tiny pictures, an empty shelf."""

    def tiny_unet():
        """A U-Net for tests."""
        return TINY_UNET

    monkeypatch.setitem(RECIPES, "tiny-unet", tiny_unet)
    monkeypatch.setitem(DATASETS, "fashion-mnist", lambda: tiny_data(8))
    monkeypatch.setattr(checkpoint, "SHELF", tmp_path / "shelf")


@pytest.fixture
def losses(monkeypatch):
    """Every loss of a run, as it is computed; `losses.at[k] = action` does something at the k-th, from 1."""

    class Losses(list):
        def __init__(self):
            self.at = {}

    seen = Losses()
    compute = learner.reconstruction_loss

    def noted(*arguments, **options):
        loss = compute(*arguments, **options)
        seen.append(loss.item())
        return seen.at.get(len(seen), lambda loss: None)(loss) or loss

    monkeypatch.setattr(learner, "reconstruction_loss", noted)
    return seen


def command(*arguments):
    """`python -m train ...`: exit code and what it printed."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def assert_same(one, other):
    """Equal to the last bit, tensors and plain values alike."""
    assert type(one) is type(other)
    if isinstance(one, torch.Tensor):
        assert one.dtype == other.dtype and torch.equal(one, other)
    elif isinstance(one, dict):
        assert one.keys() == other.keys()
        for key in one:
            assert_same(one[key], other[key])
    elif isinstance(one, list):
        assert len(one) == len(other)
        for left, right in zip(one, other, strict=True):
            assert_same(left, right)
    else:
        assert one == other


def states_in(folder):
    return sorted(path.name for path in (folder / "run").glob("*state*"))


# The command


def test_list():
    code, output = command("--list")
    assert code == 0
    *lines, last = output.splitlines()
    assert "mnist-vit-mse" in last
    for line, (name, recipe) in zip(lines, RECIPES.items(), strict=True):
        assert line.split(maxsplit=1) == [name, recipe.__doc__.splitlines()[0]]


@pytest.mark.parametrize("name", list(RECIPES))
def test_every_recipe_from_end_to_end(name, tmp_path, monkeypatch):
    def smaller(recipe):
        """On pictures of at most 32×32 pixels, eight at a time."""
        side = min(32, recipe.model.image_size[0])
        leave_out = recipe.leave_out and ("thick",)
        return replace(recipe, model=replace(recipe.model, image_size=(side, side)), batch_size=8, leave_out=leave_out)

    recipe = smaller(RECIPES[name]())
    monkeypatch.setitem(RECIPES, name, lambda: recipe)
    side, channels = recipe.model.image_size[0], recipe.model.channels
    monkeypatch.setitem(DATASETS, recipe.model.dataset, lambda: tiny_data(side, channels))
    monkeypatch.setattr(cost, "RUNS", 5)
    if recipe.start_from:
        start = replace(smaller(RECIPES[recipe.start_from]()), start_from="")
        monkeypatch.setitem(DATASETS, start.model.dataset, lambda: tiny_data(side, channels))
        loop.train(start, tmp_path / start.name, "cpu", threading.Event(), steps=2)
    code, output = command(name, "--steps", 20, "--out", tmp_path, "--device", "cpu")
    assert code == 0 and f"Wrote {tmp_path / name}\n" in output

    folder = tmp_path / name
    trained = recipe.steps > 0
    trace = {"trace.webp", "trace.json"} if trained else set()
    assert {path.name for path in folder.iterdir()} == {"model.safetensors", "config.json", "README.md", "run", *trace}
    model, description = checkpoint.load(folder), checkpoint.describe(folder)
    assert model.config == recipe.model and not model.training
    assert description["training"]["steps"] == (20 if trained else 0)
    card = (folder / "README.md").read_text("utf-8")
    assert f"\npython -m train {name}{' --steps 20' if trained else ''} --out {tmp_path}\n" in card
    assert ("\nsteps = 20\n" in card) == trained
    assert description["sha256"] in card and recipe.about in card
    assert {"random-25", "random-50", "random-75", "random-90"} <= description["scores"].keys()
    for cell in description["scores"].values():
        figures = f"{cell['psnr']:.2f} | {cell['ssim']:.3f} | {cell['l1']:.4f} | {cell['sharpness']:.2f}"
        assert f" | {figures} | " in card


def test_another_seed_gives_other_weights_and_is_on_the_card(tmp_path):
    for seed in (0, 5):
        assert command("tiny-unet", "--steps", 2, "--seed", seed, "--out", tmp_path / str(seed))[0] == 0
    weights = [(tmp_path / seed / "tiny-unet" / "model.safetensors").read_bytes() for seed in "05"]
    assert weights[0] != weights[1]
    cards = [(tmp_path / seed / "tiny-unet" / "README.md").read_text("utf-8") for seed in "05"]
    assert f"\npython -m train tiny-unet --steps 2 --out {tmp_path / '0'}\n" in cards[0]
    assert f"\npython -m train tiny-unet --steps 2 --seed 5 --out {tmp_path / '5'}\n" in cards[1]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nothing"], "There is no recipe 'nothing'"),
        (["tiny-unet", "--device", "tpu"], "There is no device 'tpu'"),
        (["tiny-unet", "--steps", 3, "--minutes", 3], "not both"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(arguments, sentence):
    code, output = command(*arguments)
    assert code != 0 and sentence in output and len(output.splitlines()) == 1


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU here")
def test_cuda_where_there_is_none_is_refused_in_a_sentence(tmp_path):
    code, output = command("tiny-unet", "--device", "cuda", "--out", tmp_path)
    assert code != 0 and output == "There is no CUDA GPU here: leave --device out, or take --device cpu.\n"
    assert not list(tmp_path.iterdir())


def test_a_full_gpu_is_one_sentence(tmp_path, losses):
    def full(_):
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 MiB")

    losses.at[1] = full
    code, output = command("tiny-unet", "--out", tmp_path)
    assert code != 0 and "lower the recipe's batch_size" in output


def test_missing_data_is_one_sentence(tmp_path, monkeypatch):
    def missing():
        raise ValueError("Fashion-MNIST could not be fetched (no route).")

    monkeypatch.setitem(DATASETS, "fashion-mnist", missing)
    code, output = command("tiny-unet", "--out", tmp_path)
    assert code != 0 and output == "Fashion-MNIST could not be fetched (no route).\n"


def test_minutes_become_steps_once_the_speed_is_known(tmp_path, monkeypatch, losses):
    # A clock by which each step takes 0.125 s: 50 steps are 6.25 s, and 18 s are 144
    monkeypatch.setitem(RECIPES, "tiny-unet", lambda: replace(TINY_UNET, steps=1000))
    monkeypatch.setattr(loop.time, "monotonic", lambda: len(losses) / 8)
    assert command("tiny-unet", "--minutes", 0.3, "--out", tmp_path)[0] == 0
    assert len(losses) == 144
    assert checkpoint.describe(tmp_path / "tiny-unet")["training"]["steps"] == 144


def test_minutes_count_neither_a_slow_start_nor_validation_as_speed(tmp_path, monkeypatch, losses):
    # The first step takes 80 s, as torch.compile may, the others 0.125 s, and each of 30 moments 2 s. There are six
    # moments in the first 50 steps, which take 98.25 s; with 24 to come, 33.75 s of 180 are left, which are 270 steps
    monkeypatch.setitem(RECIPES, "tiny-unet", lambda: replace(TINY_UNET, steps=1000))
    looks, score = [], Validation.score

    def scored(self, model):
        looks.append(model)
        return score(self, model)

    monkeypatch.setattr(Validation, "score", scored)
    monkeypatch.setattr(loop.time, "monotonic", lambda: 80 * bool(losses) + len(losses) / 8 + 2 * len(looks))
    assert command("tiny-unet", "--minutes", 3, "--out", tmp_path)[0] == 0
    assert len(losses) == 50 + 270


def test_minutes_of_a_run_that_resumes_just_before_its_speed_is_known(tmp_path, monkeypatch, losses):
    monkeypatch.setitem(RECIPES, "tiny-unet", lambda: replace(TINY_UNET, steps=1000))
    monkeypatch.setattr(loop.time, "monotonic", lambda: 1000 + len(losses) / 8)
    losses.at[49] = lambda _: os.kill(os.getpid(), signal.SIGTERM)
    assert "Stopped at step 49" in command("tiny-unet", "--minutes", 0.3, "--out", tmp_path)[1]
    assert command("tiny-unet", "--minutes", 0.3, "--out", tmp_path, "--resume")[0] == 0
    assert len(losses) == 49 + 144  # 18 s of 0.125 s each


def test_a_run_says_what_it_replaces_and_that_there_is_nothing_to_resume(tmp_path):
    assert "nothing to resume" in command("tiny-unet", "--out", tmp_path, "--resume")[1]
    code, output = command("tiny-unet", "--out", tmp_path)
    assert code == 0 and f"it replaces the checkpoint in {tmp_path / 'tiny-unet'}" in output


def test_a_run_measures_its_start_and_keeps_it_where_it_only_gets_worse(tmp_path, monkeypatch):
    monkeypatch.setattr(loop, "data_of", lambda *_: tiny_data(8))
    monkeypatch.setattr(checkpoint, "SHELF", tmp_path)
    loop.train(TINY_VIT, tmp_path / "tiny-vit", "cpu", threading.Event())
    further = replace(TINY_VIT, name="further", start_from="tiny-vit", folder="mine", learning_rate=5.0)
    loop.train(further, tmp_path / "further", "cpu", threading.Event())
    trace = json.loads((tmp_path / "further" / "trace.json").read_text())
    assert trace["chosen"] == 0 and trace["start"] > max(trace["psnr"])
    start, kept = (checkpoint.load(tmp_path / name).state_dict() for name in ("tiny-vit", "further"))
    assert all(torch.equal(start[key], kept[key]) for key in start)


# Going on


@pytest.mark.parametrize("recipe", [TINY_UNET, TINY_VIT, TINY_WASSERSTEIN, TINY_VAE], ids=lambda recipe: recipe.name)
@pytest.mark.parametrize("break_at", [1, 5, 7, 11], ids=["start", "edge of an epoch", "mid-epoch", "end"])
def test_a_resumed_run_is_the_uninterrupted_one(recipe, break_at, tmp_path, losses, monkeypatch):
    monkeypatch.setattr("train.adversary.WINDOW", 4)  # half of a picture: where it stands is drawn at each step
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    loop.train(recipe, whole, "cpu", threading.Event())
    in_one_go = list(losses)
    losses.clear()

    stop = threading.Event()
    losses.at[break_at] = lambda _: stop.set()
    with pytest.raises(SystemExit, match=f"step {break_at} of 12"):
        loop.train(recipe, broken, "cpu", stop)
    torch.manual_seed(99)  # another process would not stand where this one does
    loop.train(recipe, broken, "cpu", threading.Event(), resume=True)

    assert list(losses) == in_one_go
    one, other = (state.load_state(folder) for folder in (whole, broken))
    del one["seconds"], other["seconds"]
    assert_same(one, other)
    assert (whole / "model.safetensors").read_bytes() == (broken / "model.safetensors").read_bytes()


def test_sigterm_saves_at_the_end_of_the_step(tmp_path, losses):
    before = signal.getsignal(signal.SIGTERM)
    losses.at[3] = lambda _: os.kill(os.getpid(), signal.SIGTERM)
    code, output = command("tiny-unet", "--out", tmp_path)
    folder = tmp_path / "tiny-unet"
    assert code != 0 and "Stopped at step 3 of 12; continue with --resume." in output
    assert state.load_state(folder)["step"] == 3 and len(losses) == 3
    assert not (folder / "model.safetensors").exists()
    assert signal.getsignal(signal.SIGTERM) is before

    code, output = command("tiny-unet", "--out", tmp_path)
    assert code != 0 and "stopped at step 3 of 12: continue with --resume, or remove" in output
    assert state.load_state(folder)["step"] == 3

    assert command("tiny-unet", "--out", tmp_path, "--resume")[0] == 0
    assert len(losses) == 12 and (folder / "README.md").exists()


def test_a_finished_run_is_started_again_but_not_resumed(tmp_path, losses):
    assert command("tiny-unet", "--out", tmp_path, "--steps", 4)[0] == 0
    assert command("tiny-unet", "--out", tmp_path, "--resume")[0] == 0
    assert len(losses) == 4
    assert command("tiny-unet", "--out", tmp_path, "--steps", 2)[0] == 0
    assert len(losses) == 6 and states_in(tmp_path / "tiny-unet") == ["state-00000002.pt"]


def test_resume_under_another_recipe_is_refused_field_by_field(tmp_path, monkeypatch, losses):
    losses.at[2] = lambda _: os.kill(os.getpid(), signal.SIGTERM)
    command("tiny-unet", "--out", tmp_path)
    saved = (tmp_path / "tiny-unet" / "run" / "state-00000002.pt").read_bytes()
    wider = replace(TINY_UNET.model, architecture=UNetArchitecture((8, 4), (1, 1)))
    monkeypatch.setitem(RECIPES, "tiny-unet", lambda: replace(TINY_UNET, learning_rate=0.5, model=wider))
    code, output = command("tiny-unet", "--out", tmp_path, "--resume", "--steps", 20, "--seed", 3)
    assert code != 0
    assert output.splitlines()[1:] == [
        "  learning_rate: 0.0015 then, 0.5 now",
        "  model.architecture.dims: (4, 4) then, (8, 4) now",
        "  seed: 0 then, 3 now",
        "  --steps: 12 then, 20 now",
    ]
    assert (tmp_path / "tiny-unet" / "run" / "state-00000002.pt").read_bytes() == saved


def test_a_start_on_smaller_pictures_keeps_all_but_the_positions(tmp_path, monkeypatch):
    larger = replace(TINY_VIT, name="larger", start_from="tiny-vit", model=replace(TINY_VIT.model, image_size=(16, 16)))
    loop.train(TINY_VIT, tmp_path / "tiny-vit", "cpu", threading.Event(), steps=2)
    monkeypatch.setitem(DATASETS, "fashion-mnist", lambda: tiny_data(16))
    monkeypatch.setattr(loop, "learning_rate_factor", lambda *_: 0.0)  # so that the start is what comes out
    made = loop.train(larger, tmp_path / "larger", "cpu", threading.Event(), steps=1).state_dict()
    start, fresh = checkpoint.load(tmp_path / "tiny-vit").state_dict(), build(larger.model).state_dict()
    for name, values in made.items():
        assert torch.equal(values, (fresh if "pos_embed" in name else start)[name])
    assert made["pos_embed"].shape == (1, 65, 8)  # 8 by 8 patches and the class token


# Nothing is lost


@pytest.fixture
def often(monkeypatch):
    """Look at the loss every step and save every second one."""
    monkeypatch.setattr(loop, "LOOK_EVERY", 1)
    monkeypatch.setattr(loop, "SAVE_EVERY", 2)


@pytest.mark.parametrize("broken", ["loss", "gradient"])
def test_a_loss_that_is_no_number_stops_with_the_last_good_state(broken, tmp_path, losses, often):
    def infinite_gradient(loss):
        loss.register_hook(lambda gradient: gradient * torch.inf)

    losses.at[8] = (lambda loss: loss * torch.nan) if broken == "loss" else infinite_gradient
    code, output = command("tiny-unet", "--out", tmp_path)
    message = output.splitlines()[-1]
    assert code != 0 and "at step 8: take a lower learning rate." in message
    folder = tmp_path / "tiny-unet"
    assert states_in(folder) == ["state-00000004.pt", "state-00000006.pt"]
    assert all(value.isfinite().all() for value in state.load_state(folder)["model"].values())
    assert command("tiny-unet", "--out", tmp_path, "--resume")[0] == 0


def test_the_newest_two_states_are_kept_and_a_damaged_one_is_passed_over(tmp_path, losses, often):
    losses.at[7] = lambda _: os.kill(os.getpid(), signal.SIGTERM)
    command("tiny-unet", "--out", tmp_path)
    folder = tmp_path / "tiny-unet"
    assert states_in(folder) == ["state-00000006.pt", "state-00000007.pt"]

    newest = folder / "run" / "state-00000007.pt"
    content = bytearray(newest.read_bytes())
    content[len(content) // 2] ^= 1  # one bit of one weight
    newest.write_bytes(content)
    code, output = command("tiny-unet", "--out", tmp_path, "--resume")
    assert code == 0 and "state-00000007.pt is damaged; loading the one before." in output
    assert len(losses) == 7 + 6


@pytest.mark.parametrize("content", [b"", b"short", bytes(2000)])
def test_nothing_but_damaged_states_is_refused(content, tmp_path):
    (tmp_path / "tiny-unet" / "run").mkdir(parents=True)
    (tmp_path / "tiny-unet" / "run" / "state-00000007.pt").write_bytes(content)
    code, output = command("tiny-unet", "--out", tmp_path, "--resume")
    assert code != 0 and "Every state in" in output


@pytest.mark.parametrize("call", ["replace", "fsync"])
def test_a_full_disk_leaves_the_states_as_they_were(call, tmp_path, monkeypatch, losses, often):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    folder = tmp_path / "tiny-unet"
    losses.at[6] = lambda _: monkeypatch.setattr(os, call, full)
    code, output = command("tiny-unet", "--out", tmp_path)
    monkeypatch.undo()
    assert code != 0 and "No space left on device" in output.splitlines()[-1]
    assert states_in(folder) == ["state-00000002.pt", "state-00000004.pt"]  # and no half of a third
    assert state.load_state(folder)["step"] == 4


def test_two_runs_in_one_folder_are_refused(tmp_path, losses):
    folder = tmp_path / "tiny-unet"
    (folder / "run").mkdir(parents=True)
    with FileLock(folder / "run" / "lock"):
        code, output = command("tiny-unet", "--out", tmp_path)
    assert code != 0 and output == f"Another run is writing to {folder}: wait for it, or take another --out.\n"
    assert not losses
    assert command("tiny-unet", "--out", tmp_path)[0] == 0


def train_and_die(folder, deadly_call):
    """Resume the tiny run in this process, and kill the process at one of its calls that change the disk."""
    calls = 0

    def deadly(call):
        def counted(*arguments, **options):
            nonlocal calls
            calls += 1
            if calls == deadly_call:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*arguments, **options)

        return counted

    os.fsync, os.replace, Path.unlink = deadly(os.fsync), deadly(os.replace), deadly(Path.unlink)
    DATASETS["fashion-mnist"] = lambda: tiny_data(8)
    loop.SAVE_EVERY = 1
    loop.train(TINY_UNET, folder, "cpu", threading.Event(), resume=True)


@pytest.mark.slow
def test_a_run_killed_again_and_again_is_the_uninterrupted_one(tmp_path, monkeypatch):
    monkeypatch.setattr(loop, "SAVE_EVERY", 1)
    loop.train(TINY_UNET, tmp_path / "whole", "cpu", threading.Event())
    fresh, moments, deaths = multiprocessing.get_context("spawn"), random.Random(0), 0
    while True:
        process = fresh.Process(target=train_and_die, args=(tmp_path / "killed", moments.randint(2, 20)))
        process.start()
        process.join()
        if process.exitcode == 0:
            break
        assert process.exitcode == -signal.SIGKILL
        deaths += 1
    assert deaths > 2
    one, other = (state.load_state(tmp_path / name) for name in ("whole", "killed"))
    del one["seconds"], other["seconds"]
    assert_same(one, other)
    whole, killed = ((tmp_path / name / "model.safetensors").read_bytes() for name in ("whole", "killed"))
    assert whole == killed


# What the network is shown


def test_a_denoising_network_is_shown_noise_and_held_to_the_clean_picture(monkeypatch, tmp_path):
    pairs = []
    to_space, target_of = learner.to_space, learner.target_of
    monkeypatch.setattr(learner, "to_space", lambda shown, space: pairs.append([shown]) or to_space(shown, space))
    monkeypatch.setattr(learner, "target_of", lambda model, clean: pairs[-1].append(clean) or target_of(model, clean))
    training = as_float(tiny_data(8).train).flatten(1)
    for noise in (0.0, 0.5):
        recipe = replace(TINY_UNET, noise=noise)
        loop.train(recipe, tmp_path / str(noise), "cpu", threading.Event(), steps=2)
        for shown, clean in pairs:
            assert torch.cdist(clean.flatten(1), training).min(1).values.max() == 0
            assert shown.equal(clean) == (noise == 0)
        assert len(pairs) == 2
        pairs.clear()
    with pytest.raises(ValueError, match="standard deviation"):
        replace(TINY_UNET, noise=-0.1)


# What the optimisers do


def test_muon_takes_the_matrices_inside_blocks_and_adamw_the_rest():
    model = build(TINY_UNET.model)
    muon, adamw = build_optimizers(model, TINY_UNET)
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    own = [{names[id(p)] for p in group["params"]} for group in muon.param_groups + adamw.param_groups]
    assert own[0] == {
        f"{part}.0.conv{i}.weight" for part in ("down_blocks.0", "bottom_blocks", "up_blocks.0") for i in (1, 2)
    }  # fmt: skip
    assert own[1] == {"stem.weight", "down.0.weight", "up.0.weight", "head.weight"}
    assert set.union(*own) == set(names.values()) and sum(map(len, own)) == len(names)
    assert [group["weight_decay"] for group in adamw.param_groups] == [TINY_UNET.weight_decay, 0]


def test_learning_rate_by_hand():
    factors = [learning_rate_factor(step, 8, 4) for step in range(9)]
    assert factors == pytest.approx([0.25, 0.5, 0.75, 1, 1, 0.853553, 0.5, 0.146447, 0], abs=1e-6)


def test_training_learns(tmp_path, losses):
    loop.train(replace(TINY_UNET, steps=60), tmp_path / "run", "cpu", threading.Event())
    assert sum(losses[-10:]) < 0.5 * sum(losses[:10])
    assert json.loads((tmp_path / "run" / "config.json").read_text("utf-8"))["training"]["steps"] == 60


def test_numbers_too_small_to_matter_are_zero_while_a_network_learns(tmp_path, monkeypatch):
    """A U-Net's backward pass took 3.7 s with them and 0.26 s without (16 photographs, one thread of an Intel Xeon)."""
    torch.set_flush_denormal(False)
    tiny, seen, compute = torch.tensor([1e-39]), [], learner.reconstruction_loss
    assert (tiny * 1).item() > 0
    monkeypatch.setattr(
        learner,
        "reconstruction_loss",
        lambda *given, **options: seen.append((tiny * 1).item()) or compute(*given, **options),
    )
    loop.train(TINY_UNET, tmp_path / "run", "cpu", threading.Event(), steps=2)
    assert seen == [0, 0]


@pytest.mark.parametrize(
    "name",
    {(recipe().model.family, recipe().model.loss): name for name, recipe in RECIPES.items() if recipe().steps}.values(),
)
def test_a_step_never_waits_for_the_gpu(name):
    """Tensors on 'meta' have shapes and no numbers: whatever asks for one, as `item` and `nonzero` do, fails here."""
    config = RECIPES[name]()
    mask = draw_masks(config.masks, config.model.image_size, 4, 0.5, Generator().manual_seed(0))
    with torch.device("meta"):
        model, images = build(config.model), torch.empty(4, config.model.channels, *config.model.image_size)
        adversary = None
        if "adversarial" in LOSSES[config.model.loss]:
            adversary = Adversary(config.model.loss, config.model.channels, "meta", 1e-3)
    prediction, hidden = model(images, mask), hidden_pixels(mask, images)
    judge = adversary and adversary.judge
    divergence = getattr(model, "divergence", None)
    reconstruction_loss(
        config.model.loss, prediction, images, mask, config.visible_weight, judge, divergence
    ).backward()
    if adversary:
        adversary.learn(images, prediction.detach().where(hidden, images), hidden, Generator().manual_seed(0))
    with pytest.raises(RuntimeError, match="meta"):
        prediction.sum().item()
