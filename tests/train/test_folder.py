"""Any folder of pictures as a data set: what is read, what is left out and said, how it is split and cut."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from train import folder
from train.folder import Report, folder_of_pictures, pictures_in


def noise(seed: int, width: int = 60, height: int = 40) -> Image.Image:
    """A picture like no other: a plain colour with some noise."""
    draw = np.random.default_rng(seed)
    levels = draw.integers(0, 200, 3) + draw.integers(0, 50, (height, width, 3))
    return Image.fromarray(levels.astype(np.uint8))


@pytest.fixture
def twenty(tmp_path):
    """Twenty pictures in two sub-folders, one of which has a deeper one."""
    for number in range(20):
        place = tmp_path / "mine" / ("cats" if number % 2 else "dogs/young" if number % 4 else "dogs")
        place.mkdir(parents=True, exist_ok=True)
        noise(number).save(place / f"{number}.png")
    return tmp_path / "mine"


def rows(images):
    return {image.numpy().tobytes() for image in images}


def test_each_picture_is_in_one_part_and_its_class_is_its_sub_folder(twenty):
    data = folder_of_pictures(twenty, (16, 16), 3)
    assert data.train.shape[1:] == data.validation.shape[1:] == (3, 16, 16) and data.train.dtype == torch.uint8
    assert data.classes == ("cats", "dogs") and len(data.test_labels) == len(data.test)
    assert len(data.train) == len(data.train_labels) >= folder.CUT
    means = {  # of each picture; a part of it has about the same
        number: np.asarray(noise(number), float).mean((0, 1)) for number in range(20)
    }

    def source(image):
        mean = image.double().mean((1, 2)).numpy()
        return min(means, key=lambda number: np.abs(means[number] - mean).max())

    parts = [{source(image) for image in images} for images in (data.train, data.validation, data.test)]
    digests = {folder.digest_of_file(path): int(path.stem) for path in twenty.rglob("*.png")}
    assigned = folder.parts_of(digests)
    assert parts == [{digests[each] for each in digests if assigned[each] == part} for part in folder.PARTS]
    assert all(parts) and sum(map(len, parts)) == 20
    for image, label in zip(data.train, data.train_labels, strict=True):
        assert data.classes[label] == ("cats" if source(image) % 2 else "dogs")
    assert len(rows(data.train)) > 0.95 * len(data.train), "parts at random, not copies"


def test_the_same_folder_gives_the_same_pictures_and_another_name_moves_none(twenty):
    one = folder_of_pictures(twenty, (16, 16), 1)
    (twenty / "cats" / "1.png").rename(twenty / "cats" / "later.png")
    other = folder_of_pictures(twenty, (16, 16), 1)
    assert torch.equal(one.train.sort(0).values, other.train.sort(0).values)
    assert rows(one.test) == rows(other.test) and one.test.shape[1:] == (1, 16, 16)


def test_a_part_follows_from_the_file_and_none_is_empty():
    digests = [f"{number:064x}" for number in range(40)]
    parts = folder.parts_of(digests[::-1])
    assert [[int(each, 16) for each in digests if parts[each] == part] for part in ("validation", "test")] == [
        [3, 11, 19, 27, 35],
        [7, 15, 23, 31, 39],
    ]
    assert folder.parts_of(digests[:39]) == {each: parts[each] for each in digests[:39]}, "one more moves none"
    alike = [f"{8 * number:064x}" for number in range(8)]  # all of them to train on
    assert [[*folder.parts_of(alike).values()].count(part) for part in folder.PARTS] == [6, 1, 1]


def test_a_picture_keeps_its_part_when_others_come_and_at_any_size(twenty):
    def parts(side):
        data, means = folder_of_pictures(twenty, (side, side), 3), {}
        for number in range(60):
            means[number] = np.asarray(noise(number), float).mean((0, 1))
        return [
            {min(means, key=lambda n: np.abs(means[n] - image.double().mean((1, 2)).numpy()).max()) for image in images}
            for images in (data.train, data.validation, data.test)
        ]

    before, larger = parts(16), parts(20)
    for number in range(20, 60):
        noise(number).save(twenty / f"{number}.png")
    after = parts(16)
    assert before == larger
    assert all(early <= late for early, late in zip(before, after, strict=True)) and len(set.union(*after)) == 60


def test_copies_of_a_picture_stay_in_one_part(twenty):
    for number in range(20):
        noise(number).save(twenty / f"copy-{number}.bmp")
    data = folder_of_pictures(twenty, (16, 16), 3)
    parts = [rows(images) for images in (data.train, data.validation, data.test)]
    assert not parts[0] & parts[1] and not parts[0] & parts[2] and not parts[1] & parts[2]
    assert len(data.test) == 2 * len(parts[2]) and data.classes == (), "not all lie in sub-folders: no classes"


def test_the_middle_is_taken_as_large_as_it_can_be(tmp_path):
    for number in range(8):
        levels = np.zeros((40, 100, 3), np.uint8)
        levels[:, 30:70] = 20 * number + 100
        Image.fromarray(levels).save(tmp_path / f"{number}.png")
    data = folder_of_pictures(tmp_path, (10, 10), 1)
    for image in data.test:
        assert image[:, :, 3:-3].unique().numel() == 1 and (image > 0.7 * image.max()).all(), "the light square alone"


def test_no_shape_is_refused_for_a_rounding_error(tmp_path):
    for number, (width, height) in enumerate([(464, 838), *((58 + 7 * n, 58 * 9 - 31 * n) for n in range(12))]):
        noise(number, width, height).save(tmp_path / f"{number}.png")
    data = folder_of_pictures(tmp_path, (28, 28), 1)  # 464×838 is read as 58×105: the square begins at -3.6e-15
    assert len(data.train) >= folder.CUT


def test_every_fault_is_told_at_once_by_name_with_counts(tmp_path, capsys):
    for number in range(9):
        noise(number).save(tmp_path / f"{number}.png")
    (tmp_path / "cut.jpg").write_bytes(b"\xff\xd8\xff\xe0 no more")
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "empty.png").touch()
    (tmp_path / "film.mp4").write_bytes(bytes(100))
    (tmp_path / "notes").write_text("no picture")
    for hidden in (".DS_Store", "._0.png", ".trash/old.png"):
        (tmp_path / hidden).parent.mkdir(exist_ok=True)
        (tmp_path / hidden).write_bytes(b"hidden")
    noise(1, 12, 12).save(tmp_path / "small.webp", lossless=True)
    data = folder_of_pictures(tmp_path, (16, 16), 3)
    assert len(data.test) == 1
    told = capsys.readouterr().out.splitlines()
    assert told[0] == f"{tmp_path}: 14 files found, 10 kept, 4 left out."
    assert told[1].startswith("  cut.jpg: This ") and told[2] == (
        "  deeper/empty.png: This file is empty; choose another picture."
    )
    assert told[3:] == [
        "  no pictures: 1 without ending, 1 .mp4",
        "  1 of those kept are smaller than what is made of them, and were enlarged",
    ]


def test_many_faults_are_counted_beyond_the_first(tmp_path):
    for number in range(folder.TOLD + 5):
        (tmp_path / f"{number:02}.png").write_bytes(b"x")
    report = Report(tmp_path)
    assert list(pictures_in(tmp_path, 10, report)) == []
    assert len(report.faults) == 25 and str(report).splitlines()[-1] == "  and 5 more like these"


def test_a_folder_with_too_few_and_none_at_all(tmp_path):
    with pytest.raises(ValueError, match="Different pictures here: 0"):
        folder_of_pictures(tmp_path, (8, 8), 1)
    for number in range(20):
        noise(3).save(tmp_path / f"{number}.png")
    with pytest.raises(ValueError, match="Different pictures here: 1"):
        folder_of_pictures(tmp_path, (8, 8), 1)
    with pytest.raises(ValueError, match=r"There is no folder .*nowhere\."):
        folder_of_pictures(tmp_path / "nowhere", (8, 8), 1)


def test_what_every_format_holds_is_the_same(tmp_path):
    """16-bit grey, transparency and a turned picture come as `open_picture` gives them."""
    Image.fromarray(np.full((20, 20), 32_768, np.uint16)).save(tmp_path / "deep.png")
    Image.new("RGBA", (20, 20), (9, 9, 9, 0)).save(tmp_path / "clear.webp", lossless=True)
    Image.new("L", (20, 20), 77).save(tmp_path / "plain.tiff")
    Image.new("RGB", (20, 20), "lime").save(tmp_path / "green.avif", quality=100)
    seen = {name: picture.getpixel((9, 9)) for name, picture in pictures_in(tmp_path, 20, Report(tmp_path))}
    green = seen.pop("green.avif")
    assert seen == {"deep.png": 128, "clear.webp": (255, 255, 255), "plain.tiff": 77}
    assert np.abs(np.array(green) - (0, 255, 0)).max() < 4


MEASURED = """
import resource, sys
from pathlib import Path
from train.folder import folder_of_pictures
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
data = folder_of_pictures(Path(sys.argv[1]), (32, 32), 3)
print(len(data.train), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_many_large_pictures_are_in_memory_one_at_a_time(tmp_path):
    """Twenty of 12 megapixels, which would take 720 MB together."""
    for number in range(20):
        Image.new("RGB", (4000, 3000), (9 * number, 99, 255 - 9 * number)).save(tmp_path / f"{number}.jpg", quality=30)
    told = subprocess.run(
        [sys.executable, "-c", MEASURED, tmp_path], capture_output=True, text=True, cwd=Path(__file__).parents[2]
    )
    count, kilobytes = map(int, told.stdout.split()[-2:])
    assert count >= 1000 and kilobytes < 200_000, told.stderr
