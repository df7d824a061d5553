"""Modules as one module, so that a first visit asks for one file and not for forty, and the first stroke for one more.

Our modules are plain: they import names by `import { a, b } from "./x.js";`, export functions and constants where they
define them, and never import in a circle. So each can stand as a function that is called once, after those it imports.
"""

from __future__ import annotations

import re
from graphlib import TopologicalSorter
from posixpath import dirname, join, normpath

IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.[^"]+)";$', re.MULTILINE)
EXPORT = re.compile(r"^export ((?:async )?function|const) (\w+)", re.MULTILINE)


def linked(modules: dict[str, str], entries: list[str]) -> str:
    """The source of one module that does what these do together.

    modules: source by path. entries: paths whose exports it has, as one object each, by the name of the file.
    Raises ValueError for a module that imports or exports in another way, and CycleError for a circle.
    """
    # Lists, not sets, so that every process writes the same
    imports = {path: [resolved(path, name) for _, name in IMPORT.findall(source)] for path, source in modules.items()}
    order = TopologicalSorter(imports).static_order()
    written = [wrapped(path, modules[path]) for path in order]
    exported = ", ".join(f"{variable(path)} as {path.split('/')[-1].removesuffix('.js')}" for path in entries)
    return "\n".join([*written, f"export {{ {exported} }};\n"])


def needed(modules: dict[str, str], *entries: str) -> dict[str, str]:
    """The modules that some import, and what those import, by path; what is imported while running is left out."""
    found: dict[str, str] = {}
    waiting = list(entries)
    while waiting:
        path = waiting.pop()
        if path not in found:
            found[path] = modules[path]
            waiting += [resolved(path, name) for _, name in IMPORT.findall(modules[path])]
    return found


def wrapped(path: str, source: str) -> str:
    """A module as a constant that holds what it exports."""
    body = IMPORT.sub(lambda found: f"const {{{found[1]}}} = {variable(resolved(path, found[2]))};", source)
    names = [name for _, name in EXPORT.findall(body)]
    body = EXPORT.sub(r"\1 \2", body)
    if re.search(r"^(import|export)\b|\bas\b.*= m_", body, re.MULTILINE):
        raise ValueError(f'{path}: write `import {{ a, b }} from "./x.js";`, and `export` before a function or const.')
    return f"// {path}\nconst {variable(path)} = (() => {{\n{body}\nreturn {{ {', '.join(names)} }};\n}})();\n"


def resolved(path: str, name: str) -> str:
    """What `name` means in the module at `path`."""
    return normpath(join(dirname(path), name))


def variable(path: str) -> str:
    """The name of a module in the one that holds all."""
    return "m_" + re.sub(r"\W", "_", path.removesuffix(".js"))
