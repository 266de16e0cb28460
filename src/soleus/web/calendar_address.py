"""The reminders for a calendar that is not on this computer: an address that nobody can guess, made, shown once, ended.

A calendar program can send neither a password nor a header, so the secret is in the address itself; what that gives up,
and why it is bearable, is in docs/decisions/0009-calendar-address.md.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from fastapi import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from soleus.errors import DeniedError, NotFoundError
from soleus.web.pages import Keeper, Setting, lan_of, new_pages, settings_of, templates_of, workspace_of
from soleus.web.tokens import Token
from soleus.web.twins import AS_JSON
from soleus.workspace import accounts, reminders

pages = new_pages()
SCOPE = ("calendar",)
LIFE = timedelta(days=365)
NAME = "Calendar"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPage:
    """The addresses that are alive, without their secrets; ``n_reminders`` go to the calendar."""

    now: datetime
    addresses: tuple[Token, ...]
    n_reminders: int
    on_the_network: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarMadePage:
    """An address that was just made: this once in full."""

    address: str
    until: datetime
    on_the_network: bool


@pages.page("/calendar-address", "calendar_address.html")
def calendar_address(request: Request, desk: Keeper, settings: Setting) -> CalendarPage:
    """Addresses by which a calendar elsewhere reads the reminders."""
    now = settings.now()
    found = [one for one in accounts.tokens(desk) if one.scopes == SCOPE and accounts.lives(one, now)]
    return CalendarPage(
        now=now,
        addresses=tuple(
            Token(
                id=one.id,
                name=one.name,
                scopes=one.scopes,
                since=one.local(one.created_at),
                last_used=one.local(one.last_used_at) if one.last_used_at else None,
                until=one.local(one.expires_at),
            )
            for one in found
        ),
        n_reminders=sum(one.enabled and one.channel == "calendar" for one in reminders.all_of(desk)),
        on_the_network=lan_of(request).reach is not None,
    )


@pages.router.post("/calendar-address", tags=["change"], response_class=HTMLResponse, responses=AS_JSON)
def make(request: Request, desk: Keeper, settings: Setting) -> Response:
    """A new address; this answer is the only one that holds it."""
    secret, token = accounts.make_token(desk, NAME, SCOPE, life=LIFE, now=settings.now())
    reach = lan_of(request).reach
    origin = reach.origin if reach else str(request.base_url).rstrip("/")
    made = CalendarMadePage(
        address=f"{origin}/calendar/{secret}.ics",
        until=token.local(token.expires_at),
        on_the_network=reach is not None,
    )
    headers = {"Cache-Control": "no-store"}
    return templates_of(request).TemplateResponse(request, "calendar_made.html", {"page": made}, headers=headers)


@pages.router.post("/calendar-address/{token_id}/end", status_code=303, tags=["change"])
def end(token_id: UUID, desk: Keeper, settings: Setting) -> Response:
    """End an address at once.

    Raises
    ------
    NotFoundError  if this account has no such address
    """
    if not any(one.id == token_id and one.scopes == SCOPE for one in accounts.tokens(desk)):
        raise NotFoundError("There is no such address.")
    accounts.revoke(desk, token_id, now=settings.now())
    return RedirectResponse("/calendar-address", 303)


@pages.router.get("/calendar/{secret}.ics", tags=["json"], response_class=Response)
def feed(secret: str, request: Request) -> Response:
    """The reminders of whoever made the address; an address that never was and one that has ended are told alike."""
    try:
        token, desk = accounts.holder(workspace_of(request), secret, now=settings_of(request).now())
    except DeniedError:
        raise NotFoundError("There is no such calendar.") from None
    if token.scopes != SCOPE:  # a token that opens more has no business in an address
        raise NotFoundError("There is no such calendar.")
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": 'attachment; filename="soleus.ics"'}
    return Response(reminders.calendar_text(desk), media_type="text/calendar", headers=headers)
