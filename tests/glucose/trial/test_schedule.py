"""The plan: both conditions in every pair, an order by chance that can be repeated, a calendar others can read."""

from collections import Counter
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus.errors import InputError
from soleus.glucose.trial.schedule import as_ical, plan

START = date(2026, 3, 2)


@given(st.integers(1, 60), st.integers(0, 2**40), st.integers(1, 5))
def test_every_pair_has_both_conditions_on_days_of_their_own(n, seed, apart) -> None:
    days = plan(n, seed, START, days_apart=apart)
    assert Counter((day.pair, day.condition) for day in days) == {
        (pair, condition): 1 for pair in range(1, n + 1) for condition in ("control", "push-ups")
    }
    dates = [day.date for day in days]
    assert dates == sorted(set(dates))
    assert dates[0] == START
    assert [day.pair for day in days] == sorted(day.pair for day in days)
    assert days == plan(n, seed, START, days_apart=apart)


def test_the_order_is_a_fair_coin_and_follows_the_seed() -> None:
    first = [day.condition for seed in range(200) for day in plan(10, seed, START)[::2]]
    assert Counter(first)["control"] / len(first) == pytest.approx(0.5, abs=0.03)
    assert len({tuple(day.condition for day in plan(12, seed, START)) for seed in range(50)}) == 50


def test_a_stored_seed_gives_its_plan_for_ever() -> None:  # written down once: a change would break running trials
    began_with_control = "".join("cp"[day.condition == "push-ups"] for day in plan(12, 7, START)[::2])
    assert began_with_control == "ccpcpccpcccc"


@pytest.mark.parametrize(("pairs", "apart"), [(0, 1), (401, 1), (5, 0), (5, 61)])
def test_what_cannot_be_planned_is_refused(pairs, apart) -> None:
    with pytest.raises(InputError, match="expected"):
        plan(pairs, 1, START, days_apart=apart)


def test_the_calendar_has_an_event_a_meal_in_short_lines() -> None:
    text = as_ical(
        plan(3, 5, START), seed=5, now=datetime(2026, 1, 1, tzinfo=UTC), meal_time=time(7, 30),
        meal="Müsli; 60 g, 200 ml Milch", push_up_minutes=45,
    )  # fmt: skip
    lines = text.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert "\n" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in lines) <= 75
    whole = text.replace("\r\n ", "")
    assert whole.count("BEGIN:VEVENT") == whole.count("END:VEVENT") == 6
    assert "DTSTART:20260302T073000" in whole
    assert whole.count("DURATION:PT3H") == 6
    assert "DTSTART:20260307T073000" in whole
    assert "Müsli\\; 60 g\\, 200 ml Milch" in whole
    assert whole.count("45 min of soleus push-ups") == 3
    identifiers = [line for line in whole.split("\r\n") if line.startswith("UID:")]
    assert len(set(identifiers)) == 6
