"""In the frame of a Space: the address around it follows, links hold no token, and blocked downloads are spoken of."""

from __future__ import annotations

import pytest

from mae_demo.text import WORDS
from mae_demo.ui.page import LAUNCH, build_app

# A page around this one that notes what it is told
FRAMED = """
    window.told = [];
    const around = { postMessage: (message, origin) => told.push([message, origin]) };
    Object.defineProperty(window, "parent", { get: () => around });
"""


@pytest.fixture
def space(monkeypatch):
    """The address of an app that was built on a Space."""
    monkeypatch.setenv("SPACE_ID", "owner/name")
    app = build_app()
    monkeypatch.delenv("SPACE_ID")  # or Gradio would be served as on a Space
    _, address, _ = app.launch(prevent_thread_lock=True, quiet=True, **LAUNCH)
    yield address
    app.close()


def opened(context, address: str):
    """A page in a frame, when its first picture is there."""
    page = context.new_page()
    page.add_init_script(FRAMED + "addEventListener('painted', () => (window.stands = true));")
    page.goto(address)
    page.wait_for_function("window.stands")
    return page


def test_the_address_around_a_space_follows_without_its_token(chromium, space):
    with chromium.new_context() as context:
        page = opened(context, f"{space}?__theme=light&__sign=secret&image=18")
        page.get_by_role("slider", name=WORDS["controls"]["ratio"]).fill("30")
        page.wait_for_function("told.some(([message]) => message.queryString?.includes('ratio=30'))")
        told = [each for each in page.evaluate("told") if "queryString" in each[0]]
        assert {origin for _, origin in told} == {"https://huggingface.co"}
        assert all(message.keys() == {"queryString", "hash"} for message, _ in told)
        assert all("__" not in message["queryString"] and "image=18" in message["queryString"] for message, _ in told)
        assert "__sign=secret" in page.url, "the frame itself needs it to open again"


def test_a_copied_link_holds_no_token_and_elsewhere_nobody_is_told(chromium, url):
    with chromium.new_context() as context:
        page = opened(context, f"{url}?__sign=secret&image=18")
        page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
        page.locator("#link button").click()
        page.locator("#link input").wait_for()
        copied = page.locator("#link input").input_value()
        assert "image=18" in copied and "__" not in copied
        assert not [each for each in page.evaluate("told") if "queryString" in each[0]]


def test_who_saves_in_a_frame_reads_what_to_do_if_no_file_comes(chromium, url):
    with chromium.new_context() as context:
        page = opened(context, f"{url}?__sign=secret&image=18")
        assert page.locator("#framed").count() == 0
        with page.expect_download():
            page.get_by_role("button", name=WORDS["takeaway"]["save_mask"], exact=True).click()
        page.get_by_role("status").filter(has_text=WORDS["takeaway"]["framed"]).wait_for()
        alone = page.get_by_role("link", name=WORDS["takeaway"]["alone"])
        assert "image=18" in alone.get_attribute("href") and "__" not in alone.get_attribute("href")


def test_a_page_of_its_own_says_nothing_of_frames(visit):
    with visit() as page:
        with page.expect_download():
            page.get_by_role("button", name=WORDS["takeaway"]["save_mask"], exact=True).click()
        assert page.locator("#framed").count() == 0
