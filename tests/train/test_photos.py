"""Photographs: which source is in which part, what is cut from them, and what the command refuses."""

import hashlib
import io
import shutil
import tomllib
import weakref
import zipfile

import numpy as np
import pytest
import torch
from PIL import Image

from mae_demo import checkpoint
from mae_demo.answers import masks, reconstruction
from mae_demo.answers.samples import sample_paths
from mae_demo.image import open_picture
from train import photos
from train.folder import parts_of
from train.samples import gain


def ramp(width, height):
    """A picture whose red is 255 at the right edge and whose green is 255 at the bottom, from 0."""
    x, y = np.meshgrid(np.linspace(0, 255, width), np.linspace(0, 255, height))
    return Image.fromarray(np.stack([x, y, 0 * x], -1).astype(np.uint8))


def test_an_eighth_validates_and_an_eighth_tests():
    names = [f"picture {number}" for number in range(80)]
    parts = photos.parts_by_name(names)
    assert [list(parts.values()).count(part) for part in photos.PARTS] == [60, 10, 10]
    assert photos.parts_by_name(names[::-1]) == parts
    assert [parts[name] for name in names[:24]] != sorted(parts[name] for name in names[:24]), "shuffled"


def test_crops_are_squares_of_the_photograph_at_many_scales():
    crops = photos.crops([ramp(900, 600)], [], 60, seed=1).float()
    assert crops.shape == (60, 3, photos.SIDE, photos.SIDE) and torch.equal(
        photos.crops([ramp(900, 600)], [], 60, 1), crops.byte()
    )
    left, right = crops[:, 0, :, 0].mean(1), crops[:, 0, :, -1].mean(1)
    top, bottom = crops[:, 1, 0].mean(1), crops[:, 1, -1].mean(1)
    # As a share of the photograph: how wide and how tall what was cut out is, a square of pixels
    wide, tall = 900 * (right - left).abs() / 255, 600 * (bottom - top) / 255
    torch.testing.assert_close(wide, tall, atol=14, rtol=0)
    assert tall.min() < 250 and tall.max() > 550 and (tall > photos.SIDE - 14).all()
    assert 15 < (right < left).sum() < 45, "half of them are mirrored"


def test_cut_outs_are_pasted_onto_some():
    ground, cut_out = Image.new("RGB", (300, 300)), Image.new("RGBA", (200, 100), (255, 255, 255, 255))
    crops = photos.crops([ground], [cut_out], 100, seed=0)
    pasted = (crops == 255).flatten(1).any(1)
    assert 20 < pasted.sum() < 40
    assert torch.equal(photos.crops([ground], [], 100, seed=0), torch.zeros_like(crops))


def folder_of(tmp_path, count):
    folder = tmp_path / "mine"
    (folder / "deeper").mkdir(parents=True)
    for number in range(count):
        ramp(200 + number, 150).save(folder / "deeper" / f"{number}.png")
    (folder / "notes.txt").write_text("no picture")
    return folder


def test_any_folder_of_pictures_will_do(tmp_path, monkeypatch):
    out = tmp_path / "data" / "mine.zip"
    photos.main(folder=folder_of(tmp_path, 16), out=out)
    with zipfile.ZipFile(out) as file:
        names = file.namelist()
        sizes = {Image.open(io.BytesIO(file.read(name))).size for name in names}
        digests = {name: hashlib.sha256(file.read(name)).hexdigest() for name in names}
    assert {digests[name]: name.split("/")[0] for name in names} == parts_of(digests.values()) and len(names) == 16
    assert sizes == {(200 + number, 150) for number in range(16)}
    monkeypatch.setattr(photos, "COUNTS", (12, 4, 2))
    data = photos.photos(out)
    assert (len(data.train), len(data.validation), len(data.test), data.classes) == (12, 4, 2, ())


def test_a_copy_stays_with_its_picture(tmp_path):
    folder, out = folder_of(tmp_path, 16), tmp_path / "mine.zip"
    for number in range(16):
        shutil.copy(folder / "deeper" / f"{number}.png", folder / f"{number} copy.png")
    photos.main(folder=folder, out=out)
    with zipfile.ZipFile(out) as file:
        part, content = (
            {name.split("/")[-1]: of(name) for name in file.namelist()}
            for of in (lambda name: name.split("/")[0], file.read)
        )
    for number in range(16):
        own, copy = f"{number}.png.webp", f"{number} copy.png.webp"
        assert part[own] == part[copy] and content[own] == content[copy]


def test_too_few_are_refused(tmp_path):
    folder = folder_of(tmp_path, 7)
    shutil.copy(folder / "deeper" / "0.png", folder / "copy.png")
    with pytest.raises(SystemExit, match="7 different photographs are too few"):
        photos.main(folder=folder, out=tmp_path / "none.zip")


def test_what_is_not_installed_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"install budgie-backgrounds of Debian trixie, or unpack it with dpkg -x"):
        list(photos.listed(tmp_path))


def test_packages_are_read_where_they_were_unpacked(tmp_path):
    for source in tomllib.loads(photos.SOURCES.read_text("utf-8"))["source"]:
        assert source["licence"] and source["suite"]
        folder = tmp_path / source["folder"]
        for name in [*source.get("pictures", ()), *(f"{name}/one.png" for name in source.get("cut_outs", ()))]:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).touch()
    stamps = tmp_path / "usr/share/tuxpaint/stamps"
    (stamps / "animals" / "cartoon").mkdir()
    (stamps / "animals" / "cartoon" / "drawn.png").touch()
    found = list(photos.listed(tmp_path))
    assert all(path.exists() for _, path in found)
    assert [path.relative_to(stamps).as_posix() for kind, path in found if kind == "cut-out"] == [
        "animals/one.png", "food/one.png", "plants/one.png",
    ]  # fmt: skip


def test_the_samples_on_the_page_are_of_the_test_split():
    sources = tomllib.loads(photos.SOURCES.read_text("utf-8"))["source"]
    pictures = [f"{source['folder']}/{name}" for source in sources for name in source.get("pictures", ())]
    parts = photos.parts_by_name([path.rsplit(".", 1)[0].replace("/", "-") for path in pictures])
    shown = ("cincinnati-bridge", "Picture_0B_by_freespace", "life_by_Aitzol_Berasategi", "Bridge_by_Sander_Klootwijk")
    assert {part for name, part in parts.items() if name.endswith(shown)} == {"test"}
    assert list(parts.values()).count("test") == 7  # as README and results say


def test_a_telephones_picture_stands_upright_small_ones_stay_out_and_damaged_ones_are_named(tmp_path, capsys):
    folder = folder_of(tmp_path, 8)
    turned = Image.Exif()
    turned[274] = 6  # to be turned by a quarter
    ramp(400, 200).save(folder / "turned.jpg", exif=turned)
    ramp(400, photos.SIDE - 1).save(folder / "small.png")
    photos.main(folder=folder, out=tmp_path / "mine.zip")
    with zipfile.ZipFile(tmp_path / "mine.zip") as file:
        sizes = {Image.open(io.BytesIO(file.read(name))).size for name in file.namelist()}
    assert (200, 400) in sizes and len(sizes) == 9
    (folder / "damaged.png").write_bytes(b"no picture")
    (folder / "cut.jpg").write_bytes((folder / "turned.jpg").read_bytes()[:3000])
    capsys.readouterr()
    photos.main(folder=folder, out=tmp_path / "mine.zip")
    told = capsys.readouterr().out
    assert "13 files found, 9 kept, 4 left out." in told and "no pictures: 1 .txt" in told
    assert all(f"{name}: " in told for name in ("damaged.png", "cut.jpg", "small.png")), "all of them at once"


def test_equal_names_in_several_folders_overwrite_nothing(tmp_path, monkeypatch):
    for place in ("a-b/c", "a/b-c", "a/b/c"):
        for number in range(8):
            path = tmp_path / "mine" / f"{place}{number}.jpg"
            path.parent.mkdir(parents=True, exist_ok=True)
            ramp(150 + number, 140).save(path)
    photos.prepare(folder=tmp_path / "mine", out=tmp_path / "mine.zip")
    with zipfile.ZipFile(tmp_path / "mine.zip") as file:
        assert len(set(file.namelist())) == 24
    monkeypatch.setattr(photos, "COUNTS", (24, 4, 2))
    assert len(photos.photos(tmp_path / "mine.zip").train) == 24


def test_16_bit_grey_transparency_and_panoramas_of_any_length_are_taken(tmp_path):
    folder = folder_of(tmp_path, 6)
    deep = np.tile(np.linspace(0, 65_535, 300).astype(np.uint16), (200, 1))
    Image.fromarray(deep).save(folder / "deep.png")
    Image.new("RGBA", (200, 200), (0, 0, 0, 0)).save(folder / "clear.png")
    levels = np.zeros((1100, 20_000, 3), np.uint8)
    levels[:, 9_000:11_000] = 200  # the middle
    Image.fromarray(levels).save(folder / "panorama.jpg", quality=50)
    photos.prepare(folder=folder, out=tmp_path / "mine.zip")
    with zipfile.ZipFile(tmp_path / "mine.zip") as file:
        pictures = {
            name.rsplit("/", 1)[1]: Image.open(io.BytesIO(file.read(name))).convert("RGB") for name in file.namelist()
        }
    red = np.asarray(pictures["deep.png.webp"].getchannel("R"), float)
    assert np.abs(red.mean(0) - np.linspace(0, 255, 300)).max() < 5, "neither clipped nor white"
    assert min(min(pair) for pair in pictures["clear.png.webp"].getextrema()) > 250, "white paper"
    long = pictures["panorama.jpg.webp"]
    assert long.height == photos.LARGEST and long.width in (photos.LONGEST, photos.LONGEST - 1)
    assert long.getpixel((long.width // 2, 500))[0] > 180 and long.getpixel((100, 500))[0] < 20


def test_crops_are_cut_once_and_kept_until_the_pictures_change(tmp_path, monkeypatch):
    monkeypatch.setattr(photos, "COUNTS", (12, 4, 2))
    out, cut = tmp_path / "mine.zip", photos.crops
    photos.prepare(folder=folder_of(tmp_path, 9), out=out)
    calls = []
    monkeypatch.setattr(photos, "crops", lambda *given: calls.append(1) or cut(*given))
    first, second = photos.photos(out), photos.photos(out)
    assert len(calls) == 3 and all(
        torch.equal(getattr(first, part), getattr(second, part)) for part in ("train", "validation", "test")
    )
    (tmp_path / "mine-crops.safetensors").write_bytes(b"damaged")
    assert torch.equal(photos.photos(out).train, first.train) and len(calls) == 6
    ramp(500, 500).save(tmp_path / "mine" / "one-more.png")
    photos.prepare(folder=tmp_path / "mine", out=out)
    assert not torch.equal(photos.photos(out).train, first.train) and len(calls) == 9


def test_photographs_are_decoded_one_after_the_other(tmp_path, monkeypatch):
    photos.prepare(folder=folder_of(tmp_path, 10), out=tmp_path / "mine.zip")
    opened, seen = photos.InZip.__getitem__, []

    def counted(self, place):
        picture = opened(self, place)
        seen.append(weakref.ref(picture))
        assert sum(each() is not None for each in seen) <= 2, "the one in use and the next"
        return picture

    monkeypatch.setattr(photos.InZip, "__getitem__", counted)
    monkeypatch.setattr(photos, "COUNTS", (30, 4, 2))
    photos.photos(tmp_path / "mine.zip")


def test_what_the_networks_gain_on_the_samples_is_what_the_page_says():
    name, path = "photos-vit-mse", sample_paths("photos")[6]  # a landscape
    picture = open_picture(path)
    _, figures = reconstruction.run(name, picture, masks.mask_for(name, "random", 0.75, 7, picture))
    expected = figures["masked_psnr"] - figures["baselines"]["harmonic"]
    assert gain(checkpoint.load(name), path) == pytest.approx(expected, abs=1e-4)
