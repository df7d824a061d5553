"""Data sets that take long to make, kept as one file: a second process, or a second run, maps it into memory."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from train.dataset import Dataset


def kept(path: Path, key: str, make: Callable[[], Dataset]) -> Dataset:
    """The data set of a file that was written under this key; otherwise what `make` returns, which is then written.

    key: all that the data set depends on, as text. A file that is damaged, or was written under another key, is
    replaced. Where the file cannot be written, a line says so, and the next call makes the data set again.
    """
    if path.is_file():
        try:
            with safe_open(path, "pt") as file:
                about = file.metadata() or {}
                if about.get("key") == key:
                    return Dataset(
                        **{name: file.get_tensor(name) for name in file.keys()},  # noqa: SIM118
                        classes=tuple(json.loads(about["classes"])),
                    )
        except (SafetensorError, OSError):
            print(f"{path} is damaged, and is made again.")
    data = make()
    tensors = {name: value.contiguous() for name, value in vars(data).items() if isinstance(value, Tensor)}
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        save_file(tensors, temporary, {"key": key, "classes": json.dumps(data.classes)})
        os.replace(temporary, path)
    except (OSError, SafetensorError) as error:
        temporary.unlink(missing_ok=True)
        print(f"{path} could not be kept ({error}).")
    return data
