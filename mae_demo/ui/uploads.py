"""How much visitors may store on the server, and for how long.

Gradio stores every upload, in a folder of its own, until it is purged. A page makes a picture small before it sends it,
and reads it at once, so what is here bounds only those who want to fill the disk.
"""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections import deque
from contextlib import suppress
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from mae_demo.text import WORDS

PURGE_EVERY, PURGE_AFTER = 240, 300  # seconds: nothing stays for ten minutes
WINDOW = 600  # seconds that an upload counts
OF_ONE, OF_ALL = 100 * 2**20, 500 * 2**20  # bytes in that time, of a visitor's address, and of all
LEAST = 2**18  # bytes that a request counts at least, so that small files cannot be too many
LARGEST = 6 * 2**20  # bytes of a request: a picture of 5 MB, and what stands around it
MOST_FILES = 4  # of a request; a page sends one
FILE = re.compile(rb"^content-disposition:[^\r\n]*filename", re.IGNORECASE | re.MULTILINE)


class Uploads:
    """Refuses uploads by a sentence where they are too many, before Gradio stores them."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.stored: deque[tuple[float, str, int]] = deque()  # when, by whom, how many bytes; the oldest first

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST" or scope["path"].rstrip("/") != "/gradio_api/upload":
            return await self.app(scope, receive, send)
        body = await read(receive)
        key, status = self.refusal(body, address(scope))
        if key:
            return await PlainTextResponse(WORDS["errors"][key], status)(scope, receive, send)
        messages = iter([{"type": "http.request", "body": body}])

        async def again() -> dict:
            return next(messages, None) or await receive()

        await self.app(scope, again, send)

    def refusal(self, body: bytes | None, visitor: str) -> tuple[str | None, int]:
        """The key of the sentence that refuses a request, and its status; an upload that is none is counted."""
        if body is None or len(FILE.findall(body)) > MOST_FILES:
            return "upload_large", 413
        now, size = time.monotonic(), max(len(body), LEAST)
        while self.stored and self.stored[0][0] < now - WINDOW:
            self.stored.popleft()
        if sum(each for _, _, each in self.stored) + size > OF_ALL:
            return "upload_full", 429
        if sum(count for _, each, count in self.stored if each == visitor) + size > OF_ONE:
            return "upload_many", 429
        self.stored.append((now, visitor, size))
        return None, 200


async def read(receive: Receive) -> bytes | None:
    """The body of a request; None where it is longer than LARGEST, or where the visitor is gone."""
    body = b""
    while len(body) <= LARGEST:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if not message.get("more_body"):
            return body if len(body) <= LARGEST else None
    return None


def address(scope: Scope) -> str:
    """Whose request it is; behind a proxy, who that says it is. Who forges that is still one of all."""
    named = Headers(scope=scope).get("x-forwarded-for", "").partition(",")[0].strip()
    return named or (scope.get("client") or ("",))[0]


async def sweep(folder: Path) -> None:
    """Remove the empty folders that a purge leaves behind, as long as the app runs."""
    while True:
        await asyncio.sleep(PURGE_EVERY)
        await asyncio.to_thread(remove_empty, folder)


def remove_empty(folder: Path) -> None:
    """Remove folders in this one in which nothing has been for some time."""
    for each in folder.glob("*/"):
        with suppress(OSError):  # another process may have removed it, or it is not empty
            if time.time() - each.stat().st_mtime > PURGE_AFTER:
                os.rmdir(each)
