"""The masked autoencoder: names, shapes and numbers are the official ones, and it cannot see what is hidden."""

import re

import pytest
import torch

from mae_demo.config import ModelConfig, ViTArchitecture
from mae_demo.inference import predict
from mae_demo.losses import normalise_patches, reconstruction_loss
from mae_demo.masking import make_mask
from mae_demo.models import build
from mae_demo.patches import mask_to_pixels, patchify

TINY = ViTArchitecture(embed_dim=32, depth=2, num_heads=4, decoder_embed_dim=16, decoder_depth=1, decoder_num_heads=2)
BASE = ViTArchitecture()
LARGE = ViTArchitecture(embed_dim=1024, depth=24, num_heads=16)
HUGE = ViTArchitecture(embed_dim=1280, depth=32, num_heads=16)


def vit(architecture=TINY, image_size=(16, 16), channels=3, patch_size=4):
    config = ModelConfig(
        "vit", architecture, "none", "mse", image_size=image_size, channels=channels, patch_size=patch_size
    )
    return build(config)


def with_random_weights(model):
    """Move every trained parameter off its initial value, so that no bias is zero and no norm is one."""
    for parameter in model.parameters():
        if parameter.requires_grad:
            parameter.data.add_(0.05 * torch.randn(parameter.shape))
    return model.eval()


def masks(ratio, grid=(4, 4), count=1):
    return torch.stack([make_mask("random", grid, ratio, seed).flatten() for seed in range(count)])


# Names and shapes


def official_shapes(architecture, patch_size, patches):
    """The state_dict of facebookresearch/mae's MaskedAutoencoderViT for pictures of three channels."""
    dim, decoder_dim, values = architecture.embed_dim, architecture.decoder_embed_dim, 3 * patch_size**2
    shapes = {
        "cls_token": (1, 1, dim),
        "pos_embed": (1, patches + 1, dim),
        "mask_token": (1, 1, decoder_dim),
        "decoder_pos_embed": (1, patches + 1, decoder_dim),
        "patch_embed.proj.weight": (dim, 3, patch_size, patch_size),
        "patch_embed.proj.bias": (dim,),
        "decoder_embed.weight": (decoder_dim, dim),
        "decoder_embed.bias": (decoder_dim,),
        "decoder_pred.weight": (values, decoder_dim),
        "decoder_pred.bias": (values,),
    }
    stacks = [
        ("", "norm", architecture.depth, dim),
        ("decoder_", "decoder_norm", architecture.decoder_depth, decoder_dim),
    ]
    for prefix, norm, depth, width in stacks:
        shapes |= {f"{norm}.weight": (width,), f"{norm}.bias": (width,)}
        for i in range(depth):
            block = f"{prefix}blocks.{i}"
            shapes |= {f"{block}.norm{j}.{end}": (width,) for j in (1, 2) for end in ("weight", "bias")}
            for layer, out, into in [
                ("attn.qkv", 3 * width, width),
                ("attn.proj", width, width),
                ("mlp.fc1", 4 * width, width),
                ("mlp.fc2", width, 4 * width),
            ]:
                shapes |= {f"{block}.{layer}.weight": (out, into), f"{block}.{layer}.bias": (out,)}
    return shapes


@pytest.mark.parametrize(
    ("architecture", "patch_size", "keys", "encoder_keys", "parameters", "encoder_parameters"),
    [
        pytest.param(BASE, 16, 254, 150, 111_907_840, 85_798_656, id="base"),
        pytest.param(LARGE, 16, 398, 294, 329_541_888, 303_301_632, id="large"),
        pytest.param(HUGE, 14, 494, 390, 657_074_508, 630_764_800, id="huge"),
    ],
)
def test_official_names_shapes_and_counts(architecture, patch_size, keys, encoder_keys, parameters, encoder_parameters):
    with torch.device("meta"):  # shapes without numbers
        state = vit(architecture, (224, 224), 3, patch_size).state_dict()
    assert {key: tuple(value.shape) for key, value in state.items()} == official_shapes(
        architecture, patch_size, (224 // patch_size) ** 2
    )
    encoder = {key: value for key, value in state.items() if not key.startswith(("decoder", "mask_token"))}
    assert (len(state), len(encoder)) == (keys, encoder_keys)
    assert sum(value.numel() for value in state.values()) == parameters
    assert sum(value.numel() for value in encoder.values()) == encoder_parameters


def test_positions_are_not_trained():
    frozen = {name for name, parameter in vit().named_parameters() if not parameter.requires_grad}
    assert frozen == {"pos_embed", "decoder_pos_embed"}


# An independent implementation


BLOCK = [
    (r"norm1", "layernorm_before"),
    (r"norm2", "layernorm_after"),
    (r"attn\.proj", "attention.o_proj"),
    (r"attn\.qkv", "attention.qkv"),
]
ENCODER = [
    (r"^cls_token", "embeddings.cls_token"),
    (r"^pos_embed", "embeddings.position_embeddings"),
    (r"^patch_embed\.proj", "embeddings.patch_embeddings.projection"),
    (r"^blocks", "layers"),
    (r"^norm", "layernorm"),
    (r"^", "vit."),
]
DECODER = [(r"^decoder_blocks", "decoder_layers"), (r"^", "decoder.")]


def as_transformers(state):
    """Our weights under the names that transformers 5 has in memory."""
    renamed = {}
    for key, value in state.items():
        in_decoder = key.startswith(("decoder", "mask_token"))
        for ours, theirs in BLOCK + (DECODER if in_decoder else ENCODER):
            key = re.sub(ours, theirs, key)
        if "qkv" in key:
            for letter, part in zip("qkv", value.chunk(3), strict=True):
                renamed[key.replace("qkv", f"{letter}_proj")] = part
        else:
            renamed[key] = value
    return renamed


def assert_agrees_with_transformers(model, side, batch):
    """Same weights, same mask: same prediction and same loss, on raw and on normalised pixels."""
    from transformers import ViTMAEConfig, ViTMAEForPreTraining

    config, arch = model.config, model.config.architecture
    theirs = ViTMAEForPreTraining(
        ViTMAEConfig(
            hidden_size=arch.embed_dim,
            num_hidden_layers=arch.depth,
            num_attention_heads=arch.num_heads,
            intermediate_size=int(arch.embed_dim * arch.mlp_ratio),
            decoder_hidden_size=arch.decoder_embed_dim,
            decoder_num_hidden_layers=arch.decoder_depth,
            decoder_num_attention_heads=arch.decoder_num_heads,
            decoder_intermediate_size=int(arch.decoder_embed_dim * arch.mlp_ratio),
            image_size=side,
            patch_size=config.patch_size,
            num_channels=config.channels,
            layer_norm_eps=1e-6,  # its default is 1e-12, the official code has 1e-6
            mask_ratio=0.75,
        )
    ).eval()
    theirs.load_state_dict(as_transformers(model.state_dict()), strict=True)  # its positions are zero until now

    images = torch.randn(batch, config.channels, side, side)
    mask = masks(0.75, config.grid, batch)
    noise = mask + torch.linspace(0, 0.5, mask.shape[1])  # it keeps the lowest
    prediction = model(images, mask)
    for norm_pix in (False, True):
        theirs.config.norm_pix_loss = norm_pix
        output = theirs(images, noise=noise)
        assert torch.equal(output.mask.bool(), mask)
        assert (patchify(prediction, config.patch_size) - output.logits).abs().max() < 1e-5
        target = normalise_patches(images, config.patch_size) if norm_pix else images
        loss = reconstruction_loss("mse", prediction, target, mask)
        assert abs(loss - output.loss) < 1e-5


@torch.no_grad()
def test_agrees_with_transformers():
    torch.manual_seed(0)
    assert_agrees_with_transformers(with_random_weights(vit()), side=16, batch=3)


@pytest.mark.slow
@torch.no_grad()
def test_base_agrees_with_transformers():
    torch.manual_seed(0)
    assert_agrees_with_transformers(vit(BASE, (224, 224), 3, 16), side=224, batch=2)


# What it sees


@torch.no_grad()
def test_hidden_pixels_cannot_change_the_prediction():
    torch.manual_seed(0)
    model, images, mask = with_random_weights(vit()), torch.rand(3, 3, 16, 16), masks(0.75, count=3)
    hidden = mask_to_pixels(mask, 4, (4, 4))
    before = model(images, mask)
    assert torch.equal(model(torch.where(hidden, torch.nan, images), mask), before)
    changed = (model(torch.where(hidden, images, 1 - images), mask) != before).float()
    assert changed.mean() > 0.99  # while every visible pixel counts everywhere


def test_one_batch_can_be_overfitted():
    torch.manual_seed(0)
    model = vit(ViTArchitecture(32, 1, 4, 32, 1, 4), channels=1)
    images = torch.rand(4, 1, 4, 4).repeat_interleave(4, 2).repeat_interleave(4, 3)  # patches of one grey each
    mask = masks(0.5, count=4)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2, betas=(0.9, 0.95))
    for _ in range(250):
        loss = reconstruction_loss("mse", model(images, mask), images, mask)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert images.var() > 0.08  # what predicting one grey for all would leave
    assert loss < 0.005


@torch.no_grad()
def test_a_picture_of_another_size_and_shape():
    torch.manual_seed(0)
    model, wide = with_random_weights(vit()), vit(image_size=(8, 24))
    learned = {key: value for key, value in model.state_dict().items() if "pos_embed" not in key}
    left_out = wide.load_state_dict(learned, strict=False)
    assert left_out.missing_keys == ["pos_embed", "decoder_pos_embed"]
    assert not left_out.unexpected_keys
    images, mask = torch.rand(2, 3, 8, 24), masks(0.5, (2, 6), 2)
    assert torch.equal(model(images, mask), wide(images, mask))


@torch.no_grad()
@pytest.mark.parametrize("ratio", [0, 1])
def test_all_or_nothing_hidden_still_gives_numbers(ratio):
    prediction = vit()(torch.rand(2, 3, 16, 16), masks(ratio, count=2))
    assert prediction.shape == (2, 3, 16, 16)
    assert prediction.isfinite().all()


@torch.no_grad()
def test_rows_that_hide_different_counts():
    torch.manual_seed(0)
    model, images = with_random_weights(vit()), torch.rand(5, 3, 16, 16)
    mask = torch.cat([masks(ratio) for ratio in (0.5, 0.75, 0.5, 0.0, 1.0)])
    with pytest.raises(AssertionError, match="same number"):
        model(images, mask)
    one_by_one = torch.cat([predict(model, images[i : i + 1], mask[i : i + 1]) for i in range(5)])
    torch.testing.assert_close(predict(model, images, mask), one_by_one, atol=1e-6, rtol=0)


@torch.no_grad()
def test_an_exported_program_answers_for_every_count():
    torch.manual_seed(0)
    model, image = with_random_weights(vit()), torch.rand(1, 3, 16, 16)
    program = torch.export.export(model, (image, masks(0.75))).module()
    for ratio in (0, 0.25, 0.5, 0.75, 0.9, 1):
        mask = masks(ratio)
        torch.testing.assert_close(program(image, mask), model(image, mask), atol=1e-6, rtol=0)
