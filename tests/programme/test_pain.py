"""Pain: 5 of 10 during, settled by the morning, not rising from week to week, known."""

import pytest

from soleus.programme.finding import Finding
from tests.programme.made import loads, plan, rules, session


def beaten(during: float | None, morning: float | None):
    return plan("achilles", session(7, 14), session(4, 14, during=during, morning=morning))


@pytest.mark.parametrize(
    ("during", "morning", "decision", "load_kg"),
    [
        (5.0, 0.0, "progress", 21.0),
        (5.5, 0.0, "regress", 18.0),
        (6.0, 0.0, "regress", 18.0),
        (10.0, 0.0, "regress", 18.0),
        (0.0, 1.0, "hold", 20.0),
        (0.0, 2.0, "hold", 20.0),
        (0.0, 2.5, "regress", 18.0),
        (4.0, 4.0, "regress", 18.0),
        (0.0, None, "hold", 20.0),
        (None, 0.0, "hold", 20.0),
        (None, None, "hold", 20.0),
        (6.0, None, "regress", 18.0),
    ],
)
def test_what_pain_allows(during: float | None, morning: float | None, decision: str, load_kg: float) -> None:
    answer = beaten(during, morning)
    assert (answer.decision, loads(answer)) == (decision, [load_kg])


@pytest.mark.parametrize(
    ("during", "morning", "what"),
    [
        (None, 0.0, "Pain during it was"),
        (0.0, None, "Pain the next morning"),
        (None, None, "Pain during it and the next"),
    ],
)
def test_which_pain_was_not_told_is_said(during: float | None, morning: float | None, what: str) -> None:
    answer = plan("achilles", session(7, 12), session(4, 12, during=during, morning=morning))
    told = next(finding.why for finding in answer.findings if finding.rule == "pain-unknown")
    assert told.startswith(what)


def test_five_of_ten_that_settles_may_progress() -> None:
    answer = plan("achilles", session(7, 14, during=5.0), session(4, 14, during=5.0))
    assert (answer.decision, loads(answer)) == ("progress", [21.0])


def test_settled_means_the_usual_morning_up_to_two() -> None:
    def after(morning: float, usual: float) -> str:
        sessions = (session(7, 14, morning=morning), session(4, 14, morning=morning))
        return plan("achilles", *sessions, usual_morning_pain_nrs=usual).decision

    assert after(1.0, 0.0) == "hold"
    assert after(1.0, 1.0) == "progress"
    assert after(2.0, 2.0) == "progress"
    assert after(1.0, 2.0) == "progress"
    assert after(2.5, 5.0) == "regress"


def test_a_rise_from_week_to_week_holds_even_when_each_morning_is_quiet() -> None:
    rising = plan("achilles", session(11, 14, during=1.0), session(7, 14, during=1.0), session(4, 14, during=2.0))
    # 9 March is a Monday: 11 days ago was a Thursday, 7 and 4 days ago are one week
    assert (rising.decision, loads(rising)) == ("hold", [20.0])
    assert "pain-rising" in rules(rising)
    steady = plan("achilles", session(11, 14, during=2.0), session(7, 14, during=2.0), session(4, 14, during=2.0))
    assert steady.decision == "progress"
    falling = plan("achilles", session(11, 14, during=3.0), session(7, 14, during=2.0), session(4, 14, during=2.0))
    assert falling.decision == "progress"


def test_a_rise_of_the_mornings_counts_as_well() -> None:
    mornings = (session(11, 14, morning=1.0), session(7, 14, morning=2.0), session(4, 14, morning=2.0))
    assert "pain-rising" in rules(plan("achilles", *mornings, usual_morning_pain_nrs=2.0))


def test_pain_of_another_exercise_counts_for_all() -> None:
    other = session(3, 12, exercise="standing-calf-raise", during=7.0)
    answer = plan("strength", session(7, 14), session(4, 14), other)
    assert answer.decision == "regress"
    assert loads(answer) == [18.0]


def test_the_worst_session_of_the_day_speaks() -> None:
    answer = plan("strength", session(7, 14), session(4, 14), session(4, 14, during=7.0))
    assert "pain-above-five" in rules(answer)


def test_three_painful_days_in_a_row_send_to_somebody_who_looks() -> None:
    def advised(*pains: float) -> bool:
        days = range(9, 9 - 2 * len(pains), -2)
        sessions = [session(day, 12, during=pain) for day, pain in zip(days, pains, strict=True)]
        return "pain-keeps-coming" in rules(plan("strength", *sessions))

    assert advised(6.0, 6.0, 6.0)
    assert advised(0.0, 6.0, 6.0, 6.0)
    assert not advised(6.0, 6.0, 5.0)
    assert not advised(6.0, 4.0, 6.0)
    assert not advised(5.0, 6.0, 6.0)
    assert not advised(6.0, 6.0)


def test_where_it_hurts_nothing_new_begins() -> None:
    calm = plan("glucose", session(4, 12))
    assert {item.exercise.id for item in calm.items} == {"seated-calf-raise", "soleus-push-up"}
    hurting = plan("glucose", session(4, 12, during=6.0))
    assert {item.exercise.id for item in hurting.items} == {"seated-calf-raise"}


def test_after_a_painful_test_the_first_session_is_no_start_and_carries_no_load() -> None:
    painful = session(4, 12, exercise="heel-raise-test", load=0.0, during=4.0, morning=4.0)
    answer = plan("strength", painful)
    assert answer.decision == "hold"
    assert [(item.exercise.id, item.dose.load_kg) for item in answer.items] == [("standing-calf-raise", 0.0)]
    assert "pain-next-morning" in rules(answer)
    achilles = plan("achilles", painful)
    assert [item.exercise.id for item in achilles.items] == ["soleus-push-up"]
    quiet = plan("strength", session(4, 12, exercise="heel-raise-test", load=0.0))
    assert quiet.decision == "start"


def test_a_finding_is_a_value() -> None:
    assert Finding("a", "hold", "b") == Finding("a", "hold", "b")
