"""History: a month of days, trends with their tables, one day with its entries."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query

from soleus.errors import NotFoundError
from soleus.exercises import find_exercise
from soleus.store.entries import HeelRaiseTest
from soleus.store.records import Session
from soleus.web.pages import Mine, Setting, new_pages
from soleus.workspace import diary, people, sessions
from soleus.workspace.days import Day, day_start, days, first_day, minutes_of
from soleus.workspace.sessions import MEASURED, NOT_HEIGHTS
from soleus.workspace.trends import Stretch, Trend, trends

pages = new_pages(find_exercise, minutes_of)

Span = Literal["month", "quarter", "year", "all"]
SPANS: dict[Span, tuple[str, int | None]] = {
    "month": ("4 weeks", 28),
    "quarter": ("3 months", 91),
    "year": ("a year", 365),
    "all": ("everything", None),
}
LOAD_LOOKS_BACK = timedelta(days=28)  # the load's mean of four weeks begins before the stretch does
EARLIEST, LATEST = date(1950, 1, 1), date(2099, 12, 31)  # the months of the calendar
MONTH = r"^(19[5-9]\d|20\d\d)-(0[1-9]|1[0-2])$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A day of the calendar; ``inside``: of the month that is shown."""

    day: date
    inside: bool
    done: Day | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month as whole weeks from Monday; ``before`` and ``after`` are its neighbours, as ``YYYY-MM``."""

    first: date
    weeks: tuple[tuple[Cell, ...], ...]
    before: str
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryPage:
    """The calendar, the trends, the sessions of the month; ``deleted`` were put away and can come back."""

    today: date
    month: Month
    entries: tuple[Day, ...]
    span: Span
    spans: dict[str, str]
    trends: tuple[Trend, ...]
    deleted: tuple[Session, ...]
    just_deleted: UUID | None
    empty: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPage:
    """One day with everything on it, and the days beside it that have something."""

    day: Day
    today: date


@pages.page("/history", "history.html")
def history(
    desk: Mine,
    settings: Setting,
    month: Annotated[str | None, Query(pattern=MONTH)] = None,
    span: Span = "quarter",
    deleted: UUID | None = None,
) -> HistoryPage:
    """What was done, day by day, and how it goes."""
    today = settings.now().date()
    first = date.fromisoformat(f"{month}-01") if month else today.replace(day=1)
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    begins = _begins(span, today)
    since = begins - LOAD_LOOKS_BACK if begins > EARLIEST else begins
    found = sessions.history(desk, since=day_start(since), without=NOT_HEIGHTS)
    tests = diary.entries(desk, HeelRaiseTest)
    if span == "all":
        begins = first_day(found, tests) or today
    put_away = sessions.history(desk, states=("deleted",), without=MEASURED)
    done = days(desk, weeks[0][0], weeks[-1][-1])
    person = people.person_of(people.profile(desk), settings.now())
    reaching = [one for one in found if begins - LOAD_LOOKS_BACK <= one.session.local_date <= today]
    return HistoryPage(
        today=today,
        month=_month(first, weeks, done, today),
        entries=tuple(day for day in reversed(done.values()) if day.day.month == first.month),
        span=span,
        spans={name: told for name, (told, _) in SPANS.items()},
        trends=trends(reaching, tests, person, Stretch(first=begins, last=today)),
        deleted=tuple(one.session for one in reversed(put_away)),
        just_deleted=deleted if any(one.session.id == deleted for one in put_away) else None,
        empty=not (found or tests or done) and not sessions.history(desk, newest=1, without=MEASURED),
    )


@pages.page("/history/{day}", "day.html")
def one_day(day: date, desk: Mine, settings: Setting) -> DayPage:
    """Everything that was recorded on a day."""
    if not EARLIEST <= day <= LATEST:
        raise NotFoundError("There is no such day here.")
    found = days(desk, day, day)
    return DayPage(day=found.get(day, Day(day=day)), today=settings.now().date())


def _begins(span: Span, today: date) -> date:
    n_days = SPANS[span][1]
    return EARLIEST if n_days is None else today - timedelta(days=n_days - 1)


def _month(first: date, weeks: list[list[date]], done: dict[date, Day], today: date) -> Month:
    cells = tuple(
        tuple(Cell(day=day, inside=day.month == first.month, done=done.get(day)) for day in week) for week in weeks
    )
    after = (first + timedelta(days=31)).replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    return Month(first=first, weeks=cells, before=f"{before:%Y-%m}", after=f"{after:%Y-%m}" if after <= today else None)
