"""The page is up before torch is there, and README and CI say the same."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from mae_demo.answers import networks
from mae_demo.answers.samples import sample_paths
from mae_demo.config import ARCHITECTURES
from mae_demo.losses import LOSSES
from mae_demo.text import WORDS
from mae_demo.ui.handlers import read_canvas
from mae_demo.ui.page import build_app
from mae_demo.ui.sentences import caption
from train.data import DATASETS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def test_building_the_page_does_not_import_torch():
    code = (
        "import sys; from mae_demo.ui.page import build_app; build_app(); "
        "print([name for name in ('torch', 'torchvision', 'torchmetrics', 'train') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_no_component_of_the_page_is_read_because_it_showed_progress():
    """Gradio reads such a one, with all that lies inside it, at each step of each later call: at most a line."""
    config = build_app().config
    calls, kinds = config["dependencies"], {each["id"]: each["type"] for each in config["components"]}
    private = [call for call in calls if call["backend_fn"] and call["api_visibility"] == "private"]
    shown = [kinds[component] for call in private for component in call["show_progress_on"]]
    assert len(private) > 20 and shown == ["markdown"] and None not in [call["show_progress_on"] for call in private]


def test_every_loss_data_set_and_sample_has_its_words():
    """A checkpoint whose loss has no word would keep the page from opening."""
    assert {*LOSSES, *(f"{loss}_note" for loss in LOSSES), "normpix", "normpix_note"} <= set(WORDS["losses"])
    assert set(ARCHITECTURES) == set(WORDS["families"])
    assert set(DATASETS) <= set(WORDS["datasets"])
    assert all(caption(path) for dataset in DATASETS for path in sample_paths(dataset))


@pytest.mark.parametrize(
    "forged",
    [None, 5, "abc", [1], {}, {"mask": "ff"}, {"mask": 5, "number": 1}, {"mask": "", "number": 1},
     {"mask": "ff", "number": "1"}],
)  # fmt: skip
def test_a_forged_canvas_gets_a_sentence(forged):
    with pytest.raises(ValueError, match="arrived incomplete"):
        read_canvas(forged)


@pytest.mark.parametrize("forged", [None, 5, ["fashion-vit-mse"], {}, "../fashion-vit-mse"])
def test_a_forged_pick_gets_a_sentence(forged):
    with pytest.raises(ValueError, match="There is no checkpoint"):
        networks.model(forged)


def test_the_readme_starts_the_app_in_two_commands_and_ci_runs_its_test_command():
    start = re.search(r"^```\n(.*?)\n```$", README, flags=re.MULTILINE | re.DOTALL)[1]
    assert start.splitlines() == ["pip install -r requirements.txt", "python app.py"]
    assert "`sh tests/run`" in README and "sh tests/run" in (ROOT / ".ci" / "run").read_text("utf-8").splitlines()


def test_what_the_hub_takes_as_lfs_alone_is_marked_so():
    """It refuses a push with any other file over 1 MB."""
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    large = [name for name in filter(None, tracked.split("\0")) if (ROOT / name).stat().st_size > 10**6]
    asked = ["git", "check-attr", "filter", "--", *large]
    told = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    assert large and [line for line in told if not line.endswith(": lfs")] == []


def test_the_audit_of_packages_only_warns(tmp_path):
    """The last lines of CI, with a Python that fails, as where there is no network."""
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.write_text("#!/bin/sh\nexit 1\n")
    python.chmod(0o755)
    audit = (ROOT / ".ci" / "run").read_text("utf-8").split("\naudit=")[1]
    script = f"set -euo pipefail\nVENV={tmp_path}\naudit={audit}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout.startswith("Warning: pip-audit")) == (0, True)


def test_readme_speaks_of_files_that_exist_and_of_the_gradio_that_is_pinned():
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target
    pinned = re.search(r"^gradio==(.*)$", (ROOT / "requirements.txt").read_text(), flags=re.MULTILINE)[1]
    assert f"sdk_version: {pinned}\n" in README
