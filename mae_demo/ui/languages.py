"""In which language a request is answered, and the page in each of them.

`?lang=zh` asks for Chinese. Where an address asks for none, the browser does (Accept-Language); where that asks for
none that is here, it is English. Nothing is kept of it: every request of a page says by which address the page was
opened, as Gradio's client sends the page's query along, and browsers the page as the Referer.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import gradio as gr
from gradio.context import Context
from starlette.datastructures import Headers, QueryParams
from starlette.types import ASGIApp, Receive, Scope, Send

from mae_demo.text import ENGLISH, WORDS, languages, speaking, spoken

KEY = "lang"
WORDED = ("components", "dependencies", "title", "js")  # what of a page's configuration holds words
ATTEMPTS = 5
GRADIOS = {"zh": "zh-CN"}  # what Gradio calls a language, where that is not its tag


def language_of(headers: Mapping[str, str], query: Mapping[str, str]) -> str:
    """The language in which a request is answered, by its tag."""
    return asked_for(headers, query) or next((tag for tag in preferred(headers) if tag in languages()), ENGLISH)


def asked_for(headers: Mapping[str, str], query: Mapping[str, str]) -> str:
    """The language that the request's own address asks for, or its page's; '' where neither names one that is here."""
    page = parse_qs(urlsplit(headers.get("referer") or "").query)
    return next((tag for tag in (query.get(KEY), *page.get(KEY, [])) if tag in languages()), "")


def preferred(headers: Mapping[str, str]) -> list[str]:
    """The browser's languages, without their regions, the one of the largest weight first (RFC 9110, 12.5.4)."""
    weighted = []
    for each in (headers.get("accept-language") or "").split(","):
        tag, _, weight = each.partition(";")
        number = weight.strip().lower().removeprefix("q=") or "1"
        weighted.append((float(number) if number.replace(".", "", 1).isdecimal() else 0, tag.strip().split("-")[0]))
    return [tag.lower() for _, tag in sorted(weighted, key=lambda each: -each[0])]


def switch() -> str:
    """Links to the page in each language, as markup; web/page/languages.js has them keep the rest of the address."""
    links = [
        f'<a href="?{KEY}={tag}" lang="{tag}" hreflang="{tag}"{" aria-current=true" * (tag == spoken())}>{name}</a>'
        for tag, name in languages().items()
    ]
    return f'<nav id="languages" aria-label="{WORDS["page"]["languages"]}">{" · ".join(links)}</nav>'


def in_its_language(page: bytes) -> bytes:
    """Gradio's page, which says that it is English. It takes its own few words after the browser's language, which it
    gets to see as ours."""
    tag = GRADIOS.get(spoken(), spoken())
    says = f'<script>Object.defineProperty(navigator, "language", {{ value: "{tag}" }});</script>'
    page = page.replace(b'lang="en"', f'lang="{tag}"'.encode(), 1)
    return page.replace(b"<head>", b"<head>" + says.encode(), 1)


class Speaks:
    """A layer of the server: all below it speak the language of the request."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        with speaking(language_of(Headers(scope=scope), QueryParams(scope["query_string"]))):
            await self.app(scope, receive, send)


class Page(gr.Blocks):
    """The page, which is served in every language, while one English page has all events.

    Its configuration is that of the language that is spoken: the page is built once in each, when it is asked for
    first, and is the same in all of them but for its words. An event is answered in the language of its request.
    """

    def __init__(self, build: Callable[[], Page], **options: Any) -> None:
        """build: makes such a page in the language that is spoken."""
        self.build, self.one_at_a_time = build, threading.Lock()
        super().__init__(**options)

    @property
    def config(self) -> dict:
        """What Gradio tells a browser of the page."""
        if spoken() not in self.configs:
            with self.one_at_a_time:
                if spoken() not in self.configs:
                    self.configs[spoken()] = self.translated()
        return self.configs[spoken()]

    @config.setter
    def config(self, built: dict) -> None:
        """Gradio sets it when the page is built or launched, and `fetching` when the shelf has grown."""
        self.configs = {spoken(): built}

    def translated(self) -> dict:
        """The configuration in the language that is spoken, of a page that is built beside this one.

        Gradio numbers all that it makes anywhere, and what is made while a page is built may become a part of it, whole
        or half made. So where an event is answered meanwhile, the page is built anew.
        """
        with speaking(ENGLISH):
            english = self.config
        for _ in range(ATTEMPTS):
            free, Context.id = Context.id, self._id
            try:
                page = self.build()
            except (AttributeError, RuntimeError):  # a part that was half made, or that came while parts were counted
                Context.root_block = None  # Gradio leaves it where a page fails at its end
                continue
            finally:
                Context.id = max(free, Context.id)
            if page.shape() == self.shape():
                return english | {key: page.config[key] for key in WORDED}
        raise AssertionError(f"The page is another one in the language {spoken()!r}.")

    def shape(self) -> list:
        """The parts of the page and its events, without words."""
        parts = [(number, type(block)) for number, block in self.blocks.items()]
        events = [(number, event.api_name, event.targets, len(event.inputs)) for number, event in self.fns.items()]
        return [parts, events]

    async def process_api(self, *args: Any, **options: Any) -> dict[str, Any]:
        """Answer an event, in the language of its request."""
        request = options.get("request")
        first = request[0] if isinstance(request, list) else request
        if first is None:  # asked by Python itself
            return await super().process_api(*args, **options)
        with speaking(language_of(first.headers, first.query_params)):
            return await super().process_api(*args, **options)
