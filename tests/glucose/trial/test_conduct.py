"""A trial as planned and as done: the coin's condition is the answer, the measured push-ups stand beside it."""

import math
from datetime import date, timedelta

import numpy as np
import pytest

from soleus.errors import NotEnoughDataError
from soleus.glucose.bouts import Bout
from soleus.glucose.readings import LoggedMeal
from soleus.glucose.trial.conduct import BothWays, as_json, both_ways, details, with_bouts
from soleus.glucose.trial.pairs import Eaten, pairs_of_meals, read_eaten

START_S = 1_772_000_000.0


def eaten(n_pairs: int = 6, *, seed: int = 1, effect: float = 0.6) -> list[Eaten]:
    """Pairs of two days; the meal without push-ups first."""
    rng = np.random.default_rng(seed)
    meals = []
    for pair in range(n_pairs):
        for k, (condition, factor) in enumerate((("control", 1.0), ("push-ups", effect))):
            at = LoggedMeal(time_s=START_S + 86_400.0 * (2 * pair + k), zoned=True)
            value = 4000.0 * factor * rng.normal(1.0, 0.1)
            meals.append(Eaten(pair=str(pair + 1), condition=condition, value=value, at=at))  # type: ignore[arg-type]
    return meals


def bout(meal: Eaten, minutes: float = 30.0, *, after_min: float = 10.0) -> Bout:
    assert meal.at is not None
    start_s = meal.at.time_s + 60.0 * after_min
    return Bout(
        start_s=start_s, utc_offset_s=0.0, minutes=minutes, exercise="soleus-push-up", n_reps=round(50 * minutes)
    )


def moved(meals: list[Eaten], pairs: set[str], condition: str = "push-ups") -> list[Bout]:
    return [
        bout(meal, 10.0 + 5.0 * int(meal.pair)) for meal in meals if meal.pair in pairs and meal.condition == condition
    ]


def done(meals: list[Eaten], bouts: list[Bout]) -> BothWays:
    return both_ways(with_bouts(meals, bouts), planned_pairs=len(meals) // 2)


def test_as_planned_counts_every_pair_and_as_done_those_that_were_done() -> None:
    meals = eaten()
    found = done(meals, [*moved(meals, {"1", "2", "3", "4"}), *moved(meals, {"4"}, "control")])
    assert (len(found.as_planned.pairs), found.without, found.despite) == (6, ("5", "6"), ("4",))
    assert found.as_done is not None
    assert found.as_done.pairs.label == ("1", "2", "3")
    assert found.as_planned.ratio.ratio == pytest.approx(
        np.mean([m.value for m in meals if m.condition == "push-ups"])
        / np.mean([m.value for m in meals if m.condition == "control"])
    )
    told = " ".join(details(found))
    assert "none measured: pair 5, 6" in told
    assert "The answer stays the one as planned" in told
    assert any("no longer a random choice" in warning for warning in found.as_done.warnings)


def test_all_done_as_planned_is_said_and_changes_nothing() -> None:
    meals = eaten()
    found = done(meals, moved(meals, {str(k) for k in range(1, 7)}))
    assert found.as_done is not None
    assert found.as_done.ratio == found.as_planned.ratio
    assert details(found)[-1] == "Every meal was done as planned"


def test_measured_minutes_replace_what_was_meant_and_give_the_dose() -> None:
    meals = [Eaten(pair=m.pair, condition=m.condition, value=m.value, minutes=60.0, at=m.at) for m in eaten(8)]
    found = done(meals, moved(meals, {str(k) for k in range(1, 8)}))
    assert found.as_planned.pairs.minutes.tolist() == [15.0, 20.0, 25.0, 30.0, 35.0, 40.0, 45.0, 0.0]
    assert found.as_planned.dose is not None
    assert found.as_planned.dose.n_pairs == 8


def test_without_sessions_nothing_is_said_about_conduct() -> None:
    found = both_ways(eaten(), planned_pairs=6)
    assert (found.as_done, details(found), found.without) == (None, [], ())
    assert as_json(found)["meals"] == []


def test_one_pair_as_done_is_no_answer() -> None:
    meals = eaten()
    found = done(meals, moved(meals, {"1"}))
    assert found.as_done is None
    assert "fewer than two such pairs" in details(found)[-1]


def test_before_the_planned_end_both_ways_are_looks() -> None:
    meals = eaten()
    found = both_ways(with_bouts(meals, moved(meals, {"1", "2", "3", "4"})), planned_pairs=20)
    assert found.as_done is not None
    assert (found.as_planned.interim, found.as_done.interim) == (True, True)


def test_nobody_doing_them_makes_the_answer_as_planned_about_the_offer() -> None:
    """An effect that needs the push-ups is not there when they are not done: as planned says so."""
    meals = eaten(12, effect=1.0)
    found = done(meals, [])
    assert found.as_planned.verdict == "cannot tell"
    assert found.without == tuple(str(k) for k in range(1, 13))


def test_meals_without_a_value_leave_their_pair_out() -> None:
    meals = eaten(3)
    meals[0] = Eaten(pair="1", condition="control", value=math.nan, at=meals[0].at)
    assert (len(pairs_of_meals(meals)), pairs_of_meals(meals).n_incomplete) == (2, 1)
    with pytest.raises(NotEnoughDataError):
        pairs_of_meals(meals[:4])


@pytest.mark.parametrize("zone", ["+01:00", ""])
def test_a_table_with_times_is_laid_beside_the_sessions(tmp_path, zone: str) -> None:
    lines = ["pair,condition,value,time"]
    day = date(2026, 3, 2)
    for k in range(4):
        stamp = f"{day + timedelta(days=k)}T08:00:00{zone}"
        lines.append(f"{k // 2 + 1},{('control', 'push-ups')[k % 2]},{4000 - 500 * (k % 2)},{stamp}")
    (tmp_path / "t.csv").write_text("\n".join(lines))
    meals = read_eaten(tmp_path / "t.csv")
    ten_past_eight_s = 1_772_521_800.0  # 2026-03-03T08:10+01:00
    push_ups = Bout(start_s=ten_past_eight_s, utc_offset_s=3600.0, minutes=20.0, exercise="soleus-push-up", n_reps=1000)
    found = with_bouts(meals, [push_ups])
    assert [meal.push_ups.minutes for meal in found if meal.push_ups] == [0.0, 20.0, 0.0, 0.0]
