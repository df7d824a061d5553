"""The panels of the tab Autoencoders that the static page has: they say what the server says."""

from __future__ import annotations

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image

from mae_demo.answers import denoising, interpolation, perception
from mae_demo.answers.anomaly import report
from mae_demo.answers.measured import measured
from mae_demo.site.lab import lab_markup, panels
from mae_demo.site.shelf import chosen
from mae_demo.text import WORDS
from mae_demo.ui.lab import anomaly as anomaly_panel
from mae_demo.ui.lab import denoising as denoising_panel
from mae_demo.ui.lab.l1_or_mse import show
from tests.ui.test_links import LAB

EYE = WORDS["perception"]
PLACES = {"mse": 4, "l1": 3, "psnr": 1, "ssim": 2}  # decimals on the cards


def stands(page) -> dict[str, str]:
    """What the address says."""
    return page.evaluate("Object.fromEntries(new URLSearchParams(location.search))")


def pixels(address: str) -> np.ndarray:
    """The grey values of a picture that a page shows as a data URL."""
    opened = Image.open(io.BytesIO(base64.b64decode(address.split(",")[1])))
    return np.asarray(opened.convert("L"), dtype=int)


def test_the_sizes_of_the_bottleneck_are_a_chart_and_a_table(visit):
    rows = measured("bottleneck")["rows"]
    with visit(query="?tab=lab&panel=bottleneck") as page:
        page.wait_for_selector("#sizes .line")
        assert page.locator("#sizes .line").count() == 2
        assert page.locator("#bottleneck-panel .pairs img").count() == 14, "pictures of six sizes, and the originals"
        found = page.locator("#bottleneck-panel tbody tr").all_inner_texts()
        assert len(found) == len(rows)
        for text, row in zip(found, rows, strict=True):
            assert text.split("\t")[:3] == [str(row["code"]), f"{row['mlp']:.1f}", f"{row['pca']:.1f}"]


def test_the_guess_costs_what_it_costs_on_the_other_page(visit):
    with visit(query="?tab=lab&panel=l1_or_mse") as page:
        share, guess = (page.get_by_label(WORDS["l1_or_mse"][key]) for key in ("share", "guess"))
        for white, grey in ((30, 85), (50, 85)):
            share.fill(str(white))
            guess.fill(str(grey))
            said, _ = show(white, grey)
            assert page.inner_text("#l1_or_mse-panel .said") == said.replace("**", "")


@pytest.mark.parametrize(("kind", "strength"), [("gaussian", 35), ("salt_and_pepper", 20), ("hidden_pixels", 50)])
def test_noise_and_its_figures_are_the_servers(visit, kind, strength):
    expected = {found.name: found for found in denoising.denoise(18, kind, strength)}
    with visit(query=f"?tab=lab&panel=denoising&picture=18&kind={kind}&strength={strength}") as page:
        page.wait_for_selector("#noise-cards .starred")
        besides = 2 if kind == "hidden_pixels" else 1  # the original, and the mask
        cards = page.locator("#noise-cards figcaption").all_inner_texts()
        shown = page.locator("#noise-cards img").evaluate_all("all => all.map((image) => image.src)")[besides:]
        names = page.evaluate(
            "kind => Object.keys(JSON.parse(document.getElementById('given').textContent).lab.denoisers[kind])", kind
        )
        told = page.locator("#denoising-panel [data-kind]:visible").all_inner_texts()
        learnt = page.locator("#noise-learnt figcaption").all_inner_texts()
        assert stands(page)["strength"] == str(strength)
    assert told == [WORDS["denoising"][denoising_panel.told_of(kind)].replace("**", "")]
    assert ("392 of 784 pixels hidden" in cards[1]) == (kind == "hidden_pixels")
    for card, address, name in zip(cards[besides:], shown, names, strict=True):
        mean, own = (float(value) for value in re.findall(r"([\d.]+) dB", card))
        assert mean == pytest.approx(expected[name].mean_psnr, abs=0.06), name
        assert own == pytest.approx(expected[name].psnr, abs=0.06), name
        wanted = (255 * expected[name].picture[0]).round().int().numpy()
        assert abs(pixels(address) - wanted).max() <= 1, name
    for text, found in zip(learnt, denoising.denoise_beside(18, kind, strength), strict=True):
        assert WORDS["denoising"][found.name] in text
        mean, own = (float(value) for value in re.findall(r"([\d.]+) dB", text))
        assert (mean, own) == pytest.approx((found.mean_psnr, found.psnr), abs=0.06), found.name


def test_a_site_that_lacks_the_network_trained_on_noise_says_nothing_of_it():
    assert "noise-learnt" in lab_markup(chosen("")) and "noise-learnt" not in lab_markup(["fashion-mlp-20-mse"])


def test_ways_between_two_pictures_are_the_servers(visit):
    films = {film.way: film for film in interpolation.films(2, 23, 35)}
    with visit(query="?tab=lab&panel=interpolation&from=2&to=23&way=35") as page:
        page.wait_for_selector("#films-between img")
        shown = page.locator("#films-between img").evaluate_all("all => all.map((image) => image.src)")
        ways = page.evaluate("JSON.parse(document.getElementById('given').textContent).lab.ways")
        said = page.locator("#films-between figcaption").all_inner_texts()
    assert len(ways) == 4
    for way, address, text in zip(ways, shown, said, strict=True):
        film, found = films[way], pixels(address)
        assert f"{film.distance:.3f}" in text
        for picture, left in [(film.chosen, 0), *((step, 34 + 28 * i) for i, step in enumerate(film.steps))]:
            wanted = (255 * picture[0]).round().int().numpy()
            assert abs(found[:, left : left + 28] - wanted).max() <= 1, (way, left)


@pytest.mark.parametrize("kind", perception.AMOUNTS)
def test_a_change_and_its_figures_are_the_servers(visit, kind):
    with visit(query=f"?tab=lab&panel=perception&picture=18&kind={kind}&amount=0") as page:
        for step, amount in enumerate(perception.AMOUNTS[kind]):
            page.get_by_role("spinbutton", name=EYE["step"]).fill(str(step))
            caption = page.locator("#perception-cards figcaption").nth(1)
            caption.get_by_text(EYE[f"{kind}_by"].format(amount=f"{amount:g}"), exact=True).wait_for()
            expected = perception.change(18, kind, step)
            own, mean = (EYE["figures"].format(**each) for each in (expected.figures, expected.mean_figures))
            assert caption.locator("span").all_inner_texts() == [own, EYE["means"].format(figures=mean)]
            shown = pixels(page.locator("#perception-cards img").nth(1).get_attribute("src"))
            assert abs(shown - (255 * expected.picture[0]).round().int().numpy()).max() <= 1, step
        link = f"?tab=lab&panel=perception&picture=18&kind={kind}&amount=5"
        page.wait_for_function("link => location.search === link", arg=link)


def test_cards_to_sort_are_the_servers_and_stay_while_a_change_is_tried(visit):
    dealt = perception.sorting(18)["cards"]
    with visit(query="?tab=lab&panel=perception&picture=18&kind=noise&amount=2") as page:
        page.locator("#perception-cards img").nth(1).wait_for()
        page.get_by_role("button", name=EYE["closer"].format(name=EYE[dealt[1]["key"]])).click()
        page.get_by_label(EYE["mosaic"]).check(force=True)
        page.get_by_text(EYE["mosaic_by"].format(amount="4")).wait_for()
        names = page.locator("#sorting .cards b")
        assert names.all_inner_texts()[:2] == [EYE[card["key"]] for card in (dealt[1], dealt[0])]
        page.get_by_role("button", name=EYE["reveal"]).click()
        for card in dealt:
            entry = page.locator(f"#sorting [data-key='{card['key']}']")
            values = {key: f"{value:.{PLACES[key]}f}" for key, value in card["figures"].items()}
            said = [EYE[f"{key}_is"].format(value=value) for key, value in values.items()]
            assert entry.locator(".figures span").all_inner_texts()[1:] == said, card["key"]
            wanted = pixels(card["picture"])
            assert abs(pixels(entry.locator("img").get_attribute("src")) - wanted).max() <= 1, card["key"]
        page.locator("#perception-panel .strip input").first.check(force=True)
        page.get_by_role("button", name=EYE["reveal"]).wait_for()
        assert names.all_inner_texts() == [EYE[card["key"]] for card in dealt]


def test_a_threshold_reports_what_the_server_reports(visit):
    said, _ = anomaly_panel.show(40)
    with visit(query="?tab=lab&panel=anomaly&threshold=40") as page:
        page.wait_for_selector("#crossing img")
        assert page.inner_text("#anomaly-panel .said") == said.replace("**", "")
        assert page.locator("#crossing img").count() == len(report(40).largest)
        page.get_by_role("spinbutton", name=WORDS["anomaly"]["threshold"]).fill("60")
        page.wait_for_function("location.search.includes('threshold=60')")
        assert page.inner_text("#anomaly-panel .said") == anomaly_panel.show(60)[0].replace("**", "")


@pytest.mark.parametrize("panel", panels(chosen("")))
def test_a_link_opens_a_panel_as_it_stood(visit, panel):
    """The links of the Gradio page; the address stays as it is."""
    controls, place, shown = LAB[panel]
    link = f"?tab=lab&panel={panel}{controls}"
    with visit(query=link) as page:
        page.wait_for_function(
            "([place, shown]) => document.querySelector(place)?.textContent.includes(shown)", arg=[place, shown]
        )
        page.wait_for_load_state("networkidle")
        assert page.evaluate("location.search") == link and not page.locator("#notice").is_visible()


def test_what_is_changed_on_a_panel_stands_in_the_address_until_another_tab_is_open(visit):
    with visit() as page:
        page.get_by_role("tab", name=WORDS["page"]["lab"]).click()
        page.get_by_role("tab", name=WORDS["lab"]["denoising"]).click()
        page.wait_for_function("location.search.endsWith('panel=denoising&picture=1&kind=gaussian&strength=20')")
        page.locator("#denoising-panel .strip input").nth(4).check(force=True)
        page.get_by_role("radio", name=WORDS["denoising"]["salt_and_pepper"]).check(force=True)
        link = "?tab=lab&panel=denoising&picture=4&kind=salt_and_pepper&strength=20"
        page.wait_for_function("link => location.search === link", arg=link)
        page.get_by_role("tab", name=WORDS["page"]["about"]).click()
        page.wait_for_function("location.search === '?tab=about'")


def test_what_a_panel_cannot_show_gets_a_sentence(visit):
    with visit(query="?tab=lab&panel=denoising&strength=99&picture=18") as page:
        page.wait_for_selector("#noise-cards .starred")
        assert page.inner_text("#notice [role=status]") == WORDS["link"]["other_control"]
        assert page.locator("#denoising-strength").input_value() == "20"
    with visit(query="?tab=lab&panel=compression") as page:
        assert WORDS["link"]["wrong_panel"] in page.inner_text("#notice")
        page.wait_for_selector(".explorer[aria-busy=false]")


def test_what_the_panels_need_comes_when_one_is_opened(chromium, served):
    with chromium.new_context() as context:
        page, asked = context.new_page(), []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(served)
        page.locator("#strip button").first.wait_for()
        assert not any("measured/" in url for url in asked)
        page.get_by_role("tab", name=WORDS["page"]["lab"]).click()
        page.wait_for_selector(".explorer[aria-busy=false]")
        assert any("measured/lab." in url for url in asked)


@pytest.mark.parametrize("panel", panels(chosen("")))
def test_on_a_phone_nothing_is_wider_than_the_screen(visit, panel):
    with visit(390, 844, f"?tab=lab&panel={panel}", has_touch=True, is_mobile=True) as page:
        page.locator(f"#{panel}-panel").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
