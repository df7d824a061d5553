"""Opening a page in a browser for a test: the Gradio page and the static one are visited alike."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page

from mae_demo.text import WORDS
from mae_demo.ui.stages import OPENS

COUNT_ANSWERS = (
    "window.painted = []; window.paintedAt = [];"
    "addEventListener('painted', (e) => { painted.push(e.detail.number); paintedAt.push(performance.now()); });"
)


@contextmanager
def visited(
    chromium: Browser, address: str, width: int = 1280, height: int = 860, script: str = "", **options: object
) -> Iterator[Page]:
    """A page in a window of its own, handed over when its first example is finished.

    script: runs before the page's own. A page error or a console error fails the test; where something else does, they
    stand beside it.
    """
    wrong = []
    try:
        with chromium.new_context(viewport={"width": width, "height": height}, **options) as context:
            page = context.new_page()
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.on("console", lambda entry: wrong.append(entry.text) if entry.type == "error" else None)
            page.add_init_script(COUNT_ANSWERS + script)
            page.goto(address)
            page.wait_for_function("window.painted.length > 0")
            yield page
    except BaseException as error:
        error.add_note(f"Errors on the page: {wrong}")
        raise
    assert not wrong


def unfold(page, name: str) -> None:
    """Choose the first stage that opens a fold."""
    opener = page.get_by_role("button", name=WORDS["stages"]["title"])
    if opener.get_attribute("aria-expanded") == "false":
        opener.click()
    stages = [stage for stage, folds in OPENS.items() if name in folds]  # each network has one of them
    page.locator(", ".join(f"#stage-{stage}" for stage in stages)).first.click()
