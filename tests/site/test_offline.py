"""The static page while the network is cut, after the first visit and during it."""

from __future__ import annotations

import re
import threading
from functools import partial
from http.server import ThreadingHTTPServer

import pytest
from visiting import visited

from mae_demo.site.files import write_folder
from mae_demo.text import WORDS
from mae_demo.ui.widgets import WEB
from tests.site.conftest import Quiet
from tests.ui.test_browser import answers, wait_for_answer

NAMES = ["fashion-unet-mse", "fashion-pca-20"]


@pytest.fixture
def school(tmp_path):
    """A small site of its own, its server, and its address."""
    write_folder(tmp_path / "site", NAMES)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield tmp_path / "site", server, f"http://127.0.0.1:{server.server_port}/site/"
    server.shutdown()
    server.server_close()


def kept(page) -> None:
    """Wait until the page says that it has all it needs."""
    page.get_by_text(WORDS["site"]["kept"]).wait_for()


def test_after_the_first_visit_the_page_needs_no_network(chromium, school):
    _, server, address = school
    with visited(chromium, address) as page:
        kept(page)
        server.shutdown()
        server.server_close()  # what asks it now is refused
        page.goto(f"{address}?image=18&strategy=grid&ratio=50")
        page.wait_for_function("window.painted.length > 0")
        assert page.inner_text("[data-panel=original] .fact").startswith("Bag")
        count = answers(page)
        page.locator("[data-axis=family] label", has_text="PCA").click()  # never chosen before
        wait_for_answer(page, count)
        count = answers(page)
        page.click('[data-action="invert"]')
        wait_for_answer(page, count)
        assert WORDS["canvas"]["on_device"] in page.inner_text(".result")


def test_who_counts_bytes_is_told_that_only_opened_networks_are_kept(chromium, school):
    _, _, address = school
    with chromium.new_context() as context:
        context.add_init_script("Object.defineProperty(navigator, 'connection', { value: { saveData: true } })")
        page = context.new_page()
        page.goto(address)
        page.get_by_text(WORDS["site"]["kept_some"]).wait_for()
        assert WORDS["site"]["kept"] not in page.inner_text("#offline")


def test_a_newer_site_is_shown_at_once_and_the_old_one_is_kept_no_more(chromium, school):
    folder, _, address = school
    with visited(chromium, address) as page:
        kept(page)
        old = page.evaluate("caches.keys()")
        write_folder(folder, NAMES[:1])
        page.reload()
        page.wait_for_function("window.painted.length > 0")
        assert page.locator("[data-axis=family] label", has_text="PCA").count() == 0
        kept(page)
        page.wait_for_function(
            "async (old) => { const now = await caches.keys(); return now.length === 2 && now.join() !== old.join(); }",
            arg=old,
        )


def test_weights_that_do_not_come_are_said_and_can_be_asked_for_again(chromium, served):
    with chromium.new_context() as context:
        page = context.new_page()
        page.route("**/weights/**", lambda route: route.abort())
        page.goto(served)
        page.get_by_text(WORDS["site"]["offline"]).wait_for()
        page.unroute("**/weights/**")
        page.get_by_role("button", name=WORDS["site"]["again"]).click()
        page.wait_for_function("document.querySelector('.result').textContent.includes('dB')")
        assert page.inner_text("#trouble") == ""

        page.route("**/weights/**", lambda route: route.fulfill(body=b"no weights"))
        page.locator("[data-axis=family] label", has_text="U-Net").click()
        page.get_by_text(WORDS["site"]["damaged"].format(name="fashion-unet-mse")).wait_for()
        page.click('[data-action="invert"]')  # the network that stands still answers
        page.wait_for_function("document.querySelector('[data-panel=masked] .fact').textContent.startsWith('12')")
        page.wait_for_function("document.querySelector('.trio').getAttribute('aria-busy') === 'false'")
        page.wait_for_function("location.search.includes('mask=')")  # and what went wrong is said still
        page.unroute("**/weights/**")
        page.get_by_role("button", name=WORDS["site"]["again"]).click()
        page.wait_for_function("document.querySelector('.trio').getAttribute('aria-busy') === 'false'")
        page.wait_for_function("location.search.includes('checkpoint=fashion-unet-mse')")


def test_a_browser_without_webassembly_is_told_so(chromium, served):
    with chromium.new_context() as context:
        page = context.new_page()
        page.add_init_script("delete window.WebAssembly")
        page.goto(served)
        page.get_by_text(WORDS["site"]["unsupported"]).wait_for()


def test_every_refusal_of_the_engine_has_a_sentence():
    source = (WEB / "engine" / "refusal.js").read_text("utf-8")
    keys = re.findall(r'"(\w+)"', re.search(r"KEYS = \[(.*?)\]", source, re.DOTALL)[1])
    assert len(keys) > 10 and set(keys) <= WORDS["site"].keys()
