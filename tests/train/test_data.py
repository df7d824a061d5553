"""Data sets: how they are split, where they are read from, and what is damaged."""

import gzip

import pytest
import torch
from tiny import tiny_data

from train import data, torchvision_sets
from train.dataset import resized, without
from train.idx import read_idx


def idx(values):
    """A tensor of bytes as an IDX file's content."""
    sizes = b"".join(size.to_bytes(4, "big") for size in values.shape)
    return b"\0\0\x08" + bytes([values.ndim]) + sizes + bytes(values.flatten().tolist())


def numbered(count, first):
    """Pictures of 1×3 pixels that spell their own number."""
    number = torch.arange(first, first + count)
    return torch.stack([number >> 16, (number >> 8) % 256, number % 256], 1).to(torch.uint8)[:, None]


def spelled(pictures):
    return (pictures.long().flatten(1) * torch.tensor([65536, 256, 1])).sum(1)


@pytest.fixture
def debian(tmp_path, monkeypatch):
    """A folder as Debian's package installs it, with pictures that spell 0 to 59,999 and 60,000 to 69,999."""
    folder = tmp_path / "debian"
    folder.mkdir()
    for name, values in {
        "train-images-idx3-ubyte": numbered(60_000, 0),
        "train-labels-idx1-ubyte": torch.arange(60_000) % 10,
        "t10k-images-idx3-ubyte": numbered(10_000, 60_000),
        "t10k-labels-idx1-ubyte": torch.arange(10_000) % 7,
    }.items():
        (folder / f"{name}.gz").write_bytes(gzip.compress(idx(values), 1))
    monkeypatch.setattr(data, "DEBIAN_FASHION_MNIST", folder)
    monkeypatch.setattr(torchvision_sets, "DATA", tmp_path / "data")
    return folder


def test_debian_files_are_split_and_nothing_is_fetched(debian, monkeypatch):
    monkeypatch.setattr(torchvision_sets, "_fetch", lambda *_: pytest.fail("fetched"))
    dataset = data.fashion_mnist()
    assert spelled(dataset.train).tolist() == list(range(55_000))
    assert spelled(dataset.validation).tolist() == list(range(55_000, 60_000))
    assert spelled(dataset.test).tolist() == list(range(60_000, 70_000))  # so no two parts share a picture
    assert torch.equal(dataset.train_labels, torch.arange(55_000) % 10)
    assert torch.equal(dataset.validation_labels, torch.arange(55_000, 60_000) % 10)
    assert torch.equal(dataset.test_labels, torch.arange(10_000) % 7)
    assert dataset.train.dtype == torch.uint8 and dataset.train.shape[1:] == (1, 1, 3)
    assert len(dataset.classes) == 10
    assert not torchvision_sets.DATA.exists()


def test_without_debian_files_torchvision_fetches(debian, monkeypatch, tmp_path):
    def fetch(*_):
        raw = tmp_path / "data" / "FashionMNIST" / "raw"
        raw.mkdir(parents=True)
        for packed in debian.glob("*.gz"):
            (raw / packed.stem).write_bytes(gzip.decompress(packed.read_bytes()))

    monkeypatch.setattr(torchvision_sets, "_fetch", fetch)
    monkeypatch.setattr(data, "DEBIAN_FASHION_MNIST", tmp_path / "nowhere")
    assert spelled(data.fashion_mnist().test[:2]).tolist() == [60_000, 60_001]
    monkeypatch.setattr(torchvision_sets, "_fetch", lambda *_: pytest.fail("fetched twice"))
    assert len(data.fashion_mnist().test) == 10_000


def test_a_damaged_data_folder_is_one_sentence(debian):
    path = debian / "t10k-images-idx3-ubyte.gz"
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(ValueError, match=r"t10k-images-idx3-ubyte\.gz cannot be read"):
        data.fashion_mnist()


def test_no_network_is_one_sentence(tmp_path, monkeypatch):
    import torchvision.datasets

    def unreachable(*_, **__):
        raise RuntimeError("no route")

    monkeypatch.setattr(data, "DEBIAN_FASHION_MNIST", tmp_path / "nowhere")
    monkeypatch.setattr(torchvision_sets, "DATA", tmp_path / "data")
    monkeypatch.setattr(torchvision.datasets, "FashionMNIST", unreachable)
    with pytest.raises(ValueError, match=r"could not be fetched \(no route\)"):
        data.fashion_mnist()


@pytest.mark.parametrize("shape", [(5,), (3, 2), (2, 4, 3)])
@pytest.mark.parametrize("packed", [False, True])
def test_an_idx_file_is_read_as_written(tmp_path, shape, packed):
    values = torch.randint(256, shape, generator=torch.Generator().manual_seed(0), dtype=torch.uint8)
    path = tmp_path / ("file.gz" if packed else "file")
    path.write_bytes(gzip.compress(idx(values)) if packed else idx(values))
    assert torch.equal(read_idx(path), values)


WHOLE = idx(torch.zeros(2, 3).byte())
FLOATS = b"\0\0\x0d\x01\0\0\0\x01" + bytes(4)


@pytest.mark.parametrize("content", [b"", b"\0\0", b"<html>", WHOLE[:7], WHOLE[:-1], WHOLE + b"\0", FLOATS])
def test_a_damaged_file_is_refused(tmp_path, content):
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(ValueError, match="file is damaged"):
        read_idx(tmp_path / "file")


@pytest.mark.parametrize("cut", [1, 12, 30])
def test_a_damaged_archive_is_refused(tmp_path, cut):
    (tmp_path / "file.gz").write_bytes(gzip.compress(idx(torch.arange(40).byte()))[:-cut])
    with pytest.raises(ValueError, match="cannot be read"):
        read_idx(tmp_path / "file.gz")


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(ValueError, match="cannot be read"):
        read_idx(tmp_path / "file")


def test_bytes_become_floats():
    assert data.as_float(torch.tensor([0, 51, 255], dtype=torch.uint8)).tolist() == pytest.approx([0, 0.2, 1])


def test_an_epoch_takes_every_picture_once_in_an_order_of_its_own():
    def order(epoch, seed=0):
        return tuple(data.epoch_order(22, epoch, seed).tolist())

    assert sorted(order(0)) == [*range(22)]
    assert order(0) == order(0)
    assert len({order(0), order(1), order(2), order(0, seed=1)}) == 4


def test_pictures_that_do_not_fill_a_batch_are_left_out():
    assert data.batches_of(22, 5) == 4
    with pytest.raises(ValueError, match="there are 4"):
        data.batches_of(4, 5)


def test_a_class_that_is_left_out_is_in_the_test_set_alone():
    rest = without(tiny_data(8), ("thick",))
    assert len(rest.train) == len(rest.train_labels) == 12 and (rest.train_labels == 0).all()
    assert len(rest.validation) == 3 and (rest.validation_labels == 0).all()
    assert torch.equal(rest.train, tiny_data(8).train[::2]) and torch.equal(rest.test, tiny_data(8).test)
    with pytest.raises(ValueError, match="no class 'thicker'"):
        without(tiny_data(8), ("thicker",))


# The data sets that torchvision fetches, from files made here


def put_idx(folder, prefix, training, test, classes, last="t10k", first_label=0):
    """Four IDX files: random pictures of 28×28 whose first pixel is their label."""
    folder.mkdir(parents=True)
    for part, count, seed in (("train", training, 0), (last, test, 1)):
        images = torch.randint(256, (count, 28, 28), generator=torch.Generator().manual_seed(seed), dtype=torch.uint8)
        labels = torch.arange(count) % classes + first_label
        images[:, 0, 0] = labels
        (folder / f"{prefix}{part}-images-idx3-ubyte").write_bytes(idx(images))
        (folder / f"{prefix}{part}-labels-idx1-ubyte.gz").write_bytes(gzip.compress(idx(labels)))
    return images


@pytest.fixture
def fetched(tmp_path, monkeypatch):
    """The folder for what is fetched, of which nothing is there."""
    monkeypatch.setattr(torchvision_sets, "DATA", tmp_path / "data")
    return tmp_path / "data"


@pytest.mark.parametrize(("name", "kind"), [("mnist", "MNIST"), ("kmnist", "KMNIST")])
def test_digits_are_read_where_they_are_put(fetched, name, kind):
    put_idx(fetched / kind / "raw", "", 48, 10, 10)
    found = data.DATASETS[name]()
    assert (len(found.train), len(found.validation), len(found.test)) == (44, 4, 10)
    for images, labels in ((found.train, found.train_labels), (found.test, found.test_labels)):
        assert images.shape[1:] == (1, 28, 28) and torch.equal(images[:, 0, 0, 0].long(), labels)
    assert len(found.classes) == 10


def test_letters_stand_upright_and_count_from_nought(fetched):
    raw = put_idx(fetched / "EMNIST" / "raw", "emnist-letters-", 52, 26, 26, "test", 1)
    found = data.DATASETS["emnist-letters"]()
    assert torch.equal(found.test[:, 0], raw.transpose(1, 2)) and found.test_labels.tolist() == list(range(26))
    assert found.classes[0] == "A" and len(found.classes) == 26


def test_labels_that_are_fewer_than_the_pictures_are_refused(fetched):
    put_idx(fetched / "MNIST" / "raw", "", 48, 10, 10)
    (fetched / "MNIST" / "raw" / "train-labels-idx1-ubyte.gz").write_bytes(gzip.compress(idx(torch.zeros(47).byte())))
    with pytest.raises(ValueError, match="47 labels for 48 pictures"):
        data.DATASETS["mnist"]()


def test_things_are_read_from_the_binary_version(fetched):
    folder = fetched / "cifar-10-batches-bin"
    folder.mkdir(parents=True)
    for place, name in enumerate([*(f"data_batch_{number}" for number in range(1, 6)), "test_batch"]):
        planes = [bytes([channel * 50 + place]) * 1024 for channel in range(3)]
        (folder / f"{name}.bin").write_bytes(b"".join(bytes([label]) + b"".join(planes) for label in range(6)))
    found = data.DATASETS["cifar-10"]()
    assert (len(found.train), len(found.validation), len(found.test)) == (28, 2, 6)
    assert (
        found.train[:, :, 5, 7].tolist()
        == [[place, 50 + place, 100 + place] for place in range(5) for _ in "abcdef"][:28]
    )
    assert found.test_labels.tolist() == list(range(6)) and found.test[0, :, 0, 0].tolist() == [5, 55, 105]
    (folder / "test_batch.bin").write_bytes(b"1234")
    with pytest.raises(ValueError, match=r"test_batch\.bin is damaged"):
        data.DATASETS["cifar-10"]()


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("mnist", "data/MNIST/raw"),
        ("kmnist", "data/KMNIST/raw"),
        ("emnist-letters", "data/EMNIST/raw"),
        ("cifar-10", "data/cifar-10-batches-bin"),
    ],
)
def test_without_a_network_a_sentence_says_where_the_files_go(fetched, monkeypatch, name, files):
    import torchvision.datasets

    def unreachable(*_, **__):
        raise RuntimeError("no route")

    for kind in ("MNIST", "KMNIST", "EMNIST", "CIFAR10"):
        monkeypatch.setattr(torchvision.datasets, kind, unreachable)
    with pytest.raises(ValueError, match=r"could not be fetched \(no route\)") as refused:
        data.DATASETS[name]()
    assert files in str(refused.value) and "without one, put the" in str(refused.value)


def test_pictures_are_resized_and_change_colour_as_pillow_does_it():
    from PIL import Image

    colour = tiny_data(32, 3)
    found = resized(colour, (16, 16), 1)
    assert found.train.shape == (23, 1, 16, 16) and torch.equal(found.train_labels, colour.train_labels)
    grey = Image.fromarray(colour.test[0].permute(1, 2, 0).numpy()).convert("L")
    expected = torch.tensor(list(grey.resize((16, 16), Image.Resampling.BILINEAR).tobytes())).view(16, 16)
    assert (found.test[0, 0].long() - expected).abs().max() <= 2
    back = resized(found, (16, 16), 3)
    assert torch.equal(back.test, found.test.expand(-1, 3, -1, -1))
    assert resized(colour, (32, 32), 3) is colour


def test_a_digit_recipe_is_trained_from_end_to_end(fetched, tmp_path, monkeypatch):
    from typer.testing import CliRunner

    from mae_demo import checkpoint
    from train import cost
    from train.__main__ import app

    put_idx(fetched / "MNIST" / "raw", "", 480, 40, 10)
    monkeypatch.setattr(checkpoint, "SHELF", tmp_path / "shelf")
    monkeypatch.setattr(cost, "RUNS", 3)
    result = CliRunner().invoke(app, ["mnist-mlp-20-mse", "--steps", "8", "--device", "cpu", "--out", str(tmp_path)])
    assert result.exit_code == 0, result.output
    folder = tmp_path / "mnist-mlp-20-mse"
    description = checkpoint.describe(folder)
    assert description["model"]["dataset"] == "mnist" and checkpoint.load(folder).config.architecture.code_size == 20
    card = (folder / "README.md").read_text("utf-8")
    assert "licence CC BY-SA 3.0" in card and "python -m train fashion-mlp-20-mse --dataset mnist --steps 8" in card
    assert description["encoder"]["features"] == 20  # k-NN and probe know the ten digits
