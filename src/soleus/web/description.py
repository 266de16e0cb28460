"""What the OpenAPI document says about the whole coach."""

from typing import Any

from fastapi import FastAPI

from soleus.web.twins import describe_twins

TOKEN = {
    "type": "http",
    "scheme": "bearer",
    "description": (
        "A token from the page Programs. Scope read: every GET; write: every change; live: the WebSocket of a session. "
        "On the computer itself none is needed."
    ),
}


def describe_tokens(app: FastAPI) -> None:
    """Add to the document how a program says who it is."""
    routes_only = app.openapi

    def whole() -> dict[str, Any]:
        document = routes_only()  # made once, kept by the app
        document.setdefault("components", {})["securitySchemes"] = {"token": TOKEN}
        document["security"] = [{"token": []}]
        describe_twins(document)
        for operations in document["paths"].values():
            for operation in operations.values():
                _correct(operation["responses"])
        return document

    app.openapi = whole  # type: ignore[method-assign]


def _correct(responses: dict[str, dict[str, Any]]) -> None:
    """A redirect has no body; what went wrong is told as a page to whoever did not ask for JSON."""
    for status, response in responses.items():
        if status.startswith("3"):
            response.pop("content", None)
        elif status >= "400":
            response.setdefault("content", {})["text/html"] = {"schema": {"type": "string"}}
