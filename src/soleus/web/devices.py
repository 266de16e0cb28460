"""Devices: use my phone, what is signed in, and shutting it out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Form, Request
from pydantic import BaseModel, Field
from starlette.responses import HTMLResponse, RedirectResponse, Response

from soleus.store.entries import ApiToken
from soleus.web.gate import inside, visitor_of
from soleus.web.lan import is_outside
from soleus.web.pages import Here, Keeper, Setting, lan_of, new_pages, templates_of
from soleus.web.pair import pairings_of, qr_code
from soleus.workspace import accounts
from soleus.workspace.pairing import LIFE

pages = new_pages()


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A phone or browser that is signed in; ``this`` is the one that asks."""

    id: UUID
    name: str
    kind: Literal["phone", "browser"]
    since: datetime
    last_seen: datetime | None
    until: datetime
    this: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DevicesPage:
    """What is signed in; ``address`` is where others on the network reach the coach, None while they do not."""

    now: datetime
    devices: tuple[Device, ...]
    address: str | None
    outside: bool
    back: str


class Wanted(BaseModel):
    """Where the phone goes when it is paired."""

    back: str = Field("/", max_length=500)


@pages.page("/devices", "devices.html")
def devices(request: Request, desk: Keeper, settings: Setting, back: str = "/") -> DevicesPage:
    """Use my phone; what is signed in."""
    now, visitor, lan = settings.now(), visitor_of(request), lan_of(request)
    alive = [token for token in accounts.tokens(desk) if accounts.lives(token, now)]
    return DevicesPage(
        now=now,
        devices=tuple(
            _device(token, this=visitor is not None and visitor.token.id == token.id)
            for token in alive
            if token.kind != "api"
        ),
        address=lan.reach.origin if lan.reach else None,
        outside=is_outside(request.scope),
        back=inside(back),
    )


@pages.router.post("/devices/code", tags=["change"], response_class=HTMLResponse)
async def show_code(form: Annotated[Wanted, Form()], request: Request, desk: Keeper, settings: Setting) -> Response:
    """Let the network in if that is not so already, and show the code that pairs a phone; it works once."""
    reach = await lan_of(request).open()
    back, now = inside(form.back), settings.now()
    secret = pairings_of(request).offer(desk, now=now)
    query = "" if back == "/" else f"?{urlencode({'back': back})}"
    link = f"{reach.origin}/pair{query}#{secret}"
    context = {
        "code": qr_code(link, "Code that pairs your phone"),
        "link": link,
        "reach": reach,
        "back": back,
        "minutes": round(LIFE.total_seconds() / 60),
    }
    return templates_of(request).TemplateResponse(request, "device_code.html", context)


@pages.router.post("/devices/alone", status_code=303, tags=["change"])
async def listen_alone(request: Request, desk: Here) -> Response:
    """Answer this machine only."""
    await lan_of(request).close()
    return RedirectResponse("/devices", 303)


@pages.router.post("/devices/{token_id}/revoke", status_code=303, tags=["change"])
def revoke(token_id: UUID, desk: Keeper, settings: Setting) -> Response:
    """Sign a device out at once."""
    accounts.revoke(desk, token_id, now=settings.now())
    return RedirectResponse("/devices", 303)


def _device(token: ApiToken, *, this: bool) -> Device:
    return Device(
        id=token.id,
        name=token.name,
        kind="phone" if token.kind == "phone" else "browser",
        since=token.local(token.created_at),
        last_seen=token.local(token.last_used_at) if token.last_used_at else None,
        until=token.local(token.expires_at),
        this=this,
    )
