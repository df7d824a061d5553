"""Files that training code of others wrote: read whatever it wrapped them in, or refused with one true sentence."""

import json

import pytest
import torch
from safetensors.torch import save_file
from test_exchange import model, official_file, same  # noqa: F401
from typer.testing import CliRunner

from mae_demo import checkpoint
from mae_demo.checkpoint.__main__ import app
from mae_demo.checkpoint.exchange import import_checkpoint, transformers_config
from mae_demo.checkpoint.naming import to_hub


def prefixed(state, prefix):
    return {prefix + key: value for key, value in state.items()}


@pytest.mark.parametrize("prefix", ["module.", "_orig_mod.", "module._orig_mod.", "_orig_mod.module.", "model."])
@pytest.mark.parametrize("wrapper", [None, "model", "state_dict", "model_state_dict"])
def test_what_training_code_wraps_a_network_in_is_taken_off(prefix, wrapper, model, tmp_path):  # noqa: F811
    state = prefixed(model.state_dict(), prefix)
    torch.save(({wrapper: state, "epoch": 3} if wrapper else state), tmp_path / "a.pth")
    import_checkpoint(tmp_path / "a.pth", tmp_path / "out", heads=(2, 4))
    assert same(checkpoint.load(tmp_path / "out").state_dict(), model.state_dict())


def test_one_parameter_with_the_prefix_is_no_wrapper(model, tmp_path):  # noqa: F811
    state = model.state_dict()
    state["module.norm.weight"] = state.pop("norm.weight")
    with pytest.raises(ValueError, match=r"missing, among them norm\.weight"):
        import_checkpoint(official_file(tmp_path / "a.pth", state), tmp_path / "out")


def sharded(model, folder, kind):  # noqa: F811
    """A folder as transformers writes it with a small max_shard_size."""
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(transformers_config(model.config)))
    state = {key: value.contiguous() for key, value in to_hub(model.state_dict()).items()}
    places = {}
    for number in range(3):
        part = dict(list(state.items())[number::3])
        name = f"{kind.split('.')[0]}-0000{number + 1}-of-00003.{kind.split('.')[1]}"
        save_file(part, folder / name) if name.endswith("safetensors") else torch.save(part, folder / name)
        places |= dict.fromkeys(part, name)
    index = folder / f"{kind}.index.json"
    index.write_text(json.dumps({"metadata": {"total_size": 1}, "weight_map": places}))
    return index


@pytest.mark.parametrize("kind", ["model.safetensors", "pytorch_model.bin"])
def test_weights_in_several_files_come_together(kind, model, tmp_path):  # noqa: F811
    index = sharded(model, tmp_path / "hub", kind)
    for number, source in enumerate((tmp_path / "hub", index)):
        import_checkpoint(source, tmp_path / f"out{number}")
        assert same(checkpoint.load(tmp_path / f"out{number}").state_dict(), model.state_dict())
    assert checkpoint.describe(tmp_path / "out0")["training"]["imported_from"] == index.name
    next((tmp_path / "hub").glob("*00002-of*")).unlink()
    with pytest.raises(ValueError, match=r"There is no file .*00002-of-00003"):
        import_checkpoint(tmp_path / "hub", tmp_path / "none")


@pytest.mark.parametrize(
    "content", ["{", "[]", "{}", '{"weight_map": {}}', '{"weight_map": {"a": "../../secret.bin"}}']
)
def test_an_index_that_names_no_files_of_its_folder_is_refused(content, model, tmp_path):  # noqa: F811
    sharded(model, tmp_path / "hub", "model.safetensors").write_text(content)
    with pytest.raises(ValueError, match=r"^model\.safetensors\.index\.json does not name"):
        import_checkpoint(tmp_path / "hub", tmp_path / "out")


@pytest.mark.parametrize("heads", ["-2,4", "0,4", "2,0", "x,y", "2.0,4", ","])
def test_heads_that_are_no_numbers_above_zero(heads, model, tmp_path):  # noqa: F811
    path = official_file(tmp_path / "a.pth", model.state_dict())
    result = CliRunner().invoke(app, ["import", str(path), "--out", str(tmp_path / "out"), f"--heads={heads}"])
    assert result.exit_code == 1 and "12,16" in result.output and "invalid" not in result.output


@pytest.mark.parametrize("heads", [-2, 0, 3])
def test_heads_of_a_config_that_cannot_be(heads, model, tmp_path):  # noqa: F811
    index = sharded(model, tmp_path / "hub", "model.safetensors")
    config = transformers_config(model.config) | {"num_attention_heads": heads}
    (index.parent / "config.json").write_text(json.dumps(config))
    with pytest.raises(ValueError, match="numbers of heads for widths of 16 and 8 are not known, or do not divide"):
        import_checkpoint(index.parent, tmp_path / "out")


def test_a_folder_to_write_that_is_a_file(model, tmp_path):  # noqa: F811
    path = official_file(tmp_path / "a.pth", model.state_dict())
    (tmp_path / "out").write_text("mine")
    result = CliRunner().invoke(app, ["import", str(path), "--out", str(tmp_path / "out")])
    assert result.exit_code == 1 and result.output.endswith("out is a file: --out names the checkpoint's folder.\n")
    assert (tmp_path / "out").read_text() == "mine"


@pytest.mark.parametrize("kind", ["pth", "safetensors"])
@pytest.mark.parametrize("part", [0.02, 0.5, 0.97])
def test_a_cut_file_is_called_that(kind, part, model, tmp_path):  # noqa: F811
    path = tmp_path / f"a.{kind}"
    state = {key: value.contiguous() for key, value in model.state_dict().items()}
    save_file(state, path) if kind == "safetensors" else torch.save({"model": state}, path)
    path.write_bytes(path.read_bytes()[: int(part * path.stat().st_size)])
    with pytest.raises(ValueError, match="cut short or damaged"):
        import_checkpoint(path, tmp_path / "out")


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("pos_embed", torch.zeros(17, 16), "pos_embed has 2 dimensions, not 3"),
        ("pos_embed", torch.zeros(1, 16, 16), "pos_embed has 16 places"),
        ("pos_embed", torch.zeros(1, 0, 16), "pos_embed has none"),
        ("patch_embed.proj.weight", torch.zeros(16, 48), "proj.weight has 2 dimensions, not 4"),
        ("patch_embed.proj.weight", torch.zeros(16, 3, 4, 2), "patches are not square"),
        ("patch_embed.proj.weight", torch.zeros(0, 3, 4, 4), "proj.weight has none"),
        ("decoder_embed.weight", torch.tensor(1.0), "decoder_embed.weight has 0 dimensions, not 2"),
        ("blocks.0.mlp.fc1.weight", torch.zeros(64), "fc1.weight has 1 dimensions, not 2"),
        ("norm.weight", torch.zeros(4, 4), "of another shape, among them norm.weight"),
    ],
)
def test_tensors_of_other_ranks_are_named(key, value, sentence, model, tmp_path):  # noqa: F811
    path = official_file(tmp_path / "a.pth", model.state_dict() | {key: value})
    with pytest.raises(ValueError, match=sentence):
        import_checkpoint(path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("content", [[1, 2], {"model": {}}, {1: torch.zeros(1)}, {"state_dict": {"a": "text"}}])
def test_what_holds_no_parameters_is_refused(content, tmp_path):
    torch.save(content, tmp_path / "a.pth")
    with pytest.raises(ValueError, match=r"^a\.pth is not a dictionary of tensors\.$"):
        import_checkpoint(tmp_path / "a.pth", tmp_path / "out")
