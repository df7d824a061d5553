"""A checkpoint is sent to the hub: here a local server that speaks the hub's HTTP, as far as an upload needs it."""

import base64
import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from tiny import TINY_UNET

from mae_demo import checkpoint
from mae_demo.models import build
from train.push import checked, push


class Hub(ThreadingHTTPServer):
    """Repositories by name, each {path: content}; a file that goes by LFS is put first and named by the commit."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.repositories, self.stored, self.asked, self.refuses = {}, {}, [], False


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def answer(self, content, code=200):
        body = json.dumps(content).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def read(self):
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def do_GET(self):
        name = self.path.removeprefix("/api/models/").split("?")[0].split("/revision")[0]
        if name in self.server.repositories:
            siblings = [{"rfilename": path} for path in self.server.repositories[name]]
            self.answer({"id": name, "sha": "0" * 40, "siblings": siblings})
        else:
            self.answer({"error": "not found"}, 404)

    def do_POST(self):
        content, hub = self.read(), self.server
        hub.asked.append((self.path, self.headers.get("Authorization")))
        if hub.refuses:
            self.answer({"error": "You have no right to write here."}, 403)
        elif self.path == "/api/repos/create":
            asked = json.loads(content)
            name = f"{asked['organization']}/{asked['name']}" if asked.get("organization") else asked["name"]
            hub.repositories.setdefault(name, {})
            self.answer({"url": f"/{name}", "name": name})
        elif self.path == "/api/validate-yaml":  # of the card
            self.answer({"errors": [], "warnings": []})
        elif "/preupload/" in self.path:
            files = json.loads(content)["files"]
            modes = [
                {
                    "path": file["path"],
                    "uploadMode": "lfs" if file["path"].endswith(".safetensors") else "regular",
                    "shouldIgnore": False,
                    "oid": None,
                }
                for file in files
            ]
            self.answer({"files": modes})
        elif self.path.endswith("/info/lfs/objects/batch"):
            asked = json.loads(content)["objects"]
            address = f"http://127.0.0.1:{hub.server_address[1]}/stored/"
            objects = [{**each, "actions": {"upload": {"href": address + each["oid"], "header": {}}}} for each in asked]
            self.answer({"transfer": "basic", "objects": objects})
        elif "/commit/" in self.path:
            name = self.path.removeprefix("/api/models/").split("/commit/")[0]
            for line in map(json.loads, content.splitlines()):
                value = line["value"]
                if line["key"] == "file":
                    hub.repositories[name][value["path"]] = base64.b64decode(value["content"])
                elif line["key"] == "lfsFile":
                    hub.repositories[name][value["path"]] = hub.stored[value["oid"]]
            self.answer({"commitUrl": f"/{name}/commit/1", "commitOid": "1" * 40, "success": True})
        else:
            self.answer({"error": self.path}, 404)

    def do_PUT(self):
        content = self.read()
        self.server.stored[hashlib.sha256(content).hexdigest()] = content
        self.answer({})


@pytest.fixture
def hub(monkeypatch):
    """The stand-in, which huggingface_hub takes for the hub."""
    import huggingface_hub

    server = Hub()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    genuine = huggingface_hub.HfApi
    monkeypatch.setattr(huggingface_hub, "HfApi", lambda: genuine(endpoint=address, token="hf_test"))
    monkeypatch.setenv("HF_HUB_DISABLE_XET", "1")
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_DISABLE_XET", True)
    monkeypatch.setattr(huggingface_hub.constants, "ENDPOINT", address)
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def folder(tmp_path):
    """A checkpoint with a card, and a saved state that is nobody's business."""
    folder = tmp_path / "mine"
    checkpoint.save(build(TINY_UNET.model), folder, "Tiny", "For tests.", {"recipe": "tiny-unet"})
    (folder / "README.md").write_text("# mine\n", "utf-8")
    (folder / "run").mkdir()
    (folder / "run" / "state-00000001.pt").write_bytes(b"state")
    return folder


def test_all_of_a_checkpoint_but_its_states_is_sent(hub, folder, tmp_path):
    assert push(folder, "somebody/mine").endswith("/somebody/mine")
    sent = hub.repositories["somebody/mine"]
    assert sent.keys() - {".gitattributes"} == {"README.md", "config.json", "model.safetensors"}
    assert {authorization for _, authorization in hub.asked} == {"Bearer hf_test"}
    copy = tmp_path / "copy"
    copy.mkdir()
    for name, content in sent.items():
        (copy / name).write_bytes(content)
    one, other = (checkpoint.load(each).state_dict() for each in (folder, copy))
    assert all(value.equal(other[name]) for name, value in one.items())


def test_a_refusal_is_one_sentence_and_the_checkpoint_stays(hub, folder):
    hub.refuses = True
    with pytest.raises(ValueError, match="mine is whole, but could not be sent to somebody/mine: "):
        push(folder, "somebody/mine")
    assert checkpoint.load(folder)


def test_a_hub_that_is_not_there_is_one_sentence(hub, folder):
    hub.shutdown()
    hub.server_close()
    with pytest.raises(ValueError, match="could not be sent"):
        push(folder, "somebody/mine")


@pytest.mark.parametrize("name", ["mine", "a/b/c", "a b/c", "../x/y", ""])
def test_what_names_no_repository_is_refused(name):
    with pytest.raises(ValueError, match="write OWNER/NAME"):
        checked(name)
