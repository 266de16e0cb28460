"""The quick ways of reading a history give what the plain ways give."""

from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from soleus.programme import Profile, Session
from soleus.programme.history import CURRENT_DAYS, WINDOW_DAYS, read_history
from tests.programme.made import TODAY, profile
from tests.programme.strategies import likely_sessions, sessions

histories = st.lists(sessions() | likely_sessions(), max_size=20)


def of(done: list[Session]) -> Profile:
    return profile("strength", *done)


def in_window(done: tuple[Session, ...]) -> list[Session]:
    return [one for one in done if (done[-1].day - one.day).days < WINDOW_DAYS]


@given(histories)
def test_sessions_lie_by_day_then_exercise_then_what_was_done(done: list[Session]) -> None:
    assert [_told(one) for one in of(done).sessions] == sorted(map(_told, done))


def _told(one: Session) -> tuple[object, ...]:
    felt = one.session_rpe, one.pain_during_nrs, one.pain_next_morning_nrs
    return one.day, one.exercise.id, repr((one.sets, one.target, felt))


@given(histories)
def test_the_last_two_weeks_with_training_are_those_of_the_calendar(done: list[Session]) -> None:
    known = in_window(of(done).sessions)
    weeks = [list(week) for _, week in groupby(known, key=lambda one: one.day.isocalendar()[:2])]
    latest, before = read_history(of(done), TODAY).last_weeks
    assert [list(latest), list(before)] == ([[], [], *weeks])[:-3:-1]


@given(histories)
def test_each_current_exercise_holds_its_days_latest_first(done: list[Session]) -> None:
    known = in_window(of(done).sessions)
    current = sorted(
        {one.exercise.id for one in known if (known[-1].day - one.day).days < CURRENT_DAYS and _counts(one)}
    )
    trainings = read_history(of(done), TODAY).trainings
    assert [training.exercise.id for training in trainings] == current
    for training in trainings:
        own = [one for one in known if one.exercise == training.exercise]
        days = sorted({one.day for one in own}, reverse=True)
        assert [group[0].day for group in training.days] == days
        assert sorted(map(repr, sum(training.days, ()))) == sorted(map(repr, own))
        assert all(len({one.day for one in group}) == 1 for group in training.days)


def _counts(one: Session) -> bool:
    return one.exercise.kind != "test"


@given(st.lists(likely_sessions(), min_size=1, max_size=6))
def test_the_worst_session_of_a_day_counts_in_outcome_and_in_margin(done: list[Session]) -> None:
    for training in read_history(of(done), TODAY).trainings:
        on_the_day = training.latest.sessions
        assert training.latest.outcome == min(one.judged[0] for one in on_the_day)
        assert training.latest.margin == min(one.judged[1] for one in on_the_day)
