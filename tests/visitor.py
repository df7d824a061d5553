"""A visitor's page as the server sees it: what a browser asks, without the browser."""

from __future__ import annotations

import asyncio
import json
import random
import re
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

import aiohttp

SESSION = "abcdefghij0123456789"
LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
AT_ONCE = 6  # connections of a browser to a server


class Visitor:
    """One page of the app at `url`. config: what `url`/config says."""

    def __init__(self, http: aiohttp.ClientSession, url: str, config: dict) -> None:
        self.http, self.url = http, url
        self.numbers = {each["api_name"]: each["id"] for each in reversed(config["dependencies"])}
        self.session = "".join(random.choices(SESSION, k=11))
        self.coming: dict[str, asyncio.Future] = {}
        self.listening: asyncio.Task | None = None
        self.beating: asyncio.Task | None = None
        self.received = 0  # bytes of the answers to events

    async def open(self, files: list[str]) -> list:
        """Fetch the page with its files, and return what stands on it. Raises OSError where the server refuses."""
        await self.fetch(iter(["/"]))
        self.beating = asyncio.create_task(self.beat())
        waiting = iter(files)
        await asyncio.gather(*(self.fetch(waiting) for _ in range(AT_ONCE)))
        return await self.run("open_page", [])

    async def fetch(self, paths: Iterator[str]) -> None:
        """Fetch files one after another by a connection of its own. This is most of what a visitor does, and aiohttp
        would need more of the processor for it than the server does."""
        host = urlsplit(self.url)
        secure = ssl.create_default_context() if host.scheme == "https" else None
        port = host.port or (443 if secure else 80)
        reader, writer = await asyncio.open_connection(host.hostname, port, ssl=secure, limit=2**20)
        for path in paths:
            question = f"GET {host.path}{path} HTTP/1.1\r\nHost: {host.netloc}\r\nAccept-Encoding: gzip\r\n\r\n"
            writer.write(question.encode())
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200"):
                raise OSError(f"{path}: {head.splitlines()[0]}")
            await reader.readexactly(int(LENGTH.search(head)[1]))
        writer.close()

    async def beat(self) -> None:
        """The stream by which the server knows that the page is open."""
        async with self.http.get(f"{self.url}/gradio_api/heartbeat/{self.session}") as answer:
            async for _ in answer.content:
                pass

    def body(self, name: str, data: list) -> dict:
        return {"data": data, "fn_index": self.numbers[name], "session_hash": self.session, "trigger_id": 1}

    async def run(self, name: str, data: list) -> list:
        """An event that goes around the queue."""
        async with self.http.post(f"{self.url}/gradio_api/run/predict", json=self.body(name, data)) as answer:
            said = await answer.json(content_type=None)
            if answer.status != 200:
                raise OSError(f"{name}: {answer.status} {said}")
            return said["data"]

    async def call(self, name: str, data: list) -> list:
        """An event that goes through the queue. Raises OSError where it is refused or fails."""
        async with self.http.post(f"{self.url}/gradio_api/queue/join", json=self.body(name, data)) as answer:
            said = await answer.json()
            if answer.status != 200:
                raise OSError(f"{name}: {answer.status} {said}")
        future = self.coming[said["event_id"]] = asyncio.get_running_loop().create_future()
        if self.listening is None or self.listening.done():
            self.listening = asyncio.create_task(self.listen())
        done = await asyncio.wait_for(future, 120)
        if not done["success"]:
            raise OSError(f"{name}: {done['output']}")
        return done["output"]["data"]

    async def listen(self) -> None:
        """Hand answers to who waits for them, until the server closes the stream."""
        where, query = f"{self.url}/gradio_api/queue/data", {"session_hash": self.session}
        async with self.http.get(where, params=query) as answer:
            async for line in answer.content:
                self.received += len(line)
                if not line.startswith(b"data:"):
                    continue
                message = json.loads(line[5:])
                if message["msg"] == "process_completed" and message["event_id"] in self.coming:
                    self.coming.pop(message["event_id"]).set_result(message)
                elif message["msg"] == "close_stream":
                    break

    def close(self) -> None:
        for task in (self.listening, self.beating):
            if task:
                task.cancel()
