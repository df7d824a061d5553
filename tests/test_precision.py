"""Products in bfloat16: where the processor has units for them, and nowhere else."""

import threading

import pytest
import torch
from tiny import TINY_VIT, tiny_data

from mae_demo import checkpoint
from train import loop
from train.data import DATASETS
from train.precision import multiplied_in_bfloat16, multiplies_bfloat16


@pytest.mark.parametrize("has_units", [True, False])
def test_a_step_rounds_its_products_where_that_is_faster(has_units, monkeypatch, tmp_path):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"amx_bf16": has_units})
    monkeypatch.setitem(DATASETS, "fashion-mnist", lambda: tiny_data(8))
    rounded = torch.float32 if not has_units else torch.bfloat16
    with multiplied_in_bfloat16("cpu"):
        assert (torch.ones(2, 2) @ torch.ones(2, 2)).dtype == rounded

    seen = []
    compute = loop.reconstruction_loss
    monkeypatch.setattr(
        loop, "reconstruction_loss", lambda *given, **options: seen.append(given[1].dtype) or compute(*given, **options)
    )
    model = loop.train(TINY_VIT, tmp_path / "vit", "cpu", threading.Event(), steps=2)
    assert seen == [torch.float32] * 2  # the loss is summed up in full precision
    assert {values.dtype for values in model.state_dict().values()} == {torch.float32}
    assert checkpoint.describe(tmp_path / "vit")["training"]["device"].endswith(", bfloat16") == has_units


def test_a_gpu_that_only_imitates_bfloat16_is_spared_it(monkeypatch):
    emulates = {True: True, False: False}  # what torch says of a GPU older than Ampere
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation=True: emulates[including_emulation])
    assert not multiplies_bfloat16("cuda")


def test_a_processor_that_says_nothing_rounds_nothing(monkeypatch):
    monkeypatch.setattr(torch.cpu, "get_capabilities", dict)
    with multiplied_in_bfloat16("cpu"):
        assert (torch.ones(2, 2) @ torch.ones(2, 2)).dtype == torch.float32
