"""Data sets: how they are split, where they are read from, and what is damaged."""

import gzip

import pytest
import torch
from tiny import tiny_data

from train import data
from train.dataset import without


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
    monkeypatch.setattr(data, "DATA", tmp_path / "data")
    return folder


def test_debian_files_are_split_and_nothing_is_fetched(debian, monkeypatch):
    monkeypatch.setattr(data, "_download_fashion_mnist", lambda: pytest.fail("fetched"))
    dataset = data.fashion_mnist()
    assert spelled(dataset.train).tolist() == list(range(55_000))
    assert spelled(dataset.validation).tolist() == list(range(55_000, 60_000))
    assert spelled(dataset.test).tolist() == list(range(60_000, 70_000))  # so no two parts share a picture
    assert torch.equal(dataset.train_labels, torch.arange(55_000) % 10)
    assert torch.equal(dataset.validation_labels, torch.arange(55_000, 60_000) % 10)
    assert torch.equal(dataset.test_labels, torch.arange(10_000) % 7)
    assert dataset.train.dtype == torch.uint8 and dataset.train.shape[1:] == (1, 1, 3)
    assert len(dataset.classes) == 10
    assert not data.DATA.exists()


def test_without_debian_files_torchvision_fetches(debian, monkeypatch, tmp_path):
    def fetch():
        raw = tmp_path / "data" / "FashionMNIST" / "raw"
        raw.mkdir(parents=True)
        for packed in debian.glob("*.gz"):
            (raw / packed.stem).write_bytes(gzip.decompress(packed.read_bytes()))

    monkeypatch.setattr(data, "_download_fashion_mnist", fetch)
    monkeypatch.setattr(data, "DEBIAN_FASHION_MNIST", tmp_path / "nowhere")
    assert spelled(data.fashion_mnist().test[:2]).tolist() == [60_000, 60_001]
    monkeypatch.setattr(data, "_download_fashion_mnist", lambda: pytest.fail("fetched twice"))
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
    monkeypatch.setattr(data, "DATA", tmp_path / "data")
    monkeypatch.setattr(torchvision.datasets, "FashionMNIST", unreachable)
    with pytest.raises(ValueError, match=r"could not be fetched \(no route\)"):
        data.fashion_mnist()


@pytest.mark.parametrize("shape", [(5,), (3, 2), (2, 4, 3)])
@pytest.mark.parametrize("packed", [False, True])
def test_an_idx_file_is_read_as_written(tmp_path, shape, packed):
    values = torch.randint(256, shape, generator=torch.Generator().manual_seed(0), dtype=torch.uint8)
    path = tmp_path / ("file.gz" if packed else "file")
    path.write_bytes(gzip.compress(idx(values)) if packed else idx(values))
    assert torch.equal(data.read_idx(path), values)


WHOLE = idx(torch.zeros(2, 3).byte())
FLOATS = b"\0\0\x0d\x01\0\0\0\x01" + bytes(4)


@pytest.mark.parametrize("content", [b"", b"\0\0", b"<html>", WHOLE[:7], WHOLE[:-1], WHOLE + b"\0", FLOATS])
def test_a_damaged_file_is_refused(tmp_path, content):
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(ValueError, match="file is damaged"):
        data.read_idx(tmp_path / "file")


@pytest.mark.parametrize("cut", [1, 12, 30])
def test_a_damaged_archive_is_refused(tmp_path, cut):
    (tmp_path / "file.gz").write_bytes(gzip.compress(idx(torch.arange(40).byte()))[:-cut])
    with pytest.raises(ValueError, match="cannot be read"):
        data.read_idx(tmp_path / "file.gz")


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(ValueError, match="cannot be read"):
        data.read_idx(tmp_path / "file")


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
