"""Who asks: over loopback whoever sits at this machine; from elsewhere whoever holds a token, in a cookie or a header.

Plain ASGI, inside the guard: no route can forget it. What a token may do follows from the method (`scope_of`); routes
that need more ask for it (`pages.Keeper`, `pages.Here`).
"""

import asyncio
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from anyio.to_thread import run_sync
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from soleus.errors import DeniedError
from soleus.store.entries import ApiToken
from soleus.web.guard import SAFE_METHODS, Refuse, answer
from soleus.web.lan import is_outside
from soleus.web.settings import Settings
from soleus.workspace import accounts
from soleus.workspace.place import Desk, Workspace

COOKIE = "__Host-soleus"  # the prefix makes browsers insist on Secure, Path=/ and no Domain
VISITOR = "soleus.visitor"
# What nobody needs to be known for: to come in, to trust the certificate, and how the pages look.
OPEN = frozenset(
    {
        "/sign-in",
        "/sign-out",
        "/pair",
        "/pair/link",
        "/certificate",
        "/certificate.json",
        "/certificate.crt",
        "/sw.js",
        "/manifest.webmanifest",
        "/leg.css",
        "/favicon.ico",
        "/offline",
    }
)
OPEN_FOLDERS = ("/static/", "/calendar/")  # an address of the calendar holds its own secret
SIGNED_OUT = 4401
RECHECK_S = 2.0  # a revoked token ends an open link within that
_INSIDE = re.compile(r"/(?![/\\])[^\\\x00-\x1f\x7f]{0,500}\Z")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever holds a token, and what it opens."""

    desk: Desk
    token: ApiToken


def visitor_of(connection: HTTPConnection) -> Visitor | None:
    """Whoever asks with a token; None for whoever sits at this machine, or for nobody at an open address."""
    found: Visitor | None = connection.scope.get(VISITOR)
    return found


def sits_here(connection: HTTPConnection) -> bool:
    """Whether whoever asks sits at this machine: only they are told of its folders."""
    return not is_outside(connection.scope) and visitor_of(connection) is None


def scope_of(scope: Scope) -> str:
    """What a token must be made for."""
    if scope["type"] == "websocket":
        return "live"
    return "read" if scope["method"] in SAFE_METHODS else "write"


def inside(path: str) -> str:
    """``path`` if it is an address of the coach, else today: nobody is sent to another site."""
    return path if _INSIDE.match(path) else "/"


class Gate:
    """Let in who may, and remember who it is."""

    def __init__(self, app: ASGIApp, *, workspace: Workspace, settings: Settings, refuse: Refuse) -> None:
        self._app = app
        self._workspace = workspace
        self._settings = settings
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Find out who asks, then pass on."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        secret, by_cookie = _secret_of(scope)
        if _is_open(scope["path"]) or (secret is None and not is_outside(scope)):
            await self._app(scope, receive, send)
            return
        if secret is None:
            await self._turn_away(scope, receive, send, "Sign in first, or send a token.")
            return
        if by_cookie and not _from_own_page(scope):
            await answer(self._refuse, scope, receive, send, 403, "This request does not say which page it came from.")
            return
        await self._let_in(scope, receive, send, secret)

    async def _let_in(self, scope: Scope, receive: Receive, send: Send, secret: str) -> None:
        try:
            token, desk = await run_sync(self._holder, secret)
        except DeniedError as error:
            await self._turn_away(scope, receive, send, _sentence(error))
            return
        try:
            accounts.check_scope(token, scope_of(scope))
        except DeniedError as error:
            await answer(self._refuse, scope, receive, send, 403, _sentence(error))
            return
        scope[VISITOR] = visitor = Visitor(desk, token)
        if scope["type"] == "websocket":
            receive = self._while_alive(visitor, receive, send)
        await self._app(scope, receive, send)

    def _holder(self, secret: str) -> tuple[ApiToken, Desk]:
        return accounts.holder(self._workspace, secret, now=self._settings.now())

    def _while_alive(self, visitor: Visitor, receive: Receive, send: Send) -> Receive:
        """``receive`` that ends the link when the token is revoked or expires, whether or not anything is said."""
        waiting: asyncio.Future[Message] | None = None
        checked_s = asyncio.get_running_loop().time()

        async def watched() -> Message:
            nonlocal waiting, checked_s
            waiting = waiting or asyncio.ensure_future(receive())
            while True:
                done, _ = await asyncio.wait({waiting}, timeout=RECHECK_S)
                now_s = asyncio.get_running_loop().time()
                if not done or now_s - checked_s >= RECHECK_S:
                    checked_s = now_s
                    if not await run_sync(self._is_alive, visitor):
                        waiting.cancel()
                        await send(
                            {"type": "websocket.close", "code": SIGNED_OUT, "reason": "this device is signed out"}
                        )
                        return {"type": "websocket.disconnect", "code": SIGNED_OUT, "reason": ""}
                if done:
                    message, waiting = waiting.result(), None
                    return message

        return watched

    def _is_alive(self, visitor: Visitor) -> bool:
        return accounts.is_alive(visitor.desk, visitor.token.id, now=self._settings.now())

    async def _turn_away(self, scope: Scope, receive: Receive, send: Send, sentence: str) -> None:
        """To the page where one signs in; a program is told 401."""
        accept = Headers(scope=scope).get("accept", "")
        if scope["type"] == "http" and scope["method"] == "GET" and "text/html" in accept and not _is_data(scope):
            query = f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else ""
            back = quote(inside(scope["path"] + query), safe="")
            await RedirectResponse(f"/sign-in?back={back}", 303)(scope, receive, send)
            return
        await answer(self._refuse, scope, receive, send, 401, sentence)


def _secret_of(scope: Scope) -> tuple[str | None, bool]:
    """The secret of a request, and whether a browser sent it by itself; a cookie counts from outside only."""
    connection = HTTPConnection(scope)
    kind, _, given = connection.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return given.strip(), False
    return (connection.cookies.get(COOKIE), True) if is_outside(scope) else (None, False)


def _from_own_page(scope: Scope) -> bool:
    """Browsers say with every change where it came from, which the guard compares; others have no cookie."""
    headers = Headers(scope=scope)
    safe = scope["type"] == "http" and scope["method"] in SAFE_METHODS
    return safe or "origin" in headers or "sec-fetch-site" in headers


def _is_open(path: str) -> bool:
    return path in OPEN or path.startswith(OPEN_FOLDERS)


def _is_data(scope: Scope) -> bool:
    path: str = scope["path"]
    return path.endswith(".json")


def _sentence(error: Any) -> str:
    told = str(error)
    return f"{told[:1].upper()}{told[1:]}."
