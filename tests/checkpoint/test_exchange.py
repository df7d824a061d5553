"""Weights of others come in whole or not at all, and ours go out as they read them."""

import argparse
import json
import os
from dataclasses import replace

import pytest
import torch
from safetensors.torch import load_file, save_file
from typer.testing import CliRunner

from mae_demo import checkpoint
from mae_demo.checkpoint.__main__ import app
from mae_demo.checkpoint.exchange import OURS, Foreign, architecture_of, export_checkpoint, import_checkpoint
from mae_demo.checkpoint.naming import to_hub, to_official
from mae_demo.config import ModelConfig, ViTArchitecture
from mae_demo.models import build
from mae_demo.patches import patchify

ARCHITECTURE = ViTArchitecture(16, 2, 2, 8, 1, 4)
SPACES = {"input_space": "imagenet", "target_space": "imagenet"}
CONFIG = ModelConfig("vit", ARCHITECTURE, "imagenet", "mse", image_size=(16, 16), channels=3, patch_size=4, **SPACES)
DECODER = {"decoder_embed_dim": 512, "decoder_depth": 8, "decoder_num_heads": 16}
SIZES = {  # the public models: architecture, patch, keys and parameters of the whole and of the encoder
    "base": (ViTArchitecture(768, 12, 12, **DECODER), 16, (254, 111_907_840), (150, 85_798_656)),
    "large": (ViTArchitecture(1024, 24, 16, **DECODER), 16, (398, 329_541_888), (294, 303_301_632)),
    "huge": (ViTArchitecture(1280, 32, 16, **DECODER), 14, (494, 657_074_508), (390, 630_764_800)),
}


@pytest.fixture
def model():
    """A small model of three channels with every parameter random."""
    torch.manual_seed(0)
    model = build(CONFIG).eval()
    for name, parameter in model.named_parameters():
        if "pos_embed" not in name:
            torch.nn.init.normal_(parameter, std=0.1)
    return model


def official_file(path, state, **beside):
    torch.save({"model": state, "num_heads": 2, "decoder_num_heads": 4} | beside, path)
    return path


def same(one, other):
    assert one.keys() == other.keys()
    return all(torch.equal(one[key], other[key]) for key in one)


def in_transformers(folder):
    from transformers import ViTMAEForPreTraining

    return ViTMAEForPreTraining.from_pretrained(folder).eval()


@torch.no_grad()
def assert_predict_the_same(ours, theirs):
    images = torch.randn(2, 3, 16, 16, generator=torch.Generator().manual_seed(1))
    noise = torch.rand(2, 16, generator=torch.Generator().manual_seed(2))
    output = theirs(images, noise=noise)
    prediction = patchify(ours(images, output.mask.bool()), 4)
    assert (prediction - output.logits).abs().max() < 1e-5
    assert output.logits.std() > 0.01


# What comes in is what went out


def test_the_official_layout_there_and_back(model, tmp_path):
    checkpoint.save(model, tmp_path / "one", "One", "", {}, half=False)
    path = export_checkpoint(tmp_path / "one", tmp_path, "official")
    assert torch.load(path, weights_only=True)["model"].keys() == model.state_dict().keys()
    import_checkpoint(path, tmp_path / "two", "Two", "A line.")
    two = checkpoint.load(tmp_path / "two")
    assert same(two.state_dict(), model.state_dict()) and two.config == CONFIG
    assert checkpoint.describe(tmp_path / "two")["title"] == "Two"


def test_transformers_reads_what_we_export_and_we_read_what_it_writes(model, tmp_path):
    checkpoint.save(model, tmp_path / "one", "One", "", {}, half=False)
    theirs = in_transformers(export_checkpoint(tmp_path / "one", tmp_path / "out", "transformers"))
    assert_predict_the_same(model, theirs)

    theirs.save_pretrained(tmp_path / "theirs")
    names = load_file(tmp_path / "theirs" / "model.safetensors").keys()
    assert "decoder.decoder_encoder.layer.0.attention.attention.query.weight" in names
    import_checkpoint(tmp_path / "theirs", tmp_path / "two")
    assert same(checkpoint.load(tmp_path / "two").state_dict(), model.state_dict())
    assert same(to_official(theirs.state_dict()), model.state_dict())  # the third way: names in memory


def test_the_files_on_the_hub_as_transformers_names_them(model, tmp_path):
    folder = export_checkpoint_of(model, tmp_path)
    names = load_file(folder / "model.safetensors").keys()
    assert {
        "vit.embeddings.cls_token",
        "vit.encoder.layer.1.attention.output.dense.bias",
        "vit.layernorm.weight",
        "decoder.mask_token",
        "decoder.decoder_pos_embed",
        "decoder.decoder_layers.0.layernorm_after.weight",
    } <= set(names)
    (folder / "model.safetensors").rename(folder / "kept.safetensors")
    torch.save(load_file(folder / "kept.safetensors"), folder / "pytorch_model.bin")
    import_checkpoint(folder, tmp_path / "again")
    assert same(checkpoint.load(tmp_path / "again").state_dict(), model.state_dict())


def export_checkpoint_of(model, tmp_path):
    checkpoint.save(model, tmp_path / "one", "One", "", {}, half=False)
    return export_checkpoint(tmp_path / "one", tmp_path / "hub", "transformers")


@pytest.mark.parametrize("layout", ["official", "transformers"])
def test_what_the_others_take_for_granted_comes_back(layout, tmp_path):
    grey = replace(CONFIG, dataset="fashion-mnist", channels=1, input_space="pixel", target_space="pixel")
    checkpoint.save(build(grey), tmp_path / "one", "One", "", {}, half=False)
    import_checkpoint(export_checkpoint(tmp_path / "one", tmp_path / "out", layout), tmp_path / "two")
    assert checkpoint.load(tmp_path / "two").config == grey


def test_grey_weights_of_others_are_refused(tmp_path):
    state = build(replace(CONFIG, channels=1, input_space="pixel", target_space="pixel")).state_dict()
    with pytest.raises(ValueError, match=r"1 channel\(s\) and does not say what their numbers mean"):
        import_checkpoint(official_file(tmp_path / "a.pth", state), tmp_path / "a")


@pytest.mark.parametrize("normalised", [False, True])
def test_the_file_or_the_caller_says_what_the_targets_were(model, normalised, tmp_path):
    folder = export_checkpoint_of(model, tmp_path)
    config = json.loads((folder / "config.json").read_text("utf-8")) | {"norm_pix_loss": normalised}
    config = {key: value for key, value in config.items() if key not in OURS}  # as others write it
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    import_checkpoint(folder, tmp_path / "asked")
    assert (checkpoint.load(tmp_path / "asked").config.target_space == "patch-normalised") == normalised
    import_checkpoint(folder, tmp_path / "told", norm_pix=not normalised)
    assert (checkpoint.load(tmp_path / "told").config.target_space == "patch-normalised") != normalised


@pytest.mark.parametrize("size", SIZES)
def test_the_public_sizes_by_their_shapes(size):
    architecture, patch_size, whole, encoder = SIZES[size]
    with torch.device("meta"):
        state = build(replace(CONFIG, architecture=architecture, image_size=(224, 224), patch_size=patch_size))
    state = state.state_dict()
    assert (len(state), sum(value.numel() for value in state.values())) == whole
    side = 224 // patch_size
    assert architecture_of(Foreign(state)) == (architecture, patch_size, 3, side)
    assert same_names(to_official(to_hub(state)), state)

    state = {key: value for key, value in state.items() if not key.startswith(("decoder", "mask_token"))}
    assert (len(state), sum(value.numel() for value in state.values())) == encoder
    with pytest.raises(ValueError, match=r"without a decoder, and cannot predict pixels: decoder_embed\.weight"):
        architecture_of(Foreign(state))


def same_names(one, other):
    return {key: value.shape for key, value in one.items()} == {key: value.shape for key, value in other.items()}


# What is not whole does not come in


def test_training_checkpoints_come_with_their_arguments(model, tmp_path):
    path = official_file(tmp_path / "a.pth", model.state_dict(), epoch=799, args=argparse.Namespace(lr=1e-3))
    import_checkpoint(path, tmp_path / "a")
    assert same(checkpoint.load(tmp_path / "a").state_dict(), model.state_dict())


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda s: s.pop("decoder_blocks.0.attn.qkv.bias"), r"1 parameter\(s\) .* missing, among them decoder_blocks"),
        (lambda s: s.pop("blocks.1.norm1.weight"), r"1 parameter\(s\) .* missing, among them blocks.1.norm1.weight"),
        (lambda s: s.update({"head.weight": torch.zeros(10, 16)}), "left over, among them head.weight"),
        (lambda s: s.update({"norm.weight": torch.zeros(15)}), "of another shape, among them norm.weight"),
        (lambda s: s["norm.weight"].fill_(torch.nan), "not finite, among them norm.weight"),
        (lambda s: s.pop("pos_embed"), "no masked autoencoder .* no pos_embed"),
        (lambda s: s.clear(), "not a dictionary of tensors"),
    ],
)
def test_what_does_not_fit_is_named(change, sentence, model, tmp_path):
    state = {key: value.clone() for key, value in model.state_dict().items()}
    change(state)
    with pytest.raises(ValueError, match=sentence):
        import_checkpoint(official_file(tmp_path / "a.pth", state), tmp_path / "a")
    assert not (tmp_path / "a").exists()


def test_a_query_without_its_key_is_missing(model, tmp_path):
    folder = export_checkpoint_of(model, tmp_path)
    state = load_file(folder / "model.safetensors")
    del state["vit.encoder.layer.0.attention.attention.key.weight"]
    save_file(state, folder / "model.safetensors")
    with pytest.raises(ValueError, match=r"1 parameter\(s\) .* missing, among them blocks.0.attn.qkv.weight"):
        import_checkpoint(folder, tmp_path / "a")


def test_a_file_of_a_folder_is_read_with_the_config_beside_it(model, tmp_path):
    checkpoint.save(model, tmp_path / "ours", "", "", {}, half=False)
    folder = export_checkpoint(str(tmp_path / "ours"), tmp_path / "theirs", "transformers")
    import_checkpoint(folder / "model.safetensors", tmp_path / "back")
    assert checkpoint.load(tmp_path / "back").config == model.config
    assert same(checkpoint.load(tmp_path / "back").state_dict(), model.state_dict())


def test_an_encoder_of_transformers_is_said_to_be_one(model, tmp_path):
    encoder = {key.removeprefix("vit."): value for key, value in to_hub(model.state_dict()).items() if "vit." in key}
    save_file({key: value.contiguous() for key, value in encoder.items()}, tmp_path / "model.safetensors")
    with pytest.raises(ValueError, match="an encoder without a decoder"):
        import_checkpoint(tmp_path / "model.safetensors", tmp_path / "out")


def test_another_activation_is_refused(model, tmp_path):
    checkpoint.save(model, tmp_path / "ours", "", "", {}, half=False)
    folder = export_checkpoint(str(tmp_path / "ours"), tmp_path / "theirs", "transformers")
    config = json.loads((folder / "config.json").read_text("utf-8"))
    (folder / "config.json").write_text(json.dumps(config | {"hidden_act": "relu"}), "utf-8")
    with pytest.raises(ValueError, match="activation is 'relu'"):
        import_checkpoint(folder, tmp_path / "out")


def test_a_loss_that_is_not_known_is_refused(model, tmp_path):
    path = official_file(tmp_path / "a.pth", model.state_dict())
    with pytest.raises(ValueError, match="no loss 'foo': take one of mse"):
        import_checkpoint(path, tmp_path / "out", loss="foo")


@pytest.mark.parametrize("heads", ["5,4", "2,5", "2", "1,2,3"])
def test_heads_that_cannot_be_are_refused_in_a_sentence(heads, model, tmp_path):
    path = official_file(tmp_path / "a.pth", model.state_dict())
    result = CliRunner().invoke(app, ["import", str(path), "--out", str(tmp_path / "out"), "--heads", heads])
    assert result.exit_code == 1 and "12,16" in result.output and not (tmp_path / "out").exists()


def test_an_unknown_number_of_heads_is_asked_for(model, tmp_path):
    path = tmp_path / "a.pth"
    torch.save(model.state_dict(), path)
    result = CliRunner().invoke(app, ["import", str(path), "--out", str(tmp_path / "a")])
    assert result.exit_code == 1 and "say --heads" in result.output
    arguments = ["import", str(path), "--out", str(tmp_path / "a"), "--heads", "2,4", "--norm-pix", "--loss", "l1"]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    config = checkpoint.load(tmp_path / "a").config
    assert (config.architecture, config.loss, config.target_space) == (ARCHITECTURE, "l1", "patch-normalised")


class Trap:
    """Runs when it is unpickled without care."""

    def __reduce__(self):
        return os.mkdir, ("trapped",)


def test_code_in_a_file_is_never_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    torch.save({"model": Trap()}, "trap.pth")
    with pytest.raises(ValueError, match=r"trap.pth cannot be read as weights alone"):
        import_checkpoint(tmp_path / "trap.pth", tmp_path / "a")
    assert not (tmp_path / "trapped").exists()


@pytest.mark.parametrize("name", ["a.pth", "a.safetensors"])
@pytest.mark.parametrize("content", [b"", b"<html>404</html>", bytes(100)])
def test_what_is_no_file_of_weights_is_refused(name, content, tmp_path):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match=f"{name} cannot be read as weights alone"):
        import_checkpoint(tmp_path / name, tmp_path / "out")
    with pytest.raises(ValueError, match="There is no file"):
        import_checkpoint(tmp_path / "nothing.pth", tmp_path / "out")


def test_what_the_other_layout_cannot_say_is_refused(tmp_path):
    checkpoint.save(build(replace(CONFIG, bounded=True)), tmp_path / "bounded", "", "", {})
    with pytest.raises(ValueError, match="cannot be written"):
        export_checkpoint(tmp_path / "bounded", tmp_path, "transformers")
