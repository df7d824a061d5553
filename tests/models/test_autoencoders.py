"""The small autoencoders: latents, sizes, and masks for models that were trained without."""

import numpy as np
import pytest
import torch

from mae_demo.config import ConvArchitecture, MLPArchitecture, ModelConfig, PCAArchitecture, VAEArchitecture
from mae_demo.models import build

CASES = {
    "mlp": MLPArchitecture(hidden_dims=(16,), code_size=3, blank=0.5),
    "conv-full-size": ConvArchitecture(shape="full-size", dim=4),
    "conv-strided": ConvArchitecture(shape="strided", dim=4),
    "conv-pooled": ConvArchitecture(shape="pooled", dim=4, blank=0.5),
    "vae": VAEArchitecture(hidden_dim=16, code_size=3, blank=0.5),
    "pca": PCAArchitecture(code_size=5),
}


def model_of(case: str):
    torch.manual_seed(0)
    config = ModelConfig(
        family=case.split("-")[0], architecture=CASES[case], dataset="fashion-mnist", loss="mse", image_size=(12, 12)
    )
    return build(config).eval()


@pytest.fixture
def images():
    return torch.rand(4, 1, 12, 12, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize("case", CASES)
def test_hidden_pixels_cannot_change_the_prediction(case, images):
    model = model_of(case)
    mask = torch.rand(4, 9, generator=torch.Generator().manual_seed(2)) < 0.5  # patches of 4 pixels
    changed = images.clone()
    changed[mask.view(4, 1, 3, 3).repeat_interleave(4, 2).repeat_interleave(4, 3)] = 9.0
    assert torch.equal(model(images, mask), model(changed, mask))
    pixels = mask.view(4, 3, 3).repeat_interleave(4, 1).repeat_interleave(4, 2).flatten(1)
    assert torch.equal(model(images, mask), model(images, pixels)), "the same holes, told pixel by pixel"


@pytest.mark.parametrize("case", CASES)
def test_without_a_mask_forward_is_encode_and_decode(case, images):
    model = model_of(case)
    prediction = model(images, torch.zeros(4, 9, dtype=torch.bool))
    assert prediction.shape == images.shape
    torch.testing.assert_close(prediction, model.decode(model.encode(images)))


@pytest.mark.parametrize(
    ("case", "values"), [("mlp", 3), ("vae", 3), ("pca", 5), ("conv-full-size", 4 * 144), ("conv-strided", 36)]
)
def test_code_size(case, values, images):
    """144 pixels: the strided code is a quarter of them, the 'compressor' at full size four times as many."""
    assert model_of(case).encode(images)[0].numel() == values


def test_pca_agrees_with_the_singular_value_decomposition():
    rng = np.random.default_rng(0)
    data = rng.normal(size=(200, 144)) @ rng.normal(size=(144, 144)) * 0.01 + 0.5
    model = model_of("pca")
    model.fit(torch.from_numpy(data).float().view(200, 1, 12, 12))
    _, _, directions = np.linalg.svd(data - data.mean(0), full_matrices=False)
    expected = (data - data.mean(0)) @ directions[:5].T @ directions[:5] + data.mean(0)
    images = torch.from_numpy(data).float().view(200, 1, 12, 12)
    np.testing.assert_allclose(model(images, torch.zeros(200, 9, dtype=torch.bool)).flatten(1), expected, atol=1e-4)


def test_a_relu_on_the_code_makes_it_non_negative_and_can_kill_a_unit(images):
    config = ModelConfig(
        family="mlp", architecture=MLPArchitecture((8,), 2, relu_code=True), dataset="fashion-mnist", loss="mse",
        image_size=(12, 12),
    )  # fmt: skip
    torch.manual_seed(0)
    model = build(config)
    model.encoder[-2].bias.data[0] = -100.0
    code = model.encode(images)
    assert (code >= 0).all() and (code[:, 0] == 0).all()
    ((model.decode(code) - images) ** 2).mean().backward()
    assert (model.encoder[-2].weight.grad[0] == 0).all(), "a dead unit gets no gradient, so it stays dead"
