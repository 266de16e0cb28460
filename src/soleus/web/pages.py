"""How a page is added: one function loads its content; the page and its JSON twin follow from it.

    @pages.page("/exercises/{exercise_id}", "exercise.html", personal=False)
    def exercise(exercise_id: str) -> ExercisePage: ...

gives ``GET /exercises/{exercise_id}`` (the template sees the content as ``page``) and the same content as JSON at
``/exercises/{exercise_id}.json``, described in the OpenAPI document.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Request
from jinja2 import StrictUndefined
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, Response
from starlette.templating import Jinja2Templates

from soleus.errors import DeniedError
from soleus.web import shown
from soleus.web.bundle import Bundle
from soleus.web.gate import sits_here, visitor_of
from soleus.web.lan import Lan, is_outside
from soleus.web.settings import Settings
from soleus.web.twins import TwinRoute, twin_of, twin_url
from soleus.workspace.place import Desk, Workspace

Load = Callable[..., Any]
Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class Pages:
    """Pages that belong together: their ``router``, and what their templates call, each under its own name."""

    router: APIRouter
    functions: tuple[Callable[..., Any], ...]
    filters: tuple[Callable[..., Any], ...]

    def page(self, path: str, template: str, *, personal: bool = True) -> Callable[[Load], Load]:
        """Register a page; one that is not ``personal`` may be kept by the browser for offline use."""

        def register(load: Load) -> Load:
            def show(request: Request, content: Annotated[Any, Depends(load)]) -> Response:
                context = {"page": content, "twin": twin_url(str(request.url))}
                headers = {"Cache-Control": "no-store" if personal else "no-cache"}
                return templates_of(request).TemplateResponse(request, template, context, headers=headers)

            self.router.add_api_route(twin_of(path), load, name=f"{load.__name__}_json", tags=["json"])
            self.router.add_api_route(
                path, show, name=load.__name__, summary=load.__doc__, response_class=HTMLResponse, tags=["page"]
            )
            return load

        return register


def new_pages(*functions: Callable[..., Any], filters: Iterable[Callable[..., Any]] = ()) -> Pages:
    """An empty group of pages, whose templates call ``functions`` and ``filters``."""
    return Pages(APIRouter(route_class=TwinRoute), functions, tuple(filters))


def make_templates(bundle: Bundle, groups: Iterable[Pages], *, demo: bool) -> Jinja2Templates:
    """The templates, with what those of any page and those of ``groups`` may call."""
    templates = Jinja2Templates(directory=Path(__file__).parent / "templates")
    templates.env.undefined = StrictUndefined
    templates.env.trim_blocks = templates.env.lstrip_blocks = True
    templates.env.globals |= {"asset": bundle.url, "demo": demo}
    templates.env.filters |= {name: getattr(shown, name) for name in shown.__all__}
    for group in groups:
        templates.env.globals |= {function.__name__: function for function in group.functions}
        templates.env.filters |= {function.__name__: function for function in group.filters}
    return templates


def one_of(kind: Callable[[], Kept]) -> Callable[[HTTPConnection], Kept]:
    """What finds the one ``kind`` of an app, made at its first use and kept until the program ends."""

    def found(request: HTTPConnection) -> Kept:
        kept: dict[Any, Any] = request.app.state.kept
        one: Kept = kept[kind] if kind in kept else kept.setdefault(kind, kind())
        return one

    return found


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
    if not sits_here(request):
        raise DeniedError("this can be done on the computer itself only")
    return desk_of(request)


Mine = Annotated[Desk, Depends(desk_of)]
Keeper = Annotated[Desk, Depends(keeper_of)]
Here = Annotated[Desk, Depends(desk_here)]
Setting = Annotated[Settings, Depends(settings_of)]
