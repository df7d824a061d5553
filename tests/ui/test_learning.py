"""The tab where a network learns in the browser, while the server does nothing."""

from __future__ import annotations

import re

import pytest

from mae_demo.text import WORDS

TRAIN = WORDS["train"]
DIGITS = "?tab=train&data=digits"


def opened(page):
    """The page once its untrained network and PCA's figure are there."""
    page.wait_for_function("document.querySelector('.train').getAttribute('aria-busy') === 'false'")
    page.wait_for_function("document.querySelector('.pca').textContent.includes('dB')")
    return page


def psnr(page) -> float:
    return float(page.inner_text(".psnr").split()[0])


def steps(page) -> int:
    return int(re.search(r"Step ([\d,]+)", page.inner_text(".counts"))[1].replace(",", ""))


def drawn(page, selector: str) -> str:
    return page.eval_on_selector(selector, "canvas => canvas.toDataURL()")


def press(page, action: str) -> None:
    page.click(f".train [data-action={action}]")


def test_nothing_is_fetched_before_the_tab_is_seen(visit):
    asked = []
    with visit(engine=True) as page:
        page.on("request", lambda request: asked.append(request.url))
        assert page.locator(".train [data-row=outputs]").count() == 0 or not page.is_visible(".train")
        assert not [url for url in asked if "pictures" in url]
        page.get_by_role("tab", name=WORDS["page"]["train"]).click()
        opened(page)
        assert len([url for url in asked if url.endswith("fashion.gz")]) == 1
        assert not [url for url in asked if url.endswith("digits.gz")]
        assert page.evaluate("location.search").endswith("tab=train")


def test_it_learns_pauses_steps_and_begins_anew_without_the_server(visit):
    with visit(query=DIGITS, engine=True) as page:
        opened(page)
        first, outputs, before = page.inner_text(".psnr"), drawn(page, "[data-row=outputs]"), psnr(page)
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        press(page, "play")
        page.wait_for_function(f"parseFloat(document.querySelector('.psnr').textContent) > {before + 4}")
        press(page, "play")
        page.wait_for_function("document.querySelector('.train .said').textContent.startsWith('Paused')")
        assert asked == [], "the server has no part in this"
        assert drawn(page, "[data-row=outputs]") != outputs
        count = steps(page)
        press(page, "step")
        page.wait_for_function(f"document.querySelector('.counts').textContent.startsWith('Step {count + 1:,} ')")
        press(page, "reset")
        page.wait_for_function("document.querySelector('.counts').textContent.startsWith('Step 0 ')")
        assert page.inner_text(".psnr") == first and drawn(page, "[data-row=outputs]") == outputs, "the same seed"
        press(page, "seed")
        page.wait_for_function("location.search.includes('start=8')")
        page.wait_for_function("old => document.querySelector('[data-row=outputs]').toDataURL() !== old", arg=outputs)


def test_controls_and_address_go_there_and_back(visit):
    with visit(query=f"{DIGITS}&code=8&units=linear&depth=0&hidden=20&rate=0.01&batch=64&loss=l1", engine=True) as page:
        opened(page)
        assert page.input_value(".train [data-key=code]") == "8" and page.input_value("[data-key=rate]") == "0.01"
        for text in ("Linear", "0", "L1", TRAIN["data_digits"]):
            assert page.locator(".train .knobs").get_by_role("radio", name=text, exact=True).is_checked()
        assert page.is_visible("[data-row=damaged]") and not page.is_visible(".train .map")
        press(page, "two")
        page.wait_for_function("!location.search.includes('code=')")  # 2 is the usual
        page.wait_for_selector(".train .map", state="visible")
        page.get_by_role("tab", name=WORDS["page"]["about"]).click()
        page.wait_for_function("!location.search.includes('units=')")
        page.get_by_role("tab", name=WORDS["page"]["train"]).click()
        page.wait_for_function("location.search.includes('units=linear')")


def test_a_linear_network_is_compared_with_the_axes_of_pca(visit):
    with visit(query=f"{DIGITS}&code=4&units=linear&depth=0", engine=True) as page:
        opened(page)
        press(page, "play")
        page.wait_for_function("document.querySelector('.axes').textContent.includes('°')")
        reaches = """() => {
            const [own, pca] = [".psnr", ".pca"].map((each) => parseFloat(document.querySelector(each).textContent));
            return own >= pca - 0.2;
        }"""
        page.wait_for_function(reaches)


def test_hidden_pixels_are_judged_beside_a_filling_and_all_others_beside_pca(visit):
    with visit(query=f"{DIGITS}&hidden=50", engine=True) as page:
        opened(page)
        assert page.inner_text(".psnr-name") == TRAIN["holes_psnr"]
        assert page.inner_text(".pca-name") == TRAIN["filling_psnr"]
        assert page.inner_text(".train .legend").endswith(TRAIN["filling_row"])
        worse = TRAIN["filling_less_good"].split("{value}")
        assert page.inner_text(".verdict").startswith(worse[0]) and page.inner_text(".verdict").endswith(worse[1])
        assert page.inner_text(".axes") == TRAIN["hidden_how"]
        assert page.is_visible("[data-key=tied]") and page.is_visible(".train .map"), "the network is the usual one"
        page.locator(".train [data-key=hidden]").fill("0")
        page.wait_for_function("document.querySelector('.pca-name').textContent === 'PCA with 2'")
        assert page.inner_text(".psnr-name") == TRAIN["held_psnr"]
        assert page.inner_text(".verdict") == "" and page.inner_text(".axes") == ""


def test_a_rate_too_high_says_what_nan_is_and_how_to_go_on(visit):
    with visit(query=f"{DIGITS}&units=linear&optimiser=sgd&rate=30&depth=2", engine=True) as page:
        opened(page)
        press(page, "play")
        page.wait_for_function("document.querySelector('.trouble').dataset.kind === 'not_finite'")
        assert page.inner_text(".psnr") == "NaN" and "not a number" in page.inner_text(".trouble")
        page.wait_for_function("!document.querySelector('.train').classList.contains('playing')")
        press(page, "mend")
        page.wait_for_function("location.search.includes('rate=3')")
        page.wait_for_function("document.querySelector('.train').classList.contains('playing')")


def test_a_wrong_link_is_told(visit):
    with visit(query="?tab=train&data=digits&code=99", engine=True) as page:
        opened(page)
        assert page.inner_text(".train .said") == TRAIN["wrong_link"]
        assert page.input_value(".train [data-key=code]") == "2"


def test_crops_of_an_own_photograph_are_learnt_on_the_device(visit, tmp_path):
    from PIL import Image

    path = tmp_path / "own.png"
    Image.effect_noise((300, 200), 60).convert("RGB").save(path)
    with visit(query=DIGITS, engine=True) as page:
        opened(page)
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.set_input_files(".train input[type=file]", str(path))
        page.wait_for_selector(".train [aria-pressed=true]")
        opened(page)
        page.wait_for_function("document.querySelector('[data-row=damaged]').width === 8 * 9 - 1")
        assert page.is_visible("[data-row=damaged]") and "data=" not in page.evaluate("location.search")
        assert page.inner_text(".psnr") == page.inner_text(".pca"), "it begins with the filling"
        assert page.inner_text(".verdict") == TRAIN["filling_as_good"]
        assert page.inner_text(".pca-name") == TRAIN["filling_psnr"]
        assert page.inner_text(".train .legend").endswith(TRAIN["filling_row"])
        assert not page.is_visible("[data-key=tied]") and not page.is_visible(".no-map")
        assert page.inner_text(".axes") == f"{TRAIN['filling_how']} {TRAIN['photo_held']}"
        press(page, "step")
        page.wait_for_function("document.querySelector('.counts').textContent.startsWith('Step 1 ')")
        assert not [url for url in asked if not url.startswith("blob:")], "it stays on the device"
        page.locator(".train [data-key=hidden]").fill("0")
        page.wait_for_function("document.querySelector('.pca-name').textContent === 'PCA with 64'")
        assert page.inner_text(".verdict") == "" and page.is_visible("[data-key=tied]") and page.is_visible(".no-map")


@pytest.mark.parametrize(("width", "height"), [(1366, 650), (1280, 900)])
def test_all_of_it_is_on_one_screen(visit, width, height):
    with visit(width, height, DIGITS, engine=True) as page:
        opened(page)
        for selector in (".train .map", ".train .knobs", ".train [data-row=filters]"):
            box = page.locator(selector).bounding_box()
            assert box["y"] > 0 and box["y"] + box["height"] <= height, selector


def test_on_a_phone_nothing_is_wider_than_the_screen(visit):
    with visit(390, 844, DIGITS, engine=True, has_touch=True, is_mobile=True) as page:
        opened(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        box = page.locator("[data-row=outputs]").bounding_box()
        assert box["y"] + box["height"] < 844, "the reconstructions are seen together with the button"


def test_a_film_is_played_and_linked(visit):
    with visit(query="?tab=train&film=fashion-conv-masked-mse&moment=3") as page:
        page.wait_for_selector(".films.small")  # its sheet has come
        box = page.locator(".films").bounding_box()
        assert box["y"] >= 0 and box["y"] + box["height"] <= 860, "a link to a film leads there"
        assert page.inner_text(".films .step").startswith("Step 100 of 10,000")
        first = drawn(page, ".films [data-row=prediction]")
        page.locator(".films input").focus()
        page.keyboard.press("End")
        page.wait_for_function("!location.search.includes('moment=')")  # the last is the usual
        last = drawn(page, ".films [data-row=prediction]")
        assert last != first and "12.7 dB" in page.inner_text(".films .psnr")
        page.get_by_role("button", name=WORDS["films"]["play"], exact=True).last.click()
        page.wait_for_function("document.querySelector('.films .step').textContent.startsWith('Step 11 ')")
        page.wait_for_function("document.querySelector('.films .step').textContent.startsWith('Step 10,000 ')")
        assert drawn(page, ".films [data-row=prediction]") == last
        page.locator(".films select").select_option(index=0)
        page.wait_for_function("!location.search.includes('film=')")
