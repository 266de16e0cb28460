"""Tokens for programs: made, shown once, ended."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Form, Request
from pydantic import BaseModel, Field
from starlette.responses import HTMLResponse, RedirectResponse, Response

from soleus.store.records import WORD_CHARS_MAX
from soleus.web.pages import Keeper, Setting, new_pages, templates_of
from soleus.web.twins import AS_JSON
from soleus.workspace import accounts

pages = new_pages()
Scope = Literal["read", "write", "live"]
MEANINGS: dict[Scope, str] = {
    "read": "see everything that is yours",
    "write": "change it: start and end sessions, notes, the set-up",
    "live": "count in a running session",
}
DAYS = (1, 30, 90, 365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token that is alive; its secret is known to whoever copied it when it was made."""

    id: UUID
    name: str
    scopes: tuple[str, ...]
    since: datetime
    last_used: datetime | None
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TokensPage:
    """The tokens that programs use, and what can be chosen for a new one."""

    now: datetime
    tokens: tuple[Token, ...]
    meanings: dict[Scope, str]
    days: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MadePage:
    """A token that was just made: this once with its secret."""

    id: UUID
    secret: str
    name: str
    scopes: tuple[str, ...]
    until: datetime


class NewToken(BaseModel):
    """What the token is for, what it may do, and for how long."""

    name: str = Field(min_length=1, max_length=WORD_CHARS_MAX)
    scopes: list[Scope] = Field(min_length=1, max_length=3)
    days: int = Field(ge=1, le=365)


@pages.page("/tokens", "tokens.html")
def tokens(desk: Keeper, settings: Setting) -> TokensPage:
    """Tokens for programs that ask the coach."""
    now = settings.now()
    found = [token for token in accounts.tokens(desk) if token.kind == "api" and accounts.lives(token, now)]
    return TokensPage(
        now=now,
        tokens=tuple(
            Token(
                id=token.id,
                name=token.name,
                scopes=token.scopes,
                since=token.local(token.created_at),
                last_used=token.local(token.last_used_at) if token.last_used_at else None,
                until=token.local(token.expires_at),
            )
            for token in found
        ),
        meanings=MEANINGS,
        days=DAYS,
    )


@pages.router.post("/tokens", tags=["change"], response_class=HTMLResponse, responses=AS_JSON)
def make(form: Annotated[NewToken, Form()], request: Request, desk: Keeper, settings: Setting) -> Response:
    """A new token; this answer is the only one that holds it."""
    life = timedelta(days=form.days)
    secret, token = accounts.make_token(desk, form.name, tuple(form.scopes), life=life, now=settings.now())
    until = token.local(token.expires_at)
    made = MadePage(id=token.id, secret=secret, name=token.name, scopes=token.scopes, until=until)
    return templates_of(request).TemplateResponse(request, "token_made.html", {"page": made})


@pages.router.post("/tokens/{token_id}/revoke", status_code=303, tags=["change"])
def revoke(token_id: UUID, desk: Keeper, settings: Setting) -> Response:
    """End a token at once."""
    accounts.revoke(desk, token_id, now=settings.now())
    return RedirectResponse("/tokens", 303)
