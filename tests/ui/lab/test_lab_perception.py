"""The panel 'Eye or error?': what is done to a picture, what the figures say, and how it is sorted and revealed."""

from __future__ import annotations

import re

import numpy as np
import pytest
import torch

from mae_demo.answers import perception
from mae_demo.answers.messages import Sorting, SortingCard
from mae_demo.answers.perception import AMOUNTS, SORTED, change, sorting
from mae_demo.answers.test_pictures import contact_sheet
from mae_demo.changes import CHANGES
from mae_demo.text import WORDS, Refusal

WORDS_ = WORDS["perception"]
RAMP = torch.tensor([[0.0, 0.2, 0.4, 0.6], [0.2, 0.4, 0.6, 0.8]] * 2).view(1, 1, 4, 4)


def test_changes_by_hand():
    assert CHANGES["shift"](RAMP, 1)[0, 0, 0].tolist() == pytest.approx([0, 0, 0.2, 0.4])
    assert CHANGES["mosaic"](RAMP, 2)[0, 0, 0].tolist() == pytest.approx([0.2, 0.2, 0.6, 0.6])
    assert CHANGES["brightness"](RAMP, 0.5)[0, 0, 0].tolist() == pytest.approx([0.5, 0.7, 0.9, 1])
    noisy = CHANGES["noise"](torch.full((1, 1, 90, 90), 0.5), 0.1)
    assert noisy.std().item() == pytest.approx(0.1, rel=0.05) and torch.equal(
        noisy, CHANGES["noise"](torch.full((1, 1, 90, 90), 0.5), 0.1)
    )


@pytest.mark.parametrize("kind", AMOUNTS)
def test_the_first_amount_changes_nothing_and_more_is_worse(kind):
    steps = [change(16, kind, step) for step in range(len(AMOUNTS[kind]))]
    assert steps[0].figures["mse"] == 0 and steps[0].figures["psnr"] == 100
    errors = [step.mean_figures["mse"] for step in steps]
    assert errors == sorted(errors) and errors[-1] > 0.04


def test_figures_are_over_all_pixels():
    image = contact_sheet().images[3, 0].double().numpy()
    apart = np.pad(image, ((0, 0), (1, 0)))[:, :28] - image
    found = change(3, "shift", 1)
    assert found.figures["mse"] == pytest.approx((apart**2).mean(), rel=1e-5)
    assert found.figures["l1"] == pytest.approx(np.abs(apart).mean(), rel=1e-5)
    assert found.figures["psnr"] == pytest.approx(-10 * np.log10((apart**2).mean()), rel=1e-5)


def test_what_the_panel_says_of_a_thousand_pictures_is_so():
    def mean(kind: str, amount: float) -> float:
        return perception.mean_figures(kind, amount)["mse"]

    said = [float(value) for value in re.findall(r"\(?(?:MSE )?(0\.\d{3})\)", WORDS_["why"])]
    pairs = [("shift", 1), ("mosaic", 4), ("shift", 3), ("mean", 0)]
    assert said == [round(mean(*pair), 3) for pair in pairs]
    assert mean("shift", 1) > mean("mosaic", 4) and mean("shift", 3) > mean("mean", 0)
    shift, blocks = (perception.mean_figures(*pair)["ssim"] for pair in pairs[:2])
    assert shift > blocks, "and SSIM the other way round"


@pytest.mark.parametrize(
    "forged", [(None, "shift", 1), (16, "no", 1), (16, ["shift"], 1), (16, "shift", 6), (16, "shift", 0.5)]
)
def test_a_forged_change_gets_a_sentence(forged):
    with pytest.raises(Refusal):
        change(*forged)


def test_cards_to_sort_have_their_words_and_no_other_key():
    dealt = sorting(16)
    assert dealt.keys() == Sorting.__annotations__.keys() and len(dealt["cards"]) == len(SORTED)
    for card in dealt["cards"]:
        assert card.keys() == SortingCard.__annotations__.keys() and card["key"] in WORDS_
    for figure in ("mse", "ssim"):
        values = [card["figures"][figure] for card in dealt["cards"]]
        assert values not in (sorted(values), sorted(values, reverse=True)), "they come in no order"


def names(page) -> list[str]:
    return page.locator(".cards b").all_inner_texts()


def test_sorted_by_eye_and_then_revealed(visit):
    with visit() as page:
        page.get_by_role("tab", name="Autoencoders").click()
        page.get_by_role("tab", name=WORDS["lab"]["perception"], exact=True).click()
        page.locator(".cards li").first.wait_for()
        first, second, *rest = names(page)
        assert not page.locator(".cards .figures span").count(), "nothing is said before"
        assert not page.locator(".sorting .why").is_visible()
        page.get_by_role("button", name=WORDS_["further"].format(name=first)).focus()
        page.keyboard.press("Enter")
        assert names(page) == [second, first, *rest]
        page.keyboard.press("Enter")  # the focus went along
        assert names(page)[2] == first
        boxes = [page.locator(".cards img").nth(place).bounding_box() for place in (2, 0)]
        page.mouse.move(boxes[0]["x"] + 20, boxes[0]["y"] + 20)
        page.mouse.down()
        page.mouse.move(boxes[1]["x"] + 20, boxes[1]["y"] + 20, steps=8)
        page.mouse.up()
        assert names(page) == [first, second, *rest]
        page.get_by_role("button", name=WORDS_["reveal"]).click()
        assert not page.locator(".moves button").first.is_visible(), "what is revealed is sorted no more"
        assert page.locator(".sorting .why").is_visible()
        by_mse = sorted(sorting(16)["cards"], key=lambda card: card["figures"]["mse"])
        page.locator(".sorting").get_by_role("radio", name="MSE", exact=True).click()
        assert names(page) == [WORDS_[card["key"]] for card in by_mse]
        assert page.locator(".cards .leading").first.inner_text() == f"MSE {by_mse[0]['figures']['mse']:.4f}"
        own = [first, second, *rest]
        mse = [WORDS_[card["key"]] for card in by_mse]
        alike = sum(mse.index(a) < mse.index(b) for i, a in enumerate(own) for b in own[i + 1 :])
        assert f"Of 15 pairs you and MSE agree on {alike}," in page.inner_text(".sorting .said")
        page.get_by_role("button", name=WORDS_["again"]).click()
        assert names(page) == own and page.locator(".moves button").first.is_visible()
        page.get_by_label(WORDS_["mosaic"]).check(force=True)
        page.get_by_text(WORDS_["mosaic_by"].format(amount="2")).wait_for()
