"""What a page shows and a form takes, as JSON: one mechanism for all routes; a script can do what a person can."""

import json
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import urlencode, urlsplit

from fastapi import Request, params
from fastapi.encoders import jsonable_encoder
from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import Message, Scope

from soleus.errors import InputError
from soleus.web.guard import SAFE_METHODS

FORM, JSON, PAGE = "application/x-www-form-urlencoded", "application/json", "text/html"
AS_JSON: dict[int | str, dict[str, Any]] = {200: {"content": {JSON: {"schema": {"type": "object"}}}}}
ABOUT = (
    "Every page has its content as JSON at its address with .json. What takes a form takes a JSON object with the same "
    "fields, too. Who sends JSON, or asks for it with Accept, is redirected after a change to the JSON of the page."
)
EXPECTED = "expected one JSON object of texts, numbers, true, false, null and lists of them, named as in the form"


def twin_of(path: str) -> str:
    """Where the JSON of a page is."""
    return "/today.json" if path == "/" else f"{path}.json"


def twin_url(url: str) -> str:
    """The same of an address with its query."""
    parts = urlsplit(url)
    return twin_of(parts.path) + (f"?{parts.query}" if parts.query else "")


def wants_json(scope: Scope) -> bool:
    """Whether a request is answered with JSON: it asks for it, or sends it and does not ask for a page."""
    headers = Headers(scope=scope)
    accept = headers.get("accept", "")
    return scope["path"].endswith(".json") or (PAGE not in accept and (JSON in accept or _sends_json(headers)))


class TwinRoute(APIRoute):
    """A route that takes its form as JSON, too; who wants JSON is sent on to the JSON of the page, not to the page."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Translate on the way in and out."""
        handle = super().get_route_handler()

        async def translated(request: Request) -> Response:
            asked = request.method not in SAFE_METHODS and wants_json(request.scope)
            if _sends_json(request.headers) and self.takes_a_form:
                request = _with_body(request, _as_form(await request.body()))
            response = await handle(request)
            return _as_json(response) if asked else response

        return translated

    @property
    def takes_a_form(self) -> bool:
        """Whether its body is a form."""
        return self.body_field is not None and isinstance(self.body_field.field_info, params.Form)


def describe_twins(document: dict[str, Any]) -> None:
    """Say in the OpenAPI document that what takes a form takes JSON."""
    document["info"]["description"] = ABOUT
    for operations in document["paths"].values():
        for operation in operations.values():
            content = operation.get("requestBody", {}).get("content", {})
            if FORM in content:
                content[JSON] = content[FORM]


def _sends_json(headers: Headers) -> bool:
    return headers.get("content-type", "").partition(";")[0].strip().lower() == JSON


def _as_form(body: bytes) -> bytes:
    """The fields of a JSON object as a form sends them: what is null is left out, numbers keep their digits."""
    try:
        fields = json.loads(body, parse_int=str, parse_float=str, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise InputError(f"body: {EXPECTED}") from None
    if not isinstance(fields, dict):
        raise InputError(f"body: {EXPECTED}")
    pairs = []
    for name, value in fields.items():
        for one in value if isinstance(value, list) else [value]:
            if one is not None:
                pairs.append((name, _word(name, one)))
    return urlencode(pairs, errors="replace").encode()


def _word(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    raise InputError(f"{name}: {EXPECTED}")


def _no_number(word: str) -> str:
    raise ValueError(word)


def _with_body(request: Request, body: bytes) -> Request:
    headers = [(name, value) for name, value in request.scope["headers"] if name != b"content-type"]

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return Request({**request.scope, "headers": [*headers, (b"content-type", FORM.encode())]}, receive)


def _as_json(response: Response) -> Response:
    if isinstance(response, RedirectResponse):
        response.headers["location"] = twin_url(response.headers["location"])
        return response
    page = getattr(response, "context", {}).get("page")
    if page is None or response.status_code != 200:
        return response
    return JSONResponse(jsonable_encoder(page), headers={"Cache-Control": "no-store"})
