"""Settings: one page that leads to everything that can be set. Only what this coach has is listed."""

from dataclasses import dataclass

from fastapi import Request

from soleus.web.pages import new_pages

pages = new_pages()


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the settings."""

    path: str
    name: str
    about: str


PLACES = (
    Place("/setup/person", "About you", "Body mass, height, sex and year of birth: what loads and norms follow from."),
    Place("/setup/goal", "What for", "The goal and the days of a week."),
    Place("/setup/equipment", "What you have", "Weights, a step, stairs; medicines that change what is safe."),
    Place("/setup/screening", "Is it safe?", "The safety questions; answer them again at every new symptom."),
    Place("/data", "Your data", "Bring in, take out, back up, restore, delete."),
    Place("/reminders", "Reminders", "After meals, after long sitting, on training days; quiet hours."),
    Place("/devices", "Devices and accounts", "The phone in your hand, other people, who may see what."),
    Place("/doctor", "Doctor", "Is everything in order on this computer, and what to do if not."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsPage:
    """Where to go."""

    places: tuple[Place, ...]


@pages.page("/settings", "settings.html", personal=False)
def settings(request: Request) -> SettingsPage:
    """Everything that can be set."""
    known = set(request.app.openapi()["paths"])
    return SettingsPage(places=tuple(place for place in PLACES if _is_page(place.path, known)))


def _is_page(path: str, known: set[str]) -> bool:
    return path in known or (path.startswith("/setup/") and "/setup/{step}" in known)
