"""Every shipped checkpoint says the same after it was exported to ONNX."""

from __future__ import annotations

import pytest
import torch

from mae_demo import checkpoint
from mae_demo.masking import make_mask

# `unique(dim=0)`, by which it solves one system for all pictures that share a mask, has no ONNX operator
EXPORTED = [name for name in checkpoint.names() if checkpoint.describe(name)["model"]["family"] != "gaussian"]


@pytest.mark.slow
@pytest.mark.parametrize("name", EXPORTED)
def test_an_export_to_onnx_says_the_same(name, tmp_path):
    onnxruntime = pytest.importorskip("onnxruntime")
    pytest.importorskip("onnxscript")
    model = checkpoint.load(name)
    config = model.config
    images = torch.rand(1, config.channels, *config.image_size, generator=torch.Generator().manual_seed(1))
    mask = make_mask("random", config.grid, 0.75, 0).view(1, -1)
    path = tmp_path / "model.onnx"
    torch.onnx.export(model, (images, mask), path, dynamo=True, verbose=False)

    session = onnxruntime.InferenceSession(path)
    for strategy, ratio in (("random", 0.5), ("block", 0.75), ("grid", 0.98), ("random", 0)):
        mask = make_mask(strategy, config.grid, ratio, 1).view(1, -1)
        given = {each.name: value.numpy() for each, value in zip(session.get_inputs(), (images, mask), strict=True)}
        with torch.inference_mode():
            expected = model(images, mask)
        assert torch.allclose(torch.from_numpy(session.run(None, given)[0]), expected, rtol=0, atol=1e-4), strategy
