"""The scripts of the page: modules that node tests, that import one way, and that run without Gradio, too."""

from __future__ import annotations

import base64
import io
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import asdict
from graphlib import TopologicalSorter
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from PIL import Image

from mae_demo.scales import ERROR
from mae_demo.text import WORDS
from mae_demo.ui.linking import linked
from mae_demo.ui.widgets import AT, ENTRIES, LINKED, MODULES, SERVED, WEB, parts

ROOT = Path(__file__).resolve().parent.parent.parent
SCRIPTS = sorted(path for path in WEB.rglob("*.js") if "engine" not in path.relative_to(WEB).parts)
WIDGETS = [
    "canvas",
    "chart",
    "crop",
    "datasets",
    "draw",
    "explorer",
    "films",
    "lessons",
    "link",
    "one_patch",
    "picker",
    "sheet",
    "sorting",
    "stages",
    "strip",
    "tokens",
    "train",
    "wall",
    "whole",
]
BELOW = {name: {"fold"} for name in ("one_patch", "tokens", "whole")}  # and "shared"
BELOW |= {"site": {"canvas", "engine", "lab"}, "lab": {"site"}}  # site/lab is a part of the site
NODE = shutil.which("node")


def imported(path: Path) -> set[Path]:
    """The modules that a script imports."""
    found = re.findall(r'^import [^"]*"([^"]+)";', path.read_text("utf-8"), re.MULTILINE)
    return {(path.parent / name).resolve() for name in found}


@pytest.mark.skipif(NODE is None, reason="node is not installed: the scripts are tested in a browser alone")
def test_what_node_says_of_the_scripts():
    tests = sorted(str(path) for path in (ROOT / "tests" / "web").glob("*.test.mjs"))
    done = subprocess.run([NODE, "--test", *tests], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.relative_to(WEB).as_posix())
def test_a_script_is_a_module_that_can_be_read_in_one_sitting(path):
    lines = path.read_text("utf-8").splitlines()
    assert len(lines) < 300 and max(map(len, lines)) <= 120
    assert lines[0].startswith("// "), "what it is for"
    assert any(line.startswith("export ") for line in lines)


def test_scripts_import_each_other_one_way():
    arrows = {path: imported(path) for path in SCRIPTS}
    for path, others in arrows.items():
        assert all(other.is_file() and WEB in other.parents for other in others), path
        below = {"shared"} | BELOW.get(path.parent.name, set())
        folders = {other.parent.name for other in others if other.parent != path.parent}
        assert folders <= below and not (path.parent.name == "shared" and folders), path
    TopologicalSorter(arrows).prepare()  # CycleError names it


@pytest.mark.parametrize("name", WIDGETS)
def test_a_widget_is_a_folder(name):
    assert all((WEB / name / f"{name}.{kind}").is_file() for kind in ("html", "css", "js"))
    assert re.search(r"^export function mount\(\{ element, props", (WEB / name / f"{name}.js").read_text("utf-8"), re.M)
    assert f"{name}.mount(" in parts(name)["js_on_load"] and f"{name}/{name}.js" in ENTRIES


def test_two_modules_in_one():
    modules = {
        "b/use.js": 'import { one, two } from "../a/give.js";\nexport const sum = (x) => one + two(x);\n',
        "a/give.js": "const hidden = 1;\nexport const one = hidden;\nexport async function two() {}\n",
    }
    first, second = linked(modules, ["b/use.js"]).split("// b/use.js\n")
    assert first.startswith("// a/give.js\nconst m_a_give = (() => {\nconst hidden = 1;\nconst one = hidden;\n")
    assert "\nasync function two() {}\n" in first and "return { one, two };" in first
    assert "const { one, two } = m_a_give;\nconst sum = (x)" in second and "export { m_b_use as use };" in second


def test_every_process_has_the_same_address():
    say = "from mae_demo.ui.widgets import VERSION; print(VERSION)"
    found = set()
    for seed in "12":
        environment = os.environ | {"PYTHONHASHSEED": seed}
        done = subprocess.run([sys.executable, "-c", say], capture_output=True, text=True, env=environment, cwd=ROOT)
        found.add(done.stdout.strip())
    assert len(found) == 1 and AT.endswith(f"/{found.pop()}/")


@pytest.mark.parametrize("line", ["export default 1;", 'import x from "./y.js";', "export let x = 1;", "export { x };"])
def test_what_cannot_be_linked_is_refused(line):
    with pytest.raises(ValueError, match=r"a/x\.js: write"):
        linked({"a/x.js": line}, [])


@pytest.mark.skipif(NODE is None, reason="node is not installed: what is linked is run in a browser alone")
def test_what_is_linked_exports_the_widgets(tmp_path):
    (tmp_path / "linked.mjs").write_text(linked(MODULES, ENTRIES), "utf-8")
    say = "import * as all from './linked.mjs'; console.log(Object.keys(all).filter((name) => all[name].mount).join())"
    command = [NODE, "--input-type=module", "--eval", say]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=True)
    assert done.stdout.strip().split(",") == sorted([*WIDGETS, "page"])


def test_scripts_may_be_kept_for_ever_and_never_mix(app, url):
    with urlopen(url + AT + LINKED) as answer:
        assert answer.read() == SERVED[LINKED]
        assert answer.headers["Content-Type"].startswith("text/javascript")
        assert "immutable" in answer.headers["Cache-Control"]
    for wrong in ("gradio_api/web/0/canvas/canvas.js", f"{AT}canvas/canvas.html", f"{AT}..%2Fui%2Fpage.py"):
        with pytest.raises(HTTPError, match="404"):
            urlopen(url + wrong)


# A page without Gradio: it hands the canvas what gr.HTML hands it, and computes nothing
PAGE = """<!doctype html><title>The canvas alone</title>
<style>:root { --block-border-width: 1px; } #canvas { CSS }</style>
<div id="canvas">HTML</div>
<script type="module">
  import { mount } from "./canvas/canvas.js";
  const watchers = [], triggered = (window.triggered = []), painted = (window.painted = []);
  const props = { words: WORDS, colours: COLOURS, value: null };
  const trigger = (event) => triggered.push([event, structuredClone(props.value)]);
  addEventListener("painted", ({ detail }) => painted.push(detail.number));
  mount({ element: document.getElementById("canvas"), props, trigger, watch: (_, changed) => watchers.push(changed) });
  window.send = (value) => { props.value = value; watchers.forEach((changed) => changed()); };
</script>"""
FIGURES = {"masked_psnr": 17.25, "masked_ssim": 0.5, "masked_l1": 0.1, "baselines": {}, "milliseconds": 3, "note": None}


def grey(value: int) -> str:
    """A picture of 28×28 pixels of one grey, as an address."""
    written = io.BytesIO()
    Image.new("L", (28, 28), value).save(written, "png")
    return f"data:image/png;base64,{base64.b64encode(written.getvalue()).decode()}"


@pytest.fixture
def canvas_alone(chromium):
    """The canvas on a page without Gradio, with a picture on it and nothing hidden."""
    folder = WEB / "canvas"
    html = PAGE.replace("HTML", (folder / "canvas.html").read_text("utf-8"))
    html = html.replace("CSS", (folder / "canvas.css").read_text("utf-8"))
    html = html.replace("WORDS", json.dumps(WORDS["canvas"])).replace("COLOURS", json.dumps(asdict(ERROR)))

    def serve(route):
        path = route.request.url.removeprefix("http://alone.test/")
        if path in SERVED:
            return route.fulfill(body=SERVED[path], content_type="text/javascript")
        return route.fulfill(body="" if path else html, content_type="text/html")

    wrong = []
    with chromium.new_context(viewport={"width": 1280, "height": 860}) as context:
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.route("http://alone.test/**", serve)
        page.goto("http://alone.test/")
        page.wait_for_function("'send' in window")
        seen = {"picture": grey(200), "prediction": grey(200), "pixelated": True, "about": "Grey", "hint": ""}
        seen |= {"better_dataset": None, "name": "none", "network": None, "normalised": False, "grid": [7, 7]}
        seen |= {"mask": "0" * 13, "change": None, "image": "1", "custom": False, "result": FIGURES}
        page.evaluate("value => send(value)", seen)
        page.wait_for_function("painted.length === 1")
        yield page
    assert not wrong


def asked(page) -> list[dict]:
    """The questions that the canvas has triggered."""
    return [value for event, value in page.evaluate("triggered") if event == "paint"]


def test_the_canvas_paints_asks_and_is_answered_without_gradio(canvas_alone):
    page = canvas_alone
    assert page.inner_text("[data-panel=original] .fact") == "Grey" and not asked(page)
    box = page.locator("[data-panel=masked] canvas").bounding_box()
    at = lambda row, column: (box["x"] + (column + 0.5) * box["width"] / 7, box["y"] + (row + 0.5) * box["height"] / 7)  # noqa: E731
    middle = "canvas => [...canvas.getContext('2d').getImageData(canvas.width / 14, canvas.height / 14, 1, 1).data]"
    assert page.eval_on_selector("[data-panel=reconstructed] canvas", middle) == [200, 200, 200, 255]

    page.mouse.move(*at(0, 0))
    page.mouse.down()
    page.mouse.move(*at(0, 3), steps=6)
    page.mouse.up()
    assert page.inner_text("[data-panel=masked] .fact").startswith("4 of 49")
    (question,) = asked(page)
    assert question["grid"] == [7, 7] and question["mask"] == "8" + "0" * 12, "one question at a time"

    page.evaluate("value => send(value)", {"number": question["number"], "prediction": grey(90), "result": FIGURES})
    page.wait_for_function("painted.length === 2")
    latest = asked(page)[1]
    assert latest["mask"] == "f" + "0" * 12, "what was painted meanwhile is asked for after the answer"

    page.evaluate("value => send(value)", {"number": latest["number"], "prediction": grey(30), "result": FIGURES})
    page.wait_for_function("painted.length === 3")
    seen = f"({middle})(document.querySelector('[data-panel=reconstructed] canvas'))[0] === 30"
    page.wait_for_function(seen)  # faded in
    assert "17.3 dB" in page.inner_text(".result")
    assert len(asked(page)) == 2
