"""Whether a reminder is due: after meals, after long sitting, on training days, and the morning after.

Never more than was asked for: told once, once more if nothing was done, then silent until the next occasion; never in
quiet hours; not at all if it was just done.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from soleus.errors import InputError

Kind = Literal["meal", "sitting", "session", "morning"]
STALE = timedelta(minutes=60)  # an hour after the occasion the meal is digested, the break is over: too late
REPEAT = timedelta(minutes=10)  # long enough to finish a call, short enough to still matter
JUST_DONE = timedelta(minutes=20)  # a bout shortly before the occasion counts as done
LEAST_SITTING_MIN, MOST_SITTING_MIN = 10, 240
MOST_DELAY_MIN = 180
MOST_TIMES = 12
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """When to remind. Times are the person's wall clock, ``HH:MM``; days are ISO weekdays, 1 is Monday.

    ``at`` are the meals, or the times of day; ``delay_min`` waits after each; ``every_min`` is the longest sitting.
    """

    kind: Kind
    at: tuple[str, ...] = ()
    every_min: int | None = None
    delay_min: int = 0
    days: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)
    quiet_from: str = "21:00"
    quiet_to: str = "07:00"

    def __post_init__(self) -> None:
        """Refuse what can never be due, or always."""
        for clock in (*self.at, self.quiet_from, self.quiet_to):
            clock_time(clock)
        if not self.days or not set(self.days) <= set(range(1, 8)):
            raise InputError(f"days: expected some of 1 (Monday) to 7 (Sunday), got {self.days}")
        if not 0 <= self.delay_min <= MOST_DELAY_MIN:
            raise InputError(f"delay_min: expected 0 to {MOST_DELAY_MIN} minutes, got {self.delay_min}")
        if self.kind == "sitting":
            if self.every_min is None or not LEAST_SITTING_MIN <= self.every_min <= MOST_SITTING_MIN:
                limits = f"{LEAST_SITTING_MIN} to {MOST_SITTING_MIN}"
                raise InputError(f"every_min: expected {limits} minutes of sitting, got {self.every_min}")
        elif not 1 <= len(self.at) <= MOST_TIMES:
            raise InputError(f"at: expected 1 to {MOST_TIMES} times of day, got {len(self.at)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was told last: for which occasion, when, and how often."""

    due_at: datetime
    sent_at: datetime
    times: int


def due(
    rule: Rule, *, now: datetime, told: Told | None, done_at: datetime | None, sitting_since: datetime | None = None
) -> datetime | None:
    """The occasion to remind of now, or None.

    Parameters
    ----------
    now : aware, on the person's clock
    done_at : when they last did what the reminder asks for
    sitting_since : since when they have been sitting; only a sitting rule needs it
    """
    if now.isoweekday() not in rule.days or is_quiet(rule, now):
        return None
    occasion = _sitting(rule, now, done_at, sitting_since) if rule.kind == "sitting" else _of_the_clock(rule, now)
    if occasion is None or (done_at is not None and occasion - JUST_DONE <= done_at <= now):
        return None
    if told is None or told.due_at != occasion:
        return occasion
    repeat = told.times == 1 and now - told.sent_at >= REPEAT
    return occasion if repeat else None


def is_quiet(rule: Rule, now: datetime) -> bool:
    """Whether ``now`` lies in the quiet hours; equal ends mean none."""
    begin, end, clock = clock_time(rule.quiet_from), clock_time(rule.quiet_to), now.time()
    return begin <= clock < end if begin <= end else clock >= begin or clock < end


def clock_time(clock: str) -> time:
    """A time of day.

    Raises
    ------
    InputError  if it is not HH:MM
    """
    if not _CLOCK.match(clock):
        raise InputError(f"expected a time of day like 08:30, got {clock!r}")
    return time(int(clock[:2]), int(clock[3:]))


def _of_the_clock(rule: Rule, now: datetime) -> datetime | None:
    """The latest occasion that has come and is not stale; one of late yesterday may still be."""
    days = (now.date() - timedelta(days=1), now.date())
    occasions = [_occasion(rule, day, clock, now) for day in days for clock in rule.at]
    open_now = [occasion for occasion in occasions if occasion <= now < occasion + STALE]
    return max(open_now, default=None)


def _occasion(rule: Rule, day: date, clock: str, now: datetime) -> datetime:
    return datetime.combine(day, clock_time(clock), tzinfo=now.tzinfo) + timedelta(minutes=rule.delay_min)


def _sitting(rule: Rule, now: datetime, done_at: datetime | None, sitting_since: datetime | None) -> datetime | None:
    """Sitting begins anew with every bout; a clock that was set back begins it anew too."""
    if sitting_since is None or rule.every_min is None or sitting_since > now:
        return None
    since = sitting_since if done_at is None or done_at > now else max(sitting_since, done_at)
    occasion = since + timedelta(minutes=rule.every_min)
    return occasion if occasion <= now < occasion + STALE else None
