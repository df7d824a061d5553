"""Augmentation: variants of pictures, shifts and flips, the small classifier, and the panel in a browser."""

import re

import pytest
import torch
from torch import Generator

from mae_demo import checkpoint
from mae_demo.answers import networks, test_pictures
from mae_demo.answers.augmentation import imagine
from mae_demo.answers.autoencoders import IMAGINERS
from mae_demo.answers.measured import measured
from mae_demo.augmentation import variants
from mae_demo.inference import reconstruct
from mae_demo.masking import make_mask
from mae_demo.text import Refusal
from mae_demo.ui.lab import augmentation
from train.lab import augmentation as measuring
from train.lab import classifier


def test_a_variant_is_the_pasted_reconstruction_of_its_seed():
    model, images = networks.model("fashion-vit-mse"), test_pictures.contact_sheet().images[:2]
    made = variants(model, images, 0.75, [5, 6])
    assert made.shape == (2, 2, 1, 28, 28)
    expected = reconstruct(model, images[1], make_mask("random", (7, 7), 0.75, 6)).composite
    torch.testing.assert_close(made[1, 1], expected, atol=1e-5, rtol=0)
    torch.testing.assert_close(variants(model, images, 0.0, [0])[:, 0], images)


def test_shifts_move_by_no_more_than_asked_and_flips_mirror():
    images = torch.zeros(300, 1, 9, 9)
    images[:, 0, 3, 2] = 1
    moved = classifier.flip_and_shift(images, 2, False, Generator().manual_seed(0))
    places = {tuple(place[2:].tolist()) for place in moved.nonzero()}
    assert places == {(row, column) for row in range(1, 6) for column in range(5)}
    assert torch.equal(moved.sum((1, 2, 3)), torch.ones(300))
    mirrored = classifier.flip_and_shift(images, 0, True, Generator().manual_seed(0))
    assert {place[3].item() for place in mirrored.nonzero()} == {2, 6}
    assert torch.equal(classifier.flip_and_shift(images, 0, False, Generator()), images)


def test_the_classifier_learns_what_it_is_shown_and_the_same_again(monkeypatch):
    """Bright or dark: told apart after 24 steps; a variation that swaps the two is learned the other way round."""
    monkeypatch.setattr(classifier, "STEPS", 24)
    labels = torch.arange(20) % 2
    images = labels.float().view(-1, 1, 1, 1).expand(-1, 1, 28, 28)
    right, again, swapped = (
        classifier.fit(labels, lambda places, _, shown=shown: shown[places], seed=3)
        for shown in (images, images, 1 - images)
    )
    assert classifier.accuracy(right, images, labels) == 1 and classifier.accuracy(swapped, images, labels) == 0
    assert torch.equal(right[0].weight, again[0].weight)


def test_every_other_picture_is_a_variant(monkeypatch):
    images, labels = torch.full((4, 1, 28, 28), 0.25), torch.arange(4)
    monkeypatch.setattr(measuring, "labelled", lambda per_class, seed: (images, labels))
    monkeypatch.setattr(measuring, "pool", lambda *_: torch.full((4, measuring.VARIANTS, 1, 28, 28), 0.75))
    varied = measuring.variation(measuring.Way(name="x", ratio=0.5), 1, 0)(torch.zeros(1000).long(), Generator())
    assert varied.mean().item() == pytest.approx(0.5, abs=0.03) and set(varied.unique().tolist()) == {0.25, 0.75}
    plain = measuring.variation(measuring.Way(), 1, 0)(torch.arange(4), Generator())
    assert torch.equal(plain, images)


def test_the_kept_figures_belong_to_the_shelf_and_to_both_chosen_ways():
    kept = measured("augmentation")
    assert kept["weights"] == {name: checkpoint.describe(name)["sha256"] for name in measuring.NAMES}
    assert measuring.NAMES == IMAGINERS
    for row in kept["rows"]:
        ways = {kind: measuring.Way(**each["way"]) for kind, each in row["ways"].items()}
        assert ways["none"] == measuring.Way() and ways["shifts"] in measuring.SHIFTS
        assert ways["variants"] in measuring.IMAGINED
        assert ways["both"] == measuring.Way(
            ways["shifts"].shift, ways["shifts"].flip, ways["variants"].name, ways["variants"].ratio
        )
        assert {len(each["accuracies"]) for each in row["ways"].values()} == {len(measuring.DRAWS)}


def test_a_kept_figure_is_found_again(dataset):
    """One of the trainings of `python -m train.lab.augmentation`; on another processor the last digits differ."""
    from train.data import as_float

    data = dataset("fashion-mnist")
    found = measuring.score(measuring.Way(), 10, range(1), as_float(data.test), data.test_labels)
    kept = measured("augmentation")["rows"][0]["ways"]["none"]["accuracies"][0]
    assert found.item() == pytest.approx(kept, abs=0.03)


def test_gains_by_hand():
    def way(*accuracies):
        return {"accuracies": list(accuracies), "way": {"shift": 0, "flip": False, "name": "", "ratio": 0.0}}

    row = {
        "labels": 100,
        "ways": {"none": way(0.5, 0.7), "shifts": way(0.51, 0.73), "variants": way(0.4, 0.6), "both": way(0.5, 0.7)},
    }
    lines = augmentation.table([row]).splitlines()
    assert lines[2] == "| As they are | 60.0 ± 14.1 |  |"
    assert lines[3].endswith("| 62.0 ± 15.6 | +2.0 ± 1.4 |")
    assert lines[4].endswith("| −10.0 ± 0.0 |") and lines[5].endswith("| 0.0 ± 0.0 |")
    kept = augmentation.probes()[100]
    assert lines[6].startswith("| *Linear probe") and f"{100 * kept['mean']:.1f} ±" in lines[6]


def test_the_grid_refuses_what_no_widget_would_send():
    shown = augmentation.show(16, "fashion-vit-mse", 75, 3)
    assert re.findall(r"<b>Seed (\d+)</b>", shown) == [str(seed) for seed in range(3, 16)]
    for forged in ((1000, 50, 0), (16, 101, 0), (16, float("nan"), 0), (16, 50, "0"), (16, 50, -1), (True, 50, 0)):
        with pytest.raises(Refusal):
            imagine("fashion-vit-mse", *forged)
    with pytest.raises(Refusal):
        imagine("fashion-unet-mse", 16, 75, 3)


def test_the_panel_follows_its_sliders(visit):
    with visit() as page:
        page.get_by_role("tab", name="Autoencoders").click()
        page.get_by_role("tab", name="Augmentation").click()
        page.locator("#variants").get_by_text("Seed 12", exact=True).wait_for()
        page.get_by_role("spinbutton", name="First seed").fill("4")
        page.locator("#variants").get_by_text("Seed 16", exact=True).wait_for()
        assert not page.locator(".toast-body").count()
