"""The week's tendon load in one picture: sessions, walking, hills, stairs, toe walking."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from soleus.errors import InputError
from soleus.programme.week_load import BASES, DAYS, PARTS, Basis, Part, WeekLoad
from soleus.web.load_picture import load_picture, swatch, whole
from soleus.web.pages import Mine, Setting, new_pages
from soleus.workspace.week import load_of_week

pages = new_pages(load_picture, swatch, whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadPage:
    """Seven days and the seven before them; ``later`` is None for the week that runs."""

    week: WeekLoad
    before_bw: float
    earlier: date
    later: date | None
    bases: Mapping[Basis, str]
    parts: tuple[Part, ...] = PARTS


@pages.page("/load", "load.html")
def load(desk: Mine, settings: Setting, until: date | None = None) -> LoadPage:
    """What the tendon carried in a week, by day and by what was done."""
    now = settings.now()
    today = now.date()
    last = until or today
    if last > today or last.year < 2000:
        raise InputError("until: expected a day between the year 2000 and today")
    before = load_of_week(desk, until=last - timedelta(days=DAYS), now=now)
    return LoadPage(
        week=load_of_week(desk, until=last, now=now),
        before_bw=before.stack("fixed arm").total_bw.mid,
        earlier=last - timedelta(days=DAYS),
        later=min(today, last + timedelta(days=DAYS)) if last < today else None,
        bases=BASES,
    )
