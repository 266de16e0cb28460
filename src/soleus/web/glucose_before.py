"""Glucose before a session: the newest reading with its age, what the table says, and where a value can be typed."""

from dataclasses import dataclass

from soleus.glucose.readings import GlucoseUnit
from soleus.programme.before_session import Before
from soleus.programme.medication import LOW_GLUCOSE
from soleus.web.glucose import unit_of
from soleus.web.pages import Mine, Setting, new_pages
from soleus.workspace import people
from soleus.workspace.glucose_before import before_session

pages = new_pages()


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforePage:
    """``lowering``: a medicine that can cause low glucose; ``age`` of the newest reading in words."""

    unit: GlucoseUnit
    before: Before
    lowering: bool
    age: str


@pages.page("/glucose/before", "glucose_before.html")
def glucose_before(desk: Mine, settings: Setting) -> BeforePage:
    """What glucose says about a session that begins now; the start page shows it too."""
    found, profile = before_session(desk, now=settings.now()), people.profile(desk)
    return BeforePage(
        unit=unit_of(desk),
        before=found,
        lowering=profile is not None and not LOW_GLUCOSE.isdisjoint(profile.medication),
        age=_age(found.newest.age_min) if found.newest else "",
    )


def _age(minutes: float) -> str:
    if minutes < 120:
        return f"{minutes:.0f} minutes"
    return f"{minutes / 60:.0f} hours" if minutes < 48 * 60 else f"{minutes / 1440:.0f} days"
