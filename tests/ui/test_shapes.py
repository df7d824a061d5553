"""Pictures in their own shape: which size a network takes them in, and how picture, mask and frame go along."""

from __future__ import annotations

import shutil
from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import gradio as gr
import pytest
import torch
from PIL import Image

from mae_demo import checkpoint
from mae_demo.answers import masks, networks, reconstruction
from mae_demo.answers.assembly import assembled
from mae_demo.answers.samples import sample_paths, samples_for
from mae_demo.answers.selection import MIDDLE, better_dataset, select_sample
from mae_demo.config import MLPArchitecture, ModelConfig, PCAArchitecture, UNetArchitecture, ViTArchitecture
from mae_demo.masking import mask_to_hex
from mae_demo.models import build
from mae_demo.text import WORDS
from mae_demo.ui import compare, handlers, takeaway, whole
from mae_demo.ui.files import FILES
from mae_demo.ui.sentences import describe

VIT, UNET = ViTArchitecture(16, 1, 2, 16, 1, 2), UNetArchitecture((4, 6), (1, 1), filled=True)
SHELF = {
    "photos-vit": ("vit", VIT, "photos"),
    "photos-unet": ("unet", UNET, "photos"),
    "emoji-vit": ("vit", VIT, "emoji"),
    "imagenet-vit": ("vit", VIT, "imagenet"),
}
SETTINGS = ("random", 50, 3, 100)  # strategy, percentage, seed, balance
LANDSCAPE, PORTRAIT = (300, 200), (90, 240)


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """SHELF with fresh weights: 64 pixels and patches of 8, those of ImageNet 112 and 16."""
    monkeypatch.setattr(checkpoint, "SHELF", tmp_path)
    for name, (family, architecture, dataset) in SHELF.items():
        torch.manual_seed(0)
        side, patch = (112, 16) if dataset == "imagenet" else (64, 8)
        config = ModelConfig(family, architecture, dataset, "mse", (side, side), 3, patch)
        checkpoint.save(build(config), tmp_path / name, "Some", "some", {})
    for kept in (networks._kept, reconstruction._run, networks.linear_reference):
        kept.cache_clear()
    yield
    for kept in (networks._kept, reconstruction._run, networks.linear_reference):
        kept.cache_clear()


def upload(tmp_path, size, name="photos-unet", painted=None):
    """What the page answers to a picture with a bright top and a dark bottom."""
    path = tmp_path / f"{size[0]}x{size[1]}.png"
    Image.linear_gradient("L").resize(size).convert("RGB").save(path)
    return handlers.take_upload(str(path), name, *SETTINGS, painted)


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((128, 128), (128, 128)),
        ((4000, 3000), (96, 128)),
        ((3000, 4000), (128, 96)),
        ((3000, 2000), (88, 128)),  # 85.3 pixels are nearest to 11 patches
        ((640, 500), (96, 128)),  # 12.5 patches: the even 12
        ((640, 505), (104, 128)),
        ((129, 128), (128, 128)),
        ((1000, 90), (32, 128)),  # a quarter at least
    ],
)
@pytest.mark.parametrize(("family", "architecture"), [("vit", VIT), ("unet", UNET)])
def test_a_photograph_keeps_its_shape_in_whole_patches(family, architecture, size, expected):
    assert ModelConfig(family, architecture, "photos", "mse", (128, 128), 3, 8).size_for(*size) == expected


@pytest.mark.parametrize(("side", "patch", "expected"), [(224, 16, (64, 224)), (96, 32, (32, 96)), (64, 64, (64, 64))])
def test_a_panorama_has_a_quarter_of_the_patches_at_least(side, patch, expected):
    assert ModelConfig("vit", VIT, "imagenet", "mse", (side, side), 3, patch).size_for(9000, 100) == expected


@pytest.mark.parametrize(
    "config",
    [
        ModelConfig("vit", VIT, "emoji", "mse", (64, 64), 3, 8),
        ModelConfig("unet", UNET, "fashion-mnist", "mse"),
        ModelConfig("pca", PCAArchitecture(), "photos", "mse", (128, 128), 3, 8),
    ],
)
def test_others_take_the_size_they_were_trained_with(config):
    assert config.size_for(4000, 3000) == config.image_size


@pytest.mark.parametrize("name", ["photos-vit", "photos-unet"])
def test_an_upload_is_worked_on_in_its_own_shape(shelf, tmp_path, name):
    shown, drawing, _, crop, *_ = upload(tmp_path, LANDSCAPE, name)
    assert shown.picture.size == (300, 188) and drawing["grid"] == [5, 8]  # 40 to 64 is nearest to 2 to 3
    assert crop["size"] == [40, 64] and describe(shown, name)[0] == "yours, 64×40"
    seen, figures = reconstruction.run(name, shown.picture, masks.mask_for(name, *SETTINGS[:1], 0.5, 3, shown.picture))
    assert seen.prediction.shape == (3, 40, 64) and figures["hidden"] == 20
    assert assembled(name, shown.picture, 4)["figures"]["patches"] == 40


def test_a_picture_smaller_than_what_the_network_takes_is_said_to_be_enlarged(shelf, tmp_path):
    shown, *_ = upload(tmp_path, (32, 20), "photos-unet")
    assert describe(shown, "photos-unet") == ("yours, 64×40, enlarged", WORDS["results"]["enlarged_hint"])


def test_a_panorama_that_is_cut_is_said_to_be(shelf, tmp_path):
    for size, hint in (((400, 100), ""), ((100, 410), WORDS["results"]["cut_hint"])):
        shown, *_ = upload(tmp_path, size, "photos-unet")
        assert describe(shown, "photos-unet")[1] == hint
        assert max(shown.picture.size) == 4 * min(shown.picture.size)


def test_whoever_brings_a_photograph_is_told_which_checkpoints_know_them(shelf, tmp_path):
    shown, drawing, *_ = upload(tmp_path, LANDSCAPE, "emoji-vit")
    assert drawing["better_dataset"] == WORDS["datasets"]["photos"]
    assert (
        better_dataset(shown, "photos-vit") is None and better_dataset(select_sample("photos", 0), "emoji-vit") is None
    )
    for name in ("photos-vit", "photos-unet"):
        shutil.rmtree(tmp_path / name)
    assert better_dataset(shown, "emoji-vit") == "imagenet"
    shutil.rmtree(tmp_path / "imagenet-vit")
    assert better_dataset(shown, "emoji-vit") is None


def test_a_data_set_of_ones_own_is_called_by_its_name(shelf, tmp_path):
    config = ModelConfig("vit", VIT, "my-pets", "mse", (64, 64), 3, 8)
    checkpoint.save(build(config), tmp_path / "pets", "Some", "some", {})
    shown, drawing, *_ = upload(tmp_path, LANDSCAPE, "pets")
    assert "trained on my-pets" in drawing["hint"] and describe(shown, "pets")[0] == "yours, 64×64"


def test_a_mask_stays_while_the_shape_does(shelf, tmp_path):
    shown, drawing, *_ = upload(tmp_path, LANDSCAPE)
    painted = {"mask": mask_to_hex(torch.arange(40).view(5, 8) < 7), "grid": [5, 8], "number": 4, "custom": True}
    same = upload(tmp_path, (600, 400), painted=painted)[1]
    assert same["mask"] == painted["mask"] != drawing["mask"] and same["custom"]
    portrait, turned, *_ = upload(tmp_path, (200, 300), painted=painted)  # as many patches, but not the same ones
    assert turned["grid"] == [8, 5] and turned["mask"] != painted["mask"] and not turned["custom"]
    with pytest.raises(gr.Error, match="another shape"):
        handlers.paint(portrait, "photos-unet", painted)
    assert handlers.pick(shown, "photos-vit", *SETTINGS, painted)[1]["mask"] == painted["mask"]


def test_between_photographs_and_imagenet_the_picture_stays_and_the_mask_does_not(shelf, tmp_path):
    shown, drawing, *_ = upload(tmp_path, LANDSCAPE)
    painted = {"mask": drawing["mask"], "grid": drawing["grid"], "number": 4, "custom": True}
    now, drawing, strip, *_ = handlers.pick(shown, "imagenet-vit", *SETTINGS, painted)
    assert drawing["grid"] == [5, 7] and not drawing["custom"] and "selected_index" not in strip
    assert now.dataset == shown.dataset == "photos"


@pytest.mark.parametrize("balance", [-100, 40])
def test_the_mask_that_another_grid_asks_for_is_rolled_with_all_settings(shelf, tmp_path, balance):
    settings = ("selective", 50, 3, balance)
    shown, drawing, *_ = upload(tmp_path, LANDSCAPE)
    painted = {"mask": drawing["mask"], "grid": drawing["grid"], "number": 4, "custom": True}
    now, drawing, *_ = handlers.pick(shown, "imagenet-vit", *settings, painted)
    rolled = masks.mask_for("imagenet-vit", "selective", 0.5, 3, now.picture, balance=balance / 100)
    assert drawing["mask"] == mask_to_hex(rolled) and not drawing["custom"] and drawing["change"] is None
    assert rolled.equal(handlers.current_mask(now, "imagenet-vit", *settings, painted)[0])


@pytest.mark.parametrize("forged", ["x", [1], 5, {"grid": [5, 8]}, {"mask": "ff", "grid": [8, 5], "number": "1"}])
def test_a_forged_canvas_gets_a_sentence(shelf, tmp_path, forged):
    shown, *_ = upload(tmp_path, LANDSCAPE)
    compares = partial(compare.compare, compare.Asked("photos"), ["photos-unet"])
    for ask in (handlers.show, compares):
        with pytest.raises(gr.Error, match="arrived incomplete"):
            ask(shown, "photos-unet", *SETTINGS, forged)


def test_the_frame_takes_the_shape_that_a_checkpoint_asks_for(shelf, tmp_path):
    shown, *_ = upload(tmp_path, PORTRAIT)
    assert shown.picture.size == (90, 240)
    corner = MIDDLE | {"y": 0, "side": 50}
    shown, drawing = handlers.move(corner, shown, "photos-unet", *SETTINGS, None)
    assert shown.picture.size == (45, 120) and drawing["grid"] == [8, 3]
    shown, drawing, _, crop, *_ = handlers.pick(shown, "emoji-vit", *SETTINGS, None)
    assert shown.picture.size == (45, 45) and drawing["grid"] == [8, 8] and crop["size"] == [64, 64]
    assert shown.picture.getpixel((0, 44))[0] < 60, "still at the top, where it is dark"
    shown, drawing, _, crop, *_ = handlers.pick(shown, "photos-vit", *SETTINGS, None)
    assert shown.picture.size == (45, 120) and {key: crop[key] for key in corner} == corner


def test_a_sample_of_another_shape_comes_with_a_mask_of_its_own(shelf, tmp_path):
    shown, drawing, *_ = upload(tmp_path, (64, 64))
    painted = {"mask": drawing["mask"], "grid": drawing["grid"], "number": 1, "custom": True}
    shapes = [Image.open(path).size for path in sample_paths(samples_for("photos-unet"))]
    square, wide = (next(i for i, (w, h) in enumerate(shapes) if (w > h) is landscape) for landscape in (False, True))
    _, drawing = handlers.choose_sample(
        SimpleNamespace(selected_index=square), shown, "photos-unet", *SETTINGS, painted
    )
    assert drawing["mask"] == painted["mask"]
    _, drawing = handlers.choose_sample(SimpleNamespace(selected_index=wide), shown, "photos-unet", *SETTINGS, painted)
    assert drawing["grid"][0] < 8 and drawing["mask"] != painted["mask"]


@pytest.mark.parametrize(
    ("name", "size", "expected"),
    [
        ("emoji-vit", LANDSCAPE, (2, 4, 8, 64)),  # as many as it has patches
        ("photos-unet", LANDSCAPE, (2, 4, 8, 40)),
        ("photos-unet", (900, 100), (2, 4, 8, 16)),
    ],
)
def test_there_are_as_many_masks_as_fit_the_patches(shelf, name, size, expected):
    assert whole.offered(name, size) == expected


def test_of_many_patches_not_each_has_a_mask_of_its_own(monkeypatch):
    sizes = {"fine": (128, 8), "large": (224, 16)}
    config = lambda name: ModelConfig("vit", VIT, "photos", "mse", (sizes[name][0],) * 2, 3, sizes[name][1])  # noqa: E731
    monkeypatch.setattr(checkpoint, "names", lambda: list(sizes))
    monkeypatch.setattr(checkpoint, "model_config", config)
    assert whole.offered("fine", (1, 1)) == (2, 4, 8) and whole.offered("large", (1, 1)) == (2, 4)


def test_settings_of_an_own_picture_restore_all_but_a_mask_of_another_shape(shelf, tmp_path):
    painted = {"mask": mask_to_hex(torch.arange(40).view(5, 8) < 7), "strategy": "grid", "ratio": 30, "seed": 5}
    settings = painted | {"checkpoint": "photos-vit", "balance": 100, "view": "raw"}
    make, _ = FILES["settings"]
    path = tmp_path / "settings.json"
    landscape, portrait = (upload(tmp_path, size)[0] for size in (LANDSCAPE, LANDSCAPE[::-1]))

    path.write_bytes(make(landscape, settings, False))
    *_, drawing = takeaway.take_file(str(path), landscape, "photos-unet")
    assert (drawing["mask"], drawing["custom"], drawing["view"]) == (painted["mask"], True, "raw")
    with pytest.warns(match=WORDS["link"]["other_mask"]):  # as many patches, but not the same ones
        shown, _, _, picker, *knobs, drawing = takeaway.take_file(str(path), portrait, "photos-unet")
    rolled = masks.mask_for("photos-vit", "grid", 0.3, 5, portrait.picture)
    assert (shown.picture, drawing["grid"], drawing["mask"]) == (portrait.picture, [8, 5], mask_to_hex(rolled))
    assert [picker.value, *knobs] == ["photos-vit", "grid", 30, 5, 100]
    assert (drawing["custom"], drawing["view"]) == (False, "raw")

    path.write_bytes(make(landscape, settings, True))
    *_, drawing = takeaway.take_file(str(path), portrait, "photos-unet")
    assert drawing["mask"] == mask_to_hex(rolled), "and nothing is lost that anybody painted"


def test_with_everything_hidden_only_those_that_know_give_their_average(shelf):
    config = ModelConfig("mlp", MLPArchitecture(), "fashion-mnist", "mse")
    notes = {
        "everything_hidden": networks.model("photos-vit").config,
        "everything_hidden_filled": networks.model("photos-unet").config,
        "everything_hidden_untold": config,
        "everything_hidden_normalised": replace(networks.model("photos-vit").config, target_space="patch-normalised"),
    }
    assert {key: reconstruction.when_everything_is_hidden(each) for key, each in notes.items()} == {
        key: key for key in notes
    }
    note = reconstruction.run("photos-unet", Image.new("L", (64, 64)), torch.ones(8, 8, dtype=torch.bool))[1]["note"]
    assert note == "everything_hidden_filled"


def test_what_was_transparent_is_said(shelf, tmp_path):
    picture, path = Image.new("RGBA", (8, 8), (0, 0, 0, 255)), tmp_path / "a.png"
    for alpha, said in ((255, False), (254, True)):
        picture.putpixel((3, 3), (0, 0, 0, alpha))
        picture.save(path)
        shown, _, _, crop, *_ = handlers.take_upload(str(path), "photos-unet", *SETTINGS, None)
        assert crop["on_paper"] is said
        assert handlers.pick(shown, "emoji-vit", *SETTINGS, None)[3]["on_paper"] is said


def test_a_mask_is_brought_for_the_shape_at_hand(shelf, tmp_path):
    shown, *_ = upload(tmp_path, LANDSCAPE)
    digits = mask_to_hex(torch.arange(40).view(5, 8) % 3 == 0)
    assert takeaway.take_digits(digits, shown, "photos-unet")["mask"] == digits
    with pytest.raises(gr.Error, match="5×8 patches"):
        takeaway.take_digits("0" * 16, shown, "photos-unet")
