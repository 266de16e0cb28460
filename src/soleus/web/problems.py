"""What goes wrong becomes a sentence: on the page, or in ``detail`` where JSON was asked for."""

from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.templating import Jinja2Templates
from starlette.types import Scope

from soleus.errors import DeniedError, DiskFullError, NotFoundError, SoleusError, StoreError
from soleus.store.trouble import told_elsewhere
from soleus.web.gate import sits_here
from soleus.web.guard import Refuse
from soleus.web.twins import wants_json

NOT_HERE = "There is nothing at this address."
TITLES = {  # what a person reads above the sentence
    400: "Not understood",
    401: "Sign in first",
    403: "Not allowed",
    404: "Not found",
    405: "Not possible here",
    409: "Not possible now",
    413: "Too large",
    421: "Another address",
    422: "That cannot be done",
    429: "Too many tries",
    500: "Something went wrong",
    503: "Not now",
    507: "No room",
}
SENTENCES = {404: NOT_HERE, 405: "This address cannot be asked like that."}


class Problem(BaseModel):
    """The body of every answer that is not the one that was asked for."""

    detail: str


RESPONSES: dict[int | str, dict[str, object]] = {
    status: {"model": Problem, "description": HTTPStatus(status).phrase} for status in TITLES
}


def status_of(error: SoleusError) -> int:
    """Status of an expected error."""
    if isinstance(error, NotFoundError):
        return 404
    if isinstance(error, DeniedError):
        return 403
    if isinstance(error, DiskFullError):
        return 507
    return 503 if isinstance(error, StoreError) else 422


def refusing(templates: Jinja2Templates) -> Refuse:
    """The function that makes the answer to a request that fails."""

    def refuse(scope: Scope, status: int, sentence: str) -> Response:
        headers = {"WWW-Authenticate": "Bearer"} if status == HTTPStatus.UNAUTHORIZED else None
        if wants_json(scope):
            return JSONResponse({"detail": sentence}, status, headers)
        context = {"title": TITLES.get(status, "Not possible"), "sentence": sentence}
        return templates.TemplateResponse(Request(scope), "problem.html", context, status_code=status, headers=headers)

    return refuse


def add_problems(app: FastAPI, refuse: Refuse) -> None:
    """Teach the app to answer expected errors with a sentence."""

    async def expected(request: Request, error: Exception) -> Response:
        if not isinstance(error, SoleusError):
            raise error
        told = " ".join(str(error).split()) if sits_here(request) else told_elsewhere(error)
        return refuse(request.scope, status_of(error), told)

    async def http(request: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException):
            raise error
        known = SENTENCES.get(error.status_code)
        generic = error.detail == HTTPStatus(error.status_code).phrase
        response = refuse(request.scope, error.status_code, known if known and generic else error.detail)
        response.headers.update(error.headers or {})
        return response

    async def invalid(request: Request, error: Exception) -> Response:
        if not isinstance(error, RequestValidationError):
            raise error
        if any(fault["loc"][0] == "path" for fault in error.errors()):
            return refuse(request.scope, 404, NOT_HERE)
        return refuse(request.scope, 422, "; ".join(_told(fault) for fault in error.errors()))

    app.add_exception_handler(SoleusError, expected)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, invalid)


def _told(fault: dict[str, object]) -> str:
    """``cadence_per_min: Input should be less than 120``: the field's name, not what was typed."""
    place = fault["loc"]
    where = place[-1] if isinstance(place, tuple | list) and place else "request"
    return f"{where}: {fault['msg']}"
