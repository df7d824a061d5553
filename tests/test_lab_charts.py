"""The charts of 'Before masks' that a command measures: they are those of the shelf, and the page shows them."""

import re
from itertools import pairwise

import pytest
import torch

from mae_demo import checkpoint
from mae_demo.anomaly import auc, picture_errors, roc
from mae_demo.ui.lab import bench, odd, odd_view
from train.data import DATASETS, as_float
from train.lab.anomaly import shares, thinned


@pytest.fixture(scope="module")
def data():
    return DATASETS["fashion-mnist"]()


# Odd one out


def test_the_kept_curve_is_that_of_the_shipped_weights(data):
    kept = odd.measured()
    assert kept["weights"] == checkpoint.describe(odd.NAME)["sha256"]
    errors = picture_errors(checkpoint.load(odd.NAME), as_float(data.test))
    bags = data.test_labels == 8
    assert kept["auc"] == pytest.approx(auc(errors, bags), abs=2e-3)
    assert kept["odd"] == pytest.approx(shares(errors[bags]), abs=2e-3) and sum(kept["odd"]) == pytest.approx(
        1, abs=0.01
    )
    hits = [y for _, y in kept["roc"]]
    assert hits == pytest.approx([y for _, y in thinned(*roc(errors, bags)[:2])], abs=5e-3)
    area = sum((a + b) / 2 for a, b in pairwise(hits)) / 100
    assert area == pytest.approx(kept["auc"], abs=0.01)


def test_a_threshold_reports_what_reaches_it():
    errors, bags = odd_view.errors_of(odd.NAME)
    assert torch.equal(bags, bench.sheet().labels == 8)
    said, shown = odd_view.crossing(odd.NAME, 40)
    assert f"{int((errors[bags] >= 0.04).sum())} of {int(bags.sum())} bags" in said
    found = [float(value) for value in re.findall(r">(\d\.\d{3})<", shown)]
    assert found == sorted(found, reverse=True) and min(found) >= 0.04
    assert shown.count("starred") == sum("<b>Bag</b>" in each for each in shown.split("<figure>"))


def test_the_other_code_sizes_are_in_the_table():
    rows = odd.measured()["rows"]
    assert [row["code"] for row in rows] == sorted(row["code"] for row in rows) and len(rows) > 2
    assert all(f"| {row['code']} | {row['auc']:.3f} |" in odd.by_size(rows) for row in rows)


def test_the_panel_answers_and_follows_its_threshold(visit):
    with visit() as page:
        page.get_by_role("tab", name="Before masks").click()
        page.get_by_role("tab", name="Odd one out").click()
        page.wait_for_selector("#crossing img")
        page.wait_for_function(
            "document.querySelectorAll('#odd-histogram .mark-line path, #odd-curve .mark-line path').length === 4"
        )
        before = page.locator("#crossing img").count()
        page.get_by_label("number input for Report errors from (thousandths)").fill("60")
        page.wait_for_function("before => document.querySelectorAll('#crossing img').length < before", arg=before)
