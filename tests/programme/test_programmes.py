"""Published programmes: their own figures, and how the plan walks through them."""

from dataclasses import replace
from itertools import pairwise

import pytest

from soleus.programme import Prescription
from soleus.programme.programmes import PROGRAMMES, reps_per_day, stage_in_week, stage_of_reps
from tests.programme.made import SEATED, STANDING, bare, loads, names, plan, rules, session

NO_WEIGHTS = frozenset({"chair", "step"})


@pytest.mark.parametrize(
    ("week", "sets", "reps"),
    [
        (1, 3, 15), (2, 3, 12), (3, 3, 12), (4, 4, 10), (5, 4, 10), (6, 4, 8), (7, 4, 8), (8, 4, 8), (9, 4, 6),
        (12, 4, 6), (30, 4, 6),
    ],
)  # fmt: skip
def test_heavy_slow_resistance_week_by_week(week: int, sets: int, reps: int) -> None:
    stage = stage_in_week("heavy-slow-resistance", week)
    assert (stage.sets, stage.reps, stage.days_per_week) == (sets, reps, 3)
    assert stage.tempo is not None
    assert (stage.tempo.concentric_s, stage.tempo.eccentric_s) == (3.0, 3.0)
    assert stage.rest_s is not None
    assert 120 <= stage.rest_s <= 180


def test_only_weeks_six_to_eight_are_unverified() -> None:
    stages = PROGRAMMES["heavy-slow-resistance"]
    assert [stage.first_week for stage in stages if stage.provenance == "unverified"] == [6]
    assert [(stage.first_week, stage.last_week) for stage in stages] == [(1, 1), (2, 3), (4, 5), (6, 8), (9, 12)]


def test_eccentric_is_180_a_day_and_15120_in_twelve_weeks() -> None:
    stage = stage_in_week("eccentric", 1)
    assert reps_per_day(stage) == 180
    assert reps_per_day(stage) * stage.days_per_week * 12 == 15_120
    assert stage.provenance == "unverified"


def test_the_other_programmes_ask_for_90_and_45_a_day_at_first() -> None:
    assert reps_per_day(stage_in_week("heavy-slow-resistance", 1)) == 90
    assert reps_per_day(stage_in_week("combined", 1)) == 45


@pytest.mark.parametrize("name", list(PROGRAMMES))
def test_stages_follow_each_other_from_the_first_week_to_the_twelfth(name) -> None:
    stages = PROGRAMMES[name]
    assert (stages[0].first_week, stages[-1].last_week) == (1, 12)
    assert all(after.first_week == stage.last_week + 1 for stage, after in pairwise(stages))


def test_the_equipment_chooses_the_programme() -> None:
    heavy = plan("achilles")
    assert [(item.exercise.id, item.dose.sets, item.dose.reps) for item in heavy.items] == [
        (SEATED, 3, 15),
        (STANDING, 3, 15),
    ]
    assert all(item.dose.load_kg == 7.5 and item.tempo is not None for item in heavy.items)
    eccentric = plan("achilles", equipment=NO_WEIGHTS)
    assert [(item.exercise.id, item.knee) for item in eccentric.items] == [
        ("eccentric-heel-drop", "straight"),
        ("eccentric-heel-drop", "bent"),
    ]
    combined = plan("achilles", equipment=frozenset({"chair"}))
    assert names(combined) == [STANDING]
    assert all(item.dose.load_kg == 0 and item.dose.reps == 10 for item in (*eccentric.items, *combined.items))


def test_the_person_may_choose_what_the_equipment_allows() -> None:
    assert names(plan("achilles", programme="combined")) == [STANDING]
    assert "equipment" not in rules(plan("achilles", programme="combined"))
    impossible = plan("achilles", equipment=NO_WEIGHTS, programme="heavy-slow-resistance")
    assert names(impossible)[0] == "eccentric-heel-drop"
    assert "equipment" in rules(impossible)


def twelves(days: tuple[int, ...], last: int = 14):
    return [session(day, last if day in days[-2:] else 12) for day in days]


def test_the_next_stage_comes_after_its_weeks_with_one_step_of_load() -> None:
    two_weeks = plan("achilles", *twelves((14, 11, 7, 4)))
    assert [(item.dose.sets, item.dose.reps, item.dose.load_kg) for item in two_weeks.items] == [(4, 10, 21.0)]
    assert "next-stage" in rules(two_weeks)
    with_one_unasked = plan("achilles", session(17, 12, asked=None), *twelves((7, 4)))
    assert [(item.dose.sets, item.dose.reps) for item in with_one_unasked.items] == [(3, 12)]
    one_week = plan("achilles", *twelves((7, 4)))
    assert [(item.dose.sets, item.dose.reps, item.dose.load_kg) for item in one_week.items] == [(3, 12, 21.0)]
    not_beaten = plan("achilles", *twelves((14, 11, 7, 4), last=12))
    assert [(item.dose.sets, item.dose.reps, item.dose.load_kg) for item in not_beaten.items] == [(3, 12, 20.0)]
    strength = plan("strength", *twelves((14, 11, 7, 4)))
    assert [(item.dose.sets, item.dose.reps) for item in strength.items] == [(3, 12)]


def test_the_last_stage_goes_on() -> None:
    sixes = [session(day, [8] * 4, asked=(4, 6, 20.0)) for day in (32, 25, 18, 11, 7, 4)]
    answer = plan("achilles", *sixes)
    assert [(item.dose.sets, item.dose.reps, item.dose.load_kg) for item in answer.items] == [(4, 6, 21.0)]
    assert stage_of_reps("heavy-slow-resistance", 6) == (PROGRAMMES["heavy-slow-resistance"][-1], None)
    assert stage_of_reps("heavy-slow-resistance", 7) is None


def test_the_slow_tempo_stays_with_the_load() -> None:
    slow = plan("achilles", session(4, 12)).items[0].tempo
    assert slow is not None
    assert (slow.concentric_s, slow.hold_s, slow.eccentric_s) == (3.0, 0.0, 3.0)
    assert plan("strength", session(4, 12)).items[0].tempo is None
    assert plan("achilles", bare(4, 12, 12, exercise=SEATED)).items[0].tempo is None
    assert plan("achilles", session(4, 12, load=1.0, asked=(3, 12, 1.0))).items[0].tempo is not None


def test_heel_drops_rise_to_fifteen_and_then_to_twice_a_day() -> None:
    drops = {"exercise": "eccentric-heel-drop"}
    rising = plan("achilles", bare(2, 12, 10, **drops), bare(1, 12, 10, **drops), equipment=NO_WEIGHTS)
    assert [(item.dose.reps, item.dose.times_per_day, item.knee) for item in rising.items] == [
        (11, None, "straight"),
        (11, None, "bent"),
    ]
    full = plan("achilles", bare(2, 17, 15, **drops), bare(1, 17, 15, **drops), equipment=NO_WEIGHTS)
    assert [(item.dose.reps, item.dose.times_per_day) for item in full.items] == [(15, 2), (15, 2)]
    assert full.decision == "progress"
    strength = plan("strength", bare(2, 17, 15, **drops), bare(1, 17, 15, **drops))
    assert [item.dose.times_per_day for item in strength.items] == [None]


def test_once_a_day_said_aloud_is_once_a_day_and_twice_is_enough() -> None:
    def decisions(times: int) -> str:
        return answer(times).decision

    def drops(times: int) -> list[tuple[int | None, int | None]]:
        return [(item.dose.reps, item.dose.times_per_day) for item in answer(times).items]

    def answer(times: int) -> Prescription:
        sessions = [
            replace(one, target=replace(one.target, times_per_day=times))
            for one in (
                bare(2, 17, 15, exercise="eccentric-heel-drop"),
                bare(1, 17, 15, exercise="eccentric-heel-drop"),
            )
            if one.target is not None
        ]
        return plan("achilles", *sessions, equipment=NO_WEIGHTS)

    assert drops(1) == [(15, 2), (15, 2)]
    assert drops(2) == [(15, 2), (15, 2)]
    assert decisions(2) == "hold"
    assert plan("achilles", bare(1, 15, 15, exercise="eccentric-heel-drop"), equipment=NO_WEIGHTS).decision == "hold"


def test_unloaded_raises_that_reach_a_number_of_the_slow_programme_stay_what_they_are() -> None:
    answer = plan("achilles", *[bare(day, 16, 14) for day in (18, 14, 11, 7, 4)])
    assert [(item.dose.sets, item.dose.reps, item.dose.load_kg) for item in answer.items] == [(3, 15, 0.0)]
    done_before = plan("achilles", bare(11, 15, 15), bare(7, 16, 14), bare(4, 16, 14))
    assert [(item.dose.sets, item.dose.reps) for item in done_before.items] == [(3, 15)]


def test_stages_of_unloaded_raises_are_not_those_of_the_slow_programme() -> None:
    answer = plan("achilles", *[bare(day, 17, 15) for day in (11, 7, 4)])
    assert [(item.dose.sets, item.dose.reps, item.dose.load_kg) for item in answer.items] == [(3, 16, 0.0)]
    assert loads(answer, STANDING) == [0.0]
