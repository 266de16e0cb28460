"""The app: routes behind the guard, on an open data folder."""

from fastapi import FastAPI

from soleus._version import VERSION
from soleus.web import (
    account,
    catalogue,
    devices,
    learn,
    live,
    living_leg,
    pair,
    recovery,
    session,
    setup,
    shell,
    sticker,
    today,
    tokens,
)
from soleus.web.attempts import Attempts
from soleus.web.bundle import Static, read_bundle
from soleus.web.gate import Gate
from soleus.web.guard import Guard
from soleus.web.lan import Lan
from soleus.web.live import Links
from soleus.web.pages import make_templates
from soleus.web.problems import RESPONSES, add_problems, refusing
from soleus.web.settings import Settings
from soleus.workspace.pairing import Pairings
from soleus.workspace.place import Workspace


def create_app(workspace: Workspace, settings: Settings | None = None, lan: Lan | None = None) -> FastAPI:
    """Put the coach together on an open data folder, which whoever opened it closes.

    ``lan`` lets it onto the network; without it the coach answers this machine only.

    Raises
    ------
    StoreError  if the front end was never built
    """
    settings, lan = settings or Settings(), lan or Lan()
    bundle = read_bundle()
    templates = make_templates(bundle)
    templates.env.globals["leg_picture"] = living_leg.leg_picture
    templates.env.globals["sticker_sheet"] = sticker.sheet
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
    app.state.links, app.state.lan = Links(), lan
    app.state.pairings, app.state.attempts = Pairings(), Attempts()
    add_problems(app, refuse)
    for group in (today, setup, catalogue, session, sticker, recovery, learn, devices, pair, account, tokens):
        app.include_router(group.pages.router)
    app.include_router(live.router)
    app.include_router(living_leg.router)
    app.include_router(shell.router)
    app.mount("/static", Static(bundle), name="static")
    app.add_middleware(Gate, workspace=workspace, settings=settings, refuse=refuse)
    app.add_middleware(Guard, settings=settings, lan=lan, refuse=refuse)  # added last: it comes first
    return app
