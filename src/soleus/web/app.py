"""The app: routes behind the guard, on an open data folder."""

from fastapi import FastAPI

from soleus._version import VERSION
from soleus.web import (
    account,
    after,
    backups,
    calendar_address,
    catalogue,
    choosing,
    correcting,
    data,
    devices,
    doctor,
    glucose,
    glucose_before,
    glucose_figures,
    heel_raise_test,
    history,
    importing,
    learn,
    live,
    living_leg,
    load,
    measure,
    pair,
    recovery,
    reminders,
    session,
    settings_page,
    setup,
    shell,
    sticker,
    today,
    tokens,
    trial,
    undoing,
    walks,
)
from soleus.web.bundle import Static, read_bundle
from soleus.web.description import describe_tokens
from soleus.web.gate import Gate
from soleus.web.guard import Guard
from soleus.web.lan import Lan
from soleus.web.pages import make_templates
from soleus.web.problems import RESPONSES, add_problems, refusing
from soleus.web.settings import Settings
from soleus.workspace.intray import sweep
from soleus.workspace.place import Workspace

GROUPS = (
    living_leg,
    today,
    setup,
    catalogue,
    choosing,
    session,
    after,
    measure,
    correcting,
    history,
    sticker,
    recovery,
    glucose,
    glucose_before,
    glucose_figures,
    trial,
    reminders,
    calendar_address,
    heel_raise_test,
    learn,
    data,
    importing,
    undoing,
    backups,
    settings_page,
    devices,
    pair,
    account,
    tokens,
    doctor,
    walks,
    load,
)


def create_app(workspace: Workspace, settings: Settings | None = None, lan: Lan | None = None) -> FastAPI:
    """Put the coach together on an open data folder, which whoever opened it closes.

    ``lan`` lets it onto the network; without it the coach answers this machine only.

    Raises
    ------
    StoreError  if the front end was never built
    """
    settings, lan = settings or Settings(), lan or Lan()
    bundle = read_bundle()
    templates = make_templates(bundle, [group.pages for group in GROUPS], demo=settings.demo)
    refuse = refusing(templates)

    app = FastAPI(
        title="soleus",
        version=VERSION,
        summary="Counts and measures heel raises, offline.",
        docs_url=None,
        redoc_url=None,
        responses=RESPONSES,
    )
    app.state.workspace, app.state.settings = workspace, settings
    app.state.templates, app.state.bundle = templates, bundle
    app.state.lan, app.state.kept = lan, {}
    sweep(workspace.folder.uploads)
    add_problems(app, refuse)
    for group in GROUPS:
        app.include_router(group.pages.router)
    app.include_router(live.router)
    app.include_router(shell.router)
    app.mount("/static", Static(bundle), name="static")
    describe_tokens(app)
    app.add_middleware(Gate, workspace=workspace, settings=settings, refuse=refuse)
    app.add_middleware(Guard, settings=settings, lan=lan, refuse=refuse)  # added last: it comes first
    return app
