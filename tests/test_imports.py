"""Imports point one way: app, site -> ui -> answers -> render, inference -> models, checkpoint; train -> mae_demo."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted([*ROOT.glob("*.py"), *(path for top in ("mae_demo", "train") for path in (ROOT / top).rglob("*.py"))])

# A module may import its own layer and those below; the first prefix that fits counts
LAYERS = {
    "app": 6,
    "train": 6,
    "mae_demo.site": 6,
    "mae_demo.ui": 5,
    "mae_demo.lessons": 5,
    "mae_demo.answers": 4,
    "mae_demo.render": 3,
    "mae_demo.attention": 3,
    "mae_demo.evaluation": 3,
    "mae_demo.sharing": 3,
    "mae_demo.superresolution": 3,
    "mae_demo.augmentation": 3,
    "mae_demo.inference": 3,
    "mae_demo.models": 2,
    "mae_demo.zero_gpu": 3,
    "mae_demo.checkpoint": 2,
    "mae_demo": 1,
}


def module_name(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path):
    """Every module that a file imports, at the top or inside a function, by its full name."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports relatively"
            submodules = {f"{node.module}.{alias.name}" for alias in node.names} & MODULES
            found |= submodules or {node.module}
    return found


def inside(name, package):
    return name == package or name.startswith(package + ".")


def layer(name):
    return next(height for prefix, height in LAYERS.items() if inside(name, prefix))


MODULES = {module_name(path) for path in FILES}
IMPORTS = {module_name(path): imported(path) for path in FILES}


def test_the_files_are_found():
    assert {"mae_demo.models.vit", "mae_demo.checkpoint", "train.loop"} <= MODULES
    assert "mae_demo.patches" in IMPORTS["mae_demo.models.vit"]
    assert "mae_demo.metrics" in IMPORTS["mae_demo.inference"]  # from mae_demo import metrics
    assert "torch" in IMPORTS["mae_demo.checkpoint"]  # inside a function


def test_only_the_page_imports_gradio():
    users = {name for name, names in IMPORTS.items() if any(inside(other, "gradio") for other in names)}
    assert not {name for name in users if name != "app" and not inside(name, "mae_demo.ui")}


def test_answers_know_neither_the_page_nor_its_words():
    for name in MODULES:
        if inside(name, "mae_demo.answers"):
            assert not {other for other in IMPORTS[name] if inside(other, "mae_demo.ui")}, name


def test_train_knows_nothing_of_the_page():
    for name in MODULES:
        if inside(name, "train"):
            assert not {other for other in IMPORTS[name] if inside(other, "mae_demo.ui") or inside(other, "app")}, name


def test_mae_demo_never_imports_train_nor_app():
    for name in MODULES:
        if inside(name, "mae_demo"):
            assert not {other for other in IMPORTS[name] if inside(other, "train") or inside(other, "app")}, name


def test_no_module_imports_a_higher_layer():
    for name in MODULES:
        assert not {other for other in IMPORTS[name] & MODULES if layer(other) > layer(name)}, name


def test_no_circle():
    TopologicalSorter({name: names & MODULES for name, names in IMPORTS.items()}).prepare()  # CycleError names it
