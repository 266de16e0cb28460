"""Rest: 48 h, days a week, the lighter week, the pause."""

from datetime import timedelta

import pytest

from soleus.programme import Prescription, Session, prescribe
from soleus.programme.history import read_history
from soleus.programme.rest import hard_weeks_before
from tests.programme.made import (
    STANDING,
    TODAY,
    bare,
    leg,
    loads,
    minutes,
    names,
    plan,
    profile,
    rules,
    session,
)


def days_ahead(answer) -> int:
    return (answer.day - TODAY).days


@pytest.mark.parametrize(("days_ago", "ahead"), [(0, 2), (1, 1), (2, 0), (3, 0)])
def test_two_days_lie_between_heavy_loadings(days_ago: int, ahead: int) -> None:
    answer = plan("strength", session(days_ago, 12), days_per_week=7)
    assert days_ahead(answer) == ahead
    assert ("two-days-between" in rules(answer)) is (ahead > 0)


def test_repetitions_of_unknown_load_count_as_heavy() -> None:
    unknown = session(1, 12, load=None, exercise=STANDING, asked=None)
    assert days_ahead(plan("strength", session(5, 12), unknown, days_per_week=7)) == 1
    unrecorded = session(1, None, exercise=STANDING)
    assert days_ahead(plan("strength", session(5, 12), unrecorded, days_per_week=7)) == 1
    nothing = session(1, None, exercise=STANDING, asked=None)
    assert days_ahead(plan("strength", session(5, 12), nothing, days_per_week=7)) == 1


def test_hops_are_heavy() -> None:
    passed = (leg("left"), leg("right"))
    hop = bare(1, 10, 10, exercise="two-leg-hop")
    assert days_ahead(plan("running", hop, days_per_week=7, tests=passed)) == 1


def test_bare_strength_work_waits_for_the_next_day_and_minutes_do_not() -> None:
    assert days_ahead(plan("strength", bare(0, 12, 12), days_per_week=7)) == 1
    assert days_ahead(plan("strength", bare(1, 12, 12), days_per_week=7)) == 0
    assert days_ahead(plan("glucose", minutes(0, 10.0, 10.0), days_per_week=7)) == 0


@pytest.mark.parametrize(("allowed", "ahead"), [(1, 5), (2, 3), (3, 0), (7, 0)])
def test_no_more_days_in_seven_than_the_person_gives(allowed: int, ahead: int) -> None:
    answer = plan("strength", session(4, 12), session(2, 12), days_per_week=allowed)
    assert days_ahead(answer) == ahead
    assert ("days-per-week" in rules(answer)) is (ahead > 0)


def test_two_sessions_on_a_day_are_one_day() -> None:
    assert days_ahead(plan("strength", session(4, 12), session(4, 12), session(2, 12), days_per_week=3)) == 0


@pytest.mark.parametrize(
    ("days", "load_kg"),
    [(14, 20.0), (15, 18.0), (28, 18.0), (29, 16.0), (43, 14.5), (57, 13.0), (71, 11.5), (85, 11.5), (300, 11.5)],
)
def test_a_pause_of_more_than_two_weeks_steps_back_once_a_fortnight(days: int, load_kg: float) -> None:
    answer = plan("strength", session(days + 3, 14), session(days, 14))
    assert loads(answer) == [load_kg] if days > 14 else [21.0]
    assert (answer.decision == "regress") is (days > 14)
    assert ("pause" in rules(answer)) is (days > 14)


def weeks(n: int, *, light: tuple[int, ...] = (), sets: int = 3, light_sets: int = 2, **other):
    """Monday, Wednesday and Friday of the n weeks before this one; the last week is number n."""
    done = []
    for week in range(1, n + 1):
        for weekday in (0, 2, 4):
            count = light_sets if week in light else sets
            done.append(session(7 * (n - week + 1) - weekday, [12] * count, asked=(count, 12, 20.0), **other))
    return done


def test_after_eight_hard_weeks_half_the_sets_at_the_same_load() -> None:
    answer = plan("strength", *weeks(8))
    assert "lighter-week" in rules(answer)
    assert [(item.dose.sets, item.dose.load_kg) for item in answer.items] == [(2, 20.0)]
    assert answer.decision == "hold"


def test_after_seven_not_yet() -> None:
    answer = plan("strength", *weeks(7))
    assert "lighter-week" not in rules(answer)
    assert [item.dose.sets for item in answer.items] == [3]


def test_two_beaten_sessions_do_not_outweigh_it() -> None:
    beaten = [session(7 * (9 - week) - weekday, 14) for week in range(1, 9) for weekday in (0, 2, 4)]
    answer = plan("strength", *beaten)
    assert (answer.decision, loads(answer)) == ("hold", [20.0])


@pytest.mark.parametrize("light", range(1, 9))
def test_a_lighter_week_among_the_eight_starts_the_count_anew(light: int) -> None:
    answer = plan("strength", *weeks(9, light=(light + 1,)))
    assert "lighter-week" not in rules(answer)


def test_a_lighter_week_that_lies_further_back_does_not_help() -> None:
    assert "lighter-week" in rules(plan("strength", *weeks(9, light=(1,))))
    assert "lighter-week" in rules(plan("strength", *weeks(11, light=(2,))))


def test_an_empty_week_is_a_lighter_one() -> None:
    sessions = [one for one in weeks(10) if not TODAY - timedelta(days=28) <= one.day < TODAY - timedelta(days=21)]
    assert "lighter-week" not in rules(plan("strength", *sessions))


def test_nine_tenths_of_the_load_are_no_lighter_week_and_three_quarters_are() -> None:
    def due(load_kg: float) -> bool:
        changed = [
            session((TODAY - one.day).days, 12, load=load_kg, asked=(3, 12, load_kg))
            if 22 <= (TODAY - one.day).days <= 28
            else one
            for one in weeks(9)
        ]
        return "lighter-week" in rules(plan("strength", *changed))

    assert due(18.0)
    assert due(15.5)
    assert not due(15.0)


@pytest.mark.parametrize(("n_weeks", "due"), [(12, False), (13, True)])
def test_a_week_is_measured_against_the_heaviest_of_the_four_before(n_weeks: int, due: bool) -> None:
    """The first week is at 30 kg, all others at 20: light against the first, as long as that is among the four."""
    first = TODAY - timedelta(days=7 * (n_weeks - 1))
    sessions = [
        session((TODAY - one.day).days, 12, load=load_kg, asked=(3, 12, load_kg))
        for one in weeks(n_weeks)
        for load_kg in [30.0 if one.day < first else 20.0]
    ]
    assert ("lighter-week" in rules(plan("strength", *sessions))) is due


def test_bare_sets_count_as_well() -> None:
    def due(light: int, *, every: int = 3) -> bool:
        bare_weeks = [
            bare(7 * (9 - week) - weekday, 12, 12)
            for week in range(9)
            for weekday in (0, 2, 4)
            if week != light or weekday < every
        ]
        return "lighter-week" in rules(plan("strength", *bare_weeks))

    assert due(99)
    assert not due(4, every=3)
    assert due(4, every=5)


@pytest.mark.parametrize(("sets", "due"), [(7, True), (6, False)])
def test_three_quarters_of_the_bare_sets_are_a_lighter_week(sets: int, due: bool) -> None:
    """Eight sets in all weeks but one: seven are not lighter, six are."""
    done = [
        session(7 * (9 - week), [12] * (sets if week == 4 else 8), load=0.0, exercise=STANDING, asked=(8, 12, 0.0))
        for week in range(9)
    ]
    assert ("lighter-week" in rules(plan("strength", *done))) is due


def test_what_is_said_of_days_and_steps_is_in_words() -> None:
    def told(**other) -> str:
        return " ".join(plan("strength", session(2, 12), **other).reasons)

    assert "1 day in seven" in told(days_per_week=1)
    assert "2 days in seven" in " ".join(plan("strength", session(3, 12), session(2, 12), days_per_week=2).reasons)
    assert "so one step back" in " ".join(plan("strength", session(20, 12)).reasons)
    assert "so 2 steps back" in " ".join(plan("strength", session(30, 12)).reasons)


def test_the_sets_come_back_after_the_lighter_week() -> None:
    answer = plan("strength", *weeks(9, light=(9,)))
    assert [item.dose.sets for item in answer.items] == [3]
    four = plan("strength", *weeks(9, light=(9,), sets=4, light_sets=2))
    assert [item.dose.sets for item in four.items] == [4]
    fewer_for_good = plan("strength", *weeks(9, light=(9,), sets=4, light_sets=3))
    assert [item.dose.sets for item in fewer_for_good.items] == [3]


def test_sets_of_more_than_four_weeks_ago_are_forgotten() -> None:
    assert [
        i.dose.sets for i in plan("strength", session(29, 12), session(1, [12, 12], asked=(2, 12, 20.0))).items
    ] == [2]
    assert [
        i.dose.sets for i in plan("strength", session(28, 12), session(1, [12, 12], asked=(2, 12, 20.0))).items
    ] == [3]


def test_beating_the_lighter_week_is_no_reason_for_more() -> None:
    light = [session(7, [14, 14], asked=(2, 12, 20.0)), session(5, [14, 14], asked=(2, 12, 20.0))]
    answer = plan("strength", *weeks(9)[:-3], *light)
    assert (answer.decision, loads(answer)) == ("hold", [20.0])


def test_single_sets_have_nothing_to_halve() -> None:
    assert "lighter-week" not in rules(plan("strength", *weeks(8, sets=1)))
    seated = [bare(7 * back + 2, 12, 12, exercise="seated-calf-raise") for back in range(1, 9)]
    assert "lighter-week" not in rules(plan("strength", *weeks(8, sets=1, exercise=STANDING), *seated))
    two = plan("strength", *weeks(8, sets=2))
    assert [item.dose.sets for item in two.items] == [1]


@pytest.mark.parametrize(("load_kg", "due"), [(20.0, True), (1.0, True), (0.0, False)])
def test_on_the_sunday_a_loaded_session_waits_for_monday_and_its_lighter_week(load_kg: float, due: bool) -> None:
    sunday = TODAY - timedelta(days=1)
    sessions = [
        session(7 * back + 2, 12, load=load_kg, asked=(3, 12, load_kg), exercise=STANDING) for back in range(8)
    ]  # Saturdays
    answer = prescribe(profile("strength", *sessions, days_per_week=7), sunday)
    assert answer.day == (TODAY if due else sunday)
    assert ("lighter-week" in rules(answer)) is due


def saturdays(*others: Session, sets: int = 3) -> Prescription:
    """Eight Saturdays of bare standing raises, the last one yesterday; asked on the Sunday."""
    bare_work = [
        session(7 * back + 2, [12] * sets, load=0.0, exercise=STANDING, asked=(sets, 12, 0.0)) for back in range(8)
    ]
    return prescribe(profile("strength", *bare_work, *others, days_per_week=7), TODAY - timedelta(days=1))


def test_bare_work_is_not_put_off_by_what_was_heavy_in_another_exercise() -> None:
    hopped = saturdays(bare(2, 10, 10, exercise="two-leg-hop"))
    assert (hopped.day, "lighter-week" in rules(hopped)) == (TODAY - timedelta(days=1), False)


def test_bare_work_done_on_the_sunday_waits_for_monday_and_its_lighter_week() -> None:
    done = saturdays(bare(1, 12, 12))
    assert (done.day, "lighter-week" in rules(done)) == (TODAY, True)


def test_half_a_single_set_in_a_lighter_week_is_called_no_step() -> None:
    done = [
        session(7 * back + weekday, [12] * sets, load=0.0, exercise=exercise, asked=(sets, 12, 0.0))
        for back in range(8)
        for weekday in (3, 5, 7)
        for exercise, sets in ((STANDING, 3), ("bent-knee-calf-raise", 1))
    ]
    items = {item.exercise.id: item for item in plan("strength", *done).items}
    assert [(items[name].dose.sets, items[name].dose.reps) for name in (STANDING, "bent-knee-calf-raise")] == [
        (2, 12),
        (1, 6),
    ]
    assert not any("One step" in item.reason for item in items.values())


@pytest.mark.parametrize(("sets", "load_kg"), [((5, 4), (0.0, 0.0)), ((1, 1), (5.0, 4.0))])
def test_four_fifths_are_no_lighter_week_in_sets_or_in_kilograms(
    sets: tuple[int, int], load_kg: tuple[float, float]
) -> None:
    done = [
        session(7 * back, [12] * sets[back == 4], load=load_kg[back == 4], exercise=STANDING, asked=(5, 12, 5.0))
        for back in range(1, 10)
    ]
    assert hard_weeks_before(read_history(profile("strength", *done), TODAY), TODAY.toordinal()) == 8


def test_the_longest_step_back_counts_and_only_once() -> None:
    hurting = plan("strength", session(46, 12), session(43, 12, during=8.0))
    assert loads(hurting) == [14.5]
    both = plan("strength", session(7, 8), session(4, 8, during=8.0))
    assert loads(both) == [18.0]


def test_push_ups_need_no_lighter_week() -> None:
    every_day = [minutes(day, 10.0, 10.0) for day in range(1, 80)]
    assert "lighter-week" not in rules(plan("glucose", *every_day, days_per_week=7))


def test_a_lighter_week_is_due_in_the_week_of_the_session_not_of_the_question() -> None:
    sessions = weeks(8)
    friday = TODAY - timedelta(days=3)
    answer = prescribe(profile("strength", *sessions, days_per_week=3), friday)
    assert answer.day is not None
    assert answer.day >= TODAY - timedelta(days=1)
    assert names(answer) == ["seated-calf-raise"]
