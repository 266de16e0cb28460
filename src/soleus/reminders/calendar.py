"""A calendar feed (RFC 5545): one repeating event a time of day, with an alarm, in the reader's own local time."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from soleus.reminders.rules import Rule, clock_time

if TYPE_CHECKING:
    from icalendar import Event

LENGTH = timedelta(minutes=10)
REFRESH = timedelta(hours=6)
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_TITLES = {"meal": "Soleus push-ups", "session": "Training", "morning": "How is it this morning?"}


def feed(rules: Iterable[tuple[UUID, datetime, Rule]]) -> str:
    """The feed of rules with their ids and dates of making; sitting depends on the day and is not in it.

    It says nothing about health: whoever shares the calendar sees a title and a time.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//soleus//reminders//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "soleus")
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    for rule_id, made_at, rule in rules:
        if rule.kind in _TITLES:
            for k, clock in enumerate(rule.at):
                calendar.add_component(_event(f"{rule_id}-{k}@soleus", made_at, rule, clock))
    return str(calendar.to_ical().decode("utf-8"))


def _event(uid: str, made_at: datetime, rule: Rule, clock: str) -> "Event":
    from icalendar import Alarm, Event

    first = datetime.combine(made_at.date(), clock_time(clock)) + timedelta(minutes=rule.delay_min)
    shift = (first.date() - made_at.date()).days  # a delay past midnight moves the day
    days = sorted((day - 1 + shift) % 7 for day in rule.days)
    while first.weekday() not in days:
        first += timedelta(days=1)
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", made_at)
    event.add("dtstart", first)  # without a zone: the same wall clock wherever the person is
    event.add("duration", LENGTH)
    event.add("rrule", {"freq": "weekly", "byday": [_DAYS[day] for day in days]})
    event.add("summary", _TITLES[rule.kind])
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _TITLES[rule.kind])
    alarm.add("trigger", timedelta(0))
    event.add_component(alarm)
    return event
