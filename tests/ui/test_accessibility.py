"""What axe-core finds on every tab and panel: names, roles, contrasts. Only Gradio's own footer is left out."""

from __future__ import annotations

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import TimeoutError

LOOKS = {
    "light": {"width": 1280, "height": 900},
    "dark": {"width": 1280, "height": 900, "color_scheme": "dark"},
    "phone": {"width": 390, "height": 844, "has_touch": True, "is_mobile": True},
}
# A line for each element that breaks a rule
CHECK = """() => axe.run({ exclude: [["footer"]] }).then(({ violations }) => {
    window.faults = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
    return faults.length === 0;
})"""


def assert_no_fault(page, where: str = "") -> None:
    """Wait until what is on the page breaks no rule: it may still be on its way."""
    try:
        page.wait_for_function(CHECK, polling=200)
    except TimeoutError:
        assert page.evaluate("faults") == [], where


def open_tab(page, name: str) -> None:
    """Open a tab of the page, and wait for what it shows."""
    page.click(f"#{name}-button")
    page.locator(f"#{name} :is(img, canvas, svg, table, a)").locator("visible=true").first.wait_for()


@pytest.mark.parametrize("look", LOOKS)
def test_no_tab_breaks_a_rule(visit, look):
    with visit(**LOOKS[look]) as page:
        page.add_script_tag(path=AXE_FILE_PATH)
        assert_no_fault(page)
        for name in ("compare", "lab", "about"):
            open_tab(page, name)
            assert_no_fault(page, name)


@pytest.mark.parametrize("look", ["dark", "phone"])
def test_no_panel_breaks_a_rule(visit, look):
    with visit(**LOOKS[look]) as page:
        page.add_script_tag(path=AXE_FILE_PATH)
        open_tab(page, "lab")
        for panel in page.locator("#panels [role=tab]").all():
            panel.click()
            page.locator("#panels .tabitem :is(img, svg, canvas, table)").locator("visible=true").first.wait_for()
            assert_no_fault(page, panel.inner_text())
