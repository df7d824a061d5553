"""The charts of 'Autoencoders' that a command measures: they are those of the shelf, and the page shows them."""

import re
from itertools import pairwise

import pytest
import torch

from mae_demo import checkpoint, latent, metrics
from mae_demo.anomaly import auc, picture_errors, roc
from mae_demo.answers import anomaly, test_pictures
from mae_demo.answers.autoencoders import DETECTOR
from mae_demo.answers.measured import measured
from mae_demo.contact_sheet import read_contact_sheet
from mae_demo.ui.lab import anomaly as panel
from mae_demo.ui.lab import bottleneck
from mae_demo.ui.lab.tab import PANELS
from train.data import as_float
from train.lab import bottleneck as measuring
from train.lab.anomaly import histogram, thinned
from train.lab.bottleneck import dead_units


@pytest.fixture(scope="module")
def data(dataset):
    return dataset("fashion-mnist")


# Code size


def test_the_chart_has_pca_as_the_shelf_has_it(data):
    kept = measured("bottleneck")
    rows = {row["code"]: row for row in kept["rows"]}
    model, images = checkpoint.load("fashion-pca-20"), as_float(data.test)
    error = ((latent.decode(model, latent.encode(model, images)) - images) ** 2).mean()
    assert rows[20]["pca"] == pytest.approx(metrics.psnr(error).item(), abs=0.02)
    for kind in ("mlp", "pca"):
        figures = [rows[size][kind] for size in sorted(rows)]
        assert figures == sorted(figures), "more numbers, less error"
    assert bottleneck.table(kept["rows"]).count("\n") == 1 + len(rows)


def test_the_pictures_by_size_are_what_the_networks_and_pca_make_of_the_first_of_each_class(data):
    sheet, sizes = read_contact_sheet(test_pictures.LAB / "sizes.png"), bottleneck.SHOWN
    assert sizes == measuring.SHOWN and len(sheet.images) == 2 * len(sizes) * 10
    places = measuring.first_of_each_class(data)
    assert data.test_labels[places].tolist() == list(range(10)) and sheet.labels[:10].tolist() == list(range(10))
    originals, rows = as_float(data.test[places]), sheet.images.view(2, len(sizes), 10, 1, 28, 28)
    mean = checkpoint.load("fashion-pca-20").mean.view(1, 28, 28)
    for kind in (0, 1):
        torch.testing.assert_close(rows[kind, 0], mean.expand(10, 1, 28, 28), atol=0.003, rtol=0)
        errors = [((row - originals) ** 2).mean().item() for row in rows[kind]]
        assert errors == sorted(errors, reverse=True) and errors[-1] < errors[0] / 5
    values = as_float(data.train).flatten(1)
    centred = originals.flatten(1) - mean.flatten()
    _, _, axes = torch.linalg.svd(values[:10_000] - mean.flatten(), full_matrices=False)  # near to those of all
    flat = (centred @ axes[:8].T @ axes[:8] + mean.flatten()).clamp(0, 1)
    assert (flat - rows[1, 3].flatten(1)).abs().mean() < 0.01
    assert all(((rows[0, place] - rows[1, place]).abs().mean() > 0.01) for place in range(1, len(sizes)))
    shown = bottleneck.pictures()
    assert shown.count("<figure>") == 2 + 2 * len(sizes) and f"{measured('bottleneck')['mean']:.1f} dB" in shown


def test_the_dead_numbers_are_those_of_the_shelf(data):
    kept = measured("bottleneck")["relu"]
    model = checkpoint.load(kept["name"])
    assert dead_units(model, as_float(data.train)) == kept["dead"] and f"{kept['dead']} are dead" in bottleneck.dead(
        kept
    )


def test_the_lead_by_hand():
    rows = [
        {"code": 1, "mlp": 12.0, "pca": 11.0},
        {"code": 4, "mlp": 15.5, "pca": 12.0},
        {"code": 9, "mlp": 16.0, "pca": 15.8},
    ]
    assert "largest at 4, 3.5 dB" in bottleneck.lead(rows) and "to 0.2 dB at 9" in bottleneck.lead(rows)


def test_a_dead_number_is_zero_for_every_picture():
    class Encoder:
        def encode(self, images):
            return torch.tensor([[0.0, 1.0, 0.0], [0.0, 0.0, 0.0]])

    assert dead_units(Encoder(), torch.zeros(2, 1, 1, 1)) == 2


# Anomaly detection


def test_the_kept_curve_is_that_of_the_shipped_weights(data):
    kept = measured("anomaly")
    assert kept["weights"] == checkpoint.describe(DETECTOR)["sha256"]
    errors = picture_errors(checkpoint.load(DETECTOR), as_float(data.test))
    bags = data.test_labels == 8
    assert kept["auc"] == pytest.approx(auc(errors, bags), abs=2e-3)
    assert kept["odd"] == pytest.approx(histogram(errors[bags]), abs=2e-3) and sum(kept["odd"]) == pytest.approx(
        1, abs=0.01
    )
    hits = [y for _, y in kept["roc"]]
    assert hits == pytest.approx([y for _, y in thinned(*roc(errors, bags)[:2])], abs=5e-3)
    area = sum((a + b) / 2 for a, b in pairwise(hits)) / 100
    assert area == pytest.approx(kept["auc"], abs=0.01)


def test_a_threshold_reports_what_reaches_it():
    errors, bags = anomaly.errors_of(DETECTOR)
    assert torch.equal(bags, test_pictures.contact_sheet().labels == 8)
    said, shown = panel.show(40)
    assert f"{int((errors[bags] >= 0.04).sum())} of {int(bags.sum())} bags" in said
    found = [float(value) for value in re.findall(r">(\d\.\d{3})<", shown)]
    assert found == sorted(found, reverse=True) and min(found) >= 0.04
    assert shown.count("starred") == sum("<b>Bag</b>" in each for each in shown.split("<figure>"))


def test_the_other_code_sizes_are_in_the_table():
    rows = measured("anomaly")["rows"]
    assert [row["code"] for row in rows] == sorted(row["code"] for row in rows) and len(rows) > 2
    assert all(f"| {row['code']} | {row['auc']:.3f} |" in panel.by_size(rows) for row in rows)


def test_on_a_phone_the_charts_are_drawn_and_the_threshold_is_followed(visit):
    with visit(390, 844) as page:
        page.get_by_role("tab", name="Autoencoders").click()
        page.get_by_role("tab", name="L1 or MSE?").wait_for()
        shown = page.get_by_role("tab").evaluate_all("tabs => tabs.map(tab => tab.getBoundingClientRect())")
        assert len(shown) == 6 + 1 + len(PANELS) and all(0 <= tab["left"] < tab["right"] <= 390 for tab in shown)
        page.get_by_role("tab", name="Bottleneck size").click()
        page.wait_for_function("document.querySelectorAll('#sizes .line').length === 2")
        page.wait_for_function("document.querySelectorAll('#sizes-pictures img').length === 14")
        assert page.get_by_role("tabpanel", name="Bottleneck size", exact=True).is_visible(), "it is called by its tab"
        page.get_by_role("tab", name="Anomaly detection").click()
        page.wait_for_selector("#crossing img")
        page.wait_for_function("document.querySelectorAll('#odd-histogram .line, #odd-curve .line').length === 4")
        before = page.locator("#crossing img").count()
        page.get_by_role("spinbutton", name="Report errors from (thousandths)").fill("60")
        page.wait_for_function("before => document.querySelectorAll('#crossing img').length < before", arg=before)
