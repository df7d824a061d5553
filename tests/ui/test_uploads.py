"""How much visitors may store, how long it stays, and that samples stay under every open page."""

from __future__ import annotations

import io
import os
import time
from pathlib import Path

import httpx
import pytest
from gradio.route_utils import delete_files_created_by_app
from PIL import Image

from mae_demo.text import WORDS
from mae_demo.ui import uploads
from mae_demo.ui.page import build_app
from mae_demo.ui.uploads import LARGEST, LEAST, OF_ALL, OF_ONE, Uploads, remove_empty

ERRORS = WORDS["errors"]


def picture(side: int = 8) -> bytes:
    """A small PNG file."""
    file = io.BytesIO()
    Image.new("L", (side, side)).save(file, "PNG")
    return file.getvalue()


def test_a_visitor_stores_so_much_and_all_so_much_more(monkeypatch):
    now = 1000.0
    monkeypatch.setattr(uploads.time, "monotonic", lambda: now)
    layer, body = Uploads(None), bytes(5 * 2**20)
    fits, others = OF_ONE // len(body), OF_ALL // len(body)
    assert [layer.refusal(body, "one")[0] for _ in range(fits + 1)] == [None] * fits + ["upload_many"]
    assert [layer.refusal(body, f"{each}")[0] for each in range(others - fits)] == [None] * (others - fits)
    assert layer.refusal(body, "late") == ("upload_full", 429)
    now += uploads.WINDOW + 1
    assert layer.refusal(body, "one") == (None, 200)


def test_small_files_are_not_for_nothing():
    layer = Uploads(None)
    assert [layer.refusal(b"x", "one")[0] for _ in range(OF_ONE // LEAST + 1)].count(None) == OF_ONE // LEAST


def test_one_request_is_of_few_files_and_few_bytes(url):
    def send(*files: bytes) -> httpx.Response:
        return httpx.post(f"{url}gradio_api/upload", files=[("files", ("p.png", each)) for each in files])

    stored = send(picture())
    assert stored.status_code == 200 and Path(stored.json()[0]).read_bytes() == picture()
    for refused in (send(*[picture()] * 5), send(bytes(LARGEST))):
        assert (refused.status_code, refused.text) == (413, ERRORS["upload_large"])


def test_who_sends_too_many_reads_why(visit, app, monkeypatch):
    monkeypatch.setattr(uploads, "OF_ONE", 0)
    with pytest.raises(AssertionError), visit() as page:  # the browser's own line about status 429
        own = {"name": "photo.png", "mimeType": "image/png", "buffer": picture(64)}
        page.set_input_files("#image-column input[type=file]", own)
        page.get_by_text(ERRORS["upload_many"]).first.wait_for()


def test_everything_is_gone_within_ten_minutes_and_samples_stay(app, url):
    assert uploads.PURGE_EVERY + uploads.PURGE_AFTER < 600
    assert build_app().delete_cache == (uploads.PURGE_EVERY, uploads.PURGE_AFTER)
    body = {"files": ("p.png", picture(16))}
    stored = Path(httpx.post(f"{url}gradio_api/upload", files=body).json()[0])
    thumbnails = [
        httpx.post(f"{url}gradio_api/run/predict?checkpoint={name}", json=opening(url)).json()["data"][1]["value"]
        for name in ("fashion-vit-mse", "emoji-vit-mse", "photos-vit-mse")
    ]
    delete_files_created_by_app(app, age=None)
    assert not stored.exists()
    for strip in thumbnails:
        assert len(strip) >= 10 and all(httpx.get(each["image"]["url"]).status_code == 200 for each in strip)


def opening(url: str) -> dict:
    """What a page sends to be opened."""
    events = httpx.get(f"{url}config").json()["dependencies"]
    number = next(each["id"] for each in events if each["api_name"] == "open_page")
    return {"data": [], "fn_index": number, "session_hash": "uploads"}


def test_the_empty_folders_of_what_was_purged_go_too(tmp_path):
    long_ago = time.time() - 2 * uploads.PURGE_AFTER
    for name in ("old", "new", "full"):
        (tmp_path / name).mkdir()
    (tmp_path / "full" / "p.png").write_bytes(picture())
    for name in ("old", "full"):
        os.utime(tmp_path / name, (long_ago, long_ago))
    remove_empty(tmp_path)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["full", "new"]
