"""What makes the coach installable and lets it open without its server: manifest, service worker, offline page."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, JSONResponse, Response

from soleus.leg import stylesheet
from soleus.web.pages import templates_of

router = APIRouter(include_in_schema=False)

MANIFEST = {
    "name": "soleus",
    "short_name": "soleus",
    "description": "Counts and measures heel raises, offline.",
    "start_url": "/",
    "scope": "/",
    "display": "standalone",
    "background_color": "#faf9f6",
    "theme_color": "#faf9f6",
    "icons": [
        {"src": "/static/icon.svg", "sizes": "any", "type": "image/svg+xml"},
        {"src": "/static/icon-192.png", "sizes": "192x192", "type": "image/png"},
        {"src": "/static/icon-512.png", "sizes": "512x512", "type": "image/png"},
        {"src": "/static/icon-maskable-512.png", "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
    ],
}
REVALIDATE = {"Cache-Control": "no-cache"}


@router.get("/manifest.webmanifest")
def manifest() -> Response:
    """Name and icons for the home screen."""
    return JSONResponse(MANIFEST, media_type="application/manifest+json", headers=REVALIDATE)


@router.get("/sw.js")
def service_worker(request: Request) -> Response:
    """The service worker; it must come from the root to cover every page."""
    path = request.app.state.bundle.folder / "sw.js"
    return FileResponse(path, media_type="text/javascript", headers=REVALIDATE)


@router.get("/leg.css")
def leg_colours() -> Response:
    """Colours of the drawn leg on light and dark ground."""
    return Response(stylesheet(), media_type="text/css", headers=REVALIDATE)


@router.get("/favicon.ico")
def favicon(request: Request) -> Response:
    """The icon under the name that browsers ask for unasked."""
    path = request.app.state.bundle.folder / "icon-192.png"
    return FileResponse(path, media_type="image/png", headers=REVALIDATE)


@router.get("/offline")
def offline(request: Request) -> Response:
    """Shown by the service worker when the coach cannot be reached."""
    context: dict[str, Any] = {}
    return templates_of(request).TemplateResponse(request, "offline.html", context, headers=REVALIDATE)
