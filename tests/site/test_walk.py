"""One walk in three browsers on three pages: open, roll, paint, another checkpoint, Compare; the same everywhere."""

from __future__ import annotations

import re
from contextlib import ExitStack

import pytest

from mae_demo.text import WORDS
from tests.site.browsers import Browser, by_playwright, firefox, webkit

FACT = "document.querySelector('[data-panel=masked] .fact').textContent"
RESULT = "(document.querySelector('.result')?.textContent ?? '')"
IDLE = "document.querySelector('.trio')?.getAttribute('aria-busy') === 'false'"
NAME = WORDS["page"]["compare"]


OTHERS = {"firefox": firefox, "webkit": webkit}


@pytest.fixture(params=["chromium", *OTHERS])
def browser(request):
    """A browser, started for the test; skipped where there is none."""
    with ExitStack() as stack:
        try:
            if request.param == "chromium":
                started = by_playwright(request.getfixturevalue("chromium"))
            else:
                started = OTHERS[request.param]()
            opened = stack.enter_context(started)
        except ValueError as error:
            pytest.skip(str(error))
        yield opened


@pytest.fixture(params=["gradio", "folder", "single"])
def address(request) -> str:
    """The page to walk on."""
    if request.param == "gradio":
        return request.getfixturevalue("app").local_url
    return request.getfixturevalue("served" if request.param == "folder" else "single")


def figure(browser: Browser) -> float:
    """The masked PSNR of the result line, once nothing is on its way."""
    browser.until(IDLE)
    return float(re.search(r"PSNR (\d+\.\d) dB", str(browser.until(f"/PSNR/.test({RESULT}) && {RESULT}")))[1])


def click(browser: Browser, selector: str) -> None:
    """Click the first element that a selector finds."""
    browser.run(f"(document.querySelector({selector!r}).click(), true)")


def test_the_walk(browser, address):
    browser.go(address)
    assert figure(browser) == pytest.approx(25.5, abs=0.06)  # the boot, 75 % at random, seed 7
    assert browser.run(FACT).startswith("37 of 49")

    click(browser, "#strategy [value=block]")
    browser.until(f"{FACT}.startsWith('36') || {FACT}.startsWith('37') || {FACT}.startsWith('35')")
    browser.until(f"{IDLE} && !{RESULT}.includes('25.5 dB')")
    rolled = figure(browser)
    assert rolled != 25.5

    click(browser, "[data-action=clear]")
    browser.until(f"{FACT}.startsWith('0 of 49')")
    box = browser.run(
        "(({ x, y, width, height }) => [x, y, width, height])"
        "(document.querySelector('[data-panel=masked] canvas').getBoundingClientRect())"
    )
    x, y, width, height = box
    row = y + 3.5 * height / 7
    browser.drag([(x + (column + 0.5) * width / 7, row) for column in range(1, 6)])
    browser.until(f"{FACT}.startsWith('5 of 49')")
    painted = figure(browser)

    click(browser, ".picker [data-axis=family] label:nth-child(2) input")  # U-Net
    browser.until(f"{IDLE} && !{RESULT}.includes('{painted} dB')")
    assert browser.run(FACT).startswith("5 of 49"), "the mask stays"
    other = figure(browser)
    assert other != painted and abs(other - painted) < 5

    if browser.run("document.querySelector('#compare-button') !== null"):
        click(browser, "#compare-button")
        browser.until("document.querySelectorAll('.wall.full .cards figure').length > 2")
        assert "5 of 49" in str(browser.run("document.querySelector('.wall .fact').textContent"))
