"""How a page is added: one function loads its content; the page and its JSON twin follow from it.

    @pages.page("/exercises/{exercise_id}", "exercise.html", personal=False)
    def exercise(exercise_id: str) -> ExercisePage: ...

gives ``GET /exercises/{exercise_id}`` (the template sees the content as ``page``) and the same content as JSON at
``/exercises/{exercise_id}.json``, described in the OpenAPI document.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from jinja2 import StrictUndefined
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, Response
from starlette.templating import Jinja2Templates

from soleus.errors import DeniedError
from soleus.web import shown
from soleus.web.bundle import Bundle
from soleus.web.drawings import calf_map, exercise_picture, where_the_soleus_is
from soleus.web.gate import visitor_of
from soleus.web.lan import Lan, is_outside
from soleus.web.phone_picture import phone_picture
from soleus.web.settings import Settings
from soleus.workspace.place import Desk, Workspace

Load = Callable[..., Any]


def twin_of(path: str) -> str:
    """Where the JSON of a page is."""
    return "/today.json" if path == "/" else f"{path}.json"


@dataclass(frozen=True, slots=True)
class Pages:
    """Pages that belong together; ``router`` is what the app includes."""

    router: APIRouter

    def page(self, path: str, template: str, *, personal: bool = True) -> Callable[[Load], Load]:
        """Register a page; one that is not ``personal`` may be kept by the browser for offline use."""

        def register(load: Load) -> Load:
            def show(request: Request, content: Annotated[Any, Depends(load)]) -> Response:
                context = {"page": content, "twin": _twin_url(request)}
                headers = {"Cache-Control": "no-store" if personal else "no-cache"}
                return templates_of(request).TemplateResponse(request, template, context, headers=headers)

            self.router.add_api_route(twin_of(path), load, name=f"{load.__name__}_json", tags=["json"])
            self.router.add_api_route(
                path, show, name=load.__name__, summary=load.__doc__, response_class=HTMLResponse, tags=["page"]
            )
            return load

        return register


def new_pages() -> Pages:
    """An empty group of pages."""
    return Pages(APIRouter())


def make_templates(bundle: Bundle) -> Jinja2Templates:
    """The templates, with what they may call."""
    templates = Jinja2Templates(directory=Path(__file__).parent / "templates")
    templates.env.undefined = StrictUndefined
    templates.env.trim_blocks = templates.env.lstrip_blocks = True
    templates.env.globals["asset"] = bundle.url
    templates.env.globals["exercise_picture"] = exercise_picture
    templates.env.globals["location_picture"] = where_the_soleus_is
    templates.env.globals["calf_map"] = calf_map
    templates.env.globals["phone_picture"] = phone_picture
    for name in shown.__all__:
        templates.env.filters[name] = getattr(shown, name)
    return templates


def templates_of(request: HTTPConnection) -> Jinja2Templates:
    """The templates of this app."""
    found: Jinja2Templates = request.app.state.templates
    return found


def settings_of(request: HTTPConnection) -> Settings:
    """What the coach was started with."""
    found: Settings = request.app.state.settings
    return found


def workspace_of(request: HTTPConnection) -> Workspace:
    """The open data folder."""
    found: Workspace = request.app.state.workspace
    return found


def lan_of(request: HTTPConnection) -> Lan:
    """Whether and how others on the network reach the coach."""
    found: Lan = request.app.state.lan
    return found


def desk_of(request: HTTPConnection) -> Desk:
    """The desk of whoever asks: of the token's holder, else, over loopback, of whoever sits at this machine.

    Raises
    ------
    DeniedError  if nobody is known to ask
    """
    visitor = visitor_of(request)
    if visitor is not None:
        return visitor.desk
    if is_outside(request.scope):
        raise DeniedError("sign in first")
    return workspace_of(request).local_desk(settings_of(request).now())


def keeper_of(request: HTTPConnection) -> Desk:
    """The desk of someone who may let others in or shut them out: at this machine, or signed in with a password.

    Raises
    ------
    DeniedError  for a paired phone and for a token without the scope ``account``
    """
    visitor = visitor_of(request)
    if visitor is not None and "account" not in visitor.token.scopes:
        raise DeniedError("this device may not do that; do it on the computer, or sign in there with your password")
    return desk_of(request)


def desk_here(request: HTTPConnection) -> Desk:
    """The desk of whoever sits at this machine, for what concerns the machine and not a person.

    Raises
    ------
    DeniedError  for everybody else
    """
    if is_outside(request.scope) or visitor_of(request) is not None:
        raise DeniedError("this can be done on the computer itself only")
    return desk_of(request)


Mine = Annotated[Desk, Depends(desk_of)]
Keeper = Annotated[Desk, Depends(keeper_of)]
Here = Annotated[Desk, Depends(desk_here)]
Setting = Annotated[Settings, Depends(settings_of)]


def _twin_url(request: Request) -> str:
    query = f"?{request.url.query}" if request.url.query else ""
    return twin_of(request.url.path) + query
