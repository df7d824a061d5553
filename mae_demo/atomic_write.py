"""Write files so that a crash never leaves half of one: after it, the old file or the new one is there, whole."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def opened_atomically(path: Path) -> Iterator[BinaryIO]:
    """A file to write piece by piece, which takes its place at `path` once it is whole. The folder must exist.

    Raises OSError where the disk is full or the folder cannot be written; the old file stays as it was.
    """
    temporary = path.with_name(path.name + ".tmp")
    with open(temporary, "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
    _sync_folder(path.parent)


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file as `opened_atomically` does."""
    with opened_atomically(path) as file:
        file.write(content)


def _sync_folder(folder: Path) -> None:
    """Let the new name, too, survive a crash. Windows cannot open a folder, and keeps names without that."""
    try:
        opened = os.open(folder, os.O_RDONLY)
    except PermissionError:
        return
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def write_json_atomically(path: Path, content: object, indent: int | None = None) -> None:
    """Write plain values as JSON by `write_atomically`; numbers that are not finite, which JSON lacks, as null."""
    text = json.dumps(_finite(content), indent=indent, ensure_ascii=False, allow_nan=False) + "\n"
    write_atomically(path, text.encode())


def _finite(content: object) -> object:
    if isinstance(content, dict):
        return {key: _finite(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_finite(value) for value in content]
    return None if isinstance(content, float) and not math.isfinite(content) else content
