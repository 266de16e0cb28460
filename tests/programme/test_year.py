"""A simulated year of each goal: a person with a limit trains as told, and the prescription comes to rest."""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import pytest

from soleus.person import Person
from soleus.programme import LegTest, Prescription, Profile, Session, SetDone, Target, prescribe
from soleus.programme.prescription import Item, doses_told
from tests.programme.made import ALL_NO

START = date(2026, 1, 5)
YEAR = 364


@dataclass(frozen=True)
class Body:
    """Repetitions at a load: one fewer for each 2.5 % of it; training raises the limit by a third in half a year."""

    twelve_kg: float = 40.0
    bare_reps: int = 24
    patience_min: float = 25.0

    def reps(self, item: Item, day: int) -> int:
        gain = 1.0 + 0.33 * min(1.0, day / 180)
        if item.dose.load_kg == 0:
            return round(self.bare_reps * gain / (3 - item.exercise.legs_default))
        return max(0, 12 + math.floor(40.0 * (1.0 - item.dose.load_kg / (self.twelve_kg * gain))))


def done(item: Item, body: Body, day: date) -> Session:
    """As many as the body can, but nobody does more than four above the target, nor longer than they were told."""
    dose, number = item.dose, (day - START).days
    if dose.reps is not None:
        reached = min(body.reps(item, number), dose.reps + 4)
        sets = (SetDone(reps=reached, load_kg=dose.load_kg),) * dose.sets
    else:
        assert dose.minutes is not None
        sets = (SetDone(minutes=min(body.patience_min, dose.minutes + 2.0)),) * dose.sets
    return Session(
        day=day,
        exercise=item.exercise,
        sets=sets,
        target=Target(
            sets=dose.sets, reps=dose.reps, minutes=dose.minutes, load_kg=dose.load_kg, times_per_day=dose.times_per_day
        ),
        pain_during_nrs=0.0,
        pain_next_morning_nrs=0.0,
    )


def a_year(goal: str, equipment: frozenset[str], body: Body = Body()) -> list[Prescription]:
    sessions: tuple[Session, ...] = ()
    plans, day = [], START
    while (day - START).days < YEAR:
        tests = tuple(
            LegTest(day=day, side=side, reps=32, work_total_j=1600.0, pain_nrs=0.0) for side in ("left", "right")
        )
        profile = Profile(
            goal=goal,  # type: ignore[arg-type]
            days_per_week=3,
            person=Person(body_mass_kg=75.0, stature_m=1.755),
            equipment=equipment,
            screening=ALL_NO,
            tests=tests if goal == "running" else (),
            sessions=sessions,
        )
        plan = prescribe(profile, day)
        assert plan.day is not None
        if plan.day == day:
            plans.append(plan)
            sessions = (*sessions, *{item.exercise.id: done(item, body, day) for item in plan.items}.values())
        day += timedelta(days=1)
    return plans


def lighter(plan: Prescription) -> bool:
    return any(finding.rule == "lighter-week" for finding in plan.findings)


KIT = [frozenset({"chair"}), frozenset({"step"}), frozenset({"weights", "step", "chair"})]


@pytest.mark.parametrize("equipment", KIT, ids=["nothing", "step", "weights"])
@pytest.mark.parametrize("goal", ["glucose", "strength", "achilles", "running", "circulation"])
def test_every_goal_comes_to_rest_within_a_year(goal: str, equipment: frozenset[str]) -> None:
    plans = a_year(goal, equipment)
    last = [plan for plan in plans if not lighter(plan) and plan.day and plan.day >= START + timedelta(days=YEAR - 84)]
    assert len(plans) > 100
    assert len(last) > 20
    doses = {tuple(sorted((item.exercise.id, item.dose.sets, item.dose.reps) for item in plan.items)) for plan in last}
    assert len(doses) == 1, doses
    for exercise in {item.exercise.id for plan in last for item in plan.items}:
        loads = [item.dose.load_kg for plan in last for item in plan.items if item.exercise.id == exercise]
        assert max(loads) <= 1.10 * min(loads)
    assert last[-1].decision == "hold", doses_told(last[-1])
    assert plans[0].decision == "start"


@pytest.mark.parametrize("goal", ["strength", "achilles", "running"])
def test_a_year_of_strength_has_a_lighter_week_in_every_nine(goal: str) -> None:
    plans = a_year(goal, KIT[2])
    week = [(plan.day - START).days // 7 for plan in plans if plan.day and lighter(plan)]
    assert week
    firsts = sorted(set(week))
    assert firsts[0] == 8
    assert all(later - earlier == 9 for earlier, later in pairwise(firsts))


def test_who_gets_stronger_is_given_more_and_never_more_than_a_tenth_at_once() -> None:
    plans = a_year("strength", KIT[2])
    loads = [item.dose.load_kg for plan in plans for item in plan.items if item.exercise.id == "seated-calf-raise"]
    assert loads[0] == 7.5
    assert 40.0 <= loads[-1] <= 56.0
    assert all(later <= 1.10 * earlier + 1e-9 for earlier, later in pairwise(loads))


def test_heavy_slow_resistance_passes_through_all_its_stages() -> None:
    plans = a_year("achilles", KIT[2])
    stages = list(
        dict.fromkeys((item.dose.reps, item.dose.sets) for plan in plans for item in plan.items if not lighter(plan))
    )
    assert stages == [(15, 3), (12, 3), (10, 4), (8, 4), (6, 4)]


def test_minutes_rise_to_what_the_person_has_patience_for() -> None:
    plans = a_year("glucose", KIT[0])
    minutes = [item.dose.minutes for plan in plans for item in plan.items]
    assert minutes[0] == 5.0
    assert 22.0 <= (minutes[-1] or 0.0) <= 26.0
