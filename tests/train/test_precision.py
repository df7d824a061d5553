"""Products in bfloat16: where the processor has units for them, and nowhere else."""

import threading

import pytest
import torch
from tiny import TINY_VIT, tiny_data

from mae_demo import checkpoint
from train import learner, loop, precision, provenance
from train.data import DATASETS
from train.optim import build_optimizers
from train.precision import multiplies_bfloat16, product_type, rounded_products
from train.state import load_state


@pytest.mark.parametrize("has_units", [True, False])
def test_a_step_rounds_its_products_where_that_is_faster(has_units, monkeypatch, tmp_path):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"amx_bf16": has_units})
    monkeypatch.setitem(DATASETS, "fashion-mnist", lambda: tiny_data(8))
    rounded = torch.float32 if not has_units else torch.bfloat16
    with rounded_products("cpu"):
        assert (torch.ones(2, 2) @ torch.ones(2, 2)).dtype == rounded

    seen = []
    compute = learner.reconstruction_loss
    monkeypatch.setattr(
        learner,
        "reconstruction_loss",
        lambda *given, **options: seen.append(given[1].dtype) or compute(*given, **options),
    )
    model = loop.train(TINY_VIT, tmp_path / "vit", "cpu", threading.Event(), steps=2)
    assert seen == [torch.float32] * 2  # the loss is summed up in full precision
    assert {values.dtype for values in model.state_dict().values()} == {torch.float32}
    assert checkpoint.describe(tmp_path / "vit")["training"]["device"].endswith(", bfloat16") == has_units


def test_a_gpu_that_only_imitates_bfloat16_is_spared_it(monkeypatch):
    emulates = {True: True, False: False}  # what torch says of a GPU older than Ampere
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation=True: emulates[including_emulation])
    assert not multiplies_bfloat16("cuda")
    assert product_type("cuda") == torch.float16
    assert product_type("mps") == torch.float32  # whatever the processor beside it can do


def test_float16_scales_the_loss_and_a_resumed_run_keeps_the_scale(monkeypatch, tmp_path):
    monkeypatch.setattr(precision, "product_type", lambda device: torch.float16)
    monkeypatch.setattr(learner, "product_type", lambda device: torch.float16)
    monkeypatch.setattr(provenance, "product_type", lambda device: torch.float16)
    monkeypatch.setitem(DATASETS, "fashion-mnist", lambda: tiny_data(8))
    scaled, scale, stop = [], torch.amp.GradScaler.scale, threading.Event()

    def scaling(self, loss):
        scaled.append(loss)
        stop.set()  # with the first step
        return scale(self, loss)

    monkeypatch.setattr(torch.amp.GradScaler, "scale", scaling)
    with pytest.raises(SystemExit, match="step 1 of 4"):
        loop.train(TINY_VIT, tmp_path / "vit", "cpu", stop, steps=4)
    state = load_state(tmp_path / "vit")
    assert state["scaler"]["scale"] == 2.0**15  # the first gradient was too large: skipped, and the scale halved
    loop.train(TINY_VIT, tmp_path / "vit", "cpu", threading.Event(), steps=4, resume=True)
    assert len(scaled) == 4
    assert checkpoint.describe(tmp_path / "vit")["training"]["device"].endswith(", float16")
    assert load_state(tmp_path / "vit")["scaler"] == {**state["scaler"], "_growth_tracker": 3}  # steps since then


@pytest.mark.parametrize("broken", [0, 1])
def test_in_float16_all_optimizers_step_or_none(broken, monkeypatch, tmp_path):
    """A gradient that is no number, in the matrices of Muon or in what AdamW takes, changes no weight of either."""
    monkeypatch.setattr(precision, "product_type", lambda device: torch.float16)
    monkeypatch.setattr(learner, "product_type", lambda device: torch.float16)
    monkeypatch.setitem(DATASETS, "fashion-mnist", lambda: tiny_data(8))
    kept, clip = {}, torch.nn.utils.clip_grad_norm_
    monkeypatch.setattr(learner, "build_optimizers", lambda *given: kept.setdefault("own", build_optimizers(*given)))

    def spoil(parameters, most):
        kept["before"] = [parameter.detach().clone() for parameter in parameters]
        kept["parameters"] = list(kept["own"][0].param_groups[0]["params"]), kept["own"][1].param_groups[0]["params"]
        kept["parameters"][broken][0].grad[0] = torch.nan
        return clip(kept["model"].parameters(), most)

    build = loop.build
    monkeypatch.setattr(loop, "build", lambda config: kept.setdefault("model", build(config)))
    monkeypatch.setattr(torch.nn.utils, "clip_grad_norm_", lambda _, most: spoil(kept["model"].parameters(), most))
    loop.train(TINY_VIT, tmp_path / "vit", "cpu", threading.Event(), steps=1)
    assert all(a.equal(b) for a, b in zip(kept["before"], kept["model"].parameters(), strict=True))


def test_in_float16_gradients_are_clipped_as_in_float32(monkeypatch, tmp_path):
    monkeypatch.setitem(DATASETS, "fashion-mnist", lambda: tiny_data(8))
    norms, clip = [], torch.nn.utils.clip_grad_norm_
    monkeypatch.setattr(torch.nn.utils, "clip_grad_norm_", lambda *given: norms.append(clip(*given)) or norms[-1])
    for dtype in (torch.float32, torch.float16):
        monkeypatch.setattr(precision, "product_type", lambda device, dtype=dtype: dtype)
        monkeypatch.setattr(learner, "product_type", lambda device, dtype=dtype: dtype)
        loop.train(TINY_VIT, tmp_path / str(dtype), "cpu", threading.Event(), steps=2)
    assert norms[0] < 1e4 and not norms[2].isfinite()  # the first scale is too large: this step is skipped
    assert norms[3].item() == pytest.approx(norms[1].item(), rel=0.2)


def test_a_processor_that_says_nothing_rounds_nothing(monkeypatch):
    monkeypatch.setattr(torch.cpu, "get_capabilities", dict)
    with rounded_products("cpu"):
        assert (torch.ones(2, 2) @ torch.ones(2, 2)).dtype == torch.float32
