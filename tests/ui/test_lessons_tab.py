"""A lesson in a browser: guess, lock, try it on the page beside, read off, see why; by keyboard, and by its link."""

from __future__ import annotations

import pytest

from mae_demo.lessons import lessons
from mae_demo.text import WORDS
from mae_demo.ui.state import TRAIN

L = WORDS["lessons"]
FIVE = next(lesson for lesson in lessons() if lesson.number == 5)


def press(page, word: str) -> None:
    page.locator(".lessons").get_by_role("button", name=L[word], exact=True).click()


def wait_for_query(page, text: str) -> None:
    page.wait_for_function("text => location.search.includes(text)", arg=text)


def test_a_lesson_is_gone_through_by_keyboard(visit):
    with visit(1366, 650, "?lesson=5&step=3") as page:
        page.locator(".lessons fieldset").wait_for()  # no step before the vote
        heading_has_focus = "document.activeElement === document.querySelector('.lessons h2')"
        page.wait_for_function(heading_has_focus)
        page.evaluate("document.dispatchEvent(new CustomEvent('tab', { detail: 'lessons' }))")  # told late
        assert page.evaluate(heading_has_focus), "what is drawn anew keeps it"
        assert page.get_by_role("button", name=L["onwards"], exact=True).is_disabled()
        page.locator(".lessons fieldset input").first.focus()
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")  # locked
        wait_for_query(page, "lesson=5&step=2")
        page.wait_for_function(
            "document.querySelector('.panels [data-panel=reconstructed] .fact').textContent === '25.1 dB'"
        )
        field = page.get_by_label(FIVE.steps[0].read)
        for typed, said in (("19.1", "wrong_number"), ("25,1 dB", "right_number")):
            field.fill(typed)
            page.keyboard.press("Enter")
            assert page.inner_text(".lessons [role=status]") == L[said]
        press(page, "back")
        assert page.locator(".lessons fieldset input").first.is_disabled(), "a vote stays"


def test_answers_are_saved_without_a_name_and_those_of_a_class_are_counted_in_the_page(visit):
    with visit(1280, 900, "?lesson=5") as page:
        page.locator(".lessons label").nth(2).click()
        press(page, "lock")
        page.wait_for_function(  # the step's link is followed, so that its form is not drawn anew
            "document.querySelector('.panels [data-panel=reconstructed] .fact').textContent === '25.1 dB'"
        )
        page.get_by_label(FIVE.steps[0].read).fill("25.1")
        press(page, "check")
        press(page, "leave")
        with page.expect_download() as saved:
            press(page, "save_answers")
        assert saved.value.path().read_text("utf-8") == "5c:25.1\n"
        requests = []
        page.on("request", lambda request: requests.append(request.url))
        page.get_by_text(L["class"], exact=True).click()
        page.get_by_label(L["class_codes"]).fill("5b:24.9 5b 9z")
        pupils = [{"name": f"answers ({n}).txt", "mimeType": "text/plain", "buffer": b"1c\n5c:25.1\n"} for n in (1, 2)]
        page.get_by_label(L["class_files"]).set_input_files(pupils)
        bars = page.locator(".tallies section").nth(1).locator(".counted")
        bars.nth(2).filter(has_text="2 · 50 %").wait_for()
        assert bars.all_inner_texts()[:2] == ["0 · 0 %", "2 · 50 %"]
        spread = L["class_spread"].format(read=FIVE.steps[0].read, count=3, least=24.9, most="25.1 dB", median=25.1)
        assert spread in page.inner_text(".tallies") and "9z" in page.inner_text(".class [role=status]")
        assert not page.locator(".tallies .answer").count(), "what is right is not given away"
        page.get_by_label(L["class_mark"]).check()
        right = next(place for place, answer in enumerate(FIVE.answers) if answer.right)
        assert FIVE.answers[right].text in page.locator(".tallies .answer").nth(1).inner_text()
        page.get_by_label(L["class_codes"]).press_sequentially("3b:0.42")
        page.get_by_text("0.42 to 0.42, median 0.42").wait_for()  # of a number without a unit
        assert requests == [], "nothing leaves the page"
        page.get_by_role("button", name=f"5 · {FIVE.title}").click()
        press(page, "leave")
        assert page.get_by_label(L["class_codes"]).input_value().startswith("5b:24.9"), "it is kept beside a lesson"


def test_what_is_right_is_said_at_the_end_and_stays_in_the_browser(visit):
    with visit(390, 844, "?tab=lessons", has_touch=True) as page:
        page.get_by_role("button", name=f"5 · {FIVE.title}").click()
        page.locator(".lessons label").nth(0).click()
        press(page, "lock")
        shown = page.locator("body").inner_text()
        assert FIVE.answers[0].reply not in shown and FIVE.why not in shown
        for step in range(3, 6):
            press(page, "onwards")
            wait_for_query(page, f"step={step}")
        assert FIVE.answers[0].reply in page.inner_text(".lessons") and FIVE.why in page.inner_text(".lessons")
        assert page.inner_text(".lessons code") == "5a"
        press(page, "onwards")
        page.wait_for_selector(".wall.full .cards figure")  # the page went where the last step leads
        press(page, "finish")
        page.wait_for_function("location.search.includes('tab=lessons') && !location.search.includes('lesson=')")
        page.reload()
        page.locator(".lessons li", has_text=FIVE.title).get_by_text(L["done"]).wait_for()


def test_on_a_phone_a_step_leaves_the_page_to_be_seen_until_its_card_is_opened(visit):
    with visit(390, 844, "?lesson=5", has_touch=True, is_mobile=True) as page:
        walk_on_a_phone(page)


def walk_on_a_phone(page) -> None:
    """Through a lesson whose steps lead to the pictures: they are to be seen, and the focus is never lost."""
    card, pictures = page.locator("#lessons-widget"), page.locator(".panels [data-panel=reconstructed] .frame")
    folder, is_folder = page.locator(".lessons .fold"), "document.activeElement.matches('.lessons .fold')"
    page.locator(".lessons label").first.tap()
    press(page, "lock")
    page.wait_for_selector("[data-lesson=under] .lessons .folded")
    page.wait_for_function("document.activeElement === document.querySelector('.lessons h2')")
    assert FIVE.steps[0].do in card.inner_text() and FIVE.steps[0].read in card.inner_text()
    assert card.bounding_box()["height"] <= 844 / 4 + 1
    page.wait_for_function("document.querySelector('#playground').getBoundingClientRect().top <= 1")  # it is brought
    seen = pictures.bounding_box()
    assert seen["y"] >= 0 and seen["y"] + seen["height"] < card.bounding_box()["y"]
    for button in page.locator(".lessons button").all():
        assert button.bounding_box()["height"] >= 44
    assert folder.get_attribute("aria-expanded") == "false" and folder.inner_text() == L["fill_in"]
    folder.focus()
    page.keyboard.press("Enter")
    assert folder.get_attribute("aria-expanded") == "true" and page.evaluate(is_folder)
    page.evaluate("document.dispatchEvent(new CustomEvent('tab', { detail: null }))")  # drawn anew
    page.get_by_label(FIVE.steps[0].read).fill("1")
    press(page, "check")
    folder.click()
    folder.click()
    assert page.get_by_label(FIVE.steps[0].read).input_value() == "1", "typed, and there after a look at the page"
    assert page.inner_text(".lessons [role=status]") == L["wrong_number"]
    page.get_by_label(FIVE.steps[0].read).fill("25.1")
    press(page, "check")
    assert page.inner_text(".lessons [role=status]") == L["right_number"], "it stays open while one is at it"
    press(page, "again")
    page.wait_for_selector("[data-lesson=under] .lessons .folded")
    assert page.evaluate(is_folder) and folder.inner_text() == L["unfold"], "its number is filled in"
    press(page, "onwards")
    assert FIVE.steps[1].do in card.inner_text() and page.locator(".lessons .folded").is_visible()
    page.wait_for_function("document.activeElement === document.querySelector('.lessons h2')")
    press(page, "onwards")
    press(page, "onwards")
    page.get_by_text(FIVE.why).wait_for()
    page.wait_for_selector("[data-lesson=here]")


def test_a_question_that_stands_under_another_tab_folds_to_a_line(visit):
    with visit(390, 844, "?lesson=5", has_touch=True, is_mobile=True) as page:
        page.get_by_role("tab", name=WORDS["page"]["about"]).click()
        page.wait_for_selector("[data-lesson=under]")
        press(page, "fold")
        assert page.locator("#lessons-widget").bounding_box()["height"] < 70
        assert page.inner_text(".lessons h2") == FIVE.title and not page.get_by_text(FIVE.question).is_visible()
        press(page, "unfold")
        assert page.get_by_text(FIVE.question).is_visible()


def test_a_step_has_a_link_and_what_was_changed_there_is_restored(visit):
    with visit(1366, 650, "?lesson=5") as page:
        page.locator(".lessons label").nth(2).click()
        press(page, "lock")
        wait_for_query(page, "step=2")
        wait_for_query(page, "ratio=50")
        page.click('[data-action="clear"]')
        wait_for_query(page, "mask=0000000000000")
        link = page.evaluate("location.search")
        page.goto(page.url)
        page.locator(".lessons form").wait_for()
        page.wait_for_function("document.querySelector('[data-panel=masked] .fact').textContent.startsWith('0 of 49')")
        press(page, "again")
        page.wait_for_function("document.querySelector('[data-panel=masked] .fact').textContent.startsWith('25 of 49')")
        assert link.startswith("?lesson=5&step=2&image=0")
        press(page, "leave")
        page.locator(".lessons li").first.wait_for()
        page.wait_for_function("!location.search.includes('lesson=')")


@pytest.mark.parametrize("number", [lesson.number for lesson in lessons()])
def test_each_step_opens_what_it_talks_of(visit, number):
    lesson = next(each for each in lessons() if each.number == number)
    with visit(1366, 768, f"?lesson={number}") as page:
        page.locator(".lessons label").first.click()
        press(page, "lock")
        for step in lesson.steps:
            query = dict(pair.split("=", 1) for pair in step.link.split("&"))
            if query.get("tab") == "train":  # its address leaves out what is as at first
                query = {
                    key: value for key, value in query.items() if key == "tab" or value != str(TRAIN[key].fallback)
                }
            page.get_by_text(step.do).wait_for()
            for key, value in query.items():
                wait_for_query(page, f"{key}={value}")
            press(page, "onwards")
        page.get_by_text(lesson.why).wait_for()


def test_who_goes_on_before_the_last_step_has_come_arrives_at_the_newest(visit):
    with visit() as page:
        page.evaluate("""() => {
            for (const link of ["image=0&strategy=grid&ratio=25", "image=3&ratio=50", "image=18&ratio=50&seed=3"])
                document.dispatchEvent(new CustomEvent("go", { detail: link }));
        }""")
        wait_for_query(page, "image=18")
        wait_for_query(page, "seed=3")


def test_a_lesson_goes_on_where_the_browser_keeps_nothing(chromium, url):
    with chromium.new_context() as context:
        page = context.new_page()
        page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })")
        page.goto(f"{url}?lesson=5")
        page.locator(".lessons label").first.click()
        press(page, "lock")
        wait_for_query(page, "step=2")
