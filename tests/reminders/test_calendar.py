"""The calendar feed is what a calendar expects, and tells nobody anything."""

from datetime import datetime, timedelta, timezone
from uuid import UUID

from icalendar import Calendar

from soleus.reminders.calendar import feed
from soleus.reminders.rules import Rule

MADE = datetime(2026, 3, 4, 22, 0, tzinfo=timezone(timedelta(hours=2)))  # a Wednesday
ID = UUID(int=7)


def events(*rules: Rule) -> list:
    return list(Calendar.from_ical(feed((ID, MADE, rule) for rule in rules)).walk("VEVENT"))


def test_each_meal_is_an_event_that_repeats_on_its_days() -> None:
    breakfast, lunch = events(Rule(kind="meal", at=("08:00", "12:00"), delay_min=30, days=(1, 3)))
    assert breakfast["dtstart"].dt == datetime(2026, 3, 4, 8, 30)
    assert lunch["dtstart"].dt == datetime(2026, 3, 4, 12, 30)
    assert breakfast["rrule"]["byday"] == ["MO", "WE"]
    assert breakfast["uid"] != lunch["uid"]
    assert [alarm["trigger"].dt for alarm in breakfast.walk("VALARM")] == [timedelta(0)]


def test_the_first_event_lies_on_a_chosen_day() -> None:
    (event,) = events(Rule(kind="session", at=("18:00",), days=(1,)))
    assert event["dtstart"].dt == datetime(2026, 3, 9, 18, 0)


def test_a_delay_past_midnight_moves_the_days_too() -> None:
    (event,) = events(Rule(kind="meal", at=("23:45",), delay_min=30, days=(3, 7)))
    assert event["dtstart"].dt == datetime(2026, 3, 5, 0, 15)
    assert event["rrule"]["byday"] == ["MO", "TH"]


def test_the_feed_is_the_same_each_time_so_that_a_calendar_changes_nothing() -> None:
    rule = Rule(kind="meal", at=("08:00",))
    assert feed([(ID, MADE, rule)]) == feed([(ID, MADE, rule)])


def test_lines_end_and_are_folded_as_the_standard_says() -> None:
    text = feed([(ID, MADE, Rule(kind="morning", at=("08:00",)))])
    lines = text.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert all("\n" not in line and len(line.encode()) <= 75 for line in lines)


def test_sitting_is_in_no_calendar() -> None:
    assert events(Rule(kind="sitting", every_min=45)) == []
