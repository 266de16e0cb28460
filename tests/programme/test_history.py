"""How a day went against its target."""

import pytest

from soleus.exercises import find_exercise
from soleus.programme import Session, SetDone, Target
from soleus.programme.done import Outcome
from soleus.programme.history import judged, read_history
from tests.programme.made import SEATED, STANDING, TODAY, ago, minutes, profile, session


def outcome(*sessions: Session) -> tuple[Outcome, float]:
    day = judged(sessions)
    return day.outcome, day.margin


@pytest.mark.parametrize(
    ("reps", "expected"),
    [
        ([14, 14, 14], (Outcome.BEATEN, 2)),
        ([14, 13, 13], (Outcome.BEATEN, 1)),
        ([20, 20, 12], (Outcome.MET, 0)),
        ([12, 12, 12], (Outcome.MET, 0)),
        ([12, 12, 11], (Outcome.MISSED, 0)),
        ([14, 14], (Outcome.MISSED, 0)),
        ([14, 14, 14, 3], (Outcome.BEATEN, 2)),
        ([14, 14, None], (Outcome.UNKNOWN, 0)),
        (None, (Outcome.UNKNOWN, 0)),
    ],
)
def test_every_set_of_the_target_counts_and_more_sets_do_no_harm(reps, expected) -> None:
    assert outcome(session(1, reps)) == expected


def test_less_load_than_asked_is_no_success_and_more_is() -> None:
    assert outcome(session(1, 20, load=19.0)) == (Outcome.MISSED, 0)
    assert outcome(session(1, 14, load=25.0)) == (Outcome.BEATEN, 2)
    assert outcome(session(1, 14, load=None)) == (Outcome.UNKNOWN, 0)


def test_what_was_not_asked_cannot_be_beaten() -> None:
    assert outcome(session(1, 14, asked=None))[0] is Outcome.UNKNOWN
    assert outcome(session(1, 14, asked=(3, 12, None)))[0] is Outcome.UNKNOWN
    assert outcome(session(1, 14, load=0.0, asked=(3, 12, None))) == (Outcome.BEATEN, 2)
    assert outcome(session(1, 14, load=None, asked=(3, 12, 0.0))) == (Outcome.BEATEN, 2)
    assert outcome(session(1, 14, load=None, asked=(3, 12, 1.0)))[0] is Outcome.UNKNOWN
    open_ended = Session(day=ago(1), exercise=find_exercise(SEATED), sets=(SetDone(reps=9),), target=Target(sets=1))
    assert outcome(open_ended)[0] is Outcome.UNKNOWN
    without_sets = Session(day=ago(1), exercise=find_exercise(SEATED), sets=(SetDone(reps=9),), target=Target(reps=8))
    assert outcome(without_sets)[0] is Outcome.UNKNOWN


def test_minutes_and_metres_are_compared_like_repetitions() -> None:
    assert outcome(minutes(1, 11.0, 10.0)) == (Outcome.BEATEN, 1)
    assert outcome(minutes(1, 10.0, 10.0)) == (Outcome.MET, 0)
    assert outcome(minutes(1, 9.0, 10.0)) == (Outcome.MISSED, 0)
    walked = Session(
        day=ago(1),
        exercise=find_exercise("toe-walking"),
        sets=(SetDone(distance_m=25.0),) * 3,
        target=Target(sets=3, distance_m=20.0),
    )
    assert outcome(walked) == (Outcome.BEATEN, 5)


def test_the_worst_session_of_a_day_counts() -> None:
    assert outcome(session(1, 14), session(1, 13)) == (Outcome.BEATEN, 1)
    assert outcome(session(1, 14), session(1, 12)) == (Outcome.MET, 0)
    assert outcome(session(1, 14), session(1, None))[0] is Outcome.UNKNOWN
    assert outcome(session(1, None), session(1, 9))[0] is Outcome.MISSED


def dose_after(*sessions: Session):
    (training,) = read_history(profile("strength", *sessions), TODAY).trainings
    return training.dose


def test_the_dose_is_what_was_asked_but_no_more_than_was_lifted() -> None:
    assert dose_after(session(1, 12)).load_kg == 20.0
    assert dose_after(session(1, 12, load=15.0)).load_kg == 15.0
    assert dose_after(session(1, 12, load=25.0)).load_kg == 20.0
    assert dose_after(session(3, 12), session(1, None, asked=(3, 12, 90.0))).load_kg == 20.0
    assert dose_after(session(1, None, asked=(3, 12, 90.0))).load_kg == 90.0
    assert dose_after(session(200, 12), session(1, None, asked=(3, 12, 90.0))).load_kg == 20.0
    assert dose_after(session(1, 12), session(1, 12, load=10.0, asked=(3, 12, 10.0))).load_kg == 10.0
    assert dose_after(session(1, 12, load=0.5, asked=(3, 12, 1.0))).load_kg == 0.5


def test_of_several_sessions_on_a_day_the_least_is_gone_on_with() -> None:
    assert dose_after(session(1, 12), session(1, 12, asked=(3, 10, 20.0))).reps == 10
    assert dose_after(session(1, 12, load=15.0), session(1, 12, load=10.0)).load_kg == 10.0


def test_without_a_target_what_was_done_is_the_dose() -> None:
    dose = dose_after(session(1, [12, 11, 10], asked=None))
    assert (dose.sets, dose.reps, dose.load_kg) == (3, 10, 20.0)
    assert dose_after(session(3, 12), session(1, None, asked=None)).reps == 12
    assert dose_after(session(1, None, asked=None)) is None
    assert dose_after(session(1, 12, asked=(3, 12, None))).load_kg == 20.0


def test_less_than_a_kilogram_asked_is_not_lifted_by_nothing() -> None:
    assert outcome(session(1, 14, load=0.0, asked=(3, 12, 1.0))) == (Outcome.MISSED, 0)


def test_minutes_and_metres_without_a_target_are_a_dose_too() -> None:
    def alone(*sets: SetDone, target: Target | None = None):
        exercise = find_exercise("toe-walking")
        return dose_after(Session(day=ago(1), exercise=exercise, sets=sets, target=target))

    least = alone(SetDone(minutes=9.0), SetDone(minutes=7.0), SetDone())
    assert (least.sets, least.minutes, least.load_kg) == (2, 7.0, 0.0)
    least = alone(SetDone(distance_m=30.0), SetDone(distance_m=20.0))
    assert (least.sets, least.distance_m) == (2, 20.0)
    asked = alone(target=Target(sets=3, distance_m=25.0))
    assert (asked.sets, asked.distance_m, asked.load_kg) == (3, 25.0, 0.0)
    asked = alone(target=Target(sets=3, minutes=5.0))
    assert (asked.sets, asked.minutes, asked.load_kg) == (3, 5.0, 0.0)
    assert alone(target=Target(sets=3)) is None
    assert dose_after(session(1, 12, load=None, asked=None)).load_kg == 0.0


def test_an_exercise_left_out_for_two_weeks_is_no_longer_current() -> None:
    def current(days: int) -> list[str]:
        history = read_history(profile("strength", session(1), session(days, exercise=STANDING)), TODAY)
        return [training.exercise.id for training in history.trainings]

    assert current(14) == [SEATED, STANDING]
    assert current(15) == [SEATED]


def test_a_test_is_no_training() -> None:
    assert read_history(profile("strength", session(1, exercise="heel-raise-test")), TODAY).trainings == ()


def test_only_a_quarter_of_a_year_is_looked_at() -> None:
    history = read_history(profile("strength", session(0), session(90), session(91)), TODAY)
    assert [one.day for one in history.sessions] == [ago(90), ago(0)]
