"""What is in view together, and what the controls say: pictures above what changes them, on a phone above a sheet."""

from __future__ import annotations

import pytest
from PIL import Image

from mae_demo.text import WORDS

PANELS = ("original", "masked", "reconstructed")
SCREENS = [(1280, 900), (1366, 650), (1024, 768)]


def box(page, selector: str) -> dict[str, float]:
    """Where an element is: left, right, top and bottom in pixels of the window."""
    found = page.locator(selector).first.bounding_box()
    left, top = found["x"], found["y"]
    return {"left": left, "right": left + found["width"], "top": top, "bottom": top + found["height"]}


@pytest.mark.parametrize(("width", "height"), SCREENS)
def test_what_is_chosen_stands_under_the_picture_that_it_changes_all_in_view(visit, width, height):
    with visit(width, height) as page:
        pictures = [box(page, f'[data-panel="{name}"] .frame') for name in PANELS]
        losses, result = box(page, '[data-axis="loss"] .chips'), box(page, ".result")
        assert all(picture["top"] > 0 and picture["bottom"] < losses["top"] for picture in pictures)
        assert losses["bottom"] <= result["top"] < result["bottom"] <= height, "nothing lies over the losses"
        for picture, column in zip(pictures, ("#image-column", "#mask-column", "#checkpoint-column"), strict=True):
            controls = box(page, column)
            assert abs(picture["left"] - controls["left"]) < 3 and abs(picture["right"] - controls["right"]) < 3
            assert controls["top"] > picture["bottom"]
        assert box(page, "#upload")["top"] < result["top"] - 44, "an upload is on the first screen"
        page.mouse.wheel(0, 5000)
        page.wait_for_function("document.querySelector('#takeaway').getBoundingClientRect().bottom < innerHeight")
        assert box(page, ".result")["bottom"] <= box(page, "#folds")["top"], "below all controls it has a place"


def test_controls_that_are_left_out_leave_the_others_under_their_pictures(visit):
    with visit(1280, 900, "?hide=image") as page:
        assert not page.locator("#upload").is_visible()
        assert abs(box(page, '[data-panel="masked"] .frame')["left"] - box(page, "#mask-column")["left"]) < 3


def test_pointing_at_a_patch_moves_nothing(visit):
    with visit(1366, 650) as page:
        places = """() => [...document.querySelectorAll(".frame, .bar, #controls .column, .result")]
            .map((each) => each.getBoundingClientRect().top)"""
        before, masked = page.evaluate(places), box(page, '[data-panel="masked"] .frame')
        page.mouse.move(masked["left"] + 10, masked["bottom"] - 60)
        page.wait_for_function("document.querySelector('.pointed').textContent.includes('L1')")
        assert page.evaluate(places) == before


def test_on_a_phone_no_choice_is_made_blind(visit):
    words = WORDS["controls"]
    with visit(390, 844, has_touch=True, is_mobile=True) as page:
        pictures = ['[data-panel="masked"] .frame', '[data-panel="reconstructed"] .frame']
        assert box(page, "#upload")["bottom"] < 844, "on the first screen"
        lowest = {"checkpoint": '[data-axis="version"]', "mask": "#seed-row", "image": "#strip"}
        for key, control in lowest.items():
            page.get_by_role("tab", name=words[key], exact=True).click()
            page.locator(control).scroll_into_view_if_needed()
            seen = [box(page, picture) for picture in pictures]
            assert all(picture["top"] >= 0 and picture["bottom"] < box(page, control)["top"] for picture in seen), key
            columns = [page.locator(f"#{each}-column").is_visible() for each in ("image", "mask", "checkpoint")]
            assert sum(columns) == 1
        page.keyboard.press("ArrowRight")
        assert page.locator("#mask-column").is_visible() and not page.locator("#image-column").is_visible()


LIT = "[...document.querySelectorAll('#strategy :checked')].map((each) => each.closest('label').innerText).join()"
SLIDER = "document.querySelector('#ratio-row [type=range]').value"


def stroke(page) -> None:
    """Hide the lowest row of patches by mouse, or reveal it, and wait for its prediction."""
    masked, count = box(page, '[data-panel="masked"] canvas'), page.evaluate("painted.length")
    page.mouse.move(masked["left"] + 10, masked["bottom"] - 10)
    page.mouse.down()
    page.mouse.move(masked["right"] - 10, masked["bottom"] - 10, steps=5)
    page.mouse.up()
    page.wait_for_function("before => painted.length > before", arg=count)


def test_the_result_begins_in_plain_words(visit):
    with visit() as page:
        assert page.inner_text(".result").startswith(WORDS["canvas"]["far_closer"])
        page.wait_for_function("document.querySelector('.trio [role=status]').textContent.includes('smooth fill')")


def test_where_to_paint_is_said_until_the_first_stroke(visit):
    with visit() as page:
        invite = page.get_by_text(WORDS["canvas"]["invite"], exact=True)
        assert invite.is_visible()
        stroke(page)
        assert not invite.is_visible()


def test_the_controls_tell_the_truth_of_a_painted_mask(visit):
    rolled, painted = WORDS["strategies"]["random"], WORDS["controls"]["painted"]
    with visit() as page:
        assert [page.evaluate(LIT), page.evaluate(SLIDER)] == [rolled, "75"]
        assert not page.locator("#strategy label", has_text=painted).is_visible()
        note = page.get_by_text(WORDS["strategies"]["random_note"])
        assert note.is_visible()
        stroke(page)
        hidden = page.inner_text('[data-panel="masked"] .fact')
        assert hidden.startswith("38 of 49")
        page.wait_for_function(f"{LIT} === '{painted}'")
        assert not note.is_visible(), "no strategy rolled it"
        assert page.evaluate(SLIDER) == "78", "the ratio of what is painted"
        page.wait_for_function("location.search.includes('strategy=random&ratio=75&seed=7&mask=')")

        page.focus("#ratio-row [type=range]")
        page.keyboard.press("ArrowLeft")
        page.wait_for_function(f"{LIT} === '{rolled}'")
        assert page.evaluate(SLIDER) == "77", "one step from what was shown"
        assert note.is_visible()
        page.get_by_role("button", name=WORDS["canvas"]["recover"]).click()
        assert page.inner_text('[data-panel="masked"] .fact') == hidden
        page.wait_for_function(f"{LIT} === '{painted}'")

        count = page.evaluate("painted.length")
        page.get_by_role("button", name=WORDS["controls"]["new_seed"]).click()
        page.wait_for_function("before => painted.length > before", arg=count)
        page.wait_for_function(f"{LIT} === '{rolled}'")
        page.wait_for_function(f"{SLIDER} === document.querySelector('#ratio-row [type=number]').value")
        assert page.evaluate(SLIDER) == "77", "what rolled the mask"

        page.click("[data-tool=reveal]")  # of a row that chance may have hidden whole
        stroke(page)
        page.locator("#strategy label", has_text=rolled).click()  # the one that rolled it before rolls it again
        page.wait_for_function(f"{LIT} === '{rolled}'")


def test_each_data_set_begins_with_a_ratio_that_suits_it(visit):
    picture = "document.querySelector('[data-panel=original] .fact').textContent"
    with visit() as page:
        for dataset, ratio, first in (("Emoji", "50", "Laughing"), ("Photographs", "35", "Coffee")):
            page.get_by_role("radio", name=dataset, exact=True).check(force=True)
            page.wait_for_function(f"{picture}.startsWith('{first}') && {SLIDER} === '{ratio}'")
            page.wait_for_function(f"document.querySelector('#ratio-note').innerText.includes('{ratio} %')")
        assert "90 of 256" in page.inner_text('[data-panel="masked"] .fact')
        count = page.evaluate("painted.length")
        page.locator("#ratio-row [type=range]").fill("60")
        page.wait_for_function("before => painted.length > before", arg=count)
        page.get_by_role("radio", name="Fashion-MNIST", exact=True).check(force=True)
        page.wait_for_function(f"{picture}.startsWith('Ankle')")
        assert page.evaluate(SLIDER) == "60", "what a visitor has set stays"


def test_a_photograph_is_made_small_and_goes_to_photographs_until_one_leads_back(visit, tmp_path):
    from mae_demo.answers.samples import sample_paths

    large, heic = tmp_path / "large.bmp", tmp_path / "IMG_1.HEIC"
    Image.open(sample_paths("photos")[1]).resize((3000, 2000)).save(large)  # 18 MB, three times what the server takes
    heic.write_bytes(b"no browser on Linux reads this")
    about = "document.querySelector('[data-panel=original] .fact').textContent"
    with visit(1366, 650) as page:
        page.set_input_files("#image-column input[type=file]", heic)
        said = page.get_by_role("alert").get_by_text(WORDS["crop"]["unreadable"].format(kind="HEIC"))
        said.wait_for()
        page.set_input_files("#image-column input[type=file]", large)
        page.wait_for_function(f"{about}.startsWith('yours, 128×')")
        assert not said.is_visible() and WORDS["results"]["switched"] in page.inner_text(".result >> nth=0")
        assert page.get_by_role("radio", name="Photographs", exact=True).is_checked()
        assert page.evaluate(SLIDER) == "35"
        page.get_by_role("button", name=WORDS["canvas"]["switch_back"].format(dataset="Fashion-MNIST")).click()
        page.wait_for_function(f"{about}.includes('in grey')")
        assert page.get_by_role("button", name=WORDS["canvas"]["switch"]).is_visible()


WATCH_SHIFTS = """
    window.shifts = [];
    new PerformanceObserver((list) => shifts.push(...list.getEntries().filter((each) => !each.hadRecentInput)))
        .observe({ type: "layout-shift", buffered: true });
"""


@pytest.mark.parametrize("query", ["", "?stage=tokens"])
@pytest.mark.parametrize("options", [{"width": 1366, "height": 650}, {"width": 390, "height": 844, "is_mobile": True}])
def test_nothing_jumps_while_the_page_opens(chromium, url, options, query):
    size = {"width": options["width"], "height": options["height"]}
    with chromium.new_context(viewport=size, is_mobile="is_mobile" in options) as context:
        page = context.new_page()
        page.add_init_script(WATCH_SHIFTS)
        page.goto(url + query)
        page.wait_for_selector("html:not(.opening) .result .leading")
        page.evaluate("document.fonts.ready.then(() => new Promise((resolve) => requestIdleCallback(resolve)))")
        assert page.evaluate("shifts.reduce((sum, each) => sum + each.value, 0)") < 0.05
