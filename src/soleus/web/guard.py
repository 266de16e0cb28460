"""What stands before every request: Host, origin, size; and the headers that go with every answer.

It is plain ASGI so that it also covers the WebSocket, static files and errors, and runs before anything parses.
"""

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from soleus.web.lan import Lan, is_outside
from soleus.web.settings import Settings

log = logging.getLogger("soleus.web")

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
POLICY = {
    "default-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
ALLOWED = ("camera", "accelerometer", "gyroscope", "screen-wake-lock")
REFUSED = ("microphone", "geolocation", "payment", "usb", "serial", "midi", "display-capture")
HEADERS = {
    "Content-Security-Policy": "; ".join(f"{what} {who}" for what, who in POLICY.items()),
    "X-Content-Type-Options": "nosniff",
    # not no-referrer: with that, browsers send "Origin: null" with forms, and the check of the origin refuses them
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join([f"{name}=(self)" for name in ALLOWED] + [f"{name}=()" for name in REFUSED]),
}

Refuse = Callable[[Scope, int, str], Response]


@dataclass(slots=True)
class _Exchange:
    """One request on its way: how much of its body came, whether its answer has begun."""

    limit: int
    n_bytes: int = 0
    begun: bool = False

    @property
    def too_large(self) -> bool:
        return self.n_bytes > self.limit


class Guard:
    """Refuse what is not meant for this coach, then let the app answer."""

    def __init__(self, app: ASGIApp, *, settings: Settings, lan: Lan, refuse: Refuse) -> None:
        self._app = app
        self._lan = lan
        self._settings = settings
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check, then pass on."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(self._settings.limit_bytes(scope["path"]))
        found = self._complaint(scope, exchange)
        if found is not None:
            await answer(self._refuse, scope, receive, self._sender(scope, receive, send, exchange), *found)
            return
        await self._pass_on(scope, receive, send, exchange)

    def _complaint(self, scope: Scope, exchange: _Exchange) -> tuple[int, str] | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        names = self._names(scope)
        if _name(host) not in names:
            known = ", ".join(sorted(names))
            return 421, f"This coach answers to {known}, not to {_name(host) or 'a request without a name'}."
        changes = scope["type"] == "websocket" or scope["method"] not in SAFE_METHODS
        if changes and not _same_origin(headers, f"{_scheme(scope)}://{host}"):
            return 403, "This request came from another site; open the coach in its own window and try again."
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > exchange.limit:
            return 413, _too_large(exchange.limit)
        return None

    def _names(self, scope: Scope) -> frozenset[str]:
        """Loopback answers to its own names, the network's listener to those of its certificate."""
        if not is_outside(scope):
            return self._settings.host_names
        return self._lan.reach.names if self._lan.reach else frozenset()

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send, exchange: _Exchange) -> None:
        guarded = self._sender(scope, receive, send, exchange)

        async def counted() -> Message:
            message = await receive()
            if message["type"] == "http.request":
                exchange.n_bytes += len(message.get("body", b""))
                if exchange.too_large:  # what follows is not read: the app sees a request that ends here
                    return {"type": "http.request", "body": b"", "more_body": False}
            return message

        try:
            await self._app(scope, counted, guarded)
        except Exception as error:
            log.error(kind_and_place(error))
            if not exchange.begun:
                sentence = "Something went wrong in the coach itself. Nothing that was saved is lost."
                await answer(self._refuse, scope, receive, guarded, 500, sentence)

    def _sender(self, scope: Scope, receive: Receive, send: Send, exchange: _Exchange) -> Send:
        """Adds the headers; replaces the answer to a body that was too large."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                if exchange.too_large and not exchange.begun:
                    exchange.begun = True
                    await self._refuse(scope, 413, _too_large(exchange.limit))(scope, receive, _with_headers(send))
                    return
                exchange.begun = True
            if exchange.too_large and message["type"].startswith("http.response"):
                return
            await _with_headers(send)(message)

        return guarded


async def answer(refuse: Refuse, scope: Scope, receive: Receive, send: Send, status: int, sentence: str) -> None:
    """Say no: on a page, as JSON, or by closing a WebSocket."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 4000 + status, "reason": sentence[:100]})
    else:
        await refuse(scope, status, sentence)(scope, receive, send)


def kind_and_place(error: Exception) -> str:
    """What of an error may be logged: its message may hold a health value."""
    places = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    return f"{type(error).__name__} at {' < '.join(reversed(places))}"


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=_as_scope(message))
            for name, value in HEADERS.items():
                headers[name] = value
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return sending


def _as_scope(message: Message) -> dict[str, Any]:
    message.setdefault("headers", [])
    return message  # type: ignore[return-value]


def _name(host: str) -> str:
    """Host without its port, in lower case."""
    name = host.lower()
    if name.startswith("["):
        return name.partition("]")[0] + "]"
    return name.partition(":")[0]


def _scheme(scope: Scope) -> str:
    return "https" if scope["scheme"] in ("https", "wss") else "http"


def _same_origin(headers: Headers, own: str) -> bool:
    """True for our own pages, and for programs, which send neither header; browsers send one with every change."""
    origin = headers.get("origin")
    if origin is not None:
        return origin.lower() == own.lower()
    return headers.get("sec-fetch-site", "same-origin") == "same-origin"


def _too_large(limit: int) -> str:
    sizes = ((1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "kB"))
    size, unit = next(((size, unit) for size, unit in sizes if limit >= size), (1, "bytes"))
    return f"That is more than the {limit // size} {unit} this page takes."
