"""What a phone sees before anybody knows it: pairing by a code from the computer's screen, and the certificate."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Form, Request, WebSocket
from markupsafe import Markup
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse, Response

from soleus.errors import DeniedError, NotFoundError
from soleus.store.records import WORD_CHARS_MAX
from soleus.web.attempts import address_of, attempts_of
from soleus.web.gate import COOKIE, inside
from soleus.web.lan import is_outside
from soleus.web.pages import lan_of, new_pages, one_of, settings_of, workspace_of
from soleus.workspace import accounts
from soleus.workspace.pairing import Pairings

pages = new_pages()
pairings_of = one_of(Pairings)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairPage:
    """Where the phone goes when it is paired; ``outside``: whether this is a phone at all."""

    back: str
    outside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificatePage:
    """What is compared on both screens; None while the coach listens to this machine only."""

    sha256: str | None


class Paired(BaseModel):
    """What a phone brings: the code, its name, where to go then."""

    secret: str = Field(max_length=100)
    name: str = Field("Phone", min_length=1, max_length=WORD_CHARS_MAX)
    back: str = Field("/", max_length=500)


@pages.page("/pair", "pair.html")
def pair(request: Request, back: str = "/") -> PairPage:
    """Pair this phone; the code is in the part of the address that no server sees."""
    return PairPage(back=inside(back), outside=is_outside(request.scope))


@pages.router.post("/pair", status_code=303, tags=["change"])
def keep_paired(form: Annotated[Paired, Form()], request: Request) -> Response:
    """Exchange the code, once, for a login of this phone."""
    if not is_outside(request.scope):
        raise DeniedError("this computer needs no pairing; open the code on your phone")
    now, workspace = settings_of(request).now(), workspace_of(request)
    with attempts_of(request).one(f"pair {address_of(request)}"):
        desk = workspace.desk(pairings_of(request).redeem(form.secret, now=now))
    if (before := request.cookies.get(COOKIE)) is not None:  # paired anew: one entry, not two
        accounts.revoke_secret(workspace, before, now=now)
    secret, token = accounts.phone_token(desk, form.name, now=now)
    response = RedirectResponse(inside(form.back), 303)
    keep_cookie(response, secret, round((token.expires_at - now).total_seconds()))
    return response


@pages.router.websocket("/pair/link")
async def try_link(socket: WebSocket) -> None:
    """A live connection that only opens and ends: a phone tries whether its browser trusts the certificate for one."""
    await socket.accept()
    await socket.close()


@pages.page("/certificate", "certificate.html")
def certificate(request: Request) -> CertificatePage:
    """How a phone is told to trust this computer."""
    reach = lan_of(request).reach
    return CertificatePage(sha256=reach.certificate.authority_sha256 if reach else None)


@pages.router.get("/certificate.crt", tags=["file"], response_class=Response)
def certificate_file(request: Request) -> Response:
    """The certificate that a phone installs."""
    reach = lan_of(request).reach
    if reach is None:
        raise NotFoundError("there is no certificate yet; press Use my phone on the page Devices first")
    headers = {"Content-Disposition": 'attachment; filename="soleus.crt"'}
    return Response(reach.certificate.authority_der, media_type="application/x-x509-ca-cert", headers=headers)


def keep_cookie(response: Response, secret: str, max_age_s: int) -> None:
    """Let the browser keep a login where no script, no other site and no plain connection gets at it."""
    response.set_cookie(COOKIE, secret, max_age=max_age_s, path="/", secure=True, httponly=True, samesite="strict")


def qr_code(text: str, label: str) -> Markup:
    """A QR code as SVG without any style, black on white whatever the page's colours are."""
    import segno

    code = segno.make(text, micro=False, error="m")
    drawn = code.svg_inline(
        border=4, omitsize=True, light="#fff", dark="#000", title=label, svgclass="qr", lineclass=None
    )
    return Markup(drawn.replace("<svg ", '<svg role="img" ', 1))  # noqa: S704 - drawn by segno, which escapes the title
