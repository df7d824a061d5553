"""What tests share: data sets, the served app and a real browser. Where the machine lacks one, they are skipped."""

from __future__ import annotations

import os
import threading
import time

import pytest
from visiting import visited

os.environ.setdefault("OMP_NUM_THREADS", "1")  # so small are the tensors here that threads cost more than they gain


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """Let all tests that are skipped for want of the same thing share a line of the summary."""
    report = yield
    if report.skipped and {"chromium", "dataset"} & set(item.fixturenames):
        report.longrepr = (__file__, 1, report.longrepr[2])
    return report


@pytest.fixture(scope="session")
def dataset():
    """A data set by its name, read once: `dataset("fashion-mnist")`."""
    from needs import in_a_line

    from train.data import DATASETS

    read = {}

    def named(name: str):
        if name not in read:
            try:
                read[name] = DATASETS[name]()
            except ValueError as error:
                read[name] = in_a_line(error)
        if isinstance(read[name], str):
            pytest.skip(read[name])
        return read[name]

    return named


@pytest.fixture(scope="session")
def app():
    """The app, served as app.py serves it."""
    from mae_demo.ui.page import LAUNCH, build_app, warm_up

    served = build_app()
    served.launch(prevent_thread_lock=True, quiet=True, **LAUNCH)
    warm_up(served)
    yield served
    served.close()
    deadline = time.monotonic() + 20  # a thread that waits for a question, and not for an answer, may never end
    for thread in threading.enumerate():  # what a closed page had asked for; torch aborts a process that ends under it
        if thread.name.startswith("AnyIO"):
            thread.join(max(0, deadline - time.monotonic()))


@pytest.fixture(scope="session")
def url(app) -> str:
    """The address of the app."""
    return app.local_url


@pytest.fixture(scope="session")
def chromium():
    """A Chromium, driven by Playwright."""
    from needs import start_browser
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        try:
            browser = start_browser(playwright)
        except ValueError as error:
            pytest.skip(str(error))
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, url):
    """Open the page in a window of its own: `with visit(width, height, query, ...) as page`.

    The page is handed over when its first example is finished, see `visited`. engine: whether strokes may be answered
    by web/engine.
    """

    def opened(width: int = 1280, height: int = 860, query: str = "", engine: bool = False, **options):
        # A browser without workers has its strokes answered by the server
        script = "" if engine else "delete window.Worker"
        return visited(chromium, url + query, width, height, script, **options)

    return opened


@pytest.fixture
def server():
    """A local server in place of the public ones; see `weights_server`."""
    from weights_server import Server

    server = Server()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.released.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def held(monkeypatch):
    """No mask is rolled, so no page gets its first picture, until this event is set."""
    from mae_demo.answers import masks
    from mae_demo.ui.opening import opened

    opened.cache_clear()  # what another test's page was answered with
    goes_on, roll = threading.Event(), masks.mask_for

    def waiting(*settings, **options):
        goes_on.wait(30)
        return roll(*settings, **options)

    monkeypatch.setattr(masks, "mask_for", waiting)
    yield goes_on
    goes_on.set()
