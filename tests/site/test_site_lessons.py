"""Lessons on the static page: every step that leads to what is there opens it, and a pupil needs no network."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from functools import partial
from html import escape, unescape
from http.server import ThreadingHTTPServer
from urllib.parse import urlencode

import pytest
import segno
from axe_playwright_python.base import AXE_FILE_PATH
from visiting import visited

from mae_demo import checkpoint
from mae_demo.lessons import lessons
from mae_demo.site import lessons as of_site
from mae_demo.site.files import write_folder
from mae_demo.site.lab import panels
from mae_demo.site.lessons import file_of, given_lessons, is_there, pages, there
from mae_demo.site.shelf import chosen
from mae_demo.text import ENGLISH, WORDS, languages, speaking
from mae_demo.ui.state import TRAIN
from tests.site.conftest import Quiet
from tests.ui.test_accessibility import assert_no_fault
from tests.ui.test_lessons_tab import press, wait_for_query, walk_on_a_phone

L = WORDS["lessons"]
SHELF = chosen("")
THERE = {*panels(SHELF)}
ALL = {lesson.number: lesson for lesson in there(SHELF, THERE)}


@pytest.mark.parametrize("number", ALL)
def test_each_step_opens_what_it_talks_of(visit, number):
    lesson = ALL[number]
    with visit(1366, 768, f"?lesson={number}") as page:
        page.locator(".lessons label").first.click()
        press(page, "lock")
        for step in lesson.steps:
            query = dict(pair.split("=", 1) for pair in step.link.split("&"))
            page.get_by_text(step.do).wait_for()
            if query.get("tab") == "train":  # its address leaves out what is as at first
                query = {
                    key: value for key, value in query.items() if key == "tab" or value != str(TRAIN[key].fallback)
                }
            for key, value in query.items():
                wait_for_query(page, f"{key}={value}")
            press(page, "onwards")
        page.get_by_text(lesson.why).wait_for()
        place, steps = len(lesson.steps) + 2, len(lesson.steps) + 3  # after the question; what goes on comes last
        page.get_by_text(L["step"].format(step=place, steps=steps, what=L["reveal"])).wait_for()


def test_on_a_phone_a_step_leaves_the_page_to_be_seen_until_its_card_is_opened(visit):
    with visit(390, 844, "?lesson=5", has_touch=True, is_mobile=True) as page:
        walk_on_a_phone(page)


@pytest.mark.parametrize("number", [5, 6])
def test_the_number_to_read_off_stands_on_the_page(visit, number):
    with visit(1366, 768, f"?lesson={number}") as page:
        page.locator(".lessons label").first.click()
        press(page, "lock")
        for step in ALL[number].steps:
            if step.figure and step.figure.figure == "masked_psnr":
                shown = f"{step.figure.value:.1f} dB"
                page.wait_for_function(
                    "shown => document.querySelector('.result').textContent.includes(`PSNR ${shown}`)", arg=shown
                )
            press(page, "onwards")


def test_errors_of_changed_pictures_are_read_off_the_panel(visit):
    with visit(1366, 768, "?lesson=4") as page:
        page.locator(".lessons label").first.click()
        press(page, "lock")
        for step in ALL[4].steps:
            shown = WORDS["perception"]["means"].format(figures=f"MSE {step.figure.value:.4f},")
            page.locator("#perception-cards figcaption", has_text=shown).wait_for()
            press(page, "onwards")


@pytest.fixture
def class_room(tmp_path) -> tuple[ThreadingHTTPServer, str]:
    """A site with one network, its server, and its address."""
    write_folder(tmp_path, ["fashion-vit-mse"])
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server, f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("lang", languages())
def test_a_pupil_goes_through_a_lesson_on_a_phone_while_the_server_is_away(chromium, class_room, lang):
    server, address = class_room
    with speaking(lang):
        words, on_site, teacher, title = (WORDS[key] for key in ("lessons", "site", "teacher", "page"))
        names = ["fashion-vit-mse"]
        lesson, page_for_teachers = there(names, {*panels(names)})[0], file_of("teacher")
    with visited(chromium, address, 390, 844, has_touch=True, locale=lang) as page:
        page.get_by_text(on_site["kept"]).wait_for()
        server.shutdown()
        server.server_close()  # what asks it now is refused
        page.get_by_role("tab", name=title["lessons"]).click()
        page.get_by_role("button", name=f"{lesson.number} · {lesson.title}").click()
        page.locator(".lessons label").nth(1).click()

        def press(word: str) -> None:
            page.locator(".lessons").get_by_role("button", name=words[word], exact=True).click()

        press("lock")
        for step in lesson.steps:
            if step.figure:
                press("fill_in")  # the card is folded, so that the page can be seen
                page.get_by_label(step.read).fill(f"{step.figure.value}")
                page.keyboard.press("Enter")
                page.get_by_text(words["right_number"], exact=True).wait_for()
            assert page.evaluate("document.documentElement.scrollWidth") <= 390
            press("onwards")
        assert lesson.answers[1].reply in page.inner_text(".lessons")
        press("onwards")
        press("finish")
        done = page.locator(".lessons li", has_text=lesson.title).get_by_text(words["done"])
        done.wait_for()
        page.wait_for_function("location.search.includes('tab=lessons') && !location.search.includes('lesson=')")
        page.reload()  # the service worker brings the page, and the browser how far one is
        done.wait_for()
        page.goto(f"{address}{page_for_teachers}")  # the page for teachers is kept, too
        assert page.inner_text("h1") == teacher["title"]


def test_a_step_on_a_phone_begins_at_the_head_of_its_panel(visit):
    lesson = ALL[3]
    with visit(390, 844, "?lesson=3", has_touch=True) as page:
        page.locator(".lessons label").first.click()
        press(page, "lock")  # the first step leads to the second panel of its tab, below a chart and a table
        assert "panel=l1_or_mse" in lesson.steps[0].link
        page.wait_for_function("Math.abs(document.querySelector('#l1_or_mse-panel').getBoundingClientRect().top) < 1")


def test_what_is_said_of_a_number_is_seen_on_a_phone(visit):
    with visit(390, 844, "?lesson=5&lang=de", has_touch=True) as page:
        page.locator(".lessons label").first.click()
        page.locator(".lessons .lead").click()
        page.locator(".lessons .fold").click()
        page.locator(".read input").fill("24")
        page.keyboard.press("Enter")
        page.locator(".result[data-right=false]").wait_for()
        page.wait_for_function(
            "document.querySelector('.lessons .result').getBoundingClientRect().bottom <= innerHeight"
        )


def test_a_step_that_leads_to_what_is_not_there_is_left_out():
    assert is_there("image=0&tab=compare&compare=fashion-vit-l1,harmonic", ["fashion-vit-mse", "fashion-vit-l1"], set())
    assert not is_there("image=0&tab=compare&compare=fashion-vit-l1", ["fashion-vit-mse"], set())
    assert not is_there("image=0", ["fashion-vit-l1"], set()), "what it does not name is the first checkpoint"
    assert not is_there("tab=lab&panel=anomaly&threshold=20", checkpoint.names(), {"bottleneck"})
    assert is_there("tab=train&code=8", [], set())
    (five,) = (each for each in given_lessons(["fashion-vit-mse"], {"bottleneck"}) if each["number"] == 5)
    assert [step["link"] for step in five["steps"]] == [step.link for step in ALL[5].steps]
    (one,) = (each for each in given_lessons(["fashion-vit-mse"], {"bottleneck"}) if each["number"] == 1)
    assert [step["link"] for step in one["steps"]] == ["tab=lab&panel=bottleneck"] * 2
    assert len(ALL[1].steps) == 3 and len(lessons(ENGLISH)[0].steps) == 4, "a site has no compression"


def test_a_lesson_goes_on_to_nothing_that_is_not_there(monkeypatch):
    lost = replace(ALL[5], next=replace(ALL[5].next, link="tab=lab&panel=no-such"))
    monkeypatch.setattr(of_site, "lessons", lambda language: (ALL[1], lost))
    one, five = given_lessons(SHELF, THERE)
    assert one["next"]["link"] == ALL[1].next.link and five["next"] == {"do": lost.next.do}


def test_a_lesson_none_of_whose_steps_is_there_is_left_out_of_all_pages(monkeypatch):
    lost = replace(ALL[5], steps=[replace(ALL[5].steps[0], link="tab=lab&panel=no-such")])
    monkeypatch.setattr(of_site, "lessons", lambda language: (ALL[1], lost))
    assert [each.number for each in there(SHELF, THERE)] == [1]
    for content in pages(SHELF, THERE).values():
        assert ALL[1].title in content.decode() and ALL[5].title not in content.decode()


def test_on_paper_stands_no_number_that_cannot_be_read_off_here():
    names, shown = ["fashion-vit-mse"], {"bottleneck"}
    written = pages(names, shown)
    steps = [step for step in lessons(ENGLISH)[0].steps if step.read]
    for name in ("teacher.html", "handout.html"):
        page = written[name].decode()
        asked = [escape(step.read) in page for step in steps]
        assert asked == [is_there(step.link, names, shown) for step in steps] and not all(asked), name


def test_the_plan_takes_as_long_as_its_parts():
    page = pages(["fashion-vit-mse"], {"bottleneck"})["teacher.html"].decode()
    parts = [int(minutes) for minutes in re.findall(r"<td>(\d+)′</td>", page)]
    assert f"<h2>{sum(parts)} minutes</h2>" in page and sum(parts) < 90


def test_the_pages_for_teacher_and_class_lead_to_the_page_beside_them():
    written = {name: content.decode() for name, content in pages(SHELF, THERE).items()}
    tags = ["", *(f".{tag}" for tag in languages() if tag != ENGLISH)]
    assert set(written) == {f"{page}{tag}.html" for page in ("teacher", "handout") for tag in tags}
    for name, page in written.items():
        lang = {"lang": name.split(".")[1]} if name.count(".") == 2 else {}
        queries = [lang, *({"lesson": number} | lang for number in ALL)]
        own = {"index.html" + (f"?{urlencode(query)}" if query else "") for query in queries}
        links = {unescape(link) for link in re.findall(r'<a [^>]*href="([^"]+)"', page)}
        others = {link.partition("?")[0] for link in links - own}
        handouts = {name.replace("teacher", "handout")} if name.startswith("teacher") else set()
        assert own <= links and others == handouts and "<svg" not in page and "&lt;iframe" not in page, name


def test_qr_codes_lead_to_the_address_that_is_given():
    address = "https://example.org/school/"
    for name, content in pages(SHELF, THERE, address).items():
        page = content.decode()
        lang = {"lang": name.split(".")[1]} if name.count(".") == 2 else {}
        for query in (lang, *({"lesson": number} | lang for number in ALL)):
            scale, asked = 2 if "lesson" in query else 3, f"?{urlencode(query)}" if query else ""
            drawing = segno.make(address + asked, error="m", micro=False).svg_inline(scale=scale, border=2)
            way = escape(f"index.html{asked}")
            assert f'<a href="{way}" aria-label="{way}">{drawing}</a>' in page, name


@pytest.mark.parametrize("name", ["teacher", "handout"])
def test_the_pages_beside_break_no_rule_of_access(chromium, tmp_path, name):
    path = tmp_path / f"{name}.html"
    path.write_bytes(pages(SHELF, THERE)[path.name])
    with chromium.new_context() as context:
        page = context.new_page()
        page.goto(path.as_uri())
        page.add_script_tag(path=AXE_FILE_PATH)
        assert_no_fault(page, name)


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("?stage=encoder", ".lines [role=option]"),
        ("?tab=compare&compare=fashion-vit-mse,harmonic", "#judged table"),
        ("?tab=lab&panel=perception", "#perception-cards img"),
        ("?tab=lessons", ".lessons li"),
        ("?lesson=5", ".lessons fieldset"),
    ],
)
def test_what_a_class_opens_breaks_no_rule_of_access(chromium, served, query, there):
    with visited(chromium, served + query) as page:
        page.wait_for_selector(there)
        page.add_script_tag(path=AXE_FILE_PATH)
        assert_no_fault(page, query)


def test_lessons_come_before_the_first_picture_where_somebody_asks_and_again_where_they_were_lost(chromium, served):
    title = WORDS["page"]["lessons"]
    with chromium.new_context() as context:
        page = context.new_page()
        page.route("**/weights/**", lambda route: None)  # they never come
        page.route("**/lessons/*", lambda route: route.abort())
        page.goto(served)
        page.get_by_role("tab", name=title).click()
        page.get_by_text(WORDS["site"]["lessons_offline"]).wait_for()
        page.unroute("**/lessons/*")
        page.get_by_role("button", name=WORDS["site"]["again"]).click()
        page.locator(".lessons li").first.wait_for()
        assert WORDS["site"]["lessons_offline"] not in page.inner_text("#trouble")
