"""Checkpoints on disk: one folder each, with model.safetensors, config.json and README.md.

The list of checkpoints comes from the config.json files alone. `load` and `save` import torch, so that the page can
list the shelf, the folder of shipped checkpoints, before torch is loaded.
"""

from __future__ import annotations

import hashlib
import json
import warnings
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from mae_demo.atomic_write import write_atomically, write_json_atomically
from mae_demo.config import ARCHITECTURES, DATASETS, ModelConfig

if TYPE_CHECKING:
    from torch import nn

SHELF = Path(__file__).resolve().parents[2] / "checkpoints"
DESCRIPTION = {"model", "title", "about", "training", "scores", "sha256"}


def names() -> list[str]:
    """The checkpoints that can be picked, sorted by data set, family (in the order of ARCHITECTURES), MSE before other
    losses, those of our recipes before others, and name.

    A checkpoint with a damaged config.json is left out with a warning, so that the others can still be picked.
    """
    places = {}
    for path in SHELF.glob("*/config.json"):
        name = path.parent.name
        try:
            description = describe(name)
        except ValueError as error:
            warnings.warn(f"The checkpoint {name!r} is left out. {error}", stacklevel=1)
        else:
            model, added = description["model"], description["training"].get("recipe") != name
            dataset = DATASETS.index(model["dataset"]) if model["dataset"] in DATASETS else len(DATASETS)
            places[name] = (dataset, list(ARCHITECTURES).index(model["family"]), model["loss"] != "mse", added, name)
    return sorted(places, key=places.get)


def model_config(name_or_folder: str | Path) -> ModelConfig:
    """The config of a checkpoint's model, without its weights. Raises ValueError as `describe` does."""
    return ModelConfig.from_json(describe(name_or_folder)["model"])


def describe(name_or_folder: str | Path) -> dict:
    """The content of a checkpoint's config.json: `model`, `title`, `about`, `training`, `sha256`, and the measurements
    of its card: `scores`, `encoder`, `cost` (train.model_card).

    It is read again only where the file has changed, for every stroke asks for it: do not change what it returns.
    Raises ValueError where the checkpoint does not exist or its config.json is damaged.
    """
    path = _folder(name_or_folder) / "config.json"
    if not path.is_file():
        raise ValueError(f"There is no checkpoint {Path(name_or_folder).name!r}.")
    file = path.stat()
    return _described(path, (file.st_ino, file.st_mtime_ns, file.st_size))


@lru_cache(maxsize=256)
def _described(path: Path, version: tuple[int, int, int]) -> dict:
    """See `describe`. version: another one for each content of the file."""
    try:
        description = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise ValueError(f"The config.json of {path.parent.name!r} is damaged: {error}.") from error
    if not isinstance(description, dict) or not description.keys() >= DESCRIPTION:
        raise ValueError(
            f"The config.json of {path.parent.name!r} is damaged: it must hold {', '.join(sorted(DESCRIPTION))}."
        )
    if not isinstance(description["training"], dict):
        raise ValueError(f"The config.json of {path.parent.name!r} is damaged: its training is no dictionary.")
    ModelConfig.from_json(description["model"])
    return description


def linear_reference(config: ModelConfig) -> str | None:
    """The name of the best linear predictor of a network's pictures, its baseline; None where there is none of its
    data set, in its size and channels."""
    pictures = {"dataset": config.dataset, "image_size": [*config.image_size], "channels": config.channels}
    for name in names():
        model = describe(name)["model"]
        if model["family"] == "gaussian" and all(model[field] == asked for field, asked in pictures.items()):
            return name
    return None


def load(name_or_folder: str | Path, device: str = "cpu") -> nn.Module:
    """Load a model in eval mode, with `.config`; weights become float32, whatever the precision of the file.

    name_or_folder: a name from `names()` or a folder written by `save`. Raises ValueError where the checkpoint does
    not exist, where its weights are missing or their sha256 is not that of the config, and where a parameter is
    missing, left over, of another shape, or not finite.
    """
    import torch
    from safetensors.torch import load as read_safetensors

    from mae_demo.models import build

    description = describe(name_or_folder)
    path = _folder(name_or_folder) / "model.safetensors"
    if not path.is_file():
        raise ValueError(f"The weights of {Path(name_or_folder).name!r} are missing: there is no {path.name}.")
    weights = path.read_bytes()
    if hashlib.sha256(weights).hexdigest() != description["sha256"]:
        raise ValueError(
            f"The weights of {Path(name_or_folder).name!r} are damaged: their sha256 is not the saved one."
        )
    model = build(ModelConfig.from_json(description["model"]))
    state = {key: value.float() for key, value in read_safetensors(weights).items()}
    expected = {key: value.shape for key, value in model.state_dict().items()}
    found = {key: value.shape for key, value in state.items()}
    wrong = sorted(key for key in expected | found if expected.get(key) != found.get(key))
    if wrong:
        raise ValueError(
            f"The weights of {Path(name_or_folder).name!r} do not fit its config: {len(wrong)} parameter(s) are "
            f"missing, left over, or of another shape, among them {wrong[0]}."
        )
    model.load_state_dict(state)
    if not all(torch.isfinite(value).all() for value in state.values()):
        raise ValueError(f"The weights of {Path(name_or_folder).name!r} hold numbers that are not finite.")
    return model.to(device).eval()


def save(model: nn.Module, folder: Path, title: str, about: str, training: dict, half: bool = True) -> None:
    """Write model.safetensors and config.json into `folder`, each whole or not at all.

    title, about: a few words and one line for the picker. training: how the weights were made, as plain values.
    half: save the weights in float16, which halves the file.
    """
    import torch
    from safetensors.torch import save as to_safetensors

    dtype = torch.float16 if half else torch.float32
    state = {key: value.detach().to("cpu", dtype).contiguous() for key, value in model.state_dict().items()}
    weights = to_safetensors(state)
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(folder / "model.safetensors", weights)
    write_description(
        folder,
        {
            "model": model.config.to_json(),
            "title": title,
            "about": about,
            "training": training,
            "scores": {},
            "sha256": hashlib.sha256(weights).hexdigest(),
        },
    )


def write_description(folder: Path, description: dict) -> None:
    """Write a checkpoint's config.json."""
    write_json_atomically(folder / "config.json", description, indent=2)


def _folder(name_or_folder: str | Path) -> Path:
    """The folder of a shipped checkpoint's name; a path stays as it is."""
    shipped = SHELF / Path(name_or_folder).name
    return shipped if str(name_or_folder) == shipped.name else Path(name_or_folder)
