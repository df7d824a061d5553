"""The Compare tab: what it computes, what it refuses, and how it is used in a browser."""

import pytest
import torch

from mae_demo import checkpoint
from mae_demo.image import open_picture
from mae_demo.masking import make_mask
from mae_demo.ui import comparing, view
from mae_demo.ui.compare import FILLINGS, MOST, READY, known, label
from mae_demo.ui.playground import STRATEGIES
from mae_demo.ui.samples import sample_paths
from mae_demo.ui.text import WORDS

SAMPLES = tuple(sample_paths("fashion-mnist"))
NAMES = ["fashion-vit-mse", "fashion-pca-20", "fashion-gaussian", "harmonic"]


@pytest.fixture(scope="module")
def wall():
    """What the page gets for an ankle boot under the mask it opens with."""
    labels = {name: label(name) for name in NAMES}
    return comparing.wall(
        labels, "fashion-vit-mse", open_picture(SAMPLES[0]), make_mask("random", (7, 7), 0.75, 7), list(SAMPLES)
    )


def test_the_figures_are_those_of_the_playground(wall):
    picture, mask = open_picture(SAMPLES[0]), make_mask("random", (7, 7), 0.75, 7)
    assert [card["name"] for card in wall["cards"]] == NAMES
    for card in wall["cards"][:3]:
        _, figures = view.run(card["name"], picture, mask)
        for key in ("masked_psnr", "masked_ssim", "masked_l1"):
            assert card["figures"][key] == pytest.approx(figures[key], rel=1e-5)
    baselines = view.run(NAMES[0], picture, mask)[1]["baselines"]
    assert wall["cards"][3]["figures"]["masked_psnr"] == pytest.approx(baselines["harmonic"], rel=1e-5)


def test_the_star_is_with_the_best_of_each_loss(wall):
    for key in ("mse", "l1", "bce", "edge", "normpix"):
        least = min(wall["cards"], key=lambda card: card["verdicts"][key])
        assert wall["best"][key] == least["name"]
    nearest = min(wall["cards"], key=lambda card: abs(card["verdicts"]["sharpness"] - 1))
    assert wall["best"]["sharpness"] == nearest["name"]
    assert wall["best"]["mse"] == "fashion-vit-mse"


def test_with_nothing_hidden_nothing_is_judged():
    nothing = torch.zeros(7, 7, dtype=torch.bool)
    wall = comparing.wall(
        {"harmonic": "Interpolation"}, "fashion-vit-mse", open_picture(SAMPLES[0]), nothing, list(SAMPLES)
    )
    assert wall["best"] == {} and wall["cards"][0]["verdicts"] == {}
    assert set(wall["cards"][0]["figures"].values()) == {None}


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_curve_falls_with_the_ratio_and_is_kept(strategy):
    ask = "fashion-gaussian", "fashion-vit-mse", strategy, 1.0, SAMPLES
    curve = comparing.curve(*ask)
    assert [percent for percent, _ in curve] == list(range(5, 100, 10))
    assert curve[1][1] > curve[8][1] + 1
    assert comparing.curve(*ask) is curve


def test_ready_made_comparisons_are_on_the_shelf():
    for names in READY.values():
        there = [name for name in names if name in (*checkpoint.names(), *FILLINGS)]
        assert len(there) > 2 and known(there) == there and all(label(name) for name in there)


@pytest.mark.parametrize("chosen", [None, [], ["no such"], "fashion-pca-20", [{}], ["harmonic", 3]])
def test_what_cannot_be_compared_is_refused_in_a_sentence(chosen):
    with pytest.raises(ValueError, match=f"Choose 1 to {MOST} to compare"):
        known(chosen)


def test_too_many_are_refused():
    everything = [*checkpoint.names(), *FILLINGS]
    assert known(everything[:MOST]) == everything[:MOST]
    with pytest.raises(ValueError, match="Choose"):
        known([*everything, *everything])


# In a browser


def names_on_the_wall(page):
    return page.eval_on_selector_all(".cards canvas", "all => all.map(canvas => canvas.dataset.name)")


def open_compare(page):
    page.get_by_role("tab", name="Compare").click()
    page.wait_for_selector(".wall.full .cards figure")


def test_the_wall_shows_the_playgrounds_mask_sorted_as_one_likes(visit):
    with visit() as page:
        page.click('[data-action="invert"]')
        fact = page.inner_text('[data-panel="masked"] .fact')
        open_compare(page)
        assert fact.split(" (")[0] in page.inner_text(".wall .fact")
        assert names_on_the_wall(page)[:2] == ["original", "masked"]
        assert sorted(names_on_the_wall(page)[2:]) == sorted(READY["losses"])
        figures = page.eval_on_selector_all(".cards .leading", "all => all.map(line => parseFloat(line.textContent))")
        assert figures == sorted(figures, reverse=True)
        page.select_option(".sort", "chosen")
        assert names_on_the_wall(page)[2:] == READY["losses"]
        assert page.locator("td.best").count() == 6


def test_by_keyboard_alone_each_step_has_a_ring_and_is_said(visit):
    focused = """() => {
        const at = document.activeElement, ring = getComputedStyle(at.type === "checkbox" ? at.closest("label") : at);
        return [at.labels?.[0]?.textContent ?? at.textContent, `${ring.outlineStyle} ${ring.outlineWidth}`];
    }"""
    with visit() as page:

        def tab_to(name: str) -> None:
            for _ in range(12):
                page.keyboard.press("Tab")
                said, ring = page.evaluate(focused)
                assert ring == "solid 3px", said
                if name in said:
                    return
            raise AssertionError(f"{name} is not reached")

        said = page.locator(".wall [role=status]")
        tab_to("Playground")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        said.filter(has_text="6 compared, by masked PSNR").wait_for(state="attached")
        tab_to("Kinds of networks")
        page.keyboard.press("Enter")
        said.filter(has_text="5 compared").wait_for(state="attached")
        tab_to("Choose others")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Choose others", expanded=True).wait_for()
        tab_to(label("fashion-vit-mse"))
        page.keyboard.press("Space")
        said.filter(has_text="4 compared").wait_for(state="attached")
        assert page.get_by_role("group", name="Choose others").is_visible()
        page.wait_for_function("note => !document.body.innerText.includes(note)", arg=WORDS["compare"]["networks_note"])


def test_a_ready_made_comparison_and_the_wipe(visit):
    with visit() as page:
        open_compare(page)
        page.get_by_role("button", name="Never saw a mask").click()
        page.wait_for_selector(".cards canvas[data-name='fashion-pca-20']")
        assert set(names_on_the_wall(page)[2:]) <= set(READY["never_masked"])
        canvas = page.locator(".wipe canvas")
        page.select_option(".wipe .left", "original")
        page.select_option(".wipe .right", "fashion-pca-20")

        def picture(edge):
            page.locator(".wipe .edge").fill(str(edge))
            return canvas.evaluate("canvas => canvas.toDataURL()")

        right, half, left = picture(0), picture(50), picture(100)
        assert len({right, half, left}) == 3
        page.select_option(".wipe .right", "original")
        assert picture(50) != half


def test_the_sweep_draws_a_line_for_each(visit):
    with visit() as page:
        open_compare(page)
        page.get_by_role("button", name="Kinds of networks").click()
        page.wait_for_selector(".cards canvas[data-name='harmonic']")
        compared = len(names_on_the_wall(page)) - 2
        page.get_by_role("button", name="Follow over the mask ratio").click()
        lines = "#sweep .mark-line path"
        whole = "path => (path.getAttribute('d') ?? '').split('L').length === 10"  # from 5 % to 95 %
        page.wait_for_function(f"[...document.querySelectorAll('{lines}')].filter({whole}).length === {compared}")
        drawn = page.eval_on_selector_all(lines, "lines => lines.map(line => line.getAttribute('stroke'))")
        assert len(set(drawn)) == compared and None not in drawn, "each has a colour of its own"
