"""How long a stroke takes from the pointer to the picture, on pages that are served somewhere, by turns in one run.

    python app.py                                   # in another terminal, or several of them at several ports
    python -m train.benchmark strokes http://127.0.0.1:7860/ http://127.0.0.1:7860/?engine=server

The same zigzag is painted over the masked picture of each page, a movement every 16 ms. Measured is the time from the
pointer's event to the frame that shows the prediction for the mask that it made, or for a later one.
"""

from __future__ import annotations

import shutil
import statistics
import time
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode, urlsplit

import typer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
MOVES, PAUSE = 120, 0.016  # of a stroke; seconds
COUNT = """() => {
    window.times = [];
    let pointer = 0, last = 0, begun = new Map();
    for (const type of ["pointerdown", "pointermove", "pointerrawupdate"])
        addEventListener(type, ({ timeStamp }) => { pointer = timeStamp; }, true);
    addEventListener("drawn", ({ detail: { changes } }) => {
        if (changes > last) begun.set(changes, pointer);
        last = changes;
    });
    addEventListener("painted", ({ detail: { number } }) => {
        for (const [change, at] of begun) if (change <= number) {
            times.push(performance.now() - at);
            begun.delete(change);
        }
    });
}"""


def main(
    addresses: Annotated[list[str], typer.Argument(help="Of pages that are served, of which some may be older.")],
    checkpoints: Annotated[str, typer.Option(help="Names, apart by commas.")] = "fashion-vit-mse,photos-vit-mse",
    rounds: Annotated[int, typer.Option(help="Strokes on each page, after one that is not counted.")] = 5,
    phone: Annotated[bool, typer.Option(help="390 pixels wide, two a point, four times slower.")] = False,
) -> None:
    """Time from the pointer to the picture while one paints, in headless Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(args=FLAGS, **found())
        for name in checkpoints.split(","):
            pages = {address: opened(browser, address, name, phone) for address in addresses}
            times, asked = {address: [] for address in addresses}, dict.fromkeys(addresses, 0)
            for turn in range(rounds + 1):
                for address, page in pages.items():
                    requests, taken = stroke(page, turn)
                    if turn:
                        times[address] += taken
                        asked[address] += requests
            for address, page in pages.items():
                print(
                    f"{name:18s} {address:45s} {told(times[address])}, {asked[address] / rounds:.1f} requests a stroke"
                )
                page.context.close()


def found() -> dict[str, str]:
    """Where Debian keeps its Chromium, if it is there; else Playwright's own is started."""
    path = shutil.which("chromium")
    return {"executable_path": path} if path else {}


def opened(browser: Browser, address: str, name: str, phone: bool) -> Page:
    """A page with a checkpoint whose first answers are over: its weights have come."""
    size = {"width": 390, "height": 844} if phone else {"width": 1280, "height": 860}
    page = browser.new_context(viewport=size, device_scale_factor=2 if phone else 1).new_page()
    page.goto(f"{address}{'&' if urlsplit(address).query else '?'}{urlencode({'checkpoint': name})}")
    page.wait_for_function("document.querySelector('.result .leading')", timeout=120_000)
    page.evaluate(COUNT)
    stroke(page, 0)
    if "engine=server" not in address:
        page.wait_for_selector(".trio[data-engine=ready]", timeout=120_000)
    if phone:
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    return page


def stroke(page: Page, turn: int) -> tuple[int, list[float]]:
    """Paint once over the picture, hiding and revealing by turns: what was asked of the server, and milliseconds."""
    asked = []

    def hear(request: Request) -> None:
        if "queue/join" in request.url:
            asked.append(request.url)

    page.bring_to_front()
    action, tool = ("fill", "reveal") if turn % 2 else ("clear", "hide")
    for selector in (f"[data-action={action}]", f"[data-tool={tool}]"):
        page.evaluate("(selector) => document.querySelector(selector).click()", selector)
    rest(page)
    page.evaluate("times.length = 0")
    page.on("request", hear)
    box = page.locator("[data-panel=masked] canvas").bounding_box()
    begun = time.perf_counter()
    for move in range(MOVES + 1):
        part = move / MOVES
        across = abs((part * 6 + turn * 0.13) % 2 - 1)
        page.mouse.move(box["x"] + 8 + (box["width"] - 16) * across, box["y"] + 8 + (box["height"] - 16) * part)
        if not move:
            page.mouse.down()
        time.sleep(max(0, begun + PAUSE * (move + 1) - time.perf_counter()))
    page.mouse.up()
    page.remove_listener("request", hear)
    rest(page)
    return len(asked), page.evaluate("times.slice()")


def rest(page: Page) -> None:
    """Wait until nothing is on its way."""
    page.wait_for_function("document.querySelector('.trio').getAttribute('aria-busy') === 'false'", timeout=60_000)


def told(times: list[float]) -> str:
    """Median and 95th percentile of milliseconds, in words."""
    late = statistics.quantiles(times, n=20)[-1]
    return f"median {statistics.median(times):.0f} ms, p95 {late:.0f} ms of {len(times)} changes"
