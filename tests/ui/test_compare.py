"""The Compare tab: what it computes, what it refuses, and how it is used in a browser."""

import re

import gradio as gr
import pytest
import torch

from mae_demo import checkpoint
from mae_demo.answers import compare as answers
from mae_demo.answers import reconstruction
from mae_demo.answers.comparisons import ENSEMBLES, FILLINGS, MOST, READY, alike, choices, default, known, ready, which
from mae_demo.answers.samples import sample_paths
from mae_demo.answers.selection import select_sample
from mae_demo.image import open_picture
from mae_demo.masking import make_mask
from mae_demo.strategies import STRATEGIES
from mae_demo.text import WORDS
from mae_demo.ui import compare, handlers
from mae_demo.ui.chart import EMPTY
from mae_demo.ui.sentences import label

SAMPLES = tuple(sample_paths("fashion-mnist"))
NAMES = ["fashion-vit-mse", "fashion-pca-20", "fashion-gaussian", "harmonic"]
MASK = make_mask("random", (7, 7), 0.75, 7)
FASHION = READY["fashion-mnist"]


@pytest.fixture(scope="module")
def wall():
    """What the page gets for an ankle boot under the mask it opens with."""
    return answers.wall(NAMES, NAMES[0], open_picture(SAMPLES[0]), MASK)


def test_the_figures_are_those_of_the_playground(wall):
    picture, mask = open_picture(SAMPLES[0]), MASK
    assert [card["name"] for card in wall["cards"]] == NAMES
    for card in wall["cards"][:3]:
        _, figures = reconstruction.run(card["name"], picture, mask)
        for key in ("masked_psnr", "masked_ssim", "masked_l1"):
            assert card["figures"][key] == pytest.approx(figures[key], rel=1e-5)
    baselines = reconstruction.run(NAMES[0], picture, mask)[1]["baselines"]
    assert wall["cards"][3]["figures"]["masked_psnr"] == pytest.approx(baselines["harmonic"], rel=1e-5)


def test_the_star_is_with_the_best_of_each_loss():
    said = answers.judged(NAMES, NAMES[0], open_picture(SAMPLES[0]), MASK, list(SAMPLES))
    table = compare.judges_table(said)
    rows = dict(re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', table))
    stars = {name: ["★" in cell for cell in rows[label(name)].split("</td>")[:-1]] for name in NAMES}
    for place, key in enumerate(("mse", "l1", "bce", "edge", "normpix")):
        assert stars[min(NAMES, key=lambda name: said[name][key])][place]
    assert stars[min(NAMES, key=lambda name: abs(said[name]["sharpness"] - 1))][5]
    assert [sum(column) for column in zip(*stars.values(), strict=True)] == [1] * 6
    assert stars["fashion-vit-mse"][0] and f"★ {said['fashion-vit-mse']['mse']:.4f}" in rows[label("fashion-vit-mse")]


@pytest.mark.parametrize(("dataset", "ensemble"), [*zip(READY, ENSEMBLES, strict=True)])
def test_an_ensemble_is_the_mean_of_both_predictions(dataset, ensemble):
    both = [answers.predictor(name) for name in ENSEMBLES[ensemble]]
    config = checkpoint.model_config(ENSEMBLES[ensemble][0])
    images = answers.pictures(tuple(sample_paths(dataset)[:2]), config.image_size, config.channels)
    mask = make_mask("random", config.grid, 0.75, 7).view(1, -1).expand(2, -1)
    first, second = (predict(images, mask) for predict in both)
    assert not torch.allclose(first, second, atol=0.05)
    torch.testing.assert_close(answers.predictor(ensemble)(images, mask), (first + second) / 2)


def test_an_ensemble_is_offered_where_both_networks_are(monkeypatch):
    assert choices("emoji").count("emoji-ensemble") == 1 and "emoji-ensemble" not in choices("photos")
    names = [name for name in checkpoint.names() if name != "emoji-unet-mse"]
    monkeypatch.setattr(checkpoint, "names", lambda: names)
    assert "emoji-ensemble" not in choices("emoji") and "ensemble" not in ready("emoji")
    assert alike(["fashion-ensemble", "harmonic"], "emoji-vit-mse") == ["harmonic"]


def test_with_nothing_hidden_there_are_no_figures():
    nothing = torch.zeros(7, 7, dtype=torch.bool)
    wall = answers.wall(["harmonic"], "fashion-vit-mse", open_picture(SAMPLES[0]), nothing)
    assert set(wall["cards"][0]["figures"].values()) == {None}


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_curve_falls_with_the_ratio_and_is_kept(strategy):
    ask = "fashion-gaussian", "fashion-vit-mse", strategy, 1.0, SAMPLES
    curve = answers.curve(*ask)
    assert [percent for percent, _ in curve] == list(range(5, 100, 10))
    assert curve[1][1] > curve[8][1] + 1
    assert answers.curve(*ask) is curve


@pytest.mark.parametrize("dataset", READY)
def test_ready_made_comparisons_are_of_one_data_set_and_whole(dataset):
    there, all_of_it = choices(dataset), READY[dataset]
    assert ready(dataset) == all_of_it  # on the shipped shelf
    for key, names in all_of_it.items():
        assert all(WORDS["compare"][each] for each in (key, f"{key}_note"))
        assert all(name in FILLINGS or name.startswith(dataset.split("-")[0]) for name in names)
    assert known(default(dataset), there[0]) == default(dataset)
    for key, names in all_of_it.items():
        assert which(names[::-1], dataset) == key and which(names[1:], dataset) != key
    assert which(default(dataset), dataset) == next(iter(all_of_it))


def test_without_a_ready_made_comparison_all_of_the_data_set_is_compared(monkeypatch):
    monkeypatch.setitem(READY, "emoji", {"adversary": ["emoji-vit-mse", "not on the shelf"]})
    assert ready("emoji") == {}
    assert default("emoji") == choices("emoji") and which(choices("emoji"), "emoji") is None
    assert set(choices("emoji")) > {"emoji-vit-mse", *FILLINGS}


@pytest.mark.parametrize("chosen", [None, [], ["no such"], "fashion-pca-20", [{}], ["harmonic", 3], ["emoji-vit-mse"]])
def test_what_cannot_be_compared_is_refused_in_a_sentence(chosen):
    with pytest.raises(ValueError, match=f"Choose 1 to {MOST} of one data set to compare"):
        known(chosen, NAMES[0])


def test_too_many_are_refused():
    everything = choices("fashion-mnist")
    assert known(everything[:MOST], NAMES[0]) == everything[:MOST]
    with pytest.raises(ValueError, match="Choose"):
        known([*everything, *everything], NAMES[0])


STANDING = select_sample("fashion-mnist", 0), "fashion-vit-mse", "random", 75, 7, 100, None  # picture, checkpoint, mask


def test_a_table_that_is_out_of_date_is_not_shown(monkeypatch):
    asked, judged = compare.Asked("fashion-mnist"), answers.judged
    compare.compare(asked, ["fashion-pca-20"], *STANDING)
    table = compare.judge(asked)
    assert label("fashion-pca-20") in table and compare.judge(asked) == table

    def slowly(*arguments):  # another is chosen meanwhile
        compare.compare(asked, ["harmonic"], *STANDING)
        return judged(*arguments)

    monkeypatch.setattr(answers, "judged", slowly)
    assert compare.judge(asked) == gr.skip()
    monkeypatch.undo()
    assert label("harmonic") in compare.judge(asked)


def test_figures_of_another_data_set_go_and_come_no_more():
    asked = compare.Asked("fashion-mnist")
    sweep = compare.sweep(asked, ["fashion-gaussian", "fashion-pca-20"], "fashion-vit-mse", "random", 100)
    _, table = next(sweep)
    assert "Fashion-MNIST, strategy Random." in table and table.count("<tr>") == 2
    _, _, _, *swept, _, _, _ = next(compare.arrive(asked, ["fashion-gaussian"], *STANDING))
    assert swept == [gr.skip()] * 2, "they stay where the tab is only opened again"
    other = select_sample("emoji", 0), "emoji-vit-mse", *STANDING[2:]
    _, _, _, chart, figures, _, _, _ = next(compare.arrive(asked, ["harmonic"], *other))
    assert chart == EMPTY and figures == ""
    assert list(sweep) == []


@pytest.mark.parametrize(
    ("strategy", "balance", "sentence"),
    [
        *[("selective", forged, "The balance must") for forged in (None, "40", [40], {}, 101, float("nan"))],
        *[(forged, 40, "Unknown mask strategy") for forged in (None, 5, ["grid"], {}, "random_note")],
    ],
)
def test_forged_settings_get_a_sentence(strategy, balance, sentence):
    swept = compare.sweep(compare.Asked("fashion-mnist"), ["harmonic"], "fashion-vit-mse", strategy, balance)
    for ask in (
        lambda: handlers.roll(*STANDING[:2], strategy, 75, 7, balance),
        lambda: compare.compare(None, ["harmonic"], *STANDING[:2], strategy, 75, 7, balance, None),
        lambda: next(swept),
    ):
        with pytest.raises(gr.Error, match=sentence):
            ask()


@pytest.mark.parametrize("forged", [None, 5, ["losses"], {}, "kinds"])
def test_a_forged_comparison_gets_a_sentence(forged):
    with pytest.raises(gr.Error, match="of one data set to compare"):
        compare.take(forged, "fashion-vit-mse")


@pytest.mark.parametrize(
    ("strategy", "said"),
    [
        ("grid", "Fashion-MNIST, strategy Grid."),
        ("selective", "Fashion-MNIST, strategy Selective, balance -40."),
        ("hard", "Fashion-MNIST, strategy Hard: what L1 · Vision transformer predicts worst."),
    ],
)
def test_swept_figures_say_what_was_hidden(strategy, said):
    assert compare.masked_by("fashion-vit-l1", strategy, -40) == said


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
        assert sorted(names_on_the_wall(page)[2:]) == sorted(FASHION["losses"])
        figures = page.eval_on_selector_all(".cards .leading", "all => all.map(line => parseFloat(line.textContent))")
        assert figures == sorted(figures, reverse=True)
        page.select_option(".sort", "chosen")
        assert names_on_the_wall(page)[2:] == FASHION["losses"]
        page.wait_for_function("document.querySelectorAll('#judged td.best').length === 6")


def test_by_keyboard_alone_each_step_has_a_ring_and_is_said(visit):
    focused = """() => {
        const at = document.activeElement, ring = getComputedStyle(at.closest("label") ?? at);
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
        tab_to("Six losses")
        for count in (4, 5):
            page.keyboard.press("ArrowRight")
            said.filter(has_text=f"{count} compared").wait_for(state="attached")
        tab_to("Choose others")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Choose others", expanded=True).wait_for()
        tab_to(label("fashion-unet-mse"))
        page.keyboard.press("Space")
        said.filter(has_text="4 compared").wait_for(state="attached")
        assert page.get_by_role("group", name="Choose others").is_visible()
        page.wait_for_function("!document.querySelector('#ready :checked')")  # one's own is none of those on offer
        page.wait_for_function("note => !document.body.innerText.includes(note)", arg=WORDS["compare"]["networks_note"])


def test_of_two_quick_choices_the_second_stands(visit):
    with visit() as page:
        open_compare(page)
        page.locator("#ready :checked").focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        key = page.locator("#ready :checked").input_value()
        assert key == list(ready("fashion-mnist"))[2]
        shown = "names => names.every((name) => document.querySelector(`.cards canvas[data-name='${name}']`))"
        page.wait_for_function(shown, arg=FASHION[key])
        assert len(names_on_the_wall(page)) == 2 + len(FASHION[key])
        assert WORDS["compare"][f"{key}_note"] in page.inner_text("#compare")


def test_a_hidden_patch_covers_nothing_of_a_visible_one(visit):
    different = """() => {
        const [original, masked] = ["original", "masked"].map((name) => {
            const canvas = document.querySelector(`.cards canvas[data-name=${name}]`);
            return canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        });
        const { width, height } = original, patches = new Set();
        const place = (at, size) => [...Array(7).keys()].findLast((edge) => at >= Math.round((edge * size) / 7));
        for (let i = 0; i < width * height; i++)
            if ([0, 1, 2].some((k) => original.data[4 * i + k] !== masked.data[4 * i + k]))
                patches.add(7 * place(Math.floor(i / width), height) + place(i % width, width));
        return [width % 7, patches.size];
    }"""
    with visit() as page:
        open_compare(page)
        remainder, patches = page.evaluate(different)
        assert remainder and patches == 37


def test_a_ready_made_comparison_and_the_wipe(visit):
    with visit() as page:
        open_compare(page)
        page.get_by_role("radio", name="Never saw a mask").check(force=True)
        page.wait_for_selector(".cards canvas[data-name='fashion-pca-20']")
        assert set(names_on_the_wall(page)[2:]) <= set(FASHION["never_masked"])
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


def test_one_alone_is_wiped_against_the_original_and_wins_nothing(visit):
    with visit(query="?tab=compare&compare=fashion-vit-mse") as page:
        page.locator("#judged td").first.wait_for()
        sides = [page.input_value(f".wipe .{side}") for side in ("left", "right")]
        assert sides == ["original", "fashion-vit-mse"] and "★" not in page.inner_text("#judged table")
        page.select_option(".wipe .left", "fashion-vit-mse")
        page.select_option(".wipe .right", "original")
        page.get_by_role("radio", name="Never saw a mask").check(force=True)
        page.wait_for_selector(".cards canvas[data-name='fashion-pca-20']")
        sides = [page.input_value(f".wipe .{side}") for side in ("left", "right")]
        assert sides == ["fashion-vit-mse", "original"], "what a person has chosen stays where others come"


def test_the_sweep_draws_a_line_for_each(visit):
    with visit() as page:
        open_compare(page)
        page.get_by_role("radio", name="Kinds of networks").check(force=True)
        page.wait_for_selector(".cards canvas[data-name='harmonic']")
        compared = len(names_on_the_wall(page)) - 2
        page.get_by_role("button", name="Follow over the mask ratio").click()
        lines = "#sweep .line"
        whole = "line => line.getAttribute('points').split(' ').length === 10"  # from 5 % to 95 %
        page.wait_for_function(f"[...document.querySelectorAll('{lines}')].filter({whole}).length === {compared}")
        drawn = page.eval_on_selector_all(lines, "lines => lines.map(line => line.getAttribute('stroke'))")
        assert len(set(drawn)) == compared and None not in drawn, "each has a colour of its own"
        rows = page.locator("#sweep-figures tbody tr")
        told = rows.evaluate_all("rows => rows.map(row => [row.querySelector('.dot').style.color, row.cells.length])")
        assert [cells for _, cells in told] == [11] * compared, "and a row of figures"
        assert len({colour for colour, _ in told}) == compared
        page.get_by_role("tab", name="Playground").click()
        page.get_by_role("radio", name="Emoji", exact=True).check(force=True)
        page.get_by_role("tab", name="Compare").click()
        page.wait_for_selector("#sweep-figures table", state="detached")
        page.wait_for_selector("#sweep .chart", state="hidden")


def test_a_server_that_has_forgotten_a_visitor_opens_the_tab_anew(chromium, app):
    """Errors in the console are let be: a page that opens itself anew breaks off what it has asked for."""
    with chromium.new_context(viewport={"width": 1280, "height": 860}) as context:
        page = context.new_page()
        page.goto(f"{app.local_url}?tab=compare&checkpoint=emoji-vit-mse")
        page.locator("#judged td").first.wait_for()
        page.evaluate("window.old = true")
        app.state_holder.session_data.clear()  # as if 500 others had come since
        page.get_by_role("radio", name=WORDS["compare"]["kinds"]).check(force=True)
        page.wait_for_function("!window.old && document.querySelector('.wall.full')")
        chosen = sorted(ready("emoji")["kinds"])
        assert sorted(names_on_the_wall(page)[2:]) == chosen, "the address has kept what was chosen"
        # All that the new page asks for by itself has to be there, or it is opened anew once more, and the click lost
        page.locator("#judged td").first.wait_for()
        page.locator(".result .leading").wait_for(state="attached")
        app.state_holder.session_data.clear()
        page.get_by_role("button", name=WORDS["compare"]["sweep"]).click()
        page.locator("#sweep-figures td").first.wait_for()
        assert page.locator(".toast-body").count() == 0


def test_another_data_set_brings_its_own_comparisons(visit):
    offered = "#ready label"
    with visit(query="?tab=compare&checkpoint=emoji-vit-mse") as page:
        page.wait_for_selector(".cards canvas[data-name='emoji-vit-mse']")
        assert page.locator(offered).all_inner_texts() == [WORDS["compare"][key] for key in ready("emoji")]
        assert sorted(names_on_the_wall(page)[2:]) == sorted(default("emoji"))
        assert WORDS["compare"]["adversary_note"] in page.inner_text("#compare")
        page.get_by_role("radio", name=WORDS["compare"]["interpolation"]).check(force=True)
        page.wait_for_selector(".cards canvas[data-name='biharmonic']")
        page.get_by_role("tab", name="Playground").click()
        page.get_by_role("radio", name="Photographs", exact=True).check(force=True)
        page.wait_for_function("document.querySelector('[data-panel=masked] .fact').textContent.includes('of 256')")
        page.get_by_role("tab", name="Compare").click()
        page.wait_for_selector(".cards canvas[data-name='photos-unet-mse']")
        assert page.locator(offered).all_inner_texts() == [WORDS["compare"][key] for key in ready("photos")]
        page.get_by_role("button", name="Choose others").click()
        boxes = page.locator("#compared input")
        boxes.first.wait_for(state="attached")
        assert boxes.count() == len(choices("photos"))
        assert boxes.evaluate_all("all => all.filter(box => box.checked).length") == len(default("photos"))
