"""The page and its files, answered from memory: each is asked of Gradio once, compressed once, and then sent as it is.

A first visit asks for some 130 files. Gradio reads and compresses each of them anew, for every visitor, and sends the
page itself, over 500 KB of text, as it is. Where a class comes at once, that is nearly all the work that there is.
"""

from __future__ import annotations

import gzip
from collections import OrderedDict
from collections.abc import Callable

import anyio
import brotli
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mae_demo.answers.samples import FOLDER
from mae_demo.text import ENGLISH, speaking, spoken
from mae_demo.ui.languages import in_its_language

PAGES = ("/", "/config")  # the same for all of one language who come by one address, until the page itself changes
FILES = ("/assets/", "/static/", "/theme.css", "/gradio_api/web/", f"/gradio_api/file={FOLDER}/")
NEVER = ("/weights/", "/class/")  # large ones, and pages that say by which address they are seen
NAMED_BY_CONTENT = "/assets/"  # browsers may keep these for ever
LARGEST = 2 * 2**20  # bytes of a file that is kept, so no weights
MOST = 1000  # answers that are kept; those that were asked for longest ago go first
ADDRESS = ("host", "x-forwarded-host", "x-forwarded-proto", "x-gradio-server")  # what the page's own root depends on
CONDITIONS = (b"accept-encoding", b"if-none-match", b"if-modified-since")  # under which an answer is no whole one
TEXT = ("text/", "application/javascript", "application/json", "image/svg", "application/wasm")
ENCODINGS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda content: brotli.compress(content, quality=6),
    "gzip": lambda content: gzip.compress(content, 6, mtime=0),
}


class Kept:
    """The outermost layer of the server: what it knows reaches none of the others."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.answers: OrderedDict[tuple, list[Message]] = OrderedDict()
        self.config: object = None  # of the page that is kept
        self.one_at_a_time = anyio.Lock()  # or two hundred who come at once have the page made for each of them

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = self.key(scope)
        if key is None:
            return await self.app(scope, receive, send)
        if key[0] in PAGES and key not in self.answers:
            async with self.one_at_a_time:
                answer = self.answers.get(key) or await self.ask(scope, receive, key)
        else:
            answer = self.answers.get(key) or await self.ask(scope, receive, key)
        if key in self.answers:
            self.answers.move_to_end(key)
        for message in answer:
            await send(message)

    def key(self, scope: Scope) -> tuple | None:
        """What an answer is kept by, or None where it is not to be kept."""
        if scope["type"] != "http" or scope["method"] != "GET":
            return None
        headers, path, query = Headers(scope=scope), scope["path"], scope["query_string"]
        if "range" in headers or "origin" in headers or any(each in path for each in NEVER):
            return None
        encoding = next((each for each in ENCODINGS if each in headers.get("accept-encoding", "")), None)
        if path in PAGES and b"deep_link" not in query and b"page=" not in query:
            with speaking(ENGLISH):  # the one that the others are made after
                config = scope["app"].get_blocks().config
            if config is not self.config:  # the shelf has grown, see `fetching`
                self.config = config
                self.answers.clear()
            return path, encoding, spoken(), scope["scheme"], scope.get("root_path"), *map(headers.get, ADDRESS)
        if path.startswith(FILES) and len(query) < 100:
            return path, encoding, query
        return None

    async def ask(self, scope: Scope, receive: Receive, key: tuple) -> list[Message]:
        """The answer of what lies behind this layer, as the messages to send, compressed, and kept if it is whole."""
        messages: list[Message] = []

        async def collect(message: Message) -> None:
            messages.append(message)

        plain = [pair for pair in scope["headers"] if pair[0] not in CONDITIONS]
        await self.app(scope | {"headers": plain}, receive, collect)
        start, content = messages[0], b"".join(message.get("body", b"") for message in messages[1:])
        if start["status"] != 200:
            return messages
        headers = MutableHeaders(raw=list(start["headers"]))
        if key[0] in PAGES:
            headers.add_vary_header("Accept-Language")
        if key[0] == "/":
            content = in_its_language(content)
        if headers.get("content-type", "").startswith(TEXT):
            headers.add_vary_header("Accept-Encoding")
            if key[1]:
                content = ENCODINGS[key[1]](content)
                headers["Content-Encoding"] = key[1]
        headers["Content-Length"] = str(len(content))
        if key[0].startswith(NAMED_BY_CONTENT):
            headers["Cache-Control"] = "public, max-age=31536000, immutable"
        answer = [start | {"headers": headers.raw}, {"type": "http.response.body", "body": content}]
        if len(content) <= LARGEST:
            self.answers[key] = answer
            while len(self.answers) > MOST:
                self.answers.popitem(last=False)
        return answer
