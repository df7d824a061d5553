"""The tab Compare of the static page: the server's cards, and what can be chosen."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest

from mae_demo.answers import compare
from mae_demo.answers.comparisons import FILLINGS, ready
from mae_demo.answers.masks import mask_for
from mae_demo.answers.samples import sample_paths, samples_for
from mae_demo.evaluation import best
from mae_demo.image import open_picture
from mae_demo.text import WORDS
from mae_demo.ui.compare import DIGITS
from mae_demo.ui.sentences import label

READY = [("fashion-vit-mse", "adversary"), ("fashion-vit-mse", "ensemble"), ("photos-unet-mse", "interpolation")]


def cards(page) -> dict[str, str]:
    """What the cards of the wall say, by their names, without original and masked picture."""
    page.wait_for_function(
        "() => { const all = [...document.querySelectorAll('.wall.full .cards figcaption')].slice(2);"
        "return all.length && all.every((each) => each.textContent.includes('sharpness')); }"
    )
    figures = page.locator(".wall .cards figure")
    texts = [figures.nth(i).locator("figcaption").inner_text() for i in range(2, figures.count())]
    return {text.split("\n")[0]: text for text in texts}


def choose(page, key: str, names: list[str]) -> None:
    """Choose a ready-made comparison, and wait for its cards."""
    page.locator("#ready label", has_text=WORDS["compare"][key]).click()
    page.wait_for_function(
        "names => [...document.querySelectorAll('.wall .cards canvas')].slice(2).map((each) => each.dataset.name)"
        ".sort().join() === names",
        arg=",".join(sorted(names)),
    )


@pytest.mark.parametrize(("name", "key"), READY)
def test_the_cards_are_the_servers(visit, name, key):
    names = ready(samples_for(name))[key]
    with visit(query=f"?checkpoint={name}&image=0&ratio=60&seed=5&strategy=random&tab=compare") as page:
        page.wait_for_selector(".wall.full .cards figure")
        choose(page, key, names)
        assert page.inner_text("#compare-note") == WORDS["compare"][f"{key}_note"]
        found = cards(page)
        assert page.evaluate("location.search").count("tab=compare") == 1
    picture = open_picture(sample_paths(samples_for(name))[0])
    expected = compare.wall(names, name, picture, mask_for(name, "random", 0.6, 5, picture))["cards"]
    assert set(found) == {label(each) for each in names}
    for card in expected:
        said, figures = found[label(card["name"])], card["figures"]
        assert float(re.search(r"([\d.]+) dB", said)[1]) == pytest.approx(figures["masked_psnr"], abs=0.06)
        assert float(re.search(r"SSIM ([\d.]+)", said)[1]) == pytest.approx(figures["masked_ssim"], abs=0.006)
        assert float(re.search(r"sharpness ([\d.]+)", said)[1]) == pytest.approx(figures["sharpness"], abs=0.006)


def test_others_are_chosen_one_by_one_and_one_stays(visit):
    with visit(query="?tab=compare") as page:
        page.wait_for_selector(".wall.full .cards figure")
        choose(page, "adversary", ready("fashion-mnist")["adversary"])
        page.locator("summary").click()
        boxes = page.locator("#compared label")
        boxes.filter(has_text=re.compile(f"^{label('harmonic')}$")).click()
        page.wait_for_function("document.querySelectorAll('.wall .cards figure').length === 7")
        assert label(FILLINGS[1]) in cards(page) and page.locator("#ready :checked").count() == 0
        assert page.inner_text("#compare-note") == ""
        for left in (4, 3, 2, 1):
            page.locator("#compared label:has(:checked)").first.click()
            page.wait_for_function(f"document.querySelectorAll('.wall .cards figure').length === {left + 2}")
        assert page.locator("#compared :checked").is_disabled(), "something is compared always"


def test_what_is_painted_is_compared_and_another_data_set_has_its_own(visit):
    with visit() as page:
        page.click('[data-action="invert"]')
        page.wait_for_function("document.querySelector('.trio').getAttribute('aria-busy') === 'false'")
        page.get_by_role("tab", name=WORDS["page"]["compare"]).click()
        page.get_by_text("12 of 49").last.wait_for()
        cards(page)
        page.get_by_role("tab", name=WORDS["page"]["playground"]).click()
        page.locator("[data-axis=dataset] label", has_text="Emoji").click()
        page.wait_for_function("document.querySelector('[data-panel=original] .fact').textContent.startsWith('Laugh')")
        page.get_by_role("tab", name=WORDS["page"]["compare"]).click()
        page.wait_for_function("document.querySelector('.wall .fact').textContent.includes('of 64')")
        assert label("emoji-vit-mse") in cards(page)


def test_a_network_that_does_not_come_leaves_a_sentence(chromium, served):
    with chromium.new_context(service_workers="block") as context:  # or its requests come from where no route is
        page = context.new_page()
        page.goto(served)
        page.wait_for_function("document.querySelector('.result').textContent.includes('dB')")
        page.route("**/weights/**", lambda route: route.abort())
        page.get_by_role("tab", name=WORDS["page"]["compare"]).click()
        page.get_by_text(WORDS["site"]["offline"]).wait_for()


def test_the_wall_answers_while_one_paints_on_it_and_the_playground_knows(visit):
    with visit(query="?tab=compare&ratio=30") as page:
        page.wait_for_selector(".wall.full .cards figure")
        page.wait_for_function("[...document.querySelectorAll('.wall .cards b')].length > 3")
        before = cards(page)
        box = page.locator(".wall .cards canvas").nth(1).bounding_box()
        y = box["y"] + 0.5 * box["height"]
        page.mouse.move(box["x"] + 3, y)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] - 3, y, steps=6)
        page.mouse.up()
        page.wait_for_function("before => document.querySelector('.wall .fact').textContent !== before", arg="")
        page.wait_for_function(
            "before => !document.querySelector('.wall .cards').innerText.includes(before)",
            arg=next(iter(before.values())).split("\n")[2],
        )
        fact = page.inner_text(".wall .fact")
        page.get_by_role("tab", name=WORDS["page"]["playground"]).click()
        page.wait_for_function(
            "fact => document.querySelector('[data-panel=masked] .fact').textContent === fact", arg=fact
        )


JUDGED = [
    ("fashion-vit-mse", ["fashion-vit-mse", "fashion-vit-l1", "fashion-vit-normpix", "fashion-gaussian", "harmonic"]),
    ("photos-unet-mse", ["photos-unet-mse", "biharmonic", "visible_mean"]),
]


@pytest.mark.parametrize(("name", "names"), JUDGED)
def test_the_table_of_losses_is_the_servers(visit, name, names):
    settings = {"checkpoint": name, "image": 0, "ratio": 40, "seed": 5, "strategy": "block"}
    query = urlencode(settings | {"tab": "compare", "compare": ",".join(names)}, safe=",")
    with visit(query=f"?{query}") as page:
        page.wait_for_selector("#judged table")
        rows = page.evaluate(
            "[...document.querySelectorAll('#judged tbody tr')].map((row) => [...row.cells].map((c) => c.textContent))"
        )
        assert page.inner_text("#judged p") == WORDS["compare"]["matrix_note"]
    samples = sample_paths(samples_for(name))
    picture = open_picture(samples[0])
    expected = compare.judged(names, name, picture, mask_for(name, "block", 0.4, 5, picture), samples)
    winners = best(expected)
    for said, (each, verdict) in zip(rows, expected.items(), strict=True):
        assert said[0] == label(each)
        for cell, (key, places) in zip(said[1:], DIGITS.items(), strict=True):
            assert float(cell.removeprefix("★ ")) == pytest.approx(verdict[key], abs=0.6 * 10**-places)
            if winners[key] == each:
                assert cell.startswith("★")


def test_the_table_of_losses_is_of_what_is_painted_and_gone_where_nothing_is_hidden(visit):
    with visit(query="?tab=compare&compare=fashion-vit-mse,harmonic&ratio=30") as page:
        page.wait_for_selector("#judged table")
        before = page.inner_text("#judged tbody")
        box = page.locator(".wall .cards canvas").nth(1).bounding_box()
        y = box["y"] + 0.5 * box["height"]
        page.mouse.move(box["x"] + 3, y)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] - 3, y, steps=6)
        page.mouse.up()
        page.wait_for_function(
            "before => (document.querySelector('#judged tbody')?.innerText ?? before) !== before",
            arg=before,
        )
        page.get_by_role("tab", name=WORDS["page"]["playground"]).click()
        page.click('[data-action="clear"]')
        page.wait_for_function("document.querySelector('[data-panel=masked] .fact').textContent.startsWith('0 of')")
        page.get_by_role("tab", name=WORDS["page"]["compare"]).click()
        page.wait_for_function("document.querySelector('#judged').children.length === 0")


def swept(page) -> list[list[str]]:
    """The rows of the table under the curves: a name, and its figures."""
    return page.evaluate(
        "[...document.querySelectorAll('#sweep-figures tbody tr')].map((row) => [...row.cells].map((c) => c.innerText))"
    )


SWEPT = [
    ("fashion-vit-mse", ["fashion-mlp-masked-16-mse", "harmonic"], "random", 100, "Fashion-MNIST, strategy Random."),
    ("emoji-vit-mse", ["harmonic"], "selective", -40, "Emoji, strategy Selective, balance -40."),
]


@pytest.mark.parametrize(("name", "names", "strategy", "balance", "sentence"), SWEPT)
def test_the_sweep_has_the_servers_figures(visit, name, names, strategy, balance, sentence):
    settings = {"checkpoint": name, "strategy": strategy, "balance": balance, "tab": "compare"}
    with visit(query=f"?{urlencode(settings | {'compare': ','.join(names)}, safe=',')}") as page:
        assert page.inner_text("#sweep-row + .note") == WORDS["compare"]["sweep_note"]
        page.get_by_role("button", name=WORDS["compare"]["sweep"]).click()
        page.wait_for_function(
            "count => document.querySelectorAll('#sweep-figures tbody tr').length === count", arg=len(names)
        )
        rows, heads = swept(page), page.locator("#sweep-figures thead th").all_inner_texts()
        assert page.inner_text("#sweep-figures p") == sentence
        page.wait_for_selector("#sweep-stop:disabled")
    assert heads[1:] == [f"{percent}\N{NO-BREAK SPACE}%" for percent in compare.RATIOS]
    for (said, *figures), each in zip(rows, names, strict=True):
        curve = compare.curve(each, name, strategy, balance / 100, tuple(sample_paths(samples_for(name))))
        assert said == f"● {label(each)}"
        assert [float(figure) for figure in figures] == pytest.approx([psnr for _, psnr in curve], abs=0.06)


def test_a_sweep_stops_begins_again_and_goes_with_its_data_set(visit):
    names = ["fashion-vit-mse", "fashion-mlp-masked-16-mse"]
    with visit(query=f"?tab=compare&compare={','.join(names)}") as page:
        start, stop = (page.get_by_role("button", name=WORDS["compare"][key]) for key in ("sweep", "stop"))
        assert stop.is_disabled()
        start.click()
        stop.click()
        assert stop.is_disabled() and page.locator("#sweep-row progress").is_hidden()
        assert len(swept(page)) < len(names)
        page.locator("#compared label:has(:checked)").first.evaluate("(label) => label.click()")
        start.click()
        page.wait_for_selector("#sweep .line")
        assert [row[0] for row in swept(page)] == [f"● {label(names[1])}"], "what was stopped adds nothing"
        drawn = page.get_attribute("#sweep .line", "stroke")
        assert page.evaluate("colour => CSS.supports('color', colour)", drawn)
        shown = page.locator("#sweep-figures .dot").evaluate("(dot, colour) => [dot.style.color, colour]", drawn)
        assert shown[0] == "rgb({}, {}, {})".format(*bytes.fromhex(shown[1][1:]))
        page.get_by_role("tab", name=WORDS["page"]["playground"]).click()
        page.locator("[data-axis=dataset] label", has_text="Emoji").click()
        page.wait_for_function("document.querySelector('[data-panel=original] .fact').textContent.startsWith('Laugh')")
        page.get_by_role("tab", name=WORDS["page"]["compare"]).click()
        page.wait_for_selector("#sweep-figures table", state="detached")
        page.wait_for_selector("#sweep .chart", state="hidden")


def test_it_is_no_wider_than_a_phone_in_the_language_of_the_longest_words(visit):
    with visit(390, 844, "?tab=compare&lang=de", is_mobile=True) as page:
        page.wait_for_selector(".wall.full")
        assert page.evaluate("document.documentElement.scrollWidth") == 390
