"""Import and export checkpoints: the official files of He et al. (2022), and those of transformers.

`python -m mae_demo.checkpoint import FILE --out FOLDER` makes a folder that `checkpoint.load` takes;
`python -m mae_demo.checkpoint export NAME --out FOLDER --layout transformers` does the reverse. The architecture
follows from the shapes. A file that lacks a parameter is refused: a decoder with random numbers would predict noise.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import pickle
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from mae_demo import checkpoint
from mae_demo.checkpoint.naming import to_hub, to_official
from mae_demo.config import SPACES, ModelConfig, ViTArchitecture
from mae_demo.losses import LOSSES
from mae_demo.models import build

# Shapes do not tell the number of heads; in official models it follows from the width
HEADS = {768: 12, 1024: 16, 1280: 16}
DECODER_HEADS = {512: 16}
OURS = ("dataset", "input_space", "target_space")  # fields of a ModelConfig that the other layouts do not have
WEIGHTS = ("model.safetensors", "pytorch_model.bin")  # of a folder in transformers' layout


@dataclass(frozen=True)
class Foreign:
    """Imported parameters under the official names, and the settings that their file holds."""

    state: dict[str, Tensor]
    num_heads: int | None = None
    decoder_num_heads: int | None = None
    norm_pix: bool | None = None
    ours: dict[str, str] = field(default_factory=dict)  # of OURS, if our export wrote the file


def read(path: Path) -> Foreign:
    """Read a .pth, .bin or .safetensors file, or a folder in transformers' layout. No code in a file is ever run.

    Raises ValueError for a file that cannot be read or is not a dictionary of tensors.
    """
    if path.is_dir():
        return _read_transformers(path)
    if path.name in WEIGHTS and (path.parent / "config.json").is_file():
        return _read_beside(path)
    return _read_alone(path)


def _read_alone(path: Path) -> Foreign:
    content = _read_file(path)
    state = content["model"] if isinstance(content.get("model"), dict) else content
    if not state or not all(isinstance(value, Tensor) for value in state.values()):
        raise ValueError(f"{path.name} is not a dictionary of tensors.")
    heads = {key: content[key] for key in ("num_heads", "decoder_num_heads") if isinstance(content.get(key), int)}
    return Foreign(to_official(state), **heads, ours=_ours(content))


def _ours(content: dict) -> dict[str, str]:
    """The settings that our export wrote beside the parameters. Raises ValueError for an unknown space."""
    found = {key: content[key] for key in OURS if isinstance(content.get(key), str)}
    if not {found.get("input_space", "pixel"), found.get("target_space", "pixel")} <= set(SPACES):
        raise ValueError(f"This file names spaces that are not known: {found}.")
    return found


def _read_file(path: Path) -> dict:
    if not path.is_file():
        raise ValueError(f"There is no file {path}.")
    try:
        if path.suffix == ".safetensors":
            return load_file(path)
        with torch.serialization.safe_globals([argparse.Namespace]):  # of the official training checkpoints
            content = torch.load(path, map_location="cpu", weights_only=True)
    except (SafetensorError, pickle.UnpicklingError, RuntimeError, EOFError, KeyError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ValueError(f"{path.name} cannot be read as weights alone: {reason}") from error
    if not isinstance(content, dict):
        raise ValueError(f"{path.name} is not a dictionary of tensors.")
    return content


def _read_transformers(folder: Path) -> Foreign:
    files = [folder / name for name in WEIGHTS if (folder / name).is_file()]
    if not files or not (folder / "config.json").is_file():
        raise ValueError(f"{folder} holds no config.json beside {' or '.join(WEIGHTS)}.")
    return _read_beside(files[0])


def _read_beside(path: Path) -> Foreign:
    """Read weights of transformers, with the config.json beside them."""
    folder = path.parent
    try:
        config = json.loads((folder / "config.json").read_text("utf-8"))
        heads = int(config["num_attention_heads"]), int(config["decoder_num_attention_heads"])
        activation = config.get("hidden_act", "gelu")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"The config.json in {folder} does not describe a ViTMAE model: {error}.") from error
    if activation != "gelu":
        raise ValueError(f"This model's activation is {activation!r}; here it is the exact GELU, 'gelu'.")
    ours = _ours(config)
    return Foreign(_read_alone(path).state, *heads, None if ours else bool(config.get("norm_pix_loss", False)), ours)


def architecture_of(foreign: Foreign) -> tuple[ViTArchitecture, int, int, int]:
    """(architecture, patch size, channels, patches of a side), from the shapes of parameters under the official names.

    Raises ValueError where the encoder or the decoder is missing, and where the number of heads is not known.
    """
    state = foreign.state
    telling = "patch_embed.proj.weight", "pos_embed", "blocks.0.mlp.fc1.weight", "decoder_embed.weight"
    missing = [key for key in telling if key not in state]
    if missing == ["decoder_embed.weight"]:
        raise ValueError(
            "This file holds an encoder without a decoder, and cannot predict pixels: decoder_embed.weight is missing, "
            "among others. Take a file with a decoder: mae_visualize_vit_base.pth or mae_pretrain_vit_base_full.pth."
        )
    if missing:
        raise ValueError(f"This is no masked autoencoder as in He et al. (2022): it has no {missing[0]}.")
    dim, channels, patch_size, _ = state["patch_embed.proj.weight"].shape
    decoder_dim = len(state["decoder_embed.weight"])
    side = math.isqrt(state["pos_embed"].shape[1] - 1)
    heads = foreign.num_heads or HEADS.get(dim), foreign.decoder_num_heads or DECODER_HEADS.get(decoder_dim)
    if None in heads or dim % heads[0] or decoder_dim % heads[1]:
        raise ValueError(
            f"The numbers of heads for widths of {dim} and {decoder_dim} are not known, or do not divide them: say "
            "--heads 12,16."
        )
    depth, decoder_depth = (
        len({key.split(".")[1] for key in state if key.startswith(blocks)}) for blocks in ("blocks.", "decoder_blocks.")
    )
    ratio = len(state["blocks.0.mlp.fc1.weight"]) / dim
    architecture = ViTArchitecture(dim, depth, heads[0], decoder_dim, decoder_depth, heads[1], ratio)
    return architecture, patch_size, channels, side


def import_checkpoint(
    path: Path,
    folder: Path,
    title: str = "",
    about: str = "",
    loss: str = "mse",
    norm_pix: bool | None = None,
    heads: tuple[int, int] | None = None,
) -> None:
    """Write a checkpoint folder of ours from an official or a transformers file.

    title, about: for the picker. loss: that of its training, one of `losses.LOSSES`. norm_pix: whether its targets were
    normalised by patch; None takes what the file says, and no if it says nothing. heads: of encoder and decoder, where
    neither the file nor the width tells. Parameters are saved in float32. Layer norms add 1e-6 to the variance, as in
    the official code, whatever a file says. Raises ValueError where a parameter is missing, left over, of another shape
    or not finite, for an unknown loss or activation, for heads that do not divide their width, and where a file of
    others is not for three channels.
    """
    if loss not in LOSSES:
        raise ValueError(f"There is no loss {loss!r}: take one of {', '.join(LOSSES)}.")
    foreign = read(path)
    if heads:
        foreign = replace(foreign, num_heads=heads[0], decoder_num_heads=heads[1])
    architecture, patch_size, channels, side = architecture_of(foreign)
    if channels != 3 and not foreign.ours:
        raise ValueError(
            f"This file is for pictures of {channels} channel(s) and does not say what their numbers mean."
        )
    norm_pix = foreign.norm_pix if norm_pix is None else norm_pix
    spaces = {"dataset": "imagenet", "input_space": "imagenet", "target_space": "imagenet"} | foreign.ours
    if norm_pix is not None:
        spaces["target_space"] = "patch-normalised" if norm_pix else spaces["input_space"]
    config = ModelConfig(
        family="vit",
        architecture=architecture,
        loss=loss,
        image_size=(side * patch_size, side * patch_size),
        channels=channels,
        patch_size=patch_size,
        **spaces,
    )
    with torch.device("meta"):  # shapes without memory
        model = build(config)
    expected = {key: value.shape for key, value in model.state_dict().items()}
    found = {key: value.shape for key, value in foreign.state.items()}
    _refuse("missing", sorted(expected.keys() - found.keys()))
    _refuse("left over", sorted(found.keys() - expected.keys()))
    _refuse("of another shape", sorted(key for key in expected if expected[key] != found[key]))
    state = {key: value.float() for key, value in foreign.state.items()}
    _refuse("not finite", sorted(key for key, value in state.items() if not value.isfinite().all()))
    model.load_state_dict(state, assign=True)
    files = [path] if path.is_file() else [path / name for name in WEIGHTS if (path / name).is_file()]
    with open(files[0], "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    training = {"imported_from": files[0].name, "sha256_of_that_file": digest}
    checkpoint.save(model, folder, title or path.stem, about or f"Imported from {path.name}.", training, half=False)


def _refuse(fault: str, keys: list[str]) -> None:
    if keys:
        raise ValueError(f"{len(keys)} parameter(s) of this file are {fault}, among them {keys[0]}.")


def export_checkpoint(name_or_folder: str, folder: Path, layout: str) -> Path:
    """Write a vit checkpoint in the layout of others, and return the file or folder.

    layout: 'official', a .pth file with {'model': parameters}, or 'transformers', a folder for
    `ViTMAEForPreTraining.from_pretrained`. Raises ValueError for another family, and for settings that these layouts
    do not have: pictures that are not square, a sigmoid at the end.
    """
    model = checkpoint.load(name_or_folder)
    config, name = model.config, Path(name_or_folder).name
    if config.family != "vit" or config.bounded or config.image_size[0] != config.image_size[1]:
        raise ValueError(
            f"{name} cannot be written in this layout, which is for vision transformers of square pictures."
        )
    folder.mkdir(parents=True, exist_ok=True)
    arch, ours = config.architecture, {key: getattr(config, key) for key in OURS}
    if layout == "official":
        path = folder / f"{name}.pth"
        heads = {"num_heads": arch.num_heads, "decoder_num_heads": arch.decoder_num_heads}
        torch.save({"model": model.state_dict()} | heads | ours, path)
        return path
    path = folder / name
    path.mkdir(exist_ok=True)
    save_file({key: value.contiguous() for key, value in to_hub(model.state_dict()).items()}, path / WEIGHTS[0])
    (path / "config.json").write_text(json.dumps(transformers_config(config) | ours, indent=2) + "\n", "utf-8")
    return path


def transformers_config(config: ModelConfig) -> dict:
    """The config.json of transformers' `ViTMAEForPreTraining` for one of our models."""
    arch = asdict(config.architecture)
    return {
        "architectures": ["ViTMAEForPreTraining"],
        "model_type": "vit_mae",
        "hidden_size": arch["embed_dim"],
        "num_hidden_layers": arch["depth"],
        "num_attention_heads": arch["num_heads"],
        "intermediate_size": int(arch["embed_dim"] * arch["mlp_ratio"]),
        "decoder_hidden_size": arch["decoder_embed_dim"],
        "decoder_num_hidden_layers": arch["decoder_depth"],
        "decoder_num_attention_heads": arch["decoder_num_heads"],
        "decoder_intermediate_size": int(arch["decoder_embed_dim"] * arch["mlp_ratio"]),
        "image_size": config.image_size[0],
        "patch_size": config.patch_size,
        "num_channels": config.channels,
        "layer_norm_eps": 1e-6,
        "hidden_act": "gelu",
        "qkv_bias": True,
        "norm_pix_loss": config.target_space == "patch-normalised",
    }
