"""The app: routes behind the guard, on an open data folder."""

from fastapi import FastAPI

from soleus._version import VERSION
from soleus.web import (
    account,
    after,
    backups,
    catalogue,
    choosing,
    correcting,
    data,
    devices,
    doctor,
    glucose,
    glucose_before,
    glucose_drawings,
    glucose_figures,
    glucose_shown,
    heel_raise_test,
    history,
    importing,
    learn,
    live,
    living_leg,
    load,
    load_picture,
    measure,
    norm_picture,
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
    trial_drawings,
    walks,
)
from soleus.web.attempts import Attempts
from soleus.web.bundle import Static, read_bundle
from soleus.web.description import describe_tokens
from soleus.web.gate import Gate
from soleus.web.guard import Guard
from soleus.web.lan import Lan
from soleus.web.live import Links
from soleus.web.pages import make_templates
from soleus.web.problems import RESPONSES, add_problems, refusing
from soleus.web.settings import Settings
from soleus.workspace.days import minutes_of
from soleus.workspace.imports import Imports
from soleus.workspace.pairing import Pairings
from soleus.workspace.place import Workspace
from soleus.workspace.uploads import Uploads

GROUPS = (
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
    heel_raise_test,
    learn,
    data,
    importing,
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
    templates = make_templates(bundle)
    templates.env.globals["demo"] = settings.demo
    templates.env.globals["leg_picture"] = living_leg.leg_picture
    templates.env.globals["sticker_sheet"] = sticker.sheet
    for picture in (
        glucose_drawings.day_picture,
        glucose_drawings.usual_day_picture,
        glucose_drawings.shares_picture,
        trial_drawings.change_picture,
        trial_drawings.pairs_picture,
    ):
        templates.env.globals[picture.__name__] = picture
    templates.env.globals["profile_of"] = glucose_figures.profile_of
    for name in glucose_shown.__all__:
        templates.env.filters[name] = getattr(glucose_shown, name)
    templates.env.globals |= {name: getattr(load_picture, name) for name in ("load_picture", "swatch", "whole")}
    templates.env.globals |= {"exercise_name": history.exercise_name, "minutes_of": minutes_of}
    templates.env.globals["norm_picture"] = norm_picture.picture
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
    app.state.previews = walks.Previews()
    app.state.doses = after.Doses()
    app.state.uploads, app.state.imports = Uploads(workspace.folder.uploads), Imports(workspace.folder.uploads)
    add_problems(app, refuse)
    for group in GROUPS:
        app.include_router(group.pages.router)
    app.include_router(live.router)
    app.include_router(living_leg.router)
    app.include_router(shell.router)
    app.mount("/static", Static(bundle), name="static")
    describe_tokens(app)
    app.add_middleware(Gate, workspace=workspace, settings=settings, refuse=refuse)
    app.add_middleware(Guard, settings=settings, lan=lan, refuse=refuse)  # added last: it comes first
    return app
