"""The app: routes behind the guard, on an open data folder."""

from fastapi import FastAPI

from soleus._version import VERSION
from soleus.web import (
    after,
    catalogue,
    correcting,
    glucose,
    glucose_drawings,
    glucose_figures,
    glucose_shown,
    heel_raise_test,
    history,
    learn,
    live,
    living_leg,
    load,
    load_picture,
    measure,
    norm_picture,
    recovery,
    reminders,
    session,
    settings_page,
    setup,
    shell,
    sticker,
    today,
    walks,
)
from soleus.web.bundle import Static, read_bundle
from soleus.web.guard import Guard
from soleus.web.live import Links
from soleus.web.pages import make_templates
from soleus.web.problems import RESPONSES, add_problems, refusing
from soleus.web.settings import Settings
from soleus.workspace.days import minutes_of
from soleus.workspace.place import Workspace
from soleus.workspace.uploads import Uploads

GROUPS = (
    today,
    setup,
    catalogue,
    session,
    after,
    measure,
    correcting,
    history,
    sticker,
    recovery,
    glucose,
    glucose_figures,
    reminders,
    heel_raise_test,
    learn,
    settings_page,
    walks,
    load,
)


def create_app(workspace: Workspace, settings: Settings | None = None) -> FastAPI:
    """Put the coach together on an open data folder, which whoever opened it closes.

    Raises
    ------
    StoreError  if the front end was never built
    """
    settings = settings or Settings()
    bundle = read_bundle()
    templates = make_templates(bundle)
    templates.env.globals["leg_picture"] = living_leg.leg_picture
    templates.env.globals["sticker_sheet"] = sticker.sheet
    for picture in (glucose_drawings.day_picture, glucose_drawings.usual_day_picture, glucose_drawings.shares_picture):
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
    app.state.links = Links()
    app.state.previews = walks.Previews()
    app.state.doses = after.Doses()
    app.state.uploads = Uploads(workspace.folder.uploads)
    add_problems(app, refuse)
    for group in GROUPS:
        app.include_router(group.pages.router)
    app.include_router(live.router)
    app.include_router(living_leg.router)
    app.include_router(shell.router)
    app.mount("/static", Static(bundle), name="static")
    app.add_middleware(Guard, settings=settings, refuse=refuse)
    return app
