"""Attention maps: against torch's own attention layer, and by hand where the weights leave no choice."""

import copy

import pytest
import torch
from torch import nn

from mae_demo.attention import attention_maps, attention_received
from mae_demo.config import MLPArchitecture, ModelConfig, ViTArchitecture
from mae_demo.inference import predict, to_space
from mae_demo.models import build

ARCHITECTURE = ViTArchitecture(16, 3, 4, 16, 1, 2)  # three layers of four heads
MASK = torch.tensor([[True, False, False], [False, True, False]])  # 2×3 patches of 4 pixels
VISIBLE = [0, 2, 3, 4, 6]  # the class token, and the visible patches


@pytest.fixture
def model():
    """Random weights, large enough for attention to be uneven."""
    torch.manual_seed(0)
    config = ModelConfig("vit", ARCHITECTURE, "none", "mse", image_size=(8, 12), channels=3, input_space="imagenet")
    model = build(config).eval()
    for parameter in model.parameters():
        parameter.data.add_(0.3 * torch.randn(parameter.shape))
    return model


@pytest.fixture
def image():
    return torch.rand(3, 8, 12, generator=torch.Generator().manual_seed(0))


def by_torch(model, image):
    """The attention of visible tokens, by `nn.MultiheadAttention` with the same weights: (layers, heads, T, T)."""
    inputs = to_space(image[None], "imagenet")
    tokens = nn.functional.conv2d(inputs, model.patch_embed.proj.weight, model.patch_embed.proj.bias, stride=4)
    tokens = tokens[0].flatten(1).T + model.pos_embed[0, 1:]
    x = torch.cat([(model.cls_token + model.pos_embed[:, :1])[0], tokens])[VISIBLE][None]
    maps = []
    for block in model.blocks:
        attention = nn.MultiheadAttention(16, 4, batch_first=True)
        attention.in_proj_weight, attention.in_proj_bias = block.attn.qkv.weight, block.attn.qkv.bias
        attention.out_proj = block.attn.proj
        y = block.norm1(x)
        gathered, weights = attention(y, y, y, average_attn_weights=False)
        maps.append(weights[0])
        x = x + gathered
        x = x + block.mlp(block.norm2(x))
    return torch.stack(maps)


def test_maps_are_those_of_torch(model, image):
    maps = attention_maps(model, image, MASK)
    assert maps.shape == (3, 4, 7, 7)
    expected = by_torch(model, image).detach()
    torch.testing.assert_close(maps[:, :, VISIBLE][..., VISIBLE], expected)
    assert expected.std(-1).mean() > 0.05  # not so even that anything would agree


def test_hidden_patches_neither_look_nor_are_looked_at(model, image):
    maps = attention_maps(model, image, MASK)
    assert not maps[:, :, [1, 5]].any()
    assert not maps[..., [1, 5]].any()
    torch.testing.assert_close(maps.sum(-1)[:, :, VISIBLE], torch.ones(3, 4, 5))
    other = image.clone()
    other[:, :4, :4] = 1 - other[:, :4, :4]  # the first patch is hidden
    assert torch.equal(attention_maps(model, other, MASK), maps)


def test_with_everything_hidden_the_class_token_looks_at_itself(model, image):
    maps = attention_maps(model, image, torch.ones(2, 3, dtype=torch.bool))
    assert (maps[:, :, 0, 0] == 1).all()
    assert maps.sum() == 3 * 4


def test_a_token_whose_key_shines_gets_all_attention(model, image):
    """Every query is (10, 0, 0, 0); a key is that of the input's first number alone, as large as it is."""
    attention = model.blocks[0].attn
    attention.qkv.weight.data.zero_()
    attention.qkv.bias.data.zero_()
    attention.qkv.bias.data[[0, 4, 8, 12]] = 10
    attention.qkv.weight.data[[16, 20, 24, 28], 0] = 100
    first_numbers = []
    hook = attention.register_forward_pre_hook(lambda _, inputs: first_numbers.append(inputs[0][0, :, 0]))
    nothing = torch.zeros(2, 3, dtype=torch.bool)
    maps = attention_maps(model, image, nothing)
    hook.remove()
    assert (maps[0].argmax(-1) == first_numbers[0].argmax()).all()
    assert maps[0].amax(-1).min() > 0.99


def test_the_model_is_left_as_it_was(model, image):
    before, mask = copy.deepcopy(model), MASK.view(1, 6)
    attention_maps(model, image, MASK)
    assert not any(module._forward_pre_hooks for module in model.modules())
    assert torch.equal(predict(model, image[None], mask), predict(before, image[None], mask))


def test_a_picture_of_another_size_has_maps_of_its_own_grid(model):
    maps = attention_maps(model, torch.rand(3, 16, 8), torch.zeros(4, 2, dtype=torch.bool))
    assert maps.shape == (3, 4, 9, 9)


def test_attention_received_by_hand(model, image):
    maps = attention_maps(model, image, torch.zeros(2, 3, dtype=torch.bool))
    saliency = attention_received(model, image)
    assert saliency.shape == (2, 3)
    torch.testing.assert_close(saliency[1, 2], maps[:, :, :, 6].sum() / (3 * 4 * 7))
    torch.testing.assert_close(saliency.sum() + maps[..., 0].mean(), torch.tensor(1.0))


def test_a_model_without_attention_is_refused(image):
    model = build(ModelConfig("mlp", MLPArchitecture(), "none", "mse"))
    with pytest.raises(ValueError, match="Only a vision transformer"):
        attention_maps(model, image[:1], MASK)
