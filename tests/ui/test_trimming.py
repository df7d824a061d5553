"""Memory that was freed goes back to the system."""

import ctypes
import os
import re
import threading
from pathlib import Path

import pytest

from mae_demo.ui.trimming import trim


def has_trim() -> bool:
    try:
        return hasattr(ctypes.CDLL("libc.so.6"), "malloc_trim")
    except OSError:
        return False


def resident() -> float:
    """The memory of this process in MB."""
    return int(re.search(r"VmRSS:\s*(\d+)", Path(f"/proc/{os.getpid()}/status").read_text())[1]) / 1024


@pytest.mark.skipif(not has_trim(), reason="this C library has no malloc_trim: its memory is not looked at")
def test_what_a_thread_has_freed_is_given_back():
    last = []

    def work() -> None:
        pieces = [bytes(3000) for _ in range(60_000)]  # 180 MB
        last.append(pieces[-1])  # what lies below it cannot just be cut off

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    before = resident()
    trim()
    assert before - resident() > 100


def test_another_c_library_is_left_alone(monkeypatch):
    monkeypatch.setattr(ctypes, "CDLL", lambda name: object())
    trim()
