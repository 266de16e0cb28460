"""A session that was broken off says nothing of what can be tolerated, unless it was broken off for pain."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from soleus.exercises import find_exercise
from soleus.programme import Prescription, Profile, Session, SetDone, Target, prescribe
from soleus.programme.done import Outcome
from soleus.programme.history import CURRENT_DAYS
from tests.programme.made import PUSH_UP, SEATED, STANDING, TODAY, ago, bare, plan, session
from tests.programme.strategies import profiles
from tests.programme.test_properties import MORE, covers, effort


def seconds(days_ago: int, minutes: float, *, asked: Target | None = None, during: float | None = 0.0) -> Session:
    """Push-ups of that many minutes; by default nothing was asked."""
    return Session(
        day=ago(days_ago),
        exercise=find_exercise(PUSH_UP),
        sets=(SetDone(reps=round(50 * minutes), load_kg=0.0, minutes=minutes),),
        target=asked,
        pain_during_nrs=during,
        pain_next_morning_nrs=0.0,
    )


def dose_of(answer: Prescription, exercise: str) -> tuple[object, ...]:
    (item,) = [one for one in answer.items if one.exercise.id == exercise]
    return item.dose.sets, item.dose.reps, item.dose.minutes, item.dose.load_kg


def rules(answer: Prescription) -> set[str]:
    return {finding.rule for finding in answer.findings}


@pytest.mark.parametrize(
    ("reps", "off"),
    [
        ([8], True),  # 8 of 36
        ([9], False),  # a quarter is something
        ([4, 4], True),
        ([12], False),
        ([2, 2, 2], False),  # every set begun: it was too much
        ([0], True),
        ([None], False),
        (None, False),
    ],
)
def test_broken_off_is_less_than_a_quarter_with_sets_left_out(reps: list[int | None] | None, off: bool) -> None:
    assert session(1, reps).is_broken_off is off


@pytest.mark.parametrize(("minutes", "off"), [(0.2, True), (1.24, True), (1.25, False), (5.0, False)])
def test_where_nothing_was_asked_it_is_measured_by_the_least_dose_of_the_exercise(minutes: float, off: bool) -> None:
    """Push-ups begin with five minutes."""
    assert seconds(1, minutes).is_broken_off is off


def test_a_single_set_that_was_asked_is_broken_off_as_well() -> None:
    asked = Target(sets=1, minutes=10.0)
    assert seconds(1, 2.4, asked=asked).is_broken_off
    assert not seconds(1, 2.5, asked=asked).is_broken_off
    assert seconds(1, 2.4, asked=Target(minutes=10.0)).is_broken_off
    assert not replace(seconds(1, 1.0, asked=asked), sets=(SetDone(minutes=1.0),) * 2).is_broken_off


@pytest.mark.parametrize(("pain", "off"), [(None, True), (0.0, True), (2.0, True), (2.5, False), (6.0, False)])
def test_what_was_broken_off_for_pain_counts_as_it_was(pain: float | None, off: bool) -> None:
    assert session(1, [3], during=pain).is_broken_off is off


def test_seconds_of_the_first_try_are_not_repeated() -> None:
    answer = plan("glucose", seconds(1, 0.2))
    assert dose_of(answer, PUSH_UP) == (1, None, 5.0, 0.0)
    assert answer.decision == "start"
    assert any("broken off after less than a quarter" in reason for reason in answer.reasons)


def test_a_first_try_can_be_begun_again_on_the_same_day() -> None:
    assert plan("strength", bare(0, 12, 12)).day != TODAY
    tried = Session(day=TODAY, exercise=find_exercise(STANDING), sets=(SetDone(reps=2, load_kg=0.0),))
    assert plan("strength", replace(tried, pain_during_nrs=0.0)).day == TODAY
    assert plan("strength", replace(tried, pain_during_nrs=0.0), days_per_week=1).day == TODAY


def test_a_loaded_try_still_keeps_the_two_days() -> None:
    assert (plan("strength", session(0, [2])).day - TODAY).days == 2  # type: ignore[operator]


def test_the_last_whole_session_is_repeated_where_nothing_was_asked() -> None:
    whole = seconds(3, 8.0, asked=Target(sets=1, minutes=8.0, times_per_day=3))
    answer = plan("glucose", whole, seconds(1, 0.2))
    assert dose_of(answer, PUSH_UP) == (1, None, 8.0, 0.0)
    assert answer.decision == "hold"
    assert "broken-off" in rules(answer)
    assert f"the session of {ago(1).isoformat()} was broken off" in answer.items[0].reason


def test_what_was_prescribed_is_asked_again() -> None:
    beaten = [session(days, 14) for days in (8, 5)]
    off = session(2, [2], load=21.0, asked=(3, 12, 21.0))
    assert dose_of(plan("strength", *beaten), SEATED)[3] == 21.0
    answer = plan("strength", *beaten, off)
    assert dose_of(answer, SEATED) == (3, 12, None, 21.0)
    assert answer.decision == "hold"
    assert [item.rule for item in answer.items if item.exercise.id == SEATED] == ["broken-off"]


def test_a_step_back_is_not_taken_twice_by_breaking_off() -> None:
    missed = [session(days, 9) for days in (8, 5)]
    assert dose_of(plan("strength", *missed), SEATED)[3] == 18.0
    off = session(2, [2], load=18.0, asked=(3, 12, 18.0))
    assert dose_of(plan("strength", *missed, off), SEATED)[3] == 18.0


def test_a_set_to_warm_up_does_not_become_the_load() -> None:
    answer = plan("strength", session(5, 12), session(2, [3], load=5.0))
    assert dose_of(answer, SEATED)[3] == 20.0


def test_where_nothing_else_was_lifted_a_set_to_warm_up_bounds_the_load() -> None:
    assert dose_of(plan("strength", session(2, [3], load=5.0)), SEATED)[3] == 5.0


def test_two_misses_with_a_broken_off_one_between_them_are_in_a_row() -> None:
    answer = plan("strength", session(9, 10), session(6, [1]), session(3, 10))
    assert "missed-twice" in rules(answer)


def test_two_beaten_days_with_a_broken_off_one_between_them_are_in_a_row() -> None:
    assert plan("strength", session(9, 14), session(6, [1]), session(3, 14)).decision == "progress"


def test_what_was_done_whole_on_the_same_day_speaks() -> None:
    answer = plan("strength", session(6, 14), session(3, [1]), session(3, 14))
    assert answer.decision == "progress"
    assert "broken-off" not in rules(answer)


def test_pain_of_a_broken_off_session_is_heard_all_the_same() -> None:
    answer = plan("strength", session(6, 12), session(3, [1], during=0.0, morning=4.0))
    assert answer.decision == "regress"
    assert "pain-next-morning" in rules(answer)


def test_pain_of_the_last_whole_session_is_not_forgotten_over_a_try() -> None:
    hurt = session(6, 12, during=6.0)
    assert plan("strength", hurt).decision == "regress"
    assert plan("strength", hurt, session(3, [1], asked=None)).decision == "regress"


def test_a_pause_is_counted_from_the_last_whole_session() -> None:
    assert "pause" in rules(plan("strength", session(20, 12), session(2, [1], asked=None)))


def test_its_load_counts_in_the_week() -> None:
    assert plan("strength", session(2, [3])).achilles.last_7_days_bw > 0


def test_the_outcome_of_a_broken_off_session_is_its_own() -> None:
    assert session(1, [1]).judged == (Outcome.BROKEN_OFF, 0.0)


def broken(profile: Profile, asked: Target | None) -> Profile:
    """One more session of the last exercise, broken off at once today."""
    last = profile.sessions[-1]
    nothing = SetDone(reps=0, minutes=0.0, distance_m=0.0, load_kg=None if asked is None else asked.load_kg)
    off = Session(
        day=TODAY,
        exercise=last.exercise,
        sets=(nothing,),
        target=asked,
        pain_during_nrs=0.0,
        pain_next_morning_nrs=0.0,
    )
    return replace(profile, sessions=(*profile.sessions, off))


def earlier(profile: Profile) -> bool:
    return bool(profile.sessions) and profile.sessions[-1].day < TODAY and profile.sessions[-1].exercise.kind != "test"


@given(profiles())
def test_breaking_off_lets_nothing_rise_and_never_becomes_the_dose(profile: Profile) -> None:
    recent = [one for one in profile.sessions if (TODAY - one.day).days < CURRENT_DAYS]  # a new day drops no old one
    profile = replace(profile, sessions=tuple(recent))
    assume(earlier(profile))
    after = broken(profile, None)
    assume(after.sessions[-1].is_broken_off)
    name = profile.sessions[-1].exercise.id
    with_it, without = ({item.exercise.id: item for item in prescribe(one, TODAY).items} for one in (after, profile))
    if name in with_it and name in without:
        dose, before = effort(with_it[name].dose), effort(without[name].dose)
        assert covers(with_it[name].dose, without[name].dose)
        assert any(dose[1:]) == any(before[1:])
    assert name not in with_it or with_it[name].rule not in ("beaten-twice", "next-stage", "harder-exercise")


@MORE
@given(profiles(), st.integers(1, 4), st.integers(1, 30))
def test_breaking_off_repeats_what_was_prescribed(profile: Profile, sets: int, reps: int) -> None:
    assume(earlier(profile))
    answer = prescribe(broken(profile, Target(sets=sets, reps=reps, load_kg=0.0)), TODAY)
    for item in answer.items:
        if item.rule == "broken-off" and item.exercise == profile.sessions[-1].exercise:
            assert (item.dose.reps, item.dose.load_kg) == (reps, 0.0)
