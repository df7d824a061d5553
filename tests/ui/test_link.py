"""The address: written while a person works, read when the page is opened, mended where it is wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from mae_demo import checkpoint
from mae_demo.answers.defaults import first_place
from mae_demo.strategies import STRATEGIES
from mae_demo.text import WORDS
from mae_demo.ui.address import places, read
from mae_demo.ui.state import PARTS, STATE, VIEWS

PANELS = ("original", "masked", "reconstructed")
GOOD = {
    "image": places(checkpoint.names()[-1])[-1],
    "checkpoint": checkpoint.names()[-1],
    "strategy": "hard",
    "ratio": "100",
    "seed": str(2**31 - 1),
    "balance": "-100",
    "view": "raw",
    "tab": "compare",
    "hide": "mask,about",
}
NUMBERS = ["", "x", "1.5", "nan", "１", " 1", "1_0", "9" * 5000, "-101", str(2**31)]


def test_what_is_right_is_taken_and_defaults_stand_for_the_rest():
    asked, wrong = read(GOOD | {"__theme": "dark", "mask": "anything"}, ["playground", "compare"])
    assert wrong == [] and asked.items() >= GOOD.items()
    asked, wrong = read({})
    assert (asked["image"], asked["ratio"], asked["seed"], asked["mask"], wrong) == ("0", "75", "7", "", [])


def test_a_checkpoint_alone_brings_what_its_data_set_is_shown_with():
    asked, wrong = read({"checkpoint": "photos-vit-mse"})
    first = places("photos-vit-mse")[first_place("photos")]
    assert (asked["image"], asked["ratio"], wrong) == (first, "35", []) and first != places("photos-vit-mse")[0]
    assert read({"checkpoint": "photos-vit-mse", "ratio": "60"})[0]["ratio"] == "60"


@pytest.mark.parametrize(
    ("key", "value"), [(key, value) for key, row in STATE.items() if row.type == "whole" for value in NUMBERS]
)
def test_what_is_no_number_gets_a_sentence(key, value):
    if key != "seed" or value != "-101":
        assert read({key: value}) == (read({})[0], [WORDS["link"][f"wrong_{key}"]])


@pytest.mark.parametrize("key", ["image", "checkpoint", "strategy", "view", "tab", "hide", "forgotten"])
@pytest.mark.parametrize("value", ["", "../../etc/passwd", "<b>no</b>", "nonsense"])
def test_what_is_no_choice_gets_a_sentence(key, value):
    assert read({key: value}, ["compare"]) == (read({})[0], [WORDS["link"][f"wrong_{key}"]])


def test_everything_that_can_be_left_out_is_known_to_the_style():
    style = (Path(__file__).parents[2] / "mae_demo" / "web" / "page" / "page.css").read_text("utf-8")
    assert set(re.findall(r'data-hide~="(\w+)"', style)) == PARTS


def test_the_table_of_the_state_is_what_the_page_offers():
    markup = (Path(__file__).parents[2] / "mae_demo" / "web" / "canvas" / "canvas.html").read_text("utf-8")
    assert tuple(re.findall(r'data-view="(\w+)"', markup)) == VIEWS
    assert STATE["strategy"].fallback in STRATEGIES
    words = {key for key, row in STATE.items() if row.address}
    assert words == {key.removeprefix("wrong_") for key in WORDS["link"] if key.startswith("wrong_")} - {"forgotten"}


# In a browser


def panels(page) -> list[str]:
    page.wait_for_function("() => performance.now() - paintedAt.at(-1) > 200")
    return [page.eval_on_selector(f"[data-panel={name}] canvas", "canvas => canvas.toDataURL()") for name in PANELS]


def wait_for_address(page, *parts: str) -> str:
    page.wait_for_function("parts => parts.every(part => location.search.includes(part))", arg=list(parts))
    return page.url


def query(page) -> str:
    return page.evaluate("location.search")


def test_a_link_brings_back_what_stood_on_the_page(visit):
    with visit(permissions=["clipboard-read", "clipboard-write"]) as page:
        assert query(page) == "", "an address is left alone until somebody does something"
        assert page.locator("#notice [role=status]").count() == 1, "there before it says something, or it is not heard"
        page.get_by_role("radio", name=WORDS["strategies"]["selective"]).check(force=True)
        page.get_by_role("slider", name=WORDS["controls"]["balance"]).fill("-40")
        wait_for_address(page, "strategy=selective&ratio=75&seed=7&balance=-40")
        assert "mask=" not in query(page), "the settings roll it"
        page.locator("#strip button").nth(14).click()
        wait_for_address(page, "image=18", "mask=")
        page.get_by_role("radio", name="U-Net").check()
        wait_for_address(page, "checkpoint=fashion-unet")
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.click('[data-view="raw"]')
        wait_for_address(page, "view=raw")
        assert asked == [], "the server has no part in this"
        old = query(page)
        page.click('[data-action="invert"]')
        page.wait_for_function("old => location.search !== old", arg=old)
        page.get_by_role("button", name=WORDS["link"]["copy"]).click()
        page.get_by_text(WORDS["link"]["copied"]).wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == page.url
        left, link = panels(page), query(page)
    with visit(query=link) as page:
        assert panels(page) == left
        assert page.input_value("#seed input") == "7"
        assert page.get_by_role("slider", name=WORDS["controls"]["balance"]).input_value() == "-40"
        assert page.get_by_role("radio", name="U-Net").is_checked()
        assert page.locator("#strip .selected img").get_attribute("alt").startswith("Bag")
        assert query(page) == link and not page.locator("#notice").is_visible()
        page.get_by_role("button", name=WORDS["controls"]["new_seed"]).click()
        page.wait_for_function("!location.search.includes('mask=')")


def test_a_wrong_link_opens_with_sentences(visit):
    with visit(query="?ratio=nan&mask=zz&checkpoint=<img src=x onerror=alert(1)>&hide=checkpoint,about&tab=no") as page:
        notice = page.inner_text("#notice [role=status]")
        for key in ("ratio", "mask", "checkpoint", "tab"):
            assert WORDS["link"][f"wrong_{key}"] in notice
        assert "37 of 49" in page.inner_text("[data-panel=masked] .fact")
        assert not page.locator("#checkpoint-column").is_visible()
        assert page.get_by_role("tab").all_inner_texts() == [
            WORDS["page"][tab] for tab in ("playground", "compare", "lab", "train", "lessons")
        ]
        page.click('[data-action="invert"]')
        wait_for_address(page, "ratio=75&mask=4a0c500405600", "hide=checkpoint")
        assert not page.locator("#notice").is_visible()


def test_a_link_opens_the_comparison_of_what_it_says(visit):
    with visit(query="?tab=compare&image=2&ratio=50") as page:
        page.wait_for_selector(".wall.full .cards figure")
        assert "25 of 49" in page.inner_text(".wall .fact")
        page.get_by_role("tab", name="Playground").click()
        page.wait_for_function("!location.search.includes('tab=')")
        assert page.inner_text("[data-panel=original] .fact").startswith("Trousers")


def test_a_picture_that_the_server_keeps_no_more_is_said(chromium, app, tmp_path):
    photo = tmp_path / "photo.png"
    Image.radial_gradient("L").save(photo)
    with chromium.new_context() as context:
        page = context.new_page()
        page.goto(app.local_url)
        page.locator(".result .leading").wait_for()
        page.set_input_files("input[type=file]", photo)
        page.get_by_role("button", name=WORDS["link"]["copy_without"]).wait_for()
        page.locator("#strategy label", has_text=WORDS["strategies"]["grid"]).click()
        wait_for_address(page, "strategy=grid")
        assert "image=own" in query(page), "an own picture stands in no link"
        with context.new_page() as again:
            again.goto(page.url)
            again.get_by_text(WORDS["link"]["own_image"]).wait_for()
            assert again.get_by_role("radio", name=WORDS["strategies"]["grid"], exact=True).is_checked()
        app.state_holder.session_data.clear()  # as if 500 others had come since
        page.click('[data-action="fill"]')
        page.wait_for_function("document.querySelector('[data-own=kept] .fact')?.textContent.startsWith('yours')")
        page.wait_for_function("document.querySelector('[data-panel=masked] .fact').textContent.startsWith('49 of 49')")
        assert not page.inner_text("#notice").strip(), "the browser has kept it"
        wait_for_address(page, "image=own")
        page.evaluate("sessionStorage.clear()")
        app.state_holder.session_data.clear()
        page.click('[data-action="clear"]')
        page.get_by_text(WORDS["link"]["wrong_forgotten"]).wait_for()
        assert "strategy=grid" in query(page)
        page.wait_for_function("document.querySelector('[data-panel=masked] .fact').textContent.startsWith('0 of 49')")
        assert "forgotten" not in query(page) and WORDS["link"]["own_image"] not in page.inner_text("#notice")
