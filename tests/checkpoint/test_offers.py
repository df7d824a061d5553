"""Fetching weights: from a server that behaves, and from one that does not."""

import errno
import hashlib
import json
import os
import re
import threading
from functools import partial
from types import SimpleNamespace

import httpx
import pytest
import torch
from safetensors.torch import load, save

from mae_demo import checkpoint
from mae_demo.checkpoint import download as downloads
from mae_demo.checkpoint import offers
from mae_demo.checkpoint.download import download
from mae_demo.checkpoint.exchange import export_checkpoint
from mae_demo.config import ModelConfig, ViTArchitecture
from mae_demo.models import build

CONFIG = ModelConfig(
    "vit", ViTArchitecture(8, 1, 2, 8, 1, 2), "imagenet", "mse", (16, 16), 3, 4, "imagenet", "imagenet"
)
CONTENT = bytes(range(256)) * 10_000  # 2.56 MB: more than one piece


@pytest.fixture
def shelf(monkeypatch, tmp_path):
    monkeypatch.setattr(checkpoint, "SHELF", tmp_path / "shelf")
    (tmp_path / "shelf").mkdir()
    return tmp_path / "shelf"


def nothing(*_):
    pass


# One file


def test_a_file_comes_whole_and_says_how_far_it_is(server, tmp_path):
    server.files["/a.pth"] = CONTENT
    reports = []
    download(f"{server.url}/a.pth", tmp_path / "in" / "a.pth", lambda *there: reports.append(there))
    assert (tmp_path / "in" / "a.pth").read_bytes() == CONTENT
    assert reports[-1] == (len(CONTENT), len(CONTENT)) and reports == sorted(reports) and len(reports) > 1
    assert [path.name for path in (tmp_path / "in").iterdir()] == ["a.pth"]


@pytest.mark.parametrize("then", ["", "ignores ranges"])
def test_what_breaks_off_is_gone_on_with(then, server, tmp_path):
    server.files["/a.pth"], server.manner, server.times = CONTENT, "drops", 1
    with pytest.raises(ValueError, match=r"127\.0\.0\.1 .* broke off after 1 MB of a\.pth; fetch it again to resume"):
        download(f"{server.url}/a.pth", tmp_path / "a.pth", nothing)
    kept = (tmp_path / "a.pth.part").stat().st_size
    assert 0 < kept < len(CONTENT) and not (tmp_path / "a.pth").exists()
    server.manner, server.times = then, 1
    download(f"{server.url}/a.pth", tmp_path / "a.pth", nothing)
    assert (tmp_path / "a.pth").read_bytes() == CONTENT
    assert server.asked == [None, f"bytes={kept}-"]


def test_a_new_version_is_not_glued_to_an_old_one(server, tmp_path):
    server.files["/a.pth"], server.manner, server.times = CONTENT, "drops", 1
    with pytest.raises(ValueError, match="broke off after 1 MB"):
        download(f"{server.url}/a.pth", tmp_path / "a.pth", nothing)
    server.files["/a.pth"] = CONTENT[::-1]
    download(f"{server.url}/a.pth", tmp_path / "a.pth", nothing)
    assert (tmp_path / "a.pth").read_bytes() == CONTENT[::-1]
    assert [path.name for path in tmp_path.iterdir()] == ["a.pth"]


def test_without_a_version_a_file_is_fetched_from_the_start(server, tmp_path):
    server.files["/a.pth"], server.manner, server.times = CONTENT, "drops, no version", 1
    with pytest.raises(ValueError, match="broke off after 0 MB"):
        download(f"{server.url}/a.pth", tmp_path / "a.pth", nothing)
    download(f"{server.url}/a.pth", tmp_path / "a.pth", nothing)
    assert (tmp_path / "a.pth").read_bytes() == CONTENT and server.asked == [None, None]


def test_a_server_that_stalls_is_given_up(server, tmp_path, monkeypatch):
    monkeypatch.setattr(downloads, "TIMEOUT", httpx.Timeout(0.3))
    server.files["/a.pth"], server.manner, server.times = CONTENT, "stalls", 1
    with pytest.raises(ValueError, match="ReadTimeout"):
        download(f"{server.url}/a.pth", tmp_path / "a.pth", nothing)


@pytest.mark.parametrize(
    ("path", "manner", "limit", "sentence"),
    [
        ("/b.pth", "", 10**9, r"127\.0\.0\.1 answers 404 Not Found for a\.pth"),
        ("/a.pth", "no length", 10**9, r"does not say how large a\.pth is"),
        ("/a.pth", "", 2_500_000, r"a\.pth has 0\.0 GB; at most 0\.0 GB are fetched"),
    ],
)
def test_refusals_are_sentences_and_leave_nothing(path, manner, limit, sentence, server, tmp_path):
    server.files["/a.pth"], server.manner, server.times = CONTENT, manner, 1
    with pytest.raises(ValueError, match=sentence):
        download(server.url + path, tmp_path / "a.pth", nothing, limit)
    assert not list(tmp_path.iterdir())


def test_a_server_that_is_not_there(server, tmp_path):
    server.shutdown()
    server.server_close()
    with pytest.raises(ValueError, match="could not be reached"):
        download(f"{server.url}/a.pth", tmp_path / "a.pth", nothing)


def test_a_part_that_is_too_long_is_thrown_away(server, tmp_path):
    server.files["/a.pth"] = b"short"
    (tmp_path / "a.pth.part").write_bytes(bytes(100))
    (tmp_path / "a.pth.version").write_text(f'"{hashlib.sha256(b"short").hexdigest()}"')
    with pytest.raises(ValueError, match="does not fit what"):
        download(f"{server.url}/a.pth", tmp_path / "a.pth", nothing)
    download(f"{server.url}/a.pth", tmp_path / "a.pth", nothing)
    assert (tmp_path / "a.pth").read_bytes() == b"short"


# A checkpoint


@pytest.fixture
def model(tmp_path):
    torch.manual_seed(0)
    model = build(CONFIG).eval()
    checkpoint.save(model, tmp_path / "model", "", "", {}, half=False)
    return model


@pytest.fixture
def offered(server, model, tmp_path, monkeypatch):
    """'imagenet-vit-tiny-mse', an official file on the local server."""
    path = export_checkpoint(tmp_path / "model", tmp_path, "official")
    server.files["/model.pth"] = path.read_bytes()
    offer = offers.Offer(f"{server.url}/model.pth", "Tiny", "A tiny one.", "mse", 0.0)
    monkeypatch.setitem(offers.OFFERS, "imagenet-vit-tiny-mse", offer)
    return "imagenet-vit-tiny-mse"


def test_an_offer_is_fetched_once_and_stands_on_the_shelf(server, offered, model, shelf):
    assert offers.fetch(offered, nothing) == offered == offers.fetch(offered, nothing)
    assert len(server.asked) == 1 and checkpoint.names() == [offered]
    loaded = checkpoint.load(offered)
    assert all(torch.equal(value, model.state_dict()[key]) for key, value in loaded.state_dict().items())
    assert "CC-BY-NC" in checkpoint.describe(offered)["about"]
    assert not list((shelf / offered).glob("*.pth*"))


def test_two_at_once_fetch_once(server, offered, shelf):
    threads = [threading.Thread(target=offers.fetch, args=(offered, nothing)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(server.asked) == 1 and checkpoint.names() == [offered]


def test_a_disk_without_room_and_one_that_cannot_be_written_are_sentences(server, offered, shelf, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(downloads.shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))
        with pytest.raises(ValueError, match=r"The disk has no room for model\.pth"):
            offers.fetch(offered, nothing)

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(downloads.os, "replace", full)
        with pytest.raises(ValueError, match=r"model\.pth could not be kept on the disk: No space left on device\."):
            offers.fetch(offered, nothing)
    assert checkpoint.names() == [] and offers.fetch(offered, nothing) == offered


def test_a_page_in_place_of_the_weights_is_refused_and_not_kept(server, offered, shelf):
    good, server.files["/model.pth"] = server.files["/model.pth"], b"<html>Sign in</html>"
    with pytest.raises(ValueError, match="cannot be read as weights alone"):
        offers.fetch(offered, nothing)
    assert checkpoint.names() == []
    server.files["/model.pth"] = good
    assert offers.fetch(offered, nothing) == offered


@pytest.mark.parametrize("name", ["nothing", "../../etc/passwd", "a/b/c", "", "/a", "a/", ".a/b"])
def test_what_is_no_name_is_refused(name, shelf):
    with pytest.raises(ValueError, match="to fetch: take one of imagenet-vit-base-mse"):
        offers.fetch(name, nothing)
    assert not list(shelf.iterdir())


def test_the_offers_are_public_files_with_a_decoder():
    for name, offer in offers.OFFERS.items():
        assert re.fullmatch(r"imagenet-vit-(base|large)-(mse|adversarial)", name) and name.endswith(offer.loss)
        assert offer.url.startswith("https://dl.fbaipublicfiles.com/mae/visualize/mae_visualize_vit_")


@pytest.fixture
def hub(server, model, tmp_path, monkeypatch):
    """The local server as a hub with one repository, some/model, in transformers' layout."""
    folder = export_checkpoint(tmp_path / "model", tmp_path, "transformers")
    for path in folder.iterdir():
        server.files[f"/some/model/resolve/main/{path.name}"] = path.read_bytes()
    ours = partial(offers.hf_hub_download, endpoint=server.url, cache_dir=tmp_path / "cache", etag_timeout=5)
    monkeypatch.setattr(offers, "hf_hub_download", ours)
    return server


def test_a_repository_of_the_hub(hub, model, shelf):
    assert offers.fetch("some/model", nothing) == "some--model"
    loaded = checkpoint.load("some--model")
    assert all(torch.equal(value, model.state_dict()[key]) for key, value in loaded.state_dict().items())
    assert checkpoint.describe("some--model")["title"] == "some/model"


@pytest.fixture
def in_parts(hub, model):
    """The hub, whose repository has its weights in three files and an index, as transformers cuts large ones."""
    state = load(hub.files.pop("/some/model/resolve/main/model.safetensors"))
    places = {key: f"model-0000{number % 3 + 1}-of-00003.safetensors" for number, key in enumerate(state)}
    for name in set(places.values()):
        part = {key: value for key, value in state.items() if places[key] == name}
        hub.files[f"/some/model/resolve/main/{name}"] = save(part)
    index = json.dumps({"metadata": {"total_size": 1}, "weight_map": places})
    hub.files["/some/model/resolve/main/model.safetensors.index.json"] = index.encode()
    return hub


def test_a_repository_whose_weights_are_in_parts(in_parts, model, shelf):
    loaded = checkpoint.load(offers.fetch("some/model", nothing))
    assert all(torch.equal(value, model.state_dict()[key]) for key, value in loaded.state_dict().items())


def test_a_repository_of_which_a_part_is_missing_or_damaged(in_parts, shelf):
    second = "/some/model/resolve/main/model-00002-of-00003.safetensors"
    part = in_parts.files.pop(second)
    with pytest.raises(ValueError, match="some/model could not be fetched from the hub"):
        offers.fetch("some/model", nothing)
    in_parts.files[second] = part[:200]
    with pytest.raises(ValueError, match="cut short or damaged"):
        offers.fetch("some/model", nothing)
    assert checkpoint.names() == []


def test_a_repository_whose_index_names_files_elsewhere(in_parts, shelf):
    index = "/some/model/resolve/main/model.safetensors.index.json"
    in_parts.files[index] = in_parts.files[index].replace(b"model-00002", b"../model-00002")
    with pytest.raises(ValueError, match="does not name files of its own folder"):
        offers.fetch("some/model", nothing)
    assert checkpoint.names() == []


def test_parts_that_are_too_large_together_are_not_fetched(in_parts, shelf, monkeypatch):
    parts = [len(content) for path, content in in_parts.files.items() if "-of-00003" in path]
    monkeypatch.setattr(offers, "LIMIT", sum(parts) - 1)
    with pytest.raises(ValueError, match="which is the limit"):
        offers.fetch("some/model", nothing)


def test_repositories_that_are_not_there_or_hold_something_else(hub, shelf):
    with pytest.raises(ValueError, match="There is no repository no/body"):
        offers.fetch("no/body", nothing)
    assert not list(shelf.iterdir())
    weights = hub.files.pop("/some/model/resolve/main/model.safetensors")
    with pytest.raises(ValueError, match=r"some/model has no model\.safetensors and no pytorch_model\.bin"):
        offers.fetch("some/model", nothing)
    hub.files["/some/model/resolve/main/model.safetensors"] = weights
    config = "/some/model/resolve/main/config.json"
    hub.files[config] = json.dumps({"model_type": "bert"}).encode()
    with pytest.raises(ValueError, match="does not describe a ViTMAE model"):
        offers.fetch("some/model", nothing)
    assert checkpoint.names() == []


def test_a_repository_that_is_too_large_is_not_fetched(hub, shelf, monkeypatch):
    monkeypatch.setattr(offers, "LIMIT", 100)
    with pytest.raises(ValueError, match="which is the limit"):
        offers.fetch("some/model", nothing)


@pytest.mark.slow  # huggingface_hub tries again for half a minute
def test_a_hub_that_is_not_there(hub, shelf):
    hub.shutdown()
    hub.server_close()
    with pytest.raises(ValueError, match="some/model could not be fetched from the hub"):
        offers.fetch("some/model", nothing)
