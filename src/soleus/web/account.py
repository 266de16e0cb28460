"""Accounts: signing in from elsewhere, a name and a password, other people on this computer."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Form, Request
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from soleus.errors import DeniedError
from soleus.store.passwords import LEAST_CHARS
from soleus.store.records import WORD_CHARS_MAX
from soleus.web.attempts import address_of, attempts_of
from soleus.web.gate import COOKIE, inside
from soleus.web.lan import is_outside
from soleus.web.pages import Here, Keeper, Setting, new_pages, settings_of, templates_of, workspace_of
from soleus.web.pair import keep_cookie
from soleus.workspace import accounts
from soleus.workspace.place import Desk

pages = new_pages()
MOST_PASSWORD = 1100  # a little more than is taken, so that the sentence about it comes from one place


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInPage:
    """Where to go then; what went wrong before; whether this is another device at all."""

    back: str
    outside: bool
    complaint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage:
    """Who this is, and from the computer itself who else has an account."""

    name: str
    has_password: bool
    outside: bool
    others: tuple[str, ...]
    least_chars: int


class SignIn(BaseModel):
    """Name and password."""

    name: str = Field(max_length=WORD_CHARS_MAX)
    password: str = Field(max_length=MOST_PASSWORD)
    back: str = Field("/", max_length=500)


class Secured(BaseModel):
    """A name and a new password; from elsewhere the old one, too."""

    name: str = Field(max_length=WORD_CHARS_MAX)
    password: str = Field(max_length=MOST_PASSWORD)
    old_password: str = Field("", max_length=MOST_PASSWORD)


class Another(BaseModel):
    """The account of another person."""

    name: str = Field(max_length=WORD_CHARS_MAX)
    password: str = Field(max_length=MOST_PASSWORD)


@pages.page("/sign-in", "sign_in.html")
def sign_in(request: Request, back: str = "/") -> SignInPage:
    """Sign in on another device."""
    return SignInPage(back=inside(back), outside=is_outside(request.scope))


@pages.router.post("/sign-in", status_code=303, tags=["change"], response_class=HTMLResponse)
def keep_sign_in(form: Annotated[SignIn, Form()], request: Request) -> Response:
    """Sign in; the answer to a wrong name and to a wrong password is the same."""
    if not is_outside(request.scope):
        return RedirectResponse(inside(form.back), 303)
    now, workspace = settings_of(request).now(), workspace_of(request)
    try:
        with attempts_of(request).one(f"ip {address_of(request)}", f"account {form.name}"):
            desk = workspace.desk(accounts.sign_in(workspace, form.name, form.password, now=now))
    except DeniedError:
        return _again(request, form.back, "Name or password is wrong.", 403)
    except HTTPException as error:
        return _again(request, form.back, error.detail, error.status_code, error.headers)
    response = RedirectResponse(inside(form.back), 303)
    _sign_in(response, desk, request)
    return response


@pages.router.post("/sign-out", status_code=303, tags=["change"])
def sign_out(request: Request) -> Response:
    """End the login of this device, and let its browser forget what it kept."""
    if (secret := request.cookies.get(COOKIE)) is not None:
        accounts.revoke_secret(workspace_of(request), secret, now=settings_of(request).now())
    response = RedirectResponse("/sign-in" if is_outside(request.scope) else "/", 303)
    if is_outside(request.scope):
        response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="strict")
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@pages.page("/account", "account.html")
def account(request: Request, desk: Keeper) -> AccountPage:
    """Name and password; other people."""
    found, outside = accounts.account_of(desk), is_outside(request.scope)
    everybody = () if outside else accounts.everybody(workspace_of(request))
    return AccountPage(
        name="" if found.is_local and not found.has_password else found.name,
        has_password=found.has_password,
        outside=outside,
        others=tuple(other.name for other in everybody if other.id != found.id),
        least_chars=LEAST_CHARS,
    )


@pages.router.post("/account", status_code=303, tags=["change"])
def secure(form: Annotated[Secured, Form()], request: Request, desk: Keeper, settings: Setting) -> Response:
    """Set name and password; every other login and token of the account ends."""
    response = RedirectResponse("/account?saved=1", 303)
    if is_outside(request.scope):
        name = accounts.account_of(desk).name
        with attempts_of(request).one(f"ip {address_of(request)}", f"account {name}"):
            accounts.sign_in(workspace_of(request), name, form.old_password, now=settings.now())
    accounts.secure(desk, form.name, form.password, now=settings.now())
    if is_outside(request.scope):
        _sign_in(response, desk, request)
    return response


@pages.router.post("/account/people", status_code=303, tags=["change"])
def add_person(form: Annotated[Another, Form()], request: Request, desk: Here, settings: Setting) -> Response:
    """An account for another person, who then signs in on another device."""
    accounts.create(workspace_of(request), form.name, form.password, now=settings.now())
    return RedirectResponse("/account?added=1", 303)


def _sign_in(response: Response, desk: Desk, request: Request) -> None:
    now = settings_of(request).now()
    secret, token = accounts.browser_token(desk, now=now, name=_named(request))
    keep_cookie(response, secret, round((token.expires_at - now).total_seconds()))


def _again(request: Request, back: str, complaint: str, status: int, headers: object = None) -> Response:
    page = SignInPage(back=inside(back), outside=True, complaint=complaint)
    given = dict(headers) if isinstance(headers, dict) else {}
    return templates_of(request).TemplateResponse(
        request, "sign_in.html", {"page": page}, status_code=status, headers=given
    )


def _named(request: Request) -> str:
    """A browser's name for the list of devices, from what it says of itself."""
    agent = request.headers.get("user-agent", "")
    systems = {
        "iPhone": "iPhone",
        "iPad": "iPad",
        "Android": "Android",
        "Windows": "Windows",
        "Mac OS": "Mac",
        "Linux": "Linux",
    }
    system = next((name for word, name in systems.items() if word in agent), "")
    browsers = {"Firefox": "Firefox", "Edg": "Edge", "Chrome": "Chrome", "Safari": "Safari"}
    browser = next((name for word, name in browsers.items() if word in agent), "Browser")
    return f"{browser}, {system}" if system else browser
