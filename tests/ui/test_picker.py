"""The picker in a real browser, over a shelf of small checkpoints with fresh weights."""

from __future__ import annotations

import pytest
import torch

from mae_demo import checkpoint
from mae_demo.config import (
    ConvArchitecture,
    GaussianArchitecture,
    MLPArchitecture,
    ModelConfig,
    PCAArchitecture,
    UNetArchitecture,
    ViTArchitecture,
)
from mae_demo.models import build
from mae_demo.text import WORDS
from mae_demo.ui.picker import entry, place, shelf

VIT = ViTArchitecture(16, 1, 2, 16, 1, 2)
UNET = UNetArchitecture((8, 8), (1, 1))
SHELF = {  # name: title, loss, architecture, what else the config says
    "vit-mse": ("Vision transformer", "mse", VIT, {}),
    "vit-l1": ("Vision transformer", "l1", VIT, {}),
    "vit-bce": ("Vision transformer", "bce", VIT, {}),
    "vit-normpix": ("Vision transformer", "mse", VIT, {"target_space": "patch-normalised"}),
    "vit-mse-fixed": ("Vision transformer, fixed ratio", "mse", VIT, {}),
    "unet-mse": ("U-Net", "mse", UNET, {}),
    "unet-bce": ("U-Net", "bce", UNET, {}),
    "mlp-16-mse": ("Fully connected, code of 16", "mse", MLPArchitecture((32,), 16), {}),
    "mlp-3-l1": ("Fully connected, code of 3", "l1", MLPArchitecture((32,), 3), {}),
}
FAMILIES = {ViTArchitecture: "vit", UNetArchitecture: "unet", MLPArchitecture: "mlp"}


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    """The address of an app that offers SHELF; takes the place of the shipped one for `visit`."""
    from mae_demo.answers import networks
    from mae_demo.ui.page import LAUNCH, build_app

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checkpoint, "SHELF", tmp_path_factory.mktemp("shelf"))
        for seed, (name, (title, loss, architecture, more)) in enumerate(SHELF.items()):
            torch.manual_seed(seed)
            config = ModelConfig(FAMILIES[type(architecture)], architecture, "fashion-mnist", loss, **more)
            checkpoint.save(build(config), checkpoint.SHELF / name, title, f"This is {name}.", {})
        app = build_app()
        _, address, _ = app.launch(prevent_thread_lock=True, quiet=True, **LAUNCH)
        yield address
        app.close()
    networks.linear_reference.cache_clear()


def test_another_language_has_its_own_titles_and_english_those_of_the_cards(monkeypatch):
    own = entry("fashion-vit-mse")
    assert own["title"] == checkpoint.describe("fashion-vit-mse")["title"]
    monkeypatch.setitem(WORDS["checkpoints"], "fashion-vit-mse_title", "Vision transformer, deutsch")
    monkeypatch.setitem(WORDS["checkpoints"], "fashion-vit-mse_about", "Ein Satz.")
    other = entry("fashion-vit-mse")
    assert (other["title"], other["version"], other["about"]) == ("Vision transformer, deutsch", "Deutsch", "Ein Satz.")


def chip(page, axis: str, text: str):
    return page.locator(f'.picker [data-axis="{axis}"]').get_by_role("radio", name=text, exact=True)


def picked(page) -> list[str]:
    """The chosen network, its version where there are several, the loss, and which checkpoint is said to be chosen."""
    loss, *chips = page.eval_on_selector_all(
        ".picker fieldset:not([hidden]) label:has(:checked)", "labels => labels.map(label => label.innerText)"
    )
    return [*chips, loss, page.inner_text(".picker .about span")]


def pick(page, axis: str, text: str) -> None:
    """Choose, and wait for the reconstruction by what was chosen."""
    count = page.evaluate("painted.length")
    chip(page, axis, text).check()
    page.wait_for_function("before => painted.length > before", arg=count)


def reconstruction(page) -> str:
    page.wait_for_function("() => performance.now() - paintedAt.at(-1) > 200")
    return page.eval_on_selector('[data-panel="reconstructed"] canvas', "canvas => canvas.toDataURL()")


def test_another_loss_is_another_checkpoint_and_explains_itself(visit):
    with visit() as page:
        assert picked(page) == ["Vision transformer", "Standard", "MSE", "This is vit-mse."]
        assert WORDS["losses"]["mse_note"] in page.inner_text(".picker")
        before = reconstruction(page)
        pick(page, "loss", "L1")
        assert picked(page) == ["Vision transformer", "Standard", "L1", "This is vit-l1."]
        assert WORDS["losses"]["l1_note"] in page.inner_text(".picker")
        assert reconstruction(page) != before
        pick(page, "loss", "Normalised pixels")
        assert picked(page)[-1] == "This is vit-normpix."
        page.click('[data-action="fill"]')
        said = WORDS["results"]["everything_hidden_normalised"]
        page.wait_for_function("said => document.querySelector('.result').textContent.includes(said)", arg=said)


def test_a_change_of_network_keeps_the_loss_where_it_can(visit):
    with visit() as page:
        pick(page, "loss", "L1")
        pick(page, "family", "Fully connected")
        told = WORDS["picker"]["blank_black"]
        assert picked(page) == ["Fully connected", "Code of 3", "L1", f"This is mlp-3-l1. {told}"]
        pick(page, "family", "U-Net")
        assert picked(page) == ["U-Net", "MSE", "This is unet-mse."], "one version is no choice"
        pick(page, "loss", "BCE")
        pick(page, "family", "Vision transformer")
        assert picked(page) == ["Vision transformer", "Standard", "BCE", "This is vit-bce."]


def test_a_loss_that_a_network_does_not_have_is_greyed_with_the_reason(visit):
    with visit() as page:
        losses = page.locator('.picker [data-axis="loss"] label').all_inner_texts()
        assert losses == ["MSE", "L1", "BCE", "Normalised pixels"], "of the whole data set, in the order of the words"
        assert "Greyed" not in page.inner_text(".picker")
        pick(page, "family", "U-Net")
        assert page.locator('.picker [data-axis="loss"] label').all_inner_texts() == losses
        assert [chip(page, "loss", text).is_disabled() for text in losses] == [False, True, False, True]
        assert "Greyed: U-Net comes with MSE and BCE only." in page.inner_text(".picker")


def test_the_picker_is_one_tab_stop_a_row_and_arrows_choose(visit):
    with visit() as page:
        focused = "document.activeElement.closest('fieldset')?.dataset.axis"
        chip(page, "version", "Standard").focus()
        for axis in ("family", "loss"):
            page.keyboard.press("Shift+Tab")
            assert page.evaluate(focused) == axis
        count = page.evaluate("painted.length")
        page.keyboard.press("ArrowRight")
        page.wait_for_function("before => painted.length > before", arg=count)
        assert picked(page)[-1] == "This is vit-l1."
        assert page.evaluate(focused) == "loss", "the focus stays"
        outline = "getComputedStyle(document.activeElement.closest('label')).outlineStyle"
        assert page.evaluate(outline) == "solid"


def write(folder, name: str, title: str, architecture, family: str, **more) -> str:
    """A checkpoint's config.json alone: the picker reads no weights."""
    (folder / name).mkdir()
    model = ModelConfig(family, architecture, "fashion-mnist", "mse", **more)
    description = {"model": model.to_json(), "title": title, "about": "", "training": {}, "scores": {}, "sha256": ""}
    checkpoint.write_description(folder / name, description)
    return name


def test_checkpoints_that_differ_in_nothing_are_told_apart_by_name(tmp_path, monkeypatch):
    monkeypatch.setattr(checkpoint, "SHELF", tmp_path)
    names = [write(tmp_path, name, "Vision transformer", VIT, "vit") for name in ("mine", "yours")]
    names.append(write(tmp_path, "third", "Vision transformer, wider", VIT, "vit"))
    assert [each["version"] for each in shelf(names)] == ["", "yours", "Wider"]


def test_what_somebody_has_trained_is_told_by_its_name(tmp_path, monkeypatch):
    monkeypatch.setattr(checkpoint, "SHELF", tmp_path)
    names = [write(tmp_path, name, "Vision transformer", VIT, "vit") for name in ("holiday-vit", "holiday-photos-vit")]
    for name in names:
        changed = {"training": {"recipe": "fashion-vit", "changed": {"dataset": "~/holiday"}}}
        checkpoint.write_description(tmp_path / name, checkpoint.describe(name) | changed)
    assert [each["version"] for each in shelf(names)] == names


def test_what_somebody_adds_comes_after_ours(tmp_path, monkeypatch):
    monkeypatch.setattr(checkpoint, "SHELF", tmp_path)
    for name, recipe in (("added", None), ("copied", "ours"), ("ours", "ours")):
        write(tmp_path, name, "Vision transformer", VIT, "vit")
        description = checkpoint.describe(name)
        checkpoint.write_description(tmp_path / name, description | {"training": {"recipe": recipe} if recipe else {}})
    assert checkpoint.names() == ["ours", "added", "copied"]
    assert [each["version"] for each in shelf(checkpoint.names())] == ["", "added", "copied"]


@pytest.mark.parametrize(
    "content",
    [b"", b'{"model": ', b"\xff\xfe", b"[]", b'{"model": {"family": "vit"}}', None],
    ids=["empty", "cut", "no text", "a list", "half", "unknown family"],
)
def test_a_damaged_checkpoint_is_left_out_and_said(tmp_path, monkeypatch, content):
    monkeypatch.setattr(checkpoint, "SHELF", tmp_path)
    for name in ("whole", "damaged"):
        write(tmp_path, name, "Vision transformer", VIT, "vit")
    path = tmp_path / "damaged" / "config.json"
    path.write_bytes(path.read_bytes().replace(b'"vit"', b'"oracle"') if content is None else content)
    with pytest.warns(UserWarning, match="The checkpoint 'damaged' is left out"):
        assert checkpoint.names() == ["whole"]


def test_the_picker_says_how_a_mask_reaches_a_model_that_is_not_told(tmp_path, monkeypatch):
    monkeypatch.setattr(checkpoint, "SHELF", tmp_path)
    black, grey, mean = (WORDS["picker"][f"blank_{key}"] for key in ("black", "grey", "mean"))
    for name, family, architecture, said in [
        ("a", "mlp", MLPArchitecture(blank=0.0), black),
        ("b", "conv", ConvArchitecture(blank=0.5), grey),
        ("c", "pca", PCAArchitecture(), mean),
        ("d", "vit", VIT, ""),
        ("e", "gaussian", GaussianArchitecture(), ""),
    ]:
        assert entry(write(tmp_path, name, "A title", architecture, family))["about"] == said


def test_every_shipped_checkpoint_has_a_place_of_its_own():
    entries = [entry(name) for name in checkpoint.names()]
    assert len({place(each) for each in entries}) == len(entries)
    assert all(each["title"].startswith(each["family"]) for each in entries)
