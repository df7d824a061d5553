"""The page in a real browser: by mouse, by touch, by keyboard."""

from __future__ import annotations

import re
import statistics

from mae_demo.ui.samples import caption, sample_paths
from mae_demo.ui.text import WORDS

MASK = '[data-panel="masked"] canvas'
PANELS = ("original", "masked", "reconstructed")
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
        boxes = [page.locator(f'[data-panel="{name}"] canvas').bounding_box() for name in PANELS]
        assert len({tuple(round(box[key]) for key in ("width", "height", "y")) for box in boxes}) == 1, "aligned"
        assert boxes[0]["width"] >= 340
        shown = {name: pixels(page, f'[data-panel="{name}"] canvas') for name in PANELS}
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
        count, pasted = answers(page), pixels(page, RECONSTRUCTION)
        page.click('[data-view="raw"]')
        page.wait_for_function(
            "([canvas, old]) => document.querySelector(canvas).toDataURL() !== old", arg=[RECONSTRUCTION, pasted]
        )
        assert answers(page) == count


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
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Space")
        assert hidden_count(page) == 1
        assert "Row 2, column 2: hidden" in page.inner_text(".trio [role=status]")
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


def test_two_fingers_paint_no_line_between_them(visit):
    with visit(390, 844, has_touch=True, is_mobile=True) as page:
        page.click('[data-action="clear"]')
        page.locator(MASK).scroll_into_view_if_needed()
        client = page.context.new_cdp_session(page)
        points = [
            {"x": x, "y": y, "id": i} for i, (x, y) in enumerate([patch_centre(page, 1, 0), patch_centre(page, 1, 6)])
        ]
        client.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points[:1]})
        client.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points})
        client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        page.wait_for_function("document.querySelector('[data-panel=masked] .fact').textContent.startsWith('1 ')")


def test_upload_is_fitted_and_a_bad_one_changes_nothing(visit, tmp_path):
    from PIL import Image

    photo = tmp_path / "photo.jpg"
    Image.radial_gradient("L").convert("RGB").resize((300, 200)).save(photo)
    broken = tmp_path / "broken.png"
    broken.write_bytes(photo.read_bytes()[:100])
    with visit() as page:
        count = answers(page)
        page.set_input_files("input[type=file]", photo)
        wait_for_answer(page, count)
        assert "in grey" in page.inner_text('[data-panel="original"] .fact')
        original = pixels(page, '[data-panel="original"] canvas')
        page.set_input_files("input[type=file]", broken)
        toast = page.locator(".toast-body")
        toast.wait_for()
        assert "Traceback" not in toast.inner_text() and str(tmp_path) not in toast.inner_text()
        assert pixels(page, '[data-panel="original"] canvas') == original


def test_time_from_pointer_up_to_the_new_picture(visit, capsys):
    with visit() as page:
        page.evaluate("addEventListener('pointerup', () => (window.upAt = performance.now()), true)")
        count, times = answers(page), []
        page.click('[data-action="clear"]')
        wait_for_answer(page, count)
        for i in range(15):
            count = answers(page)
            page.mouse.click(*patch_centre(page, i // 2, 3), button="right" if i % 2 else "left")  # hide, then reveal
            page.wait_for_function("before => painted.length > before", arg=count)
            times.append(page.evaluate("paintedAt.at(-1) - upAt"))
        with capsys.disabled():
            print(f"\npointer-up to new picture: median {statistics.median(times):.0f} ms, worst {max(times):.0f} ms")
        assert all(time > 0 for time in times)
