"""Guards around every request: safe headers, who may call what from where, limits, a last catch for faults."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger(__name__)

BODY_LIMIT = 64 * 1024
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self' ws: wss:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
# Answers that are somebody's own; a pay link must not leak to other sites either.
_PRIVATE = ("/api/", "/pay/")
_STAFF = ("/api/console",)

Fault = Callable[[Request, int, str], Response]


class SafeHeaders:
    """Adds the headers that keep a browser from doing more than we mean."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_headers(MutableHeaders(scope=message), scope["path"])
            await send(message)

        await self._app(scope, receive, send_safely)


def _add_headers(headers: MutableHeaders, path: str) -> None:
    private = path.startswith(_PRIVATE)
    # An answer may be stricter with itself.
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Referrer-Policy"] = "no-referrer" if private else "strict-origin-when-cross-origin"
    if private:
        headers.setdefault("Cache-Control", "no-store")


class ChatCors:
    """Lets any shop's page call the chat; the token is in a header, so no cookies are needed or sent."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._open = CORSMiddleware(
            app,
            allow_origins=["*"],
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type"],
            max_age=86_400,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_chat = scope["type"] == "http" and scope["path"].startswith("/api/chat/")
        await (self._open if is_chat else self._app)(scope, receive, send)


class OwnOrigin:
    """Lets only our own pages talk to the console's API and websocket; who has no page sends no Origin."""

    def __init__(self, app: ASGIApp, fault: Fault, public: str) -> None:
        self._app = app
        self._fault = fault
        self._public = public

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or not scope["path"].startswith(_STAFF) or self._is_own(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._fault(Request(scope), 403, "bad_csrf")(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    def _is_own(self, scope: Scope) -> bool:
        """From the public address, or from the one that was called: a demo has several names."""
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        is_safe = self._public.startswith("https:") or scope["scheme"] in ("https", "wss")
        called = f"{'https' if is_safe else 'http'}://{headers.get('host', '')}"
        return origin is None or origin in (self._public, called)


class LastCatch:
    """The one place for faults that nobody expected: logged with traceback, told without details."""

    def __init__(self, app: ASGIApp, fault: Fault) -> None:
        self._app = app
        self._fault = fault

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_and_note(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        except Exception:
            logger.exception("A request failed.", extra={"event": "request.failed", "path": scope["path"]})
            if started:
                raise
            await self._fault(Request(scope), 500, "internal")(scope, receive, send)


class BodyLimit:
    """Reads the whole body before anything else sees it, and refuses one that is too large.

    Handlers at the paths in ``unread`` read and measure theirs themselves.
    """

    def __init__(self, app: ASGIApp, fault: Fault, unread: str) -> None:
        self._app = app
        self._fault = fault
        self._unread = re.compile(unread)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._unread.fullmatch(scope["path"]):
            await self._app(scope, receive, send)
            return
        body = None if _declares_too_much(scope) else await _body(receive)
        if body is None:
            await self._fault(Request(scope), 413, "request_too_large")(scope, receive, send)
            return
        unread = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive_again() -> Message:
            return unread.pop() if unread else await receive()

        await self._app(scope, receive_again, send)


def _declares_too_much(scope: Scope) -> bool:
    declared = Headers(scope=scope).get("content-length", "")
    return declared.isdecimal() and int(declared[:20]) > BODY_LIMIT


async def _body(receive: Receive) -> bytes | None:
    """The body; None when it is too large, and what there was of it when the client went away."""
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > BODY_LIMIT:
            return None
        if not message.get("more_body"):
            return body
