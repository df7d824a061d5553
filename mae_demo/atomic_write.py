"""Write files so that a crash never leaves half of one: after it, the old file or the new one is there, whole."""

from __future__ import annotations

import json
import os
from pathlib import Path


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file beside `path`, flush it to the disk, and rename it to `path`. The folder must exist.

    Raises OSError where the disk is full or the folder cannot be written; the old file stays as it was.
    """
    temporary = path.with_name(path.name + ".tmp")
    with open(temporary, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the new name, too, must survive
    finally:
        os.close(folder)


def write_json_atomically(path: Path, content: object, indent: int | None = None) -> None:
    """Write plain values as JSON by `write_atomically`."""
    text = json.dumps(content, indent=indent, ensure_ascii=False) + "\n"
    write_atomically(path, text.encode())
