"""What `python -m mae_demo.site` writes: whole, relative, by hash, and refused in a sentence."""

from __future__ import annotations

import base64
import hashlib
import json
import re

import pytest
from typer.testing import CliRunner

from mae_demo import checkpoint
from mae_demo.site.__main__ import app
from mae_demo.site.files import write_folder, write_single
from mae_demo.site.lab import panels
from mae_demo.site.lessons import pages
from mae_demo.site.markup import WIDGETS, in_script
from mae_demo.site.shelf import ALL, SMALL, chosen
from mae_demo.site.style import style, within
from mae_demo.text import languages
from mae_demo.ui.widgets import WEB, weights_path

NAMES = ["fashion-unet-mse", "fashion-pca-20"]


def given(page: str) -> dict:
    """What the page is told."""
    return json.loads(re.search(r'id="given">(.*?)</script>', page, re.DOTALL)[1])


def run(*arguments: object) -> tuple[int, str]:
    """The exit status of the command, and what it said."""
    result = CliRunner().invoke(app, [*map(str, arguments)])
    said = str(result.exception.code) if isinstance(result.exception, SystemExit) and result.exit_code else ""
    return result.exit_code, said + result.output


def test_every_address_of_the_folder_is_relative_and_there_and_holds_its_hash(tmp_path):
    files, _ = write_folder(tmp_path, NAMES)
    page = (tmp_path / "index.html").read_text("utf-8")
    known = given(page)
    samples = [each["address"] for those in known["samples"].values() for each in those]
    addresses = [known["worker"], known["kernels"], *(each["address"] for each in known["models"].values()), *samples]
    addresses += [*known["pictures"].values(), *known["languages"].values()]
    addresses += [known["lab"]["data"], known["lab"]["sheet"]]
    words = [json.loads((tmp_path / each).read_text("utf-8")) for each in known["languages"].values()]
    addresses += [known["lessons"], *(each["given"]["lessons"] for each in words)]
    addresses += re.findall(r'<(?:link rel="stylesheet" href|script type="module" src)="([^"]+)"', page)
    assert len(samples) == 20 and len(addresses) == 20 + 2 + 2 + 2 + 2 + len(languages()) - 1 + 2 + len(languages())
    for address in addresses:
        content = (tmp_path / address).read_bytes()
        assert address.split(".")[-2] == hashlib.sha256(content).hexdigest()[:12]
        assert files[address] == len(content)
    kept = json.loads(re.search(r"FILES = (\[.*\]);", (tmp_path / "sw.js").read_text("utf-8"))[1])
    weights = [each["address"] for each in known["models"].values()]
    assert set(kept) == {"./", *addresses, *pages(NAMES, {*panels(NAMES)})} - set(weights)


def test_weights_are_the_shipped_files(tmp_path):
    write_folder(tmp_path / "folder", NAMES)
    write_single(tmp_path / "single", NAMES)
    known = given((tmp_path / "folder" / "index.html").read_text("utf-8"))
    page = (tmp_path / "single" / "index.html").read_text("utf-8")
    for name in NAMES:
        shipped = weights_path(name).read_bytes()
        assert (tmp_path / "folder" / known["models"][name]["address"]).read_bytes() == shipped
        inside = re.search(rf'id="weights-{name}">([^<]*)</script>', page)[1]
        assert base64.b64decode(inside) == shipped
        assert known["models"][name]["sha256"] == hashlib.sha256(shipped).hexdigest()


def test_the_single_file_asks_for_nothing_else(tmp_path):
    size = write_single(tmp_path, NAMES)
    assert {path.name for path in tmp_path.iterdir()} == {"index.html", *pages(NAMES, {*panels(NAMES)})}
    assert (tmp_path / "index.html").stat().st_size == size
    page = (tmp_path / "index.html").read_text("utf-8")
    assert not re.search(r'<script[^>]* src=|<link rel="stylesheet"|url\((?!["\']?data:)', page)
    assert all(each["address"].startswith("data:image/") for each in given(page)["samples"]["fashion-mnist"])


def test_the_version_follows_the_content(tmp_path):
    versions = []
    for out, names in (("one", NAMES), ("same", NAMES), ("other", NAMES[:1])):
        write_folder(tmp_path / out, names)
        versions.append(re.search(r'VERSION = "(\w+)"', (tmp_path / out / "sw.js").read_text("utf-8"))[1])
    assert versions[0] == versions[1] != versions[2]


def test_a_static_space_knows_the_folder(tmp_path):
    write_folder(tmp_path, NAMES)
    front = (tmp_path / "README.md").read_text("utf-8").split("---")[1]
    keys = dict(line.split(": ", 1) for line in front.strip().splitlines())
    assert keys["sdk"] == "static" and keys["title"] == "Masked autoencoder playground" and keys["license"]
    assert not keys.keys() & {"app_file", "sdk_version", "python_version", "suggested_hardware"}


def test_the_small_shelf_is_there_and_loads_little_before_the_first_picture(tmp_path):
    names = chosen("")
    assert set(names) == set(SMALL)
    files, first = write_folder(tmp_path, names)
    model = given((tmp_path / "index.html").read_text("utf-8"))["models"][names[0]]
    assert files[model["address"]] == model["bytes"]
    assert 0.8 * model["bytes"] < first < 3.5e6


def test_names_are_chosen_in_the_order_of_the_picker():
    assert chosen("fashion-pca-20, fashion-unet-mse") == NAMES
    assert chosen(ALL) == checkpoint.names()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--checkpoints", "no-such"], "There is no checkpoint 'no-such'. Known are: "),
        (["--checkpoints", ","], "No checkpoint is left for the site"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(tmp_path, arguments, sentence):
    code, said = run("--out", tmp_path / "new", *arguments)
    assert code == 1 and sentence in said and "Traceback" not in said
    assert not (tmp_path / "new").exists()


def test_no_other_files_are_written_among(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    code, said = run("--out", tmp_path, "--checkpoints", NAMES[1])
    assert code == 1 and "holds other files and no site" in said
    code, said = run("--out", tmp_path / "thesis.txt", "--checkpoints", NAMES[1])
    assert code == 1 and "is a file" in said
    code, said = run("--out", tmp_path / "site", "--checkpoints", NAMES[1])
    assert code == 0 and "It has fashion-pca-20." in said
    assert run("--out", tmp_path / "site", "--checkpoints", NAMES[1])[0] == 0, "a site may be written again"


def test_a_checkpoint_too_large_for_a_browser_is_refused(monkeypatch):
    monkeypatch.setattr("mae_demo.site.shelf.is_for_devices", lambda name: name != "fashion-vit-mse")
    with pytest.raises(ValueError, match="too large for a browser"):
        chosen("fashion-vit-mse")
    assert "fashion-vit-mse" not in chosen(ALL)


def test_what_stands_in_a_script_ends_none():
    assert json.loads(in_script(json.dumps("</script><!-- <script>"))) == "</script><!-- <script>"
    assert "</" not in in_script("</script>") and "<!" not in in_script("<!--")


def test_animations_stand_beside_the_rules_of_a_widget():
    style = within("#canvas", "canvas")
    assert style.index("@keyframes leave") < style.index("#canvas {") and style.count("@keyframes") == 1


def test_every_variable_of_the_style_has_a_value_here():
    sheet = style(WIDGETS)
    used, defined = set(re.findall(r"var\((--[\w-]+)\)", sheet)), set(re.findall(r"(--[\w-]+):", sheet))
    scripts = "".join(path.read_text("utf-8") for path in WEB.rglob("*.js"))
    drawn = set(re.findall(r"(?:setProperty|getPropertyValue)\(\"(--[\w-]+)\"", scripts))
    assert "--primary-700" in used
    assert used - defined - drawn == set() and drawn - defined <= {"--aspect", "--share"}
