"""The page and its files, answered from memory: each is asked of Gradio once, compressed once, and then sent as it is.

A first visit asks for more than a hundred files. Gradio reads and compresses each of them anew, for every visitor,
and sends the page itself, over 500 KB of text, as it is. Where a class comes at once, that is nearly all the work
that there is.
"""

from __future__ import annotations

import gzip
from collections import OrderedDict
from collections.abc import Callable
from weakref import WeakValueDictionary

import anyio
import brotli
from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mae_demo.answers.samples import FOLDER
from mae_demo.text import ENGLISH, speaking
from mae_demo.ui.languages import in_its_language, language_of

PAGES = ("/", "/config")  # the same for all of one language who come by one address, until the page itself changes
SAMPLES = f"/gradio_api/file={FOLDER}/"
FILES = ("/assets/", "/static/", "/theme.css", "/favicon.ico", "/gradio_api/web/", SAMPLES)
NEVER = ("/weights/", "/class/")  # large ones, and pages that say by which address they are seen
LARGEST = 2 * 2**20  # bytes of a file that is kept, so no weights
MOST = 1000  # answers that are kept; those that were asked for longest ago go first
ADDRESS = (b"x-forwarded-host", b"x-forwarded-proto", b"x-gradio-server")  # what the page's own root depends on
CONDITIONS = (b"accept-encoding", b"if-none-match", b"if-modified-since")  # under which an answer is no whole one
TEXT = ("text/", "application/javascript", "application/json", "image/svg", "application/wasm")
ENCODINGS: dict[bytes, Callable[[bytes], bytes]] = {
    b"br": lambda content: brotli.compress(content, quality=6),
    b"gzip": lambda content: gzip.compress(content, 6, mtime=0),
}


class Kept:
    """The outermost layer of the server: what it knows reaches none of the others."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.answers: OrderedDict[tuple, list[Message]] = OrderedDict()
        self.config: object = None  # of the page that is kept
        self.asking: WeakValueDictionary[tuple, anyio.Lock] = WeakValueDictionary()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = self.key(scope)
        if key is None:
            return await self.app(scope, receive, send)
        answer = self.answers.get(key)
        if answer:
            self.answers.move_to_end(key)
        else:  # one asks, or of two hundred who come at once each has the same made and compressed
            lock = self.asking.setdefault(key, anyio.Lock())
            async with lock:
                answer = self.answers.get(key) or await self.ask(scope, receive, key)
        for message in answer:
            await send(message)

    def key(self, scope: Scope) -> tuple | None:
        """What an answer is kept by, or None where it is not to be kept."""
        if scope["type"] != "http" or scope["method"] != "GET":
            return None
        path, query = scope["path"], scope["query_string"]
        is_page = path in PAGES and b"deep_link" not in query and b"page=" not in query
        if not is_page and not path.startswith(FILES):
            return None
        headers = dict(scope["headers"])
        if b"range" in headers or b"origin" in headers or any(each in path for each in NEVER):
            return None
        if not is_page and len(query) >= 100:
            return None
        accepted = headers.get(b"accept-encoding", b"")
        encoding = next((each for each in ENCODINGS if each in accepted), None)
        host = headers.get(b"host")  # who calls the server by a foreign name is refused behind this layer
        if not is_page:
            return path, encoding, query, host
        with speaking(ENGLISH):  # the one that the others are made after
            config = scope["app"].get_blocks().config
        if config is not self.config:  # the shelf has grown, see `fetching`
            self.config = config
            self.answers.clear()
        language = language_of(Headers(scope=scope), QueryParams(query))
        return path, encoding, language, host, scope["scheme"], scope.get("root_path"), *map(headers.get, ADDRESS)

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
            with speaking(key[2]):
                content = in_its_language(content)
        if headers.get("content-type", "").startswith(TEXT):
            headers.add_vary_header("Accept-Encoding")
            if key[1]:
                content = ENCODINGS[key[1]](content)
                headers["Content-Encoding"] = key[1].decode()
        headers["Content-Length"] = str(len(content))
        if key[0].startswith("/assets/") or (key[0] == "/theme.css" and key[2].startswith(b"v=")):  # named by content
            headers["Cache-Control"] = "public, max-age=31536000, immutable"
        elif key[0].startswith(("/static/", SAMPLES)):
            headers["Cache-Control"] = "public, max-age=3600"
        answer = [start | {"headers": headers.raw}, {"type": "http.response.body", "body": content}]
        if len(content) <= LARGEST:
            self.answers[key] = answer
            while len(self.answers) > MOST:
                self.answers.popitem(last=False)
        return answer
