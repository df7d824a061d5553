"""Files of parameters that others wrote, read under the official names. No code in a file is ever run."""

from __future__ import annotations

import argparse
import json
import pickle
from dataclasses import dataclass, field
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from mae_demo.checkpoint.naming import to_official
from mae_demo.config import SPACES

OURS = ("dataset", "input_space", "target_space")  # fields of a ModelConfig that the other layouts do not have
WEIGHTS = ("model.safetensors", "pytorch_model.bin")  # of a folder in transformers' layout
INDEXES = tuple(f"{name}.index.json" for name in WEIGHTS)  # of a folder whose weights are in several files
WRAPPERS = ("model", "state_dict", "model_state_dict")  # keys under which training code saves the parameters
PREFIXES = ("module.", "_orig_mod.", "model.")  # of DistributedDataParallel, torch.compile and Lightning
DAMAGE = (SafetensorError, pickle.UnpicklingError, RuntimeError, EOFError, OSError, ValueError, LookupError, TypeError)


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
    if path.name in WEIGHTS + INDEXES and (path.parent / "config.json").is_file():
        return _read_beside(path)
    return _read_alone(path)


def _read_alone(path: Path) -> Foreign:
    content = _read_shards(path) if path.name in INDEXES else _read_file(path)
    state = _without_prefixes(_unwrapped(content))
    if not state or not all(isinstance(key, str) and isinstance(value, Tensor) for key, value in state.items()):
        raise ValueError(f"{path.name} is not a dictionary of tensors.")
    heads = {key: content[key] for key in ("num_heads", "decoder_num_heads") if isinstance(content.get(key), int)}
    return Foreign(to_official(state), **heads, ours=_ours(content))


def _unwrapped(content: dict) -> dict:
    """The parameters of a file that training code wrote: what lies under one of WRAPPERS, or the content itself."""
    for key in WRAPPERS:
        if isinstance(content.get(key), dict):
            return _unwrapped(content[key])
    return content


def _without_prefixes(state: dict) -> dict:
    """Parameters without what wrappers of a network put before all of their names."""
    for prefix in PREFIXES:
        if state and all(isinstance(key, str) and key.startswith(prefix) for key in state):
            return _without_prefixes({key.removeprefix(prefix): value for key, value in state.items()})
    return state


def shards(index: Path) -> list[str]:
    """The names of the files that an index of transformers names, all of its own folder. Raises ValueError else."""
    try:
        names = sorted(set(json.loads(index.read_text("utf-8"))["weight_map"].values()))
        beside = all(Path(name).name == name for name in names)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{index.name} does not name the files of the weights.") from error
    if not names or not beside:
        raise ValueError(f"{index.name} does not name files of its own folder.")
    return names


def _read_shards(index: Path) -> dict[str, Tensor]:
    """The parameters of all files that an index of transformers names."""
    names = shards(index)
    return {key: value for name in names for key, value in _read_file(index.parent / name).items()}


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
    except DAMAGE as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ValueError(
            f"{path.name} cannot be read as weights alone: it is cut short or damaged, or holds more than weights. "
            f"({reason})"
        ) from error
    if not isinstance(content, dict):
        raise ValueError(f"{path.name} is not a dictionary of tensors.")
    return content


def _read_transformers(folder: Path) -> Foreign:
    if not (folder / "config.json").is_file():
        raise ValueError(f"{folder} holds no config.json beside its weights.")
    return _read_beside(weights_in(folder))


def weights_in(folder: Path) -> Path:
    """The file of a folder that holds the weights, or names the files that do."""
    for name in WEIGHTS + INDEXES:
        if (folder / name).is_file():
            return folder / name
    raise ValueError(f"{folder} holds neither {', '.join(WEIGHTS)} nor an index of several files.")


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
