"""What a class costs the server: all open the page at once, then some of them paint on the server's engine.

    GRADIO_SERVER_PORT=8000 python app.py & echo $!
    python tests/load.py http://127.0.0.1:8000 --pages 200 --painters 10 --pid PID

Every page fetches what a browser fetches on its first visit, which Chromium is asked for once. A painter drags: of five
strokes the last asks for the figures, as the end of a drag does. The times hold on quiet cores alone, and the visitors
need cores, too; the CPU time of the server (`--pid`, on Linux) is what a page or a stroke costs it anywhere.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
from needs import start_browser
from visitor import Visitor

NAME = "fashion-vit-mse"


def files_of_a_visit(url: str) -> list[str]:
    """The files that a browser fetches on its first visit, without the page and without streams."""
    from playwright.sync_api import sync_playwright

    asked = []
    with sync_playwright() as playwright:
        browser = start_browser(playwright)
        page = browser.new_context().new_page()
        page.add_init_script("addEventListener('painted', () => (window.stands = true))")
        page.on("request", lambda request: asked.append(request))
        page.goto(url)
        page.wait_for_function("window.stands")
        paths = [urlsplit(each.url) for each in asked if each.method == "GET" and each.url.startswith(url)]
        browser.close()
    named = [each.path + (f"?{each.query}" if each.query else "") for each in paths]
    return [each for each in named if each != "/" and "/heartbeat/" not in each and "/queue/" not in each]


def cpu_seconds(pid: int) -> float:
    """The CPU time of a process so far (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def cpu_of(pid: int | None) -> Callable[[int, str], str]:
    """Says, when it is called, what each of so many things has cost the server since it was called last."""
    last = cpu_seconds(pid) if pid else 0.0

    def said(count: int, of: str) -> str:
        nonlocal last
        if not pid:
            return ""
        before, last = last, cpu_seconds(pid)
        return f"; {last - before:.1f} s of CPU, {1000 * (last - before) / max(1, count):.1f} ms a {of}"

    return said


async def load(
    url: str, files: list[str], pages: int, painters: int, rate: float, seconds: float, pid: int | None = None
) -> None:
    """Open the pages, let some paint, and print what was measured. pid: the server's process."""
    cpu = cpu_of(pid)
    unlimited = aiohttp.TCPConnector(limit=0, keepalive_timeout=2)  # the server lets go of a connection after 5 s
    async with aiohttp.ClientSession(connector=unlimited, timeout=aiohttp.ClientTimeout(None)) as http:
        async with http.get(f"{url}/config") as answer:
            config = await answer.json()
        visitors = [Visitor(http, url, config) for _ in range(pages)]
        opening, wrong = [], []

        async def open_one(visitor: Visitor) -> None:
            begun = time.monotonic()
            try:
                assert any(isinstance(each, dict) and "mask" in each for each in await visitor.open(files))
                opening.append(time.monotonic() - begun)
            except (OSError, aiohttp.ClientError) as error:
                wrong.append(str(error))

        begun = time.monotonic()
        await asyncio.gather(*map(open_one, visitors))
        told = f"{pages} pages of {len(files)} files: {time.monotonic() - begun:.1f} s, {len(opening)} alive"
        print(f"{told}; {spread(opening)}{cpu(pages, 'page')}", *wrong[:3], flush=True)

        strokes, before = [], sum(each.received for each in visitors)
        until = time.monotonic() + seconds

        async def paint(visitor: Visitor) -> None:
            bits, number = random.getrandbits(49), 0
            while (begun := time.monotonic()) < until:
                number, bits = number + 1, bits ^ 1 << random.randrange(49)
                question = {"mask": f"{bits << 3:013x}", "number": number, "grid": [7, 7], "drag": number % 5 > 0}
                try:
                    await visitor.call("paint", [None, NAME, question])
                    strokes.append(time.monotonic() - begun)
                except (OSError, aiohttp.ClientError) as error:
                    wrong.append(str(error))
                await asyncio.sleep(max(0, begun + 1 / rate - time.monotonic()))

        wrong.clear()
        await asyncio.gather(*map(paint, visitors[:painters]))
        size = (sum(each.received for each in visitors) - before) / max(1, len(strokes))
        told = f"{painters} painters at {rate:g}/s: {len(strokes) / seconds:.1f} strokes/s of {size:.0f} bytes"
        print(f"{told}; {spread(strokes)}; {len(wrong)} refused{cpu(len(strokes), 'stroke')}", *wrong[:3])
        for visitor in visitors:
            visitor.close()


def spread(times: list[float]) -> str:
    """Median, 95th percentile and maximum of seconds, in milliseconds."""
    if len(times) < 2:
        return "no times"
    cuts = statistics.quantiles(times, n=20)
    return f"p50 {1000 * cuts[9]:.0f}, p95 {1000 * cuts[18]:.0f}, max {1000 * max(times):.0f} ms"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--painters", type=int, default=10)
    parser.add_argument("--rate", type=float, default=5, help="strokes a second and painter")
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--pid", type=int, help="the server's process, whose CPU time is printed then")
    given = parser.parse_args()
    address = given.url.rstrip("/")
    print(f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f}", file=sys.stderr)
    files = files_of_a_visit(address)
    asyncio.run(load(address, files, given.pages, given.painters, given.rate, given.seconds, given.pid))
