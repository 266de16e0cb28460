"""Where exercises begin and where more of them stops being offered."""

import pytest

from soleus.exercises import find_exercise
from soleus.programme import Session, SetDone, Target
from soleus.programme.dose import Dose, Most, raised
from soleus.programme.equipment import canonical, missing, unknown
from soleus.programme.goals import MOST, NO_LIMIT_KNOWN, first_dose
from tests.programme.made import ago, plan, rules

CEILINGS = [
    ("soleus-push-up", Dose(sets=1, minutes=30.0)),
    ("soleus-push-up", Dose(sets=1, reps=1500)),
    ("heel-toe-raises", Dose(sets=1, minutes=15.0)),
    ("heel-toe-raises", Dose(sets=1, reps=450)),
    ("seated-calf-raise", Dose(sets=3, reps=20)),
    ("standing-calf-raise", Dose(sets=3, reps=20)),
    ("bent-knee-calf-raise", Dose(sets=3, reps=20)),
    ("two-up-one-down", Dose(sets=3, reps=15)),
    ("single-leg-calf-raise", Dose(sets=3, reps=30)),
    ("eccentric-heel-drop", Dose(sets=3, reps=15)),
    ("toe-walking", Dose(sets=3, distance_m=30.0)),
    ("toe-walking", Dose(sets=3, minutes=10.0)),
    ("hill-climbing", Dose(sets=1, minutes=60.0)),
    ("stair-climbing", Dose(sets=1, minutes=30.0)),
    ("two-leg-hop", Dose(sets=2, reps=20)),
    ("single-leg-hop", Dose(sets=2, reps=20)),
]


def most_of(exercise: str) -> Most:
    return MOST.get(exercise, NO_LIMIT_KNOWN)


@pytest.mark.parametrize(
    ("exercise", "full"),
    [
        *CEILINGS,
        ("a-new-exercise", Dose(sets=3, reps=20)),
        ("a-new-exercise", Dose(sets=1, minutes=30.0)),
        ("a-new-exercise", Dose(sets=1, distance_m=100.0)),
    ],
)
def test_an_exercise_is_offered_up_to_its_end_and_no_further(exercise: str, full: Dose) -> None:
    assert raised(full, margin=2.0, most=most_of(exercise)) == full
    below = Dose(
        sets=full.sets,
        reps=None if full.reps is None else full.reps - 1,
        minutes=None if full.minutes is None else full.minutes - 0.5,
        distance_m=None if full.distance_m is None else full.distance_m - 0.5,
    )
    assert raised(below, margin=2.0, most=most_of(exercise)) == full


def test_every_exercise_that_more_is_offered_of_has_its_end_in_the_list() -> None:
    assert {name for name, _ in CEILINGS} == set(MOST)


@pytest.mark.parametrize(("exercise", "full"), CEILINGS)
def test_at_its_end_the_plan_offers_no_more_of_it(exercise: str, full: Dose) -> None:
    """Over the end by a wide margin on two days: the same again, or the next exercise of the row."""
    done = SetDone(
        reps=None if full.reps is None else full.reps + 5,
        minutes=None if full.minutes is None else full.minutes + 5,
        distance_m=None if full.distance_m is None else full.distance_m + 5,
        load_kg=0.0,
    )
    target = Target(sets=full.sets, reps=full.reps, minutes=full.minutes, distance_m=full.distance_m, load_kg=0.0)
    sessions = [
        Session(
            day=ago(day),
            exercise=find_exercise(exercise),
            sets=(done,) * full.sets,
            target=target,
            pain_during_nrs=0.0,
            pain_next_morning_nrs=0.0,
        )
        for day in (5, 2)
    ]
    equipment = frozenset({"chair", "step", "stairs", "hill", "ramp"})
    answer = plan("circulation", *sessions, equipment=equipment)
    same = [item.dose for item in answer.items if item.exercise.id == exercise]
    assert all(dose.amounts == full.amounts for dose in same)
    assert same or "harder-exercise" in rules(answer) or "running-gate" in {one.rule for one in answer.blocked}


def test_first_doses_are_the_least_of_the_catalogue() -> None:
    assert first_dose("toe-walking") == Dose(sets=3, distance_m=20.0)
    assert first_dose("single-leg-hop") == Dose(sets=2, reps=5)
    assert first_dose("stair-climbing") == Dose(sets=1, minutes=3.0)
    (heel_and_toe,) = plan("circulation").items
    assert (heel_and_toe.dose.minutes, heel_and_toe.dose.times_per_day) == (2.0, 4)


def test_what_a_person_has_is_understood_in_their_words() -> None:
    assert canonical(frozenset({" Dumbbells "})) == {"dumbbells", "weights"}
    assert canonical(frozenset({"kerb"})) == {"kerb", "step"}
    assert canonical(frozenset({"unicorn"})) == {"unicorn"}
    seated = find_exercise("seated-calf-raise")
    assert missing(seated, canonical(frozenset({"backpack"}))) is None
    assert missing(seated, canonical(frozenset({"staircase", "mat"}))) == "weights"
    assert unknown(canonical(frozenset({"kerb", "mat", "unicorn", "anvil"}))) == ["anvil", "unicorn"]
