"""The plan of a trial: which day which condition, and a calendar of it."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal, get_args

from soleus.errors import InputError

Condition = Literal["control", "push-ups"]
CONDITIONS: tuple[Condition, ...] = get_args(Condition)
MAX_PAIRS = 400
WATCHED = timedelta(hours=3)  # from the first bite
RULES = (
    "the same meal in the same amount at the same time of day, after the same night's fast",
    "no exercise, no alcohol and no other change in the 24 h before",
    "sit for 3 h after the first bite; on control days move as little as you would",
    "do not look at the curves before the last day: stopping when it looks good makes chance look like an effect",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One meal of the trial."""

    pair: int
    date: date
    condition: Condition


def plan(n_pairs: int, seed: int, start: date, *, days_apart: int = 1) -> tuple[Day, ...]:
    """Throw a coin for the order inside each pair; one meal a day, earliest first.

    The coins are independent, so the sign-flip test of the analysis is exact whatever the values are distributed like.

    Parameters
    ----------
    n_pairs : 1 to 400
    seed : the same seed gives the same plan, on every machine
    start : day of the first meal
    days_apart : from meal to meal; 1 leaves a night as washout

    Raises
    ------
    InputError  if a number is out of range
    """
    if not 1 <= n_pairs <= MAX_PAIRS:
        raise InputError(f"--pairs: expected 1 to {MAX_PAIRS}, got {n_pairs}")
    if not 1 <= days_apart <= 60:
        raise InputError(f"--days-apart: expected 1 to 60, got {days_apart}")
    if start > date.max - timedelta(days=2 * MAX_PAIRS * 60):
        raise InputError(f"--start: expected a day of this age, got {start.isoformat()}")
    coin = random.Random(seed)  # noqa: S311 (a trial, no secret)
    days = []
    for pair in range(1, n_pairs + 1):
        order = CONDITIONS if coin.random() < 0.5 else CONDITIONS[::-1]
        for k, condition in enumerate(order):
            day = start + timedelta(days=days_apart * (2 * (pair - 1) + k))
            days.append(Day(pair=pair, date=day, condition=condition))
    return tuple(days)


def as_ical(
    days: tuple[Day, ...], *, seed: int, now: datetime, meal_time: time, meal: str, push_up_minutes: int
) -> str:
    """The plan as a calendar (RFC 5545), one event a meal, three hours from the first bite, local time.

    Parameters
    ----------
    days : what `plan` gave
    seed : goes into the identifiers, so that the same plan replaces itself
    now : time stamp of the file, with a zone
    meal_time : first bite
    meal, push_up_minutes : what to eat and how long to move, for the description
    """
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//soleus//trial//EN")
    calendar.add("version", "2.0")
    for day in days:
        moving = f"{push_up_minutes} min of soleus push-ups after the first bite"
        event = Event()
        event.add("uid", f"soleus-trial-{seed}-{day.pair}-{day.condition}@soleus")
        event.add("dtstamp", now)
        event.add("dtstart", datetime.combine(day.date, meal_time))  # without a zone: the clock on the wall
        event.add("duration", WATCHED)
        event.add("summary", f"soleus trial, pair {day.pair}: {day.condition}")
        task = moving if day.condition == "push-ups" else "sit still"
        event.add("description", "\n".join([f"Meal: {meal}", f"Then: {task}", *RULES]))
        calendar.add_component(event)
    return str(calendar.to_ical().decode("utf-8"))
