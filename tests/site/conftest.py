"""The site as a folder, served under a sub-path as a plain web server does it, and as one file from `file://`."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from visiting import visited

from mae_demo import checkpoint
from mae_demo.site.files import write_folder, write_single
from mae_demo.site.shelf import ALL, SMALL, chosen
from mae_demo.text import WORDS

SUB_PATH = "school/page"
SINGLE = {*SMALL, "fashion-vit-mse-fixed75"}


class Quiet(SimpleHTTPRequestHandler):
    """Python's own file server, which says nothing on the console."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def folder(tmp_path_factory) -> Path:
    """A root that holds the site of the whole shelf at SUB_PATH."""
    root = tmp_path_factory.mktemp("served")
    write_folder(root / SUB_PATH, chosen(ALL))
    return root


@pytest.fixture(scope="session")
def served(folder) -> str:
    """The address of the folder."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/{SUB_PATH}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def single(tmp_path_factory) -> str:
    """The address of the one file; it has the small shelf, and a network in two versions."""
    out = tmp_path_factory.mktemp("single")
    write_single(out, [name for name in checkpoint.names() if name in SINGLE])
    return (out / "index.html").as_uri()


@pytest.fixture(params=["folder", "single"])
def url(request) -> str:
    """The address of the page, in both forms."""
    return request.getfixturevalue("served" if request.param == "folder" else "single")


@pytest.fixture
def visit(chromium, url):
    """Open the static page as the Gradio page is opened by tests/conftest.py; here the engine always answers."""

    @contextmanager
    def opened(width: int = 1280, height: int = 860, query: str = "", engine: bool = True, **options):
        with visited(chromium, url + query, width, height, **options) as page:
            if not query:  # the linear predictor, for which no first picture waits
                page.get_by_text(WORDS["canvas"]["linear"]).first.wait_for()
            yield page

    return opened
