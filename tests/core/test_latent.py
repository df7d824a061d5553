"""Codes as rows of numbers: there and back, on a map, and from one to another; and the sheet of pictures."""

import numpy as np
import pytest
import torch

from mae_demo import latent
from mae_demo.config import ConvArchitecture, MLPArchitecture, ModelConfig
from mae_demo.contact_sheet import COLUMNS, ContactSheet, read_contact_sheet, write_contact_sheet
from mae_demo.models import build


@pytest.mark.parametrize(
    ("family", "architecture"), [("mlp", MLPArchitecture((8,), 3)), ("conv", ConvArchitecture("strided", 4))]
)
def test_there_and_back_is_the_models_own_way(family, architecture):
    torch.manual_seed(0)
    model = build(ModelConfig(family, architecture, "fashion-mnist", "mse", image_size=(12, 12))).eval()
    images = torch.rand(2, 1, 12, 12)
    row = latent.encode(model, images)
    assert row.shape == (2, 3 if family == "mlp" else 36)
    torch.testing.assert_close(latent.decode(model, row), model(images, torch.zeros(2, 9, dtype=torch.bool)))


def test_the_map_is_that_of_scikit_learns_pca():
    from sklearn.decomposition import PCA

    values = torch.randn(50, 6, generator=torch.Generator().manual_seed(0)) * torch.tensor([5, 1, 4, 1, 1, 1.0])
    plane, reference = latent.plane_of(values), PCA(2).fit(values.numpy())
    expected = reference.transform(values.numpy())
    found = plane.project(values).numpy()
    np.testing.assert_allclose(np.abs(found), np.abs(expected), atol=1e-4)
    assert plane.explained == pytest.approx(reference.explained_variance_ratio_.sum(), abs=1e-5)
    np.testing.assert_allclose(plane.project(plane.lift(plane.project(values))), found, atol=1e-4)


@pytest.mark.parametrize("width", [1, 2, 3])
def test_a_small_code_is_its_own_map(width):
    values = torch.rand(5, width)
    plane = latent.plane_of(values)
    assert (
        torch.equal(plane.project(values), values) and torch.equal(plane.lift(values), values) and plane.explained == 1
    )


def test_a_sheet_comes_back_pixel_for_pixel(tmp_path):
    images = torch.randint(256, (2 * COLUMNS, 1, 6, 6), generator=torch.Generator().manual_seed(0)) / 255
    labels = torch.arange(2 * COLUMNS) % 3
    write_contact_sheet(ContactSheet(images, labels, ("a", "b", "c")), tmp_path / "sheet.png")
    sheet = read_contact_sheet(tmp_path / "sheet.png")
    assert torch.equal(sheet.images, images) and torch.equal(sheet.labels, labels) and sheet.classes == ("a", "b", "c")
