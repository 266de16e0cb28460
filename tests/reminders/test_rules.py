"""When a reminder is due: on the person's clock, once and once more, never in quiet hours, not if it was just done."""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus.errors import InputError
from soleus.reminders.rules import Rule, Told, due, is_quiet

ZONE = timezone(timedelta(hours=2))
LUNCH = datetime(2026, 3, 2, 12, 30, tzinfo=ZONE)  # a Monday
MEAL = Rule(kind="meal", at=("08:00", "12:00"), delay_min=30)
SITTING = Rule(kind="sitting", every_min=45)


def minutes(n: float) -> timedelta:
    return timedelta(minutes=n)


def ask(rule: Rule, now: datetime, **known: object) -> datetime | None:
    return due(rule, now=now, **{"told": None, "done_at": None, **known})


@pytest.mark.parametrize(("after", "expected"), [(-1, None), (0, LUNCH), (59, LUNCH), (60, None)])
def test_after_a_meal_it_is_due_for_an_hour(after: int, expected: datetime | None) -> None:
    assert ask(MEAL, LUNCH + minutes(after)) == expected


@pytest.mark.parametrize(("done", "expected"), [(-21, LUNCH), (-20, None), (5, None), (11, LUNCH)])
def test_what_was_just_done_is_not_asked_for(done: int, expected: datetime | None) -> None:
    """Only what lies before now counts: a session from a clock that was ahead does not."""
    assert ask(MEAL, LUNCH + minutes(10), done_at=LUNCH + minutes(done)) == expected


@pytest.mark.parametrize(
    ("since_told", "times", "again"), [(9, 1, False), (10, 1, True), (30, 1, True), (30, 2, False)]
)
def test_it_is_repeated_once_and_then_silent(since_told: int, times: int, again: bool) -> None:
    told = Told(due_at=LUNCH, sent_at=LUNCH, times=times)
    assert (ask(MEAL, LUNCH + minutes(since_told), told=told) is not None) is again


def test_the_next_occasion_begins_anew() -> None:
    breakfast = LUNCH - timedelta(hours=4)
    assert ask(MEAL, LUNCH, told=Told(due_at=breakfast, sent_at=breakfast, times=2)) == LUNCH


@pytest.mark.parametrize(
    ("clock", "begin", "end", "quiet"),
    [
        ("20:59", "21:00", "07:00", False),
        ("21:00", "21:00", "07:00", True),
        ("03:00", "21:00", "07:00", True),
        ("07:00", "21:00", "07:00", False),
        ("12:30", "12:00", "13:00", True),
        ("13:00", "12:00", "13:00", False),
        ("12:30", "12:30", "12:30", False),
    ],
)
def test_quiet_hours_may_span_midnight(clock: str, begin: str, end: str, quiet: bool) -> None:
    now = datetime.combine(LUNCH.date(), datetime.strptime(clock, "%H:%M").time(), tzinfo=ZONE)
    rule = Rule(kind="meal", at=(clock,), quiet_from=begin, quiet_to=end)
    assert is_quiet(rule, now) is quiet
    assert (ask(rule, now) is None) is quiet


def test_only_on_the_days_that_were_chosen() -> None:
    weekend = Rule(kind="meal", at=("12:30",), days=(6, 7))
    assert ask(weekend, LUNCH) is None
    assert ask(weekend, LUNCH + timedelta(days=5)) is not None


@pytest.mark.parametrize(("sat", "expected"), [(44, False), (45, True), (104, True), (105, False)])
def test_long_sitting_is_due(sat: int, expected: bool) -> None:
    assert (ask(SITTING, LUNCH, sitting_since=LUNCH - minutes(sat)) is not None) is expected


def test_a_bout_ends_the_sitting_and_nothing_is_due_when_nobody_sits() -> None:
    since = LUNCH - minutes(60)
    assert ask(SITTING, LUNCH, sitting_since=since, done_at=LUNCH - minutes(40)) is None
    assert ask(SITTING, LUNCH, sitting_since=since, done_at=LUNCH - minutes(50)) == LUNCH - minutes(5)
    assert ask(SITTING, LUNCH) is None
    assert ask(SITTING, LUNCH, sitting_since=LUNCH + minutes(5)) is None


def test_the_clock_change_moves_no_meal() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    for day in (28, 29, 30):  # summer time begins on 29 March 2026
        now = datetime(2026, 3, day, 12, 31, tzinfo=berlin)
        occasion = ask(MEAL, now)
        assert occasion is not None
        assert (occasion.hour, occasion.minute) == (12, 30)


@given(
    offsets=st.lists(st.integers(0, 24 * 60), min_size=1, max_size=60),
    at=st.lists(st.sampled_from(["07:30", "12:00", "12:20", "18:45"]), min_size=1, max_size=4, unique=True),
)
def test_never_more_than_twice_an_occasion_whatever_the_moments(offsets: list[int], at: list[str]) -> None:
    rule, told, count = Rule(kind="meal", at=tuple(at)), None, {}
    for offset in sorted(offsets):
        now = LUNCH.replace(hour=0, minute=0) + minutes(offset)
        occasion = ask(rule, now, told=told)
        if occasion is None:
            continue
        assert not is_quiet(rule, now)
        count[occasion] = count.get(occasion, 0) + 1
        told = Told(due_at=occasion, sent_at=now, times=count[occasion])
    assert all(times <= 2 for times in count.values())


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "meal"},
        {"kind": "meal", "at": ("25:00",)},
        {"kind": "meal", "at": ("8:00",)},
        {"kind": "meal", "at": ("08:00",), "days": ()},
        {"kind": "meal", "at": ("08:00",), "days": (0,)},
        {"kind": "meal", "at": ("08:00",), "delay_min": -1},
        {"kind": "meal", "at": ("08:00",), "quiet_from": "late"},
        {"kind": "sitting"},
        {"kind": "sitting", "every_min": 1},
    ],
)
def test_a_rule_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(InputError):
        Rule(**wrong)
