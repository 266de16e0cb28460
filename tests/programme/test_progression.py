"""What the last days of an exercise ask for."""

import pytest

from tests.programme.made import SEATED, STANDING, bare, loads, minutes, names, plan, rules, session


def test_a_target_beaten_on_two_days_in_a_row_is_one_step_more() -> None:
    answer = plan("strength", session(7, 14), session(4, 14))
    assert answer.decision == "progress"
    assert loads(answer) == [21.0]
    assert [item.rule for item in answer.items] == ["beaten-twice"]
    assert "20 to 21 kg" in answer.items[0].reason


@pytest.mark.parametrize(
    ("earlier", "later", "rule"),
    [
        (12, 14, "beaten-once"),
        (14, 12, "target-met"),
        (12, 12, "target-met"),
        (9, 14, "beaten-once"),
        (14, 9, "missed-once"),
        (12, 9, "missed-once"),
        (None, 14, "beaten-once"),
        (14, None, "not-recorded"),
        (9, None, "not-recorded"),
        (None, 9, "missed-once"),
    ],
)
def test_anything_short_of_that_is_the_same_again(earlier: int | None, later: int | None, rule: str) -> None:
    answer = plan("strength", session(7, earlier), session(4, later))
    assert answer.decision == "hold"
    assert loads(answer) == [20.0]
    assert rules(answer) == {rule}


def test_two_misses_in_a_row_are_one_step_down() -> None:
    answer = plan("strength", session(7, 9), session(4, 8))
    assert (answer.decision, loads(answer)) == ("regress", [18.0])
    assert rules(answer) == {"missed-twice"}


def test_a_miss_of_a_heavier_target_does_not_count_against_the_lighter_one() -> None:
    at_20_then_18 = (session(7, 9), session(4, 9, load=18.0, asked=(3, 12, 18.0)))
    assert (plan("strength", *at_20_then_18).decision, loads(plan("strength", *at_20_then_18))) == ("hold", [18.0])
    at_18_then_20 = (session(7, 9, load=18.0, asked=(3, 12, 18.0)), session(4, 9))
    assert plan("strength", *at_18_then_20).decision == "regress"


@pytest.mark.parametrize("asked", [(3, 12, 18.0), (3, 12, 19.5), (3, 11, 20.0), (2, 12, 20.0)])
def test_beating_an_easier_target_before_does_not_count(asked: tuple[int, int, float]) -> None:
    answer = plan("strength", session(7, 16, asked=asked), session(4, 14))
    assert (answer.decision, loads(answer)) == ("hold", [20.0])


def test_beating_a_harder_target_before_counts() -> None:
    answer = plan("strength", session(7, 16, load=22.0, asked=(4, 13, 22.0)), session(4, 14))
    assert answer.decision == "hold"  # three sets of four asked: missed
    assert plan("strength", session(7, 16, load=22.0, asked=(3, 13, 22.0)), session(4, 14)).decision == "progress"


def test_the_smaller_margin_of_the_two_days_sets_the_step() -> None:
    assert loads(plan("strength", session(7, 16), session(4, 13))) == [20.5]
    assert loads(plan("strength", session(7, 13), session(4, 16))) == [20.5]
    assert loads(plan("strength", session(7, 16), session(4, 16))) == [22.0]


def test_more_sets_the_day_before_count_and_fewer_minutes_do_not() -> None:
    assert plan("strength", session(7, [14] * 4, asked=(4, 12, 20.0)), session(4, 14)).decision == "progress"
    assert plan("glucose", minutes(2, 12.0, 11.0), minutes(1, 12.0, 10.0)).decision == "progress"
    assert plan("glucose", minutes(2, 12.0, 9.0), minutes(1, 12.0, 10.0)).decision == "hold"


def test_two_successes_on_one_day_are_one() -> None:
    assert plan("strength", session(4, 14), session(4, 14)).decision == "hold"


def test_each_exercise_needs_its_own_two_days() -> None:
    answer = plan("strength", session(7, 14, exercise=STANDING), session(4, 14))
    assert answer.decision == "hold"
    assert loads(answer, STANDING) == loads(answer, SEATED) == [20.0]


def test_while_one_exercise_steps_back_no_other_goes_up() -> None:
    answer = plan(
        "strength",
        session(7, 14),
        session(4, 14),
        session(7, 8, exercise=STANDING),
        session(4, 8, exercise=STANDING),
    )
    assert answer.decision == "regress"
    assert (loads(answer, SEATED), loads(answer, STANDING)) == ([20.0], [18.0])
    assert "together" in rules(answer)


def test_one_may_rise_while_another_stays() -> None:
    answer = plan(
        "strength",
        session(7, 14),
        session(4, 14),
        session(7, 12, exercise=STANDING),
        session(4, 12, exercise=STANDING),
    )
    assert (answer.decision, loads(answer, SEATED), loads(answer, STANDING)) == ("progress", [21.0], [20.0])


@pytest.mark.parametrize("felt", [{"during": 6.0}, {"morning": 1.0}, {"during": None}, {"morning": None}])
def test_the_first_of_the_two_days_has_to_be_quiet_as_well(felt: dict[str, float | None]) -> None:
    answer = plan("strength", session(7, 14, **felt), session(4, 14))
    assert (answer.decision, loads(answer)) == ("hold", [20.0])
    assert "beaten-once" in rules(answer)


def test_without_load_repetitions_rise_one_by_one() -> None:
    answer = plan("strength", bare(7, 14, 12), bare(4, 14, 12))
    assert [(item.dose.reps, item.dose.load_kg) for item in answer.items] == [(13, 0.0)]


def test_at_twenty_the_next_exercise_of_the_row_begins_with_few() -> None:
    answer = plan("strength", bare(7, 22, 20), bare(4, 22, 20))
    assert [(item.exercise.id, item.dose.reps) for item in answer.items] == [("two-up-one-down", 10)]
    assert answer.decision == "progress"
    assert "harder-exercise" in rules(answer)
    two_down = {"exercise": "two-up-one-down"}
    answer = plan("strength", bare(7, 17, 15, **two_down), bare(4, 17, 15, **two_down))
    assert names(answer) == ["single-leg-calf-raise"]


def test_at_the_end_of_the_row_it_stays() -> None:
    one_leg = {"exercise": "single-leg-calf-raise"}
    answer = plan("strength", bare(7, 32, 30, **one_leg), bare(4, 32, 30, **one_leg))
    assert [(item.exercise.id, item.dose.reps) for item in answer.items] == [("single-leg-calf-raise", 30)]
    assert answer.decision == "hold"
    assert "ceiling" in rules(answer)


def test_the_fewest_repetitions_missed_again_go_back_to_the_easier_exercise() -> None:
    one_leg = {"exercise": "single-leg-calf-raise"}
    answer = plan("strength", bare(7, 3, 5, **one_leg), bare(4, 3, 5, **one_leg))
    assert [(item.exercise.id, item.dose.reps) for item in answer.items] == [("two-up-one-down", 10)]
    assert answer.decision == "regress"
    answer = plan("strength", bare(7, 8, 10, **one_leg), bare(4, 8, 10, **one_leg))
    assert [(item.exercise.id, item.dose.reps) for item in answer.items] == [("single-leg-calf-raise", 9)]
    answer = plan("strength", bare(7, 3, 5), bare(4, 3, 5))
    assert [(item.exercise.id, item.dose.reps) for item in answer.items] == [(STANDING, 5)]


def test_the_rung_done_last_goes_on_alone() -> None:
    assert names(plan("strength", bare(7, 12, 12), bare(4, 10, 10, exercise="two-up-one-down"))) == ["two-up-one-down"]
    assert names(plan("strength", bare(4, 12, 12), bare(7, 10, 10, exercise="two-up-one-down"))) == [STANDING]
    assert len(plan("strength", bare(4, 12, 12), bare(4, 10, 10, exercise="two-up-one-down")).items) == 2


def test_minutes_rise_by_a_tenth_up_to_half_an_hour() -> None:
    answer = plan("glucose", minutes(2, 12.0, 10.0), minutes(1, 12.0, 10.0))
    assert [(item.dose.minutes, item.dose.times_per_day) for item in answer.items] == [(11.0, 3)]
    answer = plan("glucose", minutes(2, 40.0, 30.0), minutes(1, 40.0, 30.0))
    assert [item.dose.minutes for item in answer.items] == [30.0]
    assert answer.decision == "hold"
