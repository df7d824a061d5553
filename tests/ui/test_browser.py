"""The page in a real browser: by mouse, by touch, by keyboard."""

from __future__ import annotations

import re
import statistics

from mae_demo.answers.samples import sample_paths
from mae_demo.text import WORDS
from mae_demo.ui.sentences import caption

MASK = '[data-panel="masked"] canvas'
PANELS = ("original", "masked", "reconstructed")
FACT = '[data-panel="masked"] .fact'
RECONSTRUCTION = '[data-panel="reconstructed"] canvas'


def hidden_count(page) -> int:
    return int(page.inner_text('[data-panel="masked"] .fact').split()[0])


def pixels(page, canvas: str) -> str:
    return page.eval_on_selector(canvas, "canvas => canvas.toDataURL()")


def patch_centre(page, row: int, column: int) -> tuple[float, float]:
    box = page.locator(MASK).bounding_box()
    return box["x"] + (column + 0.5) * box["width"] / 7, box["y"] + (row + 0.5) * box["height"] / 7


def answers(page) -> int:
    return page.evaluate("painted.length")


def wait_for_answer(page, before: int) -> None:
    """Wait until a prediction newer than `before` is on screen and faded in."""
    page.wait_for_function("before => painted.length > before", arg=before)
    page.wait_for_function("() => document.querySelector('.trio').getAttribute('aria-busy') === 'false'")
    page.wait_for_function("() => performance.now() - paintedAt.at(-1) > 200")


def test_page_opens_with_a_finished_example(visit):
    with visit() as page:
        assert hidden_count(page) == 37
        assert re.search(r"Masked PSNR \d+\.\d dB", page.inner_text(".result"))
        assert "the best linear predictor" in page.inner_text(".result")
        assert "interpolation" in page.inner_text(".result")
        boxes = [page.locator(f'.trio [data-panel="{name}"] canvas').bounding_box() for name in PANELS]
        assert len({tuple(round(box[key]) for key in ("width", "height", "y")) for box in boxes}) == 1, "aligned"
        assert boxes[0]["width"] >= 340
        shown = {name: pixels(page, f'.trio [data-panel="{name}"] canvas') for name in PANELS}
        assert len(set(shown.values())) == 3


def test_mouse_stroke_hides_patches_at_once_and_changes_the_reconstruction(visit):
    with visit() as page:
        count = answers(page)
        page.click('[data-action="clear"]')
        wait_for_answer(page, count)
        assert hidden_count(page) == 0
        assert WORDS["results"]["nothing_hidden"] in page.inner_text(".result")
        before, count = pixels(page, RECONSTRUCTION), answers(page)

        page.mouse.move(*patch_centre(page, 3, 1))
        page.mouse.down()
        page.mouse.move(*patch_centre(page, 3, 5), steps=2)  # a fast stroke must leave no gaps
        assert hidden_count(page) == 5, "drawn before the server answers"
        page.mouse.up()
        wait_for_answer(page, count)
        assert pixels(page, RECONSTRUCTION) != before
        assert "Masked PSNR" in page.inner_text(".result")

        page.mouse.click(*patch_centre(page, 3, 3), button="right")  # the other tool
        assert hidden_count(page) == 4
        page.click('[data-action="undo"]')
        assert hidden_count(page) == 5
        page.click('[data-action="invert"]')
        assert hidden_count(page) == 44
        page.click('[data-tool="reveal"]')
        page.click('[data-brush="3"]')
        page.mouse.click(*patch_centre(page, 1, 1))
        assert hidden_count(page) == 35
        count = answers(page)
        page.click('[data-action="fill"]')
        wait_for_answer(page, count)
        assert hidden_count(page) == 49
        assert WORDS["results"]["everything_hidden"] in page.inner_text(".result")


def test_raw_and_pasted_views_differ_without_asking_the_server(visit):
    with visit() as page:
        wait_for_answer(page, 0)
        pasted, asked = pixels(page, RECONSTRUCTION), []
        page.on("request", lambda request: asked.append(request.url))
        page.click('[data-view="raw"]')
        page.wait_for_function(
            "([canvas, old]) => document.querySelector(canvas).toDataURL() !== old", arg=[RECONSTRUCTION, pasted]
        )
        page.wait_for_function("location.search.includes('view=raw')")  # written a while after
        assert asked == []


def test_touch_paints_on_a_phone_without_scrolling(visit):
    with visit(390, 844, has_touch=True, is_mobile=True) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        count = answers(page)
        page.click('[data-action="clear"]')
        wait_for_answer(page, count)
        page.locator(MASK).scroll_into_view_if_needed()
        before, top = pixels(page, RECONSTRUCTION), page.evaluate("scrollY")
        client = page.context.new_cdp_session(page)
        touch = lambda kind, points: client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})  # noqa: E731
        places = [patch_centre(page, row, 2) for row in range(1, 5)]
        touch("touchStart", [{"x": places[0][0], "y": places[0][1]}])
        for x, y in places[1:]:
            touch("touchMove", [{"x": x, "y": y}])
        touch("touchEnd", [])
        page.wait_for_function("document.querySelector('[data-panel=masked] .fact').textContent.startsWith('4 ')")
        page.wait_for_function(
            "([canvas, old]) => document.querySelector(canvas).toDataURL() !== old", arg=[RECONSTRUCTION, before]
        )
        assert page.evaluate("scrollY") == top


def test_keyboard_alone_paints(visit):
    with visit() as page:
        for _ in range(20):
            page.keyboard.press("Tab")
            if (
                page.evaluate("document.activeElement.closest('[data-panel=masked]') && document.activeElement.tagName")
                == "CANVAS"
            ):
                break
        else:
            raise AssertionError("the mask cannot be reached with Tab")
        count = answers(page)
        page.keyboard.press("c")
        assert hidden_count(page) == 0
        wait_for_answer(page, count)
        before, count = pixels(page, RECONSTRUCTION), answers(page)
        page.evaluate(
            "window.said = []; const status = document.querySelector('.trio [role=status]');"
            "new MutationObserver(() => said.push(status.textContent)).observe(status, { childList: true });"
        )
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Space")
        assert hidden_count(page) == 1
        page.wait_for_function("said.some((text) => text.includes('Row 2, column 2: hidden'))")
        page.keyboard.press("Shift+ArrowRight")
        page.keyboard.press("Shift+ArrowRight")
        assert hidden_count(page) == 3
        wait_for_answer(page, count)
        assert pixels(page, RECONSTRUCTION) != before
        page.keyboard.press("z")
        assert hidden_count(page) == 2
        page.keyboard.press("2")
        page.keyboard.press("r")
        page.keyboard.press("Shift+ArrowLeft")
        assert hidden_count(page) == 1


def test_a_stroke_by_keyboard_is_one_step_of_undo(visit):
    with visit() as page:
        page.click('[data-action="clear"]')
        page.focus(MASK)
        page.keyboard.down("Shift")
        for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowRight"):
            page.keyboard.press(key)
        page.keyboard.up("Shift")
        assert hidden_count(page) == 4
        page.keyboard.press("z")
        assert hidden_count(page) == 0
        page.keyboard.press("z")
        assert hidden_count(page) == 37, "the mask before it was cleared"


def test_each_group_of_controls_is_one_stop_of_tab_with_a_ring(visit):
    focused = """() => {
        const at = document.activeElement, ring = getComputedStyle(at.type === "radio" ? at.closest("label") : at);
        const name = at.ariaLabel ?? at.closest("fieldset, .block")?.textContent ?? at.textContent;
        return [name, `${ring.outlineStyle} ${ring.outlineWidth}`];
    }"""
    with visit() as page:
        page.focus('[data-view="pasted"]')
        stops = []
        while not stops or "Standard" not in stops[-1]:
            page.keyboard.press("Tab")
            name, ring = page.evaluate(focused)
            stops.append(name)
            assert ring == "solid 3px", name
            assert len(stops) < 15
        words = WORDS["controls"]
        place = iter(stops)  # in this order, nothing of it twice
        order = [
            "Photographs",
            words["upload"],
            "Ankle boot",
            words["ratio"],  # the field with its number
            words["ratio"],  # and the slider
            "Random",
            words["seed"],
            "MSE",
            "Vision",
        ]
        for expected in order:
            assert any(expected in stop for stop in place), (expected, stops)
        assert sum("test picture" in stop for stop in stops) == 1
        assert sum("Random" in stop for stop in stops) == 1


def test_arrow_keys_go_through_the_strip(visit):
    pictures = [caption(path) for path in sample_paths("fashion-mnist")]
    with visit() as page:
        page.locator("#strip button").first.focus()
        for key in ("ArrowRight", "ArrowDown", "ArrowLeft"):
            page.keyboard.press(key)
        assert page.evaluate("document.activeElement.ariaLabel") == pictures[7], "seven in a row"
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowLeft")
        assert page.evaluate("document.activeElement.ariaLabel") == pictures[0], "the first has nothing before it"
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        shows = "text => document.querySelector('[data-panel=original] .fact').textContent === text"
        page.wait_for_function(shows, arg=pictures[1])


def test_the_strip_says_what_it_shows_of_another_data_set_too(visit):
    named = """() => [...document.querySelectorAll("#strip button")].map(({ ariaLabel, ariaPressed, tabIndex }) =>
        [ariaLabel, ariaPressed, tabIndex])"""
    pictures = [caption(path) for path in sample_paths("emoji")]
    with visit() as page:
        page.get_by_role("radio", name="Emoji", exact=True).check(force=True)
        page.wait_for_function(f"text => ({named})()[0][0] === text", arg=pictures[0])
        assert page.evaluate(named) == [
            [name, "false" if i else "true", -1 if i else 0] for i, name in enumerate(pictures)
        ]
        page.locator("#strip button").nth(2).click()
        page.wait_for_function(f"({named})()[2][1] === 'true'")


def test_what_is_no_seed_gets_a_sentence_and_the_field_a_seed(visit):
    with visit() as page:
        field, toast = page.get_by_label(WORDS["controls"]["seed"], exact=True), page.locator(".toast-body")
        masked = pixels(page, MASK)
        for typed, left in (("-1", "0"), ("1.5", "2"), ("1e12", str(2**31 - 1))):
            field.fill(typed)
            toast.filter(has_text=WORDS["errors"]["seed"]).wait_for()
            assert field.input_value() in (typed, str(10**12)), "what was typed can be mended"
            field.blur()
            page.wait_for_function("([field, seed]) => field.value === seed", arg=[field.element_handle(), left])
            page.locator(".toast-close").click()
            toast.wait_for(state="detached")
        field.fill("")
        field.blur()
        page.wait_for_function("field => field.value === '7'", arg=field.element_handle())
        page.wait_for_function(
            "([canvas, mask]) => document.querySelector(canvas).toDataURL() === mask", arg=[MASK, masked]
        )
        assert toast.count() == 0, "an empty field is one that somebody types in"


def test_leaving_the_seed_as_it_is_keeps_a_painted_mask(visit):
    with visit() as page:
        page.click('[data-action="fill"]')
        field = page.get_by_label(WORDS["controls"]["seed"], exact=True)
        field.focus()
        field.blur()
        count = answers(page)
        page.locator("#strip button").nth(1).click()
        wait_for_answer(page, count)
        assert hidden_count(page) == 49


def test_a_ratio_that_the_field_corrects_is_the_ratio_of_the_mask(visit):
    with visit() as page:
        field = page.locator("#ratio-row [type=number]")
        for typed, hidden in (("-5", "0"), ("250", "49")):
            field.fill(typed)
            fact = (
                "hidden => document.querySelector('[data-panel=masked] .fact').textContent.startsWith(`${hidden} of`)"
            )
            page.wait_for_function(fact, arg=hidden)
        field.fill("")
        field.blur()
        assert field.input_value() == "100", "an empty field is one that somebody types in"
        assert page.locator(".toast-body").count() == 0, "the server was not asked for what it would refuse"


def test_controls_roll_masks_and_keep_painted_ones(visit):
    with visit() as page:
        masked = pixels(page, MASK)
        count = answers(page)
        page.get_by_role("radio", name=WORDS["strategies"]["grid"], exact=True).check()
        wait_for_answer(page, count)
        assert pixels(page, MASK) != masked
        assert WORDS["strategies"]["grid_note"] in page.inner_text("#controls")

        masked, count = pixels(page, MASK), answers(page)
        page.get_by_role("button", name=WORDS["controls"]["new_seed"]).click()
        wait_for_answer(page, count)

        page.click('[data-action="invert"]')
        hidden, count = hidden_count(page), answers(page)
        page.locator("#strip button").nth(14).click()  # another picture keeps the painted mask
        page.wait_for_function("document.querySelector('[data-panel=original] .fact').textContent.startsWith('Bag')")
        assert hidden_count(page) == hidden

        count, figure = answers(page), page.inner_text('[data-panel="reconstructed"] .fact')
        page.get_by_role("radio", name=re.compile("Best linear predictor")).check()
        wait_for_answer(page, count)
        assert page.inner_text('[data-panel="reconstructed"] .fact') != figure
        assert hidden_count(page) == hidden


def test_of_two_quick_picks_the_second_is_shown(visit):
    with visit() as page:
        first, second = (sample_paths("fashion-mnist")[place] for place in (5, 14))
        for place in (5, 14):
            page.locator("#strip button").nth(place).click(no_wait_after=True)
        shows = "text => document.querySelector('[data-panel=original] .fact').textContent === text"
        page.wait_for_function(shows, arg=caption(second))
        assert page.get_by_role("button", name=caption(first)).count() == 1, "thumbnails are named by what they show"


def test_what_is_painted_while_a_picture_is_on_its_way_stays(visit):
    with visit() as page:
        page.click('[data-action="clear"]')
        page.locator("#strip button").nth(14).click(no_wait_after=True)
        page.mouse.click(*patch_centre(page, 2, 2))
        page.mouse.click(*patch_centre(page, 2, 3))
        page.wait_for_function("document.querySelector('[data-panel=original] .fact').textContent.startsWith('Bag')")
        page.wait_for_function("document.querySelector('[data-panel=reconstructed] .fact').textContent.endsWith('dB')")
        assert hidden_count(page) == 2


def test_a_picture_that_is_loaded_after_the_answer_to_a_stroke_is_drawn(visit):
    with visit() as page:
        wait_for_answer(page, 0)
        page.evaluate("""() => {
            window.held = [];
            window.Image = class extends Image {
                set onload(done) { super.onload = () => (window.free ? done() : held.push(done)); }
            };
        }""")
        page.locator("#strip button").nth(14).click()
        page.wait_for_function("held.length === 2")  # the picture and its prediction
        count = page.evaluate("window.free = true, painted.length")
        page.click('[data-action="clear"]')
        wait_for_answer(page, count)
        original = '[data-panel="original"] canvas'
        before = pixels(page, original)
        page.evaluate("held.forEach((done) => done())")
        page.wait_for_function(
            "([canvas, old]) => document.querySelector(canvas).toDataURL() !== old", arg=[original, before]
        )


def test_two_fingers_scroll_and_zoom_and_paint_nothing(visit):
    with visit(390, 844, has_touch=True, is_mobile=True) as page:
        before, count = page.inner_text(FACT), answers(page)
        page.click("[data-tool=reveal]")
        client = page.context.new_cdp_session(page)
        touch = lambda kind, points: client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})  # noqa: E731
        points = [
            {"x": x, "y": y, "id": i} for i, (x, y) in enumerate([patch_centre(page, 2, 2), patch_centre(page, 4, 4)])
        ]
        touch("touchStart", points[:1])
        touch("touchStart", points)
        for _ in range(5):  # apart
            points = [
                point | {"x": point["x"] + (-8, 8)[i], "y": point["y"] + (-8, 8)[i]} for i, point in enumerate(points)
            ]
            touch("touchMove", points)
        touch("touchEnd", [])
        page.wait_for_function("visualViewport.scale > 1")
        page.wait_for_function(
            "([fact, before]) => document.querySelector(fact).textContent === before", arg=[FACT, before]
        )
        assert page.locator("[data-action=undo]").is_disabled(), "not even a step of undo"
        page.wait_for_function("before => painted.length > before", arg=count)  # the first finger's patch, taken back
        assert "mask=" not in page.evaluate("location.search")


def test_upload_is_fitted_and_a_bad_one_changes_nothing(visit, tmp_path):
    from PIL import Image

    photo = tmp_path / "photo.jpg"
    Image.radial_gradient("L").convert("RGB").resize((400, 100)).save(photo)
    broken = tmp_path / "broken.png"
    broken.write_bytes(photo.read_bytes()[:100])
    with visit() as page:
        count = answers(page)
        page.set_input_files("input[type=file]", photo)
        wait_for_answer(page, count)
        assert "in grey" in page.inner_text('[data-panel="original"] .fact')
        unlike = WORDS["results"]["own_hint"].format(kind=WORDS["datasets"]["fashion-mnist_kind"])
        assert unlike in page.inner_text(".result")
        switch = page.get_by_role("button", name=WORDS["canvas"]["switch"])
        switch.click()
        about = page.locator('[data-panel="original"] .fact')
        about.get_by_text("yours, 128×32").wait_for()
        boxes = [page.locator(f'[data-panel="{name}"] .frame').bounding_box() for name in PANELS]
        assert len({(box["x"], box["width"], box["height"]) for box in boxes}) == 1, "one above the other"
        assert boxes[0]["height"] > 150 and boxes[2]["y"] + boxes[2]["height"] < 860
        assert page.evaluate("document.activeElement.value") == "Photographs" and not switch.is_visible()
        count = answers(page)
        page.get_by_role("radio", name="Fashion-MNIST", exact=True).check(force=True)
        wait_for_answer(page, count)
        assert "in grey" in about.inner_text() and unlike in page.inner_text(".result")
        count = answers(page)
        page.click('[data-action="invert"]')
        wait_for_answer(page, count)
        assert unlike in page.inner_text(".result"), "while one paints, too"
        original = pixels(page, '[data-panel="original"] canvas')
        page.set_input_files("input[type=file]", broken)
        toast = page.locator(".toast-body")
        toast.wait_for()
        assert "Traceback" not in toast.inner_text() and str(tmp_path) not in toast.inner_text()
        page.wait_for_function("document.querySelector('.trio').getAttribute('aria-busy') === 'false'")
        assert WORDS["canvas"]["no_answer"] not in page.inner_text(".result"), "it did answer"
        assert pixels(page, '[data-panel="original"] canvas') == original
        page.locator("#strip button").nth(1).click()
        page.wait_for_function("text => !document.querySelector('.result').textContent.includes(text)", arg=unlike)


def test_on_a_phone_the_original_is_a_view_and_everything_fits_a_finger(visit):
    with visit(390, 844, has_touch=True, is_mobile=True) as page:
        assert not page.locator('.trio [data-panel="original"]').is_visible()
        wait_for_answer(page, 0)
        before = pixels(page, RECONSTRUCTION)
        page.click('[data-view="original"]')
        page.wait_for_function(
            "([canvas, old]) => document.querySelector(canvas).toDataURL() !== old", arg=[RECONSTRUCTION, before]
        )
        assert page.inner_text('[data-panel="reconstructed"] .name') == WORDS["canvas"]["original"]
        assert page.inner_text('[data-panel="reconstructed"] .fact') == caption(sample_paths("fashion-mnist")[0])
        for sheet in (WORDS["controls"][key] for key in ("image", "mask", "checkpoint")):
            page.get_by_role("tab", name=sheet, exact=True).click()
            small = page.evaluate("""() => [...document.querySelectorAll(
                ".bar button, .sheet button, .chip, #strategy label, #controls button, input[type=range], #seed input"
            )].filter((each) => {
                const { width, height } = each.getBoundingClientRect();
                return each.checkVisibility() && (width < 40 || height < 40);
            }).map((each) => each.outerHTML)""")
            assert small == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        masked, third = (page.locator(each).bounding_box() for each in (MASK, RECONSTRUCTION))
        assert masked["y"] == third["y"] and masked["width"] == third["width"] > 170, "one sees what one's finger does"


def test_a_server_that_is_gone_is_said_and_its_return_opens_the_page_anew(chromium):
    from mae_demo.ui.page import LAUNCH, build_app

    gone = build_app()
    _, address, _ = gone.launch(prevent_thread_lock=True, quiet=True, **LAUNCH)
    with chromium.new_context() as context:
        page = context.new_page()
        page.add_init_script("window.painted = 0; addEventListener('painted', () => (window.painted += 1));")
        page.goto(address)
        page.wait_for_function("painted > 0")
        page.evaluate("window.old = true")
        gone.close()
        page.click('[data-action="invert"]')
        page.wait_for_function(
            "text => document.querySelector('.result').textContent === text", arg=WORDS["canvas"]["no_answer"]
        )
        assert hidden_count(page) == 12, "the mask is drawn all the same"
        page.mouse.click(*patch_centre(page, 0, 0))
        stroke = page.inner_text(FACT)
        page.wait_for_function("location.search.includes('mask=')")
        back = build_app()
        back.launch(prevent_thread_lock=True, quiet=True, server_port=int(address.rstrip("/").split(":")[-1]), **LAUNCH)
        page.wait_for_function("!window.old && painted > 0")
        assert page.inner_text(FACT) == stroke, "what was painted meanwhile is answered now"
        before = page.evaluate("painted")
        page.click('[data-action="invert"]')
        page.wait_for_function("before => painted > before", arg=before)
    back.close()


def test_time_from_touching_a_patch_to_the_new_picture(visit, capsys):
    with visit() as page:
        page.evaluate("addEventListener('pointerdown', () => (window.downAt = performance.now()), true)")
        count, times = answers(page), []
        page.click('[data-action="clear"]')
        wait_for_answer(page, count)
        for i in range(15):
            page.wait_for_selector(".trio:not(.pending)")  # the figures of the last stroke come after its picture
            count = answers(page)
            page.mouse.click(*patch_centre(page, i // 2, 3), button="right" if i % 2 else "left")  # hide, then reveal
            page.wait_for_function("before => painted.length > before && paintedAt.at(-1) > downAt", arg=count)
            times.append(page.evaluate("paintedAt.at(-1) - downAt"))
        with capsys.disabled():
            print(f"\ntouch to new picture: median {statistics.median(times):.0f} ms, worst {max(times):.0f} ms")
        assert all(time > 0 for time in times)


def test_selective_has_a_slider_from_background_to_foreground(visit):
    with visit() as page:
        slider = page.get_by_role("slider", name=WORDS["controls"]["balance"])
        assert not slider.is_visible()
        count = answers(page)
        page.get_by_role("radio", name=WORDS["strategies"]["selective"]).check(force=True)
        wait_for_answer(page, count)
        slider.wait_for()
        foreground, count = pixels(page, MASK), answers(page)
        slider.fill("-100")
        wait_for_answer(page, count)
        assert pixels(page, MASK) != foreground and hidden_count(page) == 37
