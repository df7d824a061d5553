"""Many at one server: what one visitor does is no other's, and what is out of date by the time it is asked is left."""

from __future__ import annotations

import base64
import io
import os
import re
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PIL import Image

from mae_demo.answers import canvas, masks
from mae_demo.text import WORDS

APP = Path(__file__).parents[2] / "app.py"
ABOUT = "[data-panel=original] .fact"
HIDDEN = "[data-panel=masked] .fact"


def starts_with(page, selector: str, text: str) -> None:
    """Wait until an element's text begins so."""
    page.wait_for_function(
        "([selector, text]) => document.querySelector(selector).textContent.startsWith(text)", arg=[selector, text]
    )


def photo() -> bytes:
    """A picture twice as wide as high, dark on the left."""
    file = io.BytesIO()
    Image.linear_gradient("L").rotate(90).resize((400, 200)).save(file, "PNG")
    return file.getvalue()


# Of the original, from 0 to 255
BRIGHTNESS = """(() => {
    const canvas = document.querySelector("[data-panel=original] canvas");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.reduce((sum, value, i) => (i % 4 ? sum : sum + value), 0) / (data.length / 4);
})()"""


def test_two_at_once_see_their_own(visit):
    own = {"name": "photo.png", "mimeType": "image/png", "buffer": photo()}
    with visit() as one, visit() as other:
        one.set_input_files("#image-column input[type=file]", own)
        other.locator("#strip button").nth(14).click()
        starts_with(one, ABOUT, "yours")
        starts_with(other, ABOUT, "Bag")
        # Each asks for what the other's page decides, before the other is answered
        one.get_by_role("radio", name="U-Net").check(no_wait_after=True)
        other.get_by_role("slider", name=WORDS["controls"]["ratio"]).fill("30")
        one.click('[data-action="clear"]')
        other.click('[data-action="invert"]')
        starts_with(one, HIDDEN, "0 of 49")
        one.wait_for_function("location.search.includes('unet')")
        other.wait_for_function("location.search.includes('image=18')")
        assert "image=own" in one.evaluate("location.search") and "unet" not in other.evaluate("location.search")
        for page, about in ((one, "yours"), (other, "Bag")):
            page.click('[data-action="fill"]')
            starts_with(page, ".result", WORDS["results"]["everything_hidden"])
            assert page.inner_text(ABOUT).startswith(about)
        assert abs(one.evaluate(BRIGHTNESS) - 127) < 8 < abs(other.evaluate(BRIGHTNESS) - 127)


def test_of_a_drag_only_what_is_answered_and_the_last_is_computed(visit, monkeypatch):
    ratios, begun, goes_on = [], threading.Event(), threading.Event()
    roll = masks.mask_for

    def slowly(name, strategy, ratio, *rest, **options):
        ratios.append(round(100 * ratio))
        begun.set()
        goes_on.wait(30)
        return roll(name, strategy, ratio, *rest, **options)

    with visit() as page:
        monkeypatch.setattr(masks, "mask_for", slowly)
        slider = page.get_by_role("slider", name=WORDS["controls"]["ratio"])
        slider.fill("20")
        assert begun.wait(30)
        for ratio in range(21, 61):
            slider.fill(str(ratio))
        goes_on.set()
        starts_with(page, HIDDEN, "30 of 49")  # 60 %
        assert ratios == [20, 60]


def test_a_server_that_computes_for_long_is_not_asked_again_meanwhile(visit, monkeypatch):
    computed, goes_on, answer = [], threading.Event(), canvas.answer

    def slowly(name, picture, digits, *rest, **options):
        goes_on.wait(30)
        computed.append(digits)
        return answer(name, picture, digits, *rest, **options)

    with visit() as page:
        monkeypatch.setattr(canvas, "answer", slowly)
        page.click('[data-action="fill"]')
        starts_with(page, ".result", WORDS["canvas"]["no_answer"])
        for action in ("invert", "fill", "clear"):
            page.click(f'[data-action="{action}"]')
        goes_on.set()
        starts_with(page, ".result", WORDS["results"]["nothing_hidden"])
        assert computed == ["f" * 12 + "8", "0" * 13], "what was on its way, and then the last"


# Whether the page takes what is brought, a picture or words
BRING = """([way, bytes]) => {
    const handed = new DataTransfer();
    if (bytes) {
        const content = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
        handed.items.add(new File([content], "photo.png", { type: "image/png" }));
    } else handed.setData("text/plain", "words");
    const init = { bubbles: true, cancelable: true, clipboardData: handed, dataTransfer: handed };
    const event = way === "paste" ? new ClipboardEvent(way, init) : new DragEvent(way, init);
    return !document.querySelector(".trio").dispatchEvent(event);
}"""


@pytest.mark.parametrize("way", ["paste", "drop"])
def test_a_picture_comes_by_paste_and_drop_and_words_do_not(visit, way):
    with visit() as page:
        assert not page.evaluate(BRING, [way, None]), "left to the browser"
        assert page.evaluate(BRING, [way, base64.b64encode(photo()).decode()]), "or a drop would leave the page"
        starts_with(page, ABOUT, "yours")
        page.locator(".part").wait_for()


def test_a_picture_is_not_taken_where_nobody_would_see_it(visit):
    with visit() as page:
        page.get_by_role("tab", name=WORDS["page"]["about"]).click()
        page.locator("#about-text").wait_for()
        assert not page.evaluate(BRING, ["paste", base64.b64encode(photo()).decode()])


def test_a_picture_that_comes_before_the_page_stands_goes_to_the_checkpoint_of_the_address(chromium, url, held):
    with chromium.new_context() as context:
        page = context.new_page()
        page.goto(f"{url}?checkpoint=emoji-vit-mse")
        page.locator(".crop label", has_text=WORDS["crop"]["side"]).wait_for(state="attached")  # its script has run
        assert not page.locator("#takeaway").is_visible(), "its digits would be refused, too"
        assert page.evaluate(BRING, ["drop", base64.b64encode(photo()).decode()])
        held.set()
        starts_with(page, ABOUT, "yours")
        assert page.get_by_role("radio", name="Emoji", exact=True).is_checked()
        page.click('[data-action="clear"]')
        starts_with(page, ".result", WORDS["results"]["nothing_hidden"])


def test_a_finger_moves_the_frame_and_not_the_page(visit):
    own = {"name": "photo.png", "mimeType": "image/png", "buffer": photo()}
    with visit(390, 844, has_touch=True, is_mobile=True) as page:
        page.set_input_files("#image-column input[type=file]", own)
        page.click('[data-view="original"]')  # a phone shows it in the place of the third picture
        frame = page.locator(".part")
        frame.wait_for()
        frame.scroll_into_view_if_needed()
        box, around = frame.bounding_box(), page.locator(".crop .whole").bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        client = page.context.new_cdp_session(page)
        for kind, points in (
            ("touchStart", [{"x": x, "y": y}]),
            *(("touchMove", [{"x": x + 20 * step, "y": y + 15 * step}]) for step in (1, 2, 3, 4)),
            ("touchEnd", []),
        ):
            client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        page.wait_for_function(f"{BRIGHTNESS.replace('original', 'reconstructed')} > 127 + 20")
        # The figures above may have taken a line more or less; the finger went three lines down
        moved = page.locator(".crop .whole").bounding_box()["y"] - around["y"]
        assert frame.bounding_box()["x"] > box["x"] + 20 and abs(moved) < 30


def test_a_link_outlives_its_server_and_any_folder_will_do_to_start_one(visit, chromium, tmp_path):
    query = "?image=2&checkpoint=fashion-unet-mse&strategy=grid&ratio=50&view=raw&mask=f0f0f0f0f0f0"
    with visit(query=query + "8") as page:
        page.wait_for_function("() => performance.now() - paintedAt.at(-1) > 200")
        left = page.eval_on_selector_all(".trio canvas", "all => all.map((each) => each.toDataURL())")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "GRADIO_SERVER_PORT": str(port)}
    server = subprocess.Popen([sys.executable, APP], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert any(re.search(str(port), line) for line in server.stdout), "it says where it is served"
        with chromium.new_context(viewport={"width": 1280, "height": 860}) as context:
            page = context.new_page()
            page.add_init_script(
                "window.paintedAt = []; addEventListener('painted', () => paintedAt.push(performance.now()));"
            )
            page.goto(f"http://127.0.0.1:{port}/{query}8")
            page.wait_for_function("paintedAt.length && performance.now() - paintedAt.at(-1) > 200", timeout=60_000)
            assert page.eval_on_selector_all(".trio canvas", "all => all.map((each) => each.toDataURL())") == left
    finally:
        server.kill()
        server.wait()
