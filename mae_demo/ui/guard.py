"""Who is answered, and what browsers let the page do: an outer layer of the server; and a word to forged requests."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mae_demo.text import WORDS
from mae_demo.ui.errors import note
from mae_demo.ui.strangers import allowed_names, is_allowed, strangers_come

# Everything comes from the page's own server. Gradio writes scripts into the page and makes functions of text, and the
# engine compiles WebAssembly, in a worker; pictures are data URLs and blobs. Others may frame the page: Spaces, and
# the sites of schools
POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' data: blob:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors *",
    ]
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}


class Guard:
    """Refuses who calls the server by a foreign name, where strangers can reach it, and says what browsers may do."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.names = allowed_names() if strangers_come() else ("*",)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        host = Headers(scope=scope).get("host", "")
        if host and not is_allowed(host, self.names):
            refusal = PlainTextResponse(WORDS["errors"]["host"].format(host=host[:100]), 421)
            return await refusal(scope, receive, send)

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=list(message["headers"]))
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                message = message | {"headers": headers.raw}
            await send(message)

        try:
            await self.app(scope, receive, send_guarded)
        except RuntimeError as error:
            if not isinstance(error.__cause__, HTTPException):
                raise
            # The stream of a session that there is not: Gradio has said so in it, and only its end is missing
            await send({"type": "http.response.body", "body": b""})


EVENTS = ("/queue/join", "/run/", "/api/", "/call/", "/component_server")  # of Gradio, which looks things up there


async def unknown(request: Request, error: Exception) -> Response:
    """A sentence for who asks for an event or a component that there is not; any other error stays one."""
    return refused(request, error, "no_event", 404)


async def misfit(request: Request, error: Exception) -> Response:
    """A sentence for who asks an event with other values than it takes; any other error stays one."""
    return refused(request, error, "question", 400)


def refused(request: Request, error: Exception, key: str, status: int) -> Response:
    """Answer an error of Gradio's events by a sentence."""
    if not any(f"/gradio_api{each}" in request.url.path for each in EVENTS):
        raise error
    note(error)
    return JSONResponse({"detail": WORDS["errors"][key]}, status)
