"""Features: what is read off codes with few labels, and which pictures stand near to which; the panel in a browser."""

import pytest
import torch

from mae_demo import checkpoint, latent
from mae_demo.answers import test_pictures
from mae_demo.answers.features import neighbours
from mae_demo.answers.measured import measured
from mae_demo.answers.networks import model
from mae_demo.text import Refusal
from mae_demo.ui.lab import features
from mae_demo.ui.lab.strip import pictures
from train.data import as_float
from train.features import FIT
from train.lab.features import CLASSIFIERS, DRAWS, NEIGHBOURS, PER_CLASS, accuracies, alike, curve, draw, encode


def test_a_draw_has_as_many_of_each_class_and_grows_from_a_smaller_one():
    labels = torch.arange(60) % 3
    few, many = draw(labels, 2, seed=1), draw(labels, 9, seed=1)
    assert labels[few].bincount().tolist() == [2, 2, 2] and labels[many].bincount().tolist() == [9, 9, 9]
    assert set(few.tolist()) < set(many.tolist())
    assert set(few.tolist()) != set(draw(labels, 2, seed=2).tolist())


def test_the_nearest_by_hand():
    fan = torch.arange(NEIGHBOURS + 2.0) ** 1.5 / 20  # angles in radians
    encoded = torch.stack([fan.cos(), fan.sin()], 1) * torch.arange(1.0, 11.0)[:, None]  # lengths have no say
    assert alike(encoded)[0].tolist() == list(range(1, NEIGHBOURS + 1))
    assert alike(encoded)[3].tolist()[:2] == [2, 4]  # 3^1.5 = 5.2 lies nearer to 2.8 than to 8


def test_the_validation_set_chooses_and_the_test_set_is_asked():
    """Of two readers the one that is right on the validation set is taken, though it is wrong on the test set."""
    train = torch.zeros(1000, 1), torch.arange(1000) % 2
    zeros, ones = (torch.full((4,), value) for value in (0, 1))
    readers = {
        value: lambda labelled, classes, others, value=value: torch.full((len(others),), value) for value in (0, 1)
    }
    parts = {"train": train, "validation": (torch.zeros(4, 1), ones), "test": (torch.zeros(4, 1), zeros)}
    points = curve(readers, parts)
    assert [point["labels"] for point in points] == [2 * count for count in PER_CLASS]
    assert {(point["chosen"], point["mean"], point["std"]) for point in points} == {(1, 0, 0)}


def test_the_kept_figures_are_those_of_the_shelf(dataset):
    """Slices of `python -m train.lab.features` again."""
    kept = measured("features")
    assert kept["weights"] == {name: checkpoint.describe(name)["sha256"] for name in kept["weights"]}
    rows = {row["name"]: row for row in kept["rows"]}
    data = dataset("fashion-mnist")
    name = "fashion-mlp-20-mse"
    train, test = (encode(name, as_float(images)) for images in (data.train[:FIT], data.test))
    labels, truth = data.train_labels[:FIT], data.test_labels
    mean, spread = train.mean(0), train.var(0, correction=0).mean().sqrt()
    for reader, scale in (("knn", lambda x: x), ("probe", lambda x: (x - mean) / spread)):
        point = rows[name][reader][2]
        assert point["labels"] == 100
        found = accuracies(CLASSIFIERS[reader][point["chosen"]], scale(train), labels, scale(test), truth, 10)
        assert len(found) == DRAWS
        assert (found.mean().item(), found.std().item()) == pytest.approx((point["mean"], point["std"]), abs=2e-3)
    # What the page says of few labels and many
    for reader in features.READERS:
        best = [max(row[reader][place]["mean"] for row in kept["rows"]) for place in (0, -1)]
        gains = [mean - rows[""][reader][place]["mean"] for mean, place in zip(best, (0, -1), strict=True)]
        assert gains[0] > 2 * gains[1] > 0
    # The nearest of a sample, one by one and in another way
    encoded = latent.encode(model(name), test_pictures.contact_sheet().images)
    angles = [torch.nn.functional.cosine_similarity(encoded[23], other, dim=0).item() for other in encoded]
    expected = sorted(set(range(1000)) - {23}, key=lambda place: -angles[place])[:NEIGHBOURS]
    assert sorted(rows[name]["nearest"]["23"]) == sorted(expected)
    assert sorted(map(int, rows[""]["nearest"])) == [each["place"] for each in pictures("en")]


def test_neighbours_of_the_same_class_are_marked():
    rows = features.labelled_rows()
    shown, labels = features.show(23), test_pictures.contact_sheet().labels
    same = sum(int(labels[place] == labels[23]) for row in rows for place in row["nearest"]["23"])
    assert shown.count("<b>★ ") == same > 0 and shown.count("<figure>") == NEIGHBOURS * len(rows)
    for forged in (None, 1000, True, "23", 5):
        with pytest.raises(Refusal):
            neighbours(forged)


def test_the_table_and_the_lead_by_hand():
    rows = [
        {"name": "", "label": "A", "colour": "#111111", "knn": [{"labels": 1000, "mean": 0.5, "std": 0.012}]},
        {"name": "b", "label": "B", "colour": "#222222", "knn": [{"labels": 1000, "mean": 0.75, "std": 0.1}]},
    ]
    lines = features.table(rows, "knn").splitlines()
    assert "1,000 labels" in lines[0] and lines[2].endswith(" A | 50.0 ± 1.2 |")
    assert lines[3].endswith(" B | **75.0** ± 10.0 |") and "#222222" in lines[3]
    for row, mean in zip(rows, (0.9, 0.8), strict=True):
        row["knn"].append({"labels": 5000, "mean": mean, "std": 0.0})
    said = features.lead(rows, "knn")
    assert "1,000 labels most is read off **B**, 25.0 points" in said and "5,000 off **A**, 0.0 above" in said


def test_the_panel_shows_neighbours_and_changes_its_reader(visit):
    with visit() as page:
        page.get_by_role("tab", name="Autoencoders").click()
        page.get_by_role("tab", name="Features").click()
        page.locator("#features-nearest .lab-line").nth(4).wait_for()
        page.wait_for_function("document.querySelectorAll('#features-chart .line').length === 5")
        page.get_by_text("Linear probe, %").wait_for()
        page.get_by_text("k-NN", exact=True).first.click()
        page.get_by_text("k-NN, %").wait_for()
        assert not page.locator(".toast-body").count()
