"""Writes a site: a folder that any web server serves from any path, or one file that opens from a USB stick."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import mimetypes
from pathlib import Path

from mae_demo.site import scripts
from mae_demo.site.given import given
from mae_demo.site.lab import panels
from mae_demo.site.languages import translations
from mae_demo.site.lessons import file_of, pages
from mae_demo.site.markup import TABS, WIDGETS, in_script, markup
from mae_demo.site.space import readme
from mae_demo.site.style import style

FOLDERS = {".safetensors": "weights", ".png": "samples", ".jpg": "samples", ".gz": "train", ".webp": "films"}
LATER = ("weights/", "films/")  # folders whose files come after the first picture
SERVICE_WORKER = "sw.js"


def first_visit(files: dict[str, bytes], known: dict) -> int:
    """The bytes, gzipped, of all that a visitor loads until the first reconstruction."""
    first = next(iter(known["models"].values()))["address"]
    samples = next(iter(known["samples"].values()))
    page = ["index.html", *(name for name in files if "/" not in name and name.endswith((".css", ".js", ".wasm")))]
    loaded = [*page, first, *(each["address"] for each in samples)]
    return sum(len(gzip.compress(files[name])) for name in loaded if name != SERVICE_WORKER)


def write_folder(out: Path, names: list[str], place: str = "") -> tuple[dict[str, int], int]:
    """Write the site into `out`; returns the bytes of each file by its address, and those of a first visit.

    place: the address at which it will lie, for QR codes; "" where nobody knows.
    Every address but those of pages and of sw.js holds a hash of the file, so that browsers keep it.
    """
    files: dict[str, bytes] = {}

    def put(name: str, content: bytes) -> str:
        stem, _, ending = name.rpartition(".")
        address = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{ending}"
        files[address] = content
        return address

    def address(path: Path) -> str:
        folder = FOLDERS[path.suffix]
        # Weights and films have the name of their checkpoint, samples that of their data set before their own
        name = f"{path.parent.name}{path.suffix}" if f"{folder}/" in LATER else f"{path.parent.name}/{path.name}"
        return put(f"{folder}/{name}", path.read_bytes())

    def keep(name: str, content: str) -> str:
        return put(f"{name}.json", content.encode())

    def told() -> dict:
        return given(names, list(TABS), address, keep) | {"teacher": file_of("teacher")}

    known = told() | {
        "worker": put("worker.js", scripts.worker().encode()),
        "kernels": put("kernels.wasm", scripts.kernels()),
    }
    words = translations(known, lambda: known | told())
    known["languages"] = {language: put(f"words/{language}.json", said.encode()) for language, said in words.items()}
    sheet, script = put("style.css", style(WIDGETS).encode()), put("page.js", scripts.page().encode())
    page = markup(known, f'<link rel="stylesheet" href="{sheet}">', f'<script type="module" src="{script}"></script>')
    beside = pages(names, {*panels(names)}, place)
    kept = ["./", *(each for each in files if not each.startswith(LATER)), *beside]
    version = hashlib.sha256(repr([page, beside, sorted(files)]).encode()).hexdigest()[:16]
    worker = (Path(__file__).parent / SERVICE_WORKER).read_text("utf-8")
    files[SERVICE_WORKER] = f'const VERSION = "{version}";\nconst FILES = {json.dumps(kept)};\n{worker}'.encode()
    files |= beside | {"index.html": page.encode(), "README.md": readme().encode(), ".nojekyll": b""}
    for name, content in files.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return {name: len(content) for name, content in files.items()}, first_visit(files, known)


def write_single(out: Path, names: list[str], place: str = "") -> int:
    """Write the site as one file, out/index.html: scripts, pictures and weights are within. Returns its bytes.

    The teacher's page and the handout lie beside it; nothing in it needs them. place: as in `write_folder`.
    """
    inside = {}

    def put(identity: str, content: str, kind: str = "text/plain") -> str:
        inside[identity] = f'<script type="{kind}" id="{identity}">{content}</script>'
        return f"#{identity}"

    def address(path: Path) -> str:
        text = base64.b64encode(path.read_bytes()).decode()
        if path.suffix == ".safetensors":
            return put(f"weights-{path.parent.name}", text)
        if path.suffix == ".webp":
            return put(f"film-{path.parent.name}", text)
        if path.suffix == ".gz":
            return put(f"pictures-{path.stem}", text)
        return f"data:{mimetypes.guess_type(path.name)[0]};base64,{text}"

    def keep(name: str, content: str) -> str:
        return put(name.replace("/", "-"), in_script(content), "application/json")

    def told() -> dict:
        return given(names, list(TABS), address, keep) | {"teacher": ""}  # a pupil's copy may be without it

    known = told() | {
        "worker": put("worker", in_code(scripts.worker()), "text/javascript-worker"),
        "kernels": put("kernels", base64.b64encode(scripts.kernels()).decode()),
    }
    words = translations(known, lambda: known | told())
    known["languages"] = {
        language: put(f"words-{language}", in_script(said), "application/json") for language, said in words.items()
    }
    script = f'<script type="module">\n{in_code(scripts.page())}</script>'
    page = markup(known, f"<style>\n{style(WIDGETS)}</style>", script, "\n".join(inside.values()))
    out.mkdir(parents=True, exist_ok=True)
    for name, content in ({"index.html": page.encode()} | pages(names, {*panels(names)}, place)).items():
        (out / name).write_bytes(content)
    return len(page.encode())


def in_code(source: str) -> str:
    """A script that may stand within an element. Raises ValueError where it holds what would end the element."""
    if source != in_script(source) and "</script" in source.lower():
        raise ValueError("A script of the page holds </script: write it in two parts.")
    return source
