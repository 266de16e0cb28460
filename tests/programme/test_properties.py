"""What holds for every profile: bounded, monotone, the same twice, the same in any order, never past a red flag."""

from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from soleus.programme import Prescription, Profile, Session, SetDone, prescribe
from soleus.programme.dose import Dose
from soleus.programme.evidence import RULES
from soleus.programme.explain import what_if
from soleus.programme.programmes import PROGRAMMES
from tests.programme.made import TODAY
from tests.programme.strategies import RED_FLAGS, answers, profiles

EPS = 1e-6
LADDER = ("standing-calf-raise", "two-up-one-down", "single-leg-calf-raise")
MORE = settings(max_examples=300)


def heaviest(answer: Prescription) -> dict[str, float]:
    return {
        item.exercise.id: max(one.dose.load_kg for one in answer.items if one.exercise == item.exercise)
        for item in answer.items
    }


def effort(dose: Dose) -> tuple[float, ...]:
    return dose.load_kg, dose.reps or 0, dose.minutes or 0.0, dose.distance_m or 0.0


def lifted(profile: Profile, exercise: str) -> list[float]:
    known = [one for one in profile.sessions if one.exercise.id == exercise]
    return [done.load_kg for one in known for done in one.sets if done.load_kg is not None]


def no_more(one: Prescription, other: Prescription) -> bool:
    """Of no exercise that both hold does the first ask for more, nor for a harder rung."""
    theirs = {item.exercise.id: item.dose for item in other.items}
    rungs = [LADDER.index(name) for name in theirs if name in LADDER]
    for item in one.items:
        name = item.exercise.id
        if name in theirs and not covers(item.dose, theirs[name]):
            return False
        if name in LADDER and rungs and LADDER.index(name) > max(rungs):
            return False
    return True


def covers(dose: Dose, theirs: Dose) -> bool:
    """No more load; in programme stages load and repetitions trade, so repetitions count at equal load only."""
    if dose.load_kg > theirs.load_kg + EPS:
        return False
    if dose.load_kg > 0 and theirs.load_kg > dose.load_kg:
        return True
    stages = {stage.reps for stage in PROGRAMMES["heavy-slow-resistance"]}
    staged = dose.load_kg > 0 and dose.reps in stages and theirs.reps in stages
    return staged or all(mine <= other + EPS for mine, other in zip(effort(dose), effort(theirs), strict=True))


def latest(profile: Profile) -> list[Session]:
    return [one for one in profile.sessions if one.day == profile.sessions[-1].day]


@MORE
@given(profiles(screening=answers))
def test_no_history_crashes_and_every_answer_is_whole(profile: Profile) -> None:
    answer = prescribe(profile, TODAY)
    assert answer.reasons
    assert all(item.reason.strip() for item in answer.items)
    assert all(finding.rule in RULES for finding in answer.findings)
    assert all(item.rule in RULES for item in answer.items)
    assert (answer.day is None) == (not answer.items) == (answer.decision == "stop")
    assert answer.day is None or 0 <= (answer.day - TODAY).days <= 7
    assert not any(block.seek_care for block in answer.blocked) or answer.decision == "stop"
    answer.as_json()


@MORE
@given(profiles())
def test_load_never_rises_by_more_than_a_tenth_and_never_without_saying_so(profile: Profile) -> None:
    answer = prescribe(profile, TODAY)
    for item in answer.items:
        done = lifted(profile, item.exercise.id)
        if done:
            assert item.dose.load_kg <= 1.10 * max(done) + EPS
            assert item.dose.load_kg <= max(done) + EPS or answer.decision == "progress"


@MORE
@given(profiles())
def test_heavy_loadings_are_two_days_apart(profile: Profile) -> None:
    answer = prescribe(profile, TODAY)
    loaded = [one.day for one in profile.sessions if any((done.load_kg or 0) > 0 for done in one.sets)]
    hops = [one.day for one in profile.sessions if one.exercise.kind == "hop"]
    if any(item.dose.load_kg > 0 or item.exercise.kind == "hop" for item in answer.items) and loaded + hops:
        assert answer.day is not None
        assert (answer.day - max(loaded + hops)).days >= 2


@MORE
@given(profiles(screening=answers), st.randoms())
def test_the_same_in_any_order_and_the_same_twice(profile: Profile, random) -> None:
    sessions, tests = list(profile.sessions), list(profile.tests)
    random.shuffle(sessions)
    random.shuffle(tests)
    again = replace(profile, sessions=tuple(sessions), tests=tuple(tests))
    assert prescribe(again, TODAY).as_json() == prescribe(profile, TODAY).as_json()
    assert prescribe(profile, TODAY) == prescribe(profile, TODAY)


@MORE
@given(profiles(), st.integers(1, 10), st.booleans(), st.booleans())
def test_more_pain_last_time_never_asks_for_more(profile: Profile, extra: int, during: bool, morning: bool) -> None:
    assume(profile.sessions and (during or morning))
    last = latest(profile)
    hurting = [
        replace(
            one,
            pain_during_nrs=min(10.0, (one.pain_during_nrs or 0.0) + extra) if during else one.pain_during_nrs,
            pain_next_morning_nrs=min(10.0, (one.pain_next_morning_nrs or 0.0) + extra)
            if morning
            else one.pain_next_morning_nrs,
        )
        for one in last
    ]
    # an answer in place of none is no comparison: unknown holds, a small pain may be fine
    assume(not any(during and one.pain_during_nrs is None for one in last))
    assume(not any(morning and one.pain_next_morning_nrs is None for one in last))
    before = prescribe(profile, TODAY)
    after = prescribe(replace(profile, sessions=(*profile.sessions[: -len(last)], *hurting)), TODAY)
    assert no_more(after, before)
    assert after.decision != "progress" or before.decision == "progress"


@MORE
@given(profiles(), st.integers(1, 10))
def test_more_pain_all_along_never_asks_for_more(profile: Profile, extra: int) -> None:
    known = [
        one for one in profile.sessions if one.pain_during_nrs is not None and one.pain_next_morning_nrs is not None
    ]
    assume(known and all((one.pain_during_nrs or 0) + extra <= 10 for one in known))
    assume(all((one.pain_next_morning_nrs or 0) + extra <= 10 for one in known))
    before = prescribe(replace(profile, sessions=tuple(known)), TODAY)
    hurting = [
        replace(
            one,
            pain_during_nrs=(one.pain_during_nrs or 0.0) + extra,
            pain_next_morning_nrs=(one.pain_next_morning_nrs or 0.0) + extra,
        )
        for one in known
    ]
    after = prescribe(replace(profile, sessions=tuple(hurting)), TODAY)
    assert no_more(after, before)
    assert after.decision != "progress" or before.decision == "progress"


@MORE
@given(profiles(), st.integers(1, 10))
def test_fewer_repetitions_last_time_never_ask_for_more(profile: Profile, fewer: int) -> None:
    assume(profile.sessions)
    last = latest(profile)
    assume(all(one.target is not None for one in last))  # without a target what was done is the target
    weaker = [
        replace(
            one,
            sets=tuple(
                SetDone(
                    reps=None if done.reps is None else max(0, done.reps - fewer),
                    load_kg=done.load_kg,
                    minutes=None if done.minutes is None else max(0.0, done.minutes - fewer),
                    distance_m=None if done.distance_m is None else max(0.0, done.distance_m - fewer),
                )
                for done in one.sets
            ),
        )
        for one in last
    ]
    before = prescribe(profile, TODAY)
    after = prescribe(replace(profile, sessions=(*profile.sessions[: -len(last)], *weaker)), TODAY)
    assert no_more(after, before)
    assert after.decision != "progress" or before.decision == "progress"


@MORE
@given(profiles(), st.integers(1, 20))
def test_fewer_raises_in_the_test_never_ask_for_more(profile: Profile, fewer: int) -> None:
    weaker = replace(
        profile,
        tests=tuple(replace(one, reps=None if one.reps is None else max(0, one.reps - fewer)) for one in profile.tests),
    )
    before, after = prescribe(profile, TODAY), prescribe(weaker, TODAY)
    assert no_more(after, before)


@MORE
@given(profiles(screening=answers), st.sampled_from(RED_FLAGS))
def test_no_path_leads_from_a_red_flag_to_a_session(profile: Profile, flag: str) -> None:
    flagged = replace(profile, screening=replace(profile.screening, **{flag: True}))
    answer = prescribe(flagged, TODAY)
    assert answer.decision == "stop"
    assert answer.items == ()
    assert answer.day is None
    assert answer.blocked


@MORE
@given(profiles())
def test_what_was_not_recorded_never_asks_for_more(profile: Profile) -> None:
    assume(profile.sessions)
    last = latest(profile)
    forgotten = [replace(one, pain_next_morning_nrs=None) for one in last]
    after = prescribe(replace(profile, sessions=(*profile.sessions[: -len(last)], *forgotten)), TODAY)
    assert after.decision != "progress"


@settings(max_examples=50)
@given(profiles(screening=answers))
def test_every_what_if_is_an_answer(profile: Profile) -> None:
    for one in what_if(profile, TODAY):
        assert one.change
        one.as_json()
