"""How a widget of mae_demo/web comes onto the Gradio page: its markup and style as they are, its script as a module.

A widget is a folder: `<name>.html`, `<name>.css` and `<name>.js`, which exports `mount`. That takes what `gr.HTML`
hands its script, `{ element, props, trigger, watch, server, upload }`, and a page without Gradio can hand it the same.
The scripts are served from memory, all of one moment, under an address that holds a hash of all of them. So a browser
may keep them for ever, and never runs an old file beside a new one. The widgets come as one module (`linking`), and so
does the engine, which runs in a worker.
"""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from mae_demo import checkpoint
from mae_demo.answers.films import contact_sheet
from mae_demo.ui.linking import linked, needed

WEB = Path(__file__).resolve().parent.parent / "web"
TYPES = {".js": "text/javascript", ".wasm": "application/wasm", ".gz": "application/gzip"}
LINKED = "page/linked.js"  # as deep as the widgets, so that what they name relatively is the same
ENGINE = "engine/linked.js"

SERVED = {
    path.relative_to(WEB).as_posix(): path.read_bytes() for path in sorted(WEB.rglob("*")) if path.suffix in TYPES
}
SOURCES = {path: content.decode() for path, content in SERVED.items() if path.endswith(".js")}
# site/ is the page without Gradio
MODULES = {path: source for path, source in SOURCES.items() if not path.startswith(("engine/", "site/"))}
ENTRIES = [path for path in MODULES if Path(path).parent.name == Path(path).stem != "fold"]
SERVED[LINKED] = linked(MODULES, ENTRIES).encode()
SERVED[ENGINE] = linked(needed(SOURCES, "engine/worker.js"), []).encode()
VERSION = hashlib.sha256(repr(SERVED).encode()).hexdigest()[:16]
KEPT = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
LARGEST = 40 * 2**20  # bytes of weights that a page should ask of a visitor's device
AT = f"gradio_api/web/{VERSION}/"  # Gradio's front proxy, where there is one, hands on what lies under gradio_api

# A script's expression for the address, under the root that the visitor sees, behind proxies and under sub-paths:
# Gradio's own root, on the origin of the page
ROOT = "new URL(window.gradio_config.root.replace(/\\/?$/, '/'), location.href).pathname"
ADDRESS = f"new URL({ROOT} + '{AT}{LINKED}', location.origin).href"

# For the page's head: the browser fetches the scripts while it still waits for Gradio's
PRELOAD = f"""<script>
  document.head.append(Object.assign(document.createElement("link"), {{ rel: "modulepreload", href: {ADDRESS} }}));
</script>"""


@lru_cache(maxsize=1)
def engine() -> str:
    """What web/canvas/local.js needs to answer by itself, as JSON: the checkpoints that are small enough, and which of
    them is the linear predictor beside each. It is one string, since Gradio copies every value with every event.
    """
    shelf = [
        {"name": name, "config": card["model"], "sha256": card["sha256"]}
        for name, card in ((name, checkpoint.describe(name)) for name in checkpoint.names())
        if is_for_devices(name)
    ]
    names = [each["name"] for each in shelf]
    linear = {name: checkpoint.linear_reference(checkpoint.model_config(name)) for name in names}
    return json.dumps({"shelf": shelf, "linear": {key: name for key, name in linear.items() if name}})


def is_for_devices(name: str) -> bool:
    """Whether a checkpoint has weights, and small ones."""
    return weights_path(name).is_file() and weights_path(name).stat().st_size <= LARGEST


def weights_path(name: str) -> Path:
    """The weights of a checkpoint of the shelf."""
    return checkpoint.SHELF / name / "model.safetensors"


def parts(*folders: str, events: tuple[str, ...] = ()) -> dict[str, str]:
    """What `gr.HTML` takes of a widget; of several folders the script is the last one's.

    Their markup stands in the BODY of the one before. events: those that the script triggers, besides Gradio's own.
    """
    html, css = "BODY", []
    for name in folders:
        html = html.replace("BODY", (WEB / name / f"{name}.html").read_text("utf-8"))
        css.append((WEB / name / f"{name}.css").read_text("utf-8"))
    script = mounted(folders[-1], "{ element, props, trigger, watch, server, upload }")
    # Gradio takes for an event what stands quoted in the script
    named = "".join(f' "{event}"' for event in events)
    return {"html_template": html, "css_template": "\n".join(css), "js_on_load": f"{script};\n// Its events:{named}"}


def mounted(name: str, given: str = "") -> str:
    """A script's expression that mounts a widget."""
    assert f"{name}/{name}.js" in ENTRIES, name
    return f"import({ADDRESS}).then(({{ {name} }}) => {name}.mount({given}))"


def weights_route() -> Route:
    """Where the engine fetches weights; the address holds their hash, so that browsers keep them."""

    def serve(request: Request) -> Response:
        name, sha256 = request.path_params["name"], request.path_params["sha256"]
        there = name in checkpoint.names() and is_for_devices(name)
        if not there or checkpoint.describe(name)["sha256"] != sha256:
            return Response("No such weights.", 404)
        return FileResponse(weights_path(name), media_type="application/octet-stream", headers=KEPT)

    return Route("/gradio_api/web/weights/{sha256}/{name}.safetensors", serve)


def traces_route() -> Route:
    """Where films are fetched; the address holds the hash of the weights that came of the same training."""

    def serve(request: Request) -> Response:
        name, sha256 = request.path_params["name"], request.path_params["sha256"]
        there = name in checkpoint.names() and contact_sheet(name).is_file()
        if not there or checkpoint.describe(name)["sha256"] != sha256:
            return Response("No such film.", 404)
        return FileResponse(contact_sheet(name), media_type="image/webp", headers=KEPT)

    return Route("/gradio_api/web/traces/{sha256}/{name}.webp", serve)


def route() -> Route:
    """Where the files are served. What is of another version is not found, rather than mixed."""

    def serve(request: Request) -> Response:
        path = request.path_params["path"]
        if request.path_params["version"] != VERSION or path not in SERVED:
            return Response("No such file.", 404)
        return Response(SERVED[path], media_type=TYPES[Path(path).suffix], headers=KEPT)

    return Route("/gradio_api/web/{version}/{path:path}", serve)
