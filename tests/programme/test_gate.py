"""The gate to running and hopping."""

import pytest

from soleus.programme.gate import latest_tests, legs_differ
from tests.programme.made import TODAY, ago, bare, leg, names, plan, profile, rules, session

PASSED = (leg("left", 30, 1500.0), leg("right", 33, 1650.0))


def open_(*tests, sessions=()) -> bool:
    answer = plan("running", *sessions, tests=tests)
    blocked = [block.what for block in answer.blocked]
    assert blocked in ([], ["running and hopping"])
    assert not any("hop" in name for name in names(answer)) or not blocked
    assert not any(block.seek_care for block in answer.blocked)
    return not blocked


def test_thirty_even_raises_without_pain_open_it() -> None:
    assert open_(*PASSED)


@pytest.mark.parametrize(
    "other",
    [
        leg("right", 29, 1500.0),
        leg("right", 34, 1500.0),  # 30 of 34: 88 %
        leg("right", 30, 1340.0),  # 89 % of the work
        leg("right", 30, 1500.0, pain=1.0),
        leg("right", 30, 1500.0, pain=0.5),
        leg("right", 30, 1500.0, pain=None),
        leg("right", None, 1500.0),
        leg("right", 30, None),
        leg("right", 30, 0.0),
        leg("right", 30, 1500.0, days=29),
        leg("left", 30, 1500.0),
    ],
)
def test_each_condition_closes_it_alone(other) -> None:
    assert not open_(leg("left", 30, 1500.0), other)


def test_exactly_ninety_per_cent_and_four_weeks_are_enough() -> None:
    assert open_(leg("left", 36, 1350.0), leg("right", 40, 1500.0))
    assert open_(leg("left", 30, 1500.0, days=28), leg("right", 30, 1500.0))


def test_without_tests_it_is_closed() -> None:
    assert not open_()


def test_the_latest_test_of_a_leg_counts_and_on_one_day_the_weakest() -> None:
    assert open_(leg("left", 20, 900.0, days=9), *PASSED)
    assert not open_(leg("left", 20, 900.0, days=1), *PASSED)
    assert not open_(leg("left", 20, 900.0), *PASSED)
    assert not open_(leg("left", 30, 1500.0, pain=2.0), *PASSED)
    assert not open_(leg("left", None, 1500.0), *PASSED)


def test_the_worst_of_a_day_is_taken_measure_by_measure() -> None:
    def told(*tests) -> str:
        return plan("running", tests=tests).blocked[0].why

    more_reps_less_work = (leg("left", 31, 1300.0), leg("left", 30, 1500.0), leg("right", 33, 1650.0))
    assert "left leg makes 79% of the other's work" in told(*more_reps_less_work)
    assert "made 29 raises" in told(leg("left", 29, 1500.0), leg("left", 40, 1500.0), leg("right", 31, 1500.0))
    assert open_(leg("left", 30, 1500.0, days=0), leg("right", 33, 1650.0, days=0))


def test_the_leg_the_number_and_the_measure_that_are_told_belong_together() -> None:
    crossed = plan("running", tests=(leg("left", 30, 1500.0), leg("right", 34, 1300.0)))
    assert "the left leg makes 88% of the other's repetitions" in crossed.blocked[0].why


def test_the_test_that_counts_carries_its_day() -> None:
    tests = latest_tests(profile("running", tests=(leg("left", days=9), *PASSED)), TODAY.toordinal())
    assert tests is not None
    assert [one.day for one in tests] == [ago(2), ago(2)]


def test_pain_in_the_last_session_closes_it() -> None:
    assert open_(*PASSED, sessions=(bare(3, 12, 12, during=0.0),))
    assert not open_(*PASSED, sessions=(bare(3, 12, 12, during=1.0),))
    assert open_(*PASSED, sessions=(bare(5, 12, 12, during=1.0), bare(3, 12, 12, during=0.0)))


def test_hops_join_with_the_first_step_more_once_it_is_open() -> None:
    beaten = (bare(7, 14, 12), bare(4, 14, 12))
    assert names(plan("running", *beaten, tests=PASSED)) == ["standing-calf-raise", "two-leg-hop"]
    assert names(plan("running", *beaten)) == ["standing-calf-raise"]
    assert names(plan("strength", *beaten, tests=PASSED)) == ["standing-calf-raise"]
    met = (bare(7, 12, 12), bare(4, 12, 12))
    assert names(plan("running", *met, tests=PASSED)) == ["standing-calf-raise"]


def test_hops_in_the_history_are_left_out_while_it_is_closed_whatever_the_goal() -> None:
    hops = bare(4, 10, 10, exercise="two-leg-hop")
    for goal in ("running", "strength"):
        closed = plan(goal, bare(4, 12, 12), hops)
        assert names(closed) == ["standing-calf-raise"]
        assert [block.what for block in closed.blocked] == ["running and hopping"]
        assert "two-leg-hop" in names(plan(goal, bare(4, 12, 12), hops, tests=PASSED))


def test_other_goals_are_not_told_of_it() -> None:
    assert plan("strength", session(4, 12)).blocked == ()


def test_the_weaker_leg_is_named_by_the_measure_that_shows_it() -> None:
    def told(*tests) -> str:
        finding = legs_differ(profile("strength", tests=tests), TODAY.toordinal())
        return "" if finding is None else finding.why

    assert told(leg("left", 30, 1000.0), leg("right", 30, 1500.0)) == (
        "Your legs differ: left leg 67% of the other by work. Begin with the left one, and let it set the number."
    )
    assert "right leg 67% of the other by rep" in told(leg("left", 30, 1500.0), leg("right", 20, 1500.0))
    assert "with the left one" in told(leg("left", 20, None), leg("right", 30, None))
    crossed = told(leg("left", 26, 1500.0), leg("right", 30, 1000.0))
    assert "left leg 87% of the other by repetitions, right leg 67% of the other by work" in crossed
    assert "with the right one" in crossed
    assert told(leg("left", 27, 1350.0), leg("right", 30, 1500.0)) == ""
    assert told(leg("left", 0, 0.0), leg("right", 0, 0.0)) == ""
    assert told(leg("left", 0, 0.0), leg("right", 1, 0.0)) != ""
    assert told(leg("left", 20, 1000.0)) == ""
    assert "legs-differ" in rules(plan("achilles", tests=(leg("left", 20, 1000.0), leg("right", 30, 1500.0))))
    assert "legs-differ" not in rules(plan("glucose", tests=(leg("left", 20, 1000.0), leg("right", 30, 1500.0))))
