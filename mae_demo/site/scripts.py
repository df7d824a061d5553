"""The page's scripts: the modules that it needs as one script, and the engine's as another, for its worker."""

from __future__ import annotations

from functools import cache

from mae_demo.site.markup import WIDGETS
from mae_demo.ui import linking
from mae_demo.ui.linking import linked, variable
from mae_demo.ui.widgets import SERVED

KERNELS = "engine/kernels/kernels.wasm"
WORKER = "engine/worker.js"
PAGE = "site/site.js"
LANGUAGE = "site/language.js"
MODULES = {path: content.decode() for path, content in SERVED.items() if path.endswith(".js")}


def needed(*entries: str) -> dict[str, str]:
    """The modules that some import, and what those import, by path."""
    return linking.needed(MODULES, *entries)


def plain(source: str) -> str:
    """Linked modules as a script that exports nothing, which a worker from `file://` can run."""
    return source.replace("export {  };\n", "")


@cache
def worker() -> str:
    """The engine's worker."""
    return plain(linked(needed(WORKER), []))


@cache
def page() -> str:
    """The page's own script; it reads what it is given from the element `given`."""
    entries = {name: f"{name}/{name}.js" for name in sorted({*WIDGETS.values(), "page"})}
    widgets = ", ".join(f"{name}: {variable(path)}" for name, path in entries.items())
    told = "JSON.parse(document.getElementById('given').textContent)"
    opens = f"{variable(PAGE)}.open({{ {widgets} }}, await {variable(LANGUAGE)}.inItsLanguage({told}));\n"
    return plain(linked(needed(PAGE, LANGUAGE, *entries.values()), [])) + opens


def kernels() -> bytes:
    """The engine's compiled kernels."""
    return SERVED[KERNELS]
