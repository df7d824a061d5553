"""Files are written whole or not at all, also where a folder cannot be opened, as on Windows."""

import json
import math
import os

import pytest

from mae_demo.atomic_write import opened_atomically, write_atomically, write_json_atomically


def test_a_folder_that_cannot_be_opened_is_no_fault(tmp_path, monkeypatch):
    opening = os.open

    def as_on_windows(path, flags, *rest, **more):
        if os.path.isdir(path):
            raise PermissionError(13, "Permission denied", str(path))
        return opening(path, flags, *rest, **more)

    monkeypatch.setattr(os, "open", as_on_windows)
    write_atomically(tmp_path / "file", b"new")
    assert (tmp_path / "file").read_bytes() == b"new" and len(list(tmp_path.iterdir())) == 1


def test_an_interrupted_file_leaves_the_old_one(tmp_path):
    write_atomically(tmp_path / "file", b"old")
    with pytest.raises(KeyboardInterrupt), opened_atomically(tmp_path / "file") as file:
        file.write(b"half")
        raise KeyboardInterrupt
    assert (tmp_path / "file").read_bytes() == b"old"


def test_numbers_that_are_not_finite_are_null_in_json(tmp_path):
    write_json_atomically(tmp_path / "a.json", {"a": [math.inf, 1.5, (math.nan, -math.inf)], "b": {"c": True}})
    text = (tmp_path / "a.json").read_text("utf-8")
    assert json.loads(text, parse_constant=pytest.fail) == {"a": [None, 1.5, [None, None]], "b": {"c": True}}
