"""What other inputs would have led to: single changes, each with its own answer."""

from datetime import timedelta

from soleus.programme import Profile
from soleus.programme.explain import WhatIf, what_if
from tests.programme.made import SEATED, TODAY, bare, leg, minutes, plan, profile, session


def told(one: Profile) -> dict[str, WhatIf]:
    """The answers by the last words of the change."""
    found = what_if(one, TODAY)
    assert len({each.change for each in found}) == len(found)
    return {each.change.split(": ")[-1]: each for each in found}


def test_each_change_of_the_last_session_has_its_answer() -> None:
    answers = told(profile("strength", session(7, 14), session(4, 14)))
    decisions = {change: one.prescription.decision for change, one in answers.items()}
    assert decisions == {
        "new calf swelling": "stop",
        "one question left open": "stop",
        "pain 6 during": "regress",
        "pain 3 during": "progress",  # up to 5 that settles, and no more than the week before
        "pain 4 the next morning": "regress",
        "the next morning not recorded": "hold",
        "target just met": "hold",
        "target missed": "hold",
        "sets not recorded": "hold",
        "one more session today, beaten, without pain; plan asked two days later": "progress",
        "no session for the next three weeks": "regress",
    }
    said = {change: " ".join(one.prescription.reasons) for change, one in answers.items()}
    assert "Pain was 6/10" in said["pain 6 during"]
    assert "Pain was still 4/10" in said["pain 4 the next morning"]
    assert "the target was met" in said["target just met"]
    assert all("2026-03-05" in one.change for change, one in answers.items() if change.startswith(("pain", "target")))
    unchanged = {change for change, one in answers.items() if not one.changes}
    assert unchanged == {change for change, decision in decisions.items() if decision == "progress"}


def test_a_change_that_is_none_is_not_told_and_one_that_changes_nothing_says_so() -> None:
    answers = told(profile("strength", session(4, 12, during=3.0)))
    assert "pain 3 during" not in answers
    assert not answers["no pain at all"].changes
    assert not answers["target beaten by two"].changes
    assert [item.dose.load_kg for item in answers["pain 6 during"].prescription.items] == [18.0]
    assert answers["pain 6 during"].changes


def test_sets_are_told_two_above_and_two_below_the_target() -> None:
    answers = told(profile("strength", session(7, 14), session(4, 9)))
    up = answers["target beaten by two"].prescription
    assert [(item.exercise.id, item.dose.load_kg) for item in up.items] == [(SEATED, 21.0)]
    assert answers["target just met"].prescription.decision == "hold"
    few = told(profile("strength", session(4, [1], asked=(1, 1, 20.0))))
    assert few["target missed"].prescription.findings[0].rule == "broken-off"  # no repetition at all


def test_one_more_session_today_is_only_for_a_day_that_has_none() -> None:
    def has(*sessions) -> bool:
        return any("one more session today" in change for change in told(profile("strength", *sessions)))

    assert has(session(1, 12))
    assert not has(session(0, 12))
    assert not has(session(3, 12), session(0, 12))
    assert not has(session(1, 12, asked=None))
    timed = told(profile("glucose", minutes(1, 10.0, 10.0)))
    assert "target just met" not in timed
    assert timed["sets not recorded"].prescription.decision == "hold"
    heavy = told(profile("strength", session(1, 12)))
    (tomorrow,) = [one for change, one in heavy.items() if "one more session today" in change]
    assert tomorrow.prescription.day == TODAY + timedelta(days=2)
    light = told(profile("strength", bare(1, 12, 12), days_per_week=7))
    (on_the_day,) = [one for change, one in light.items() if "one more session today" in change]
    assert on_the_day.prescription.day == TODAY + timedelta(days=2)
    later = told(profile("strength", session(4, 14)))["no session for the next three weeks"].prescription
    assert later.day == TODAY + timedelta(days=21)


def test_glucose_is_asked_of_those_on_insulin_and_its_like_only() -> None:
    def decisions(*medication: str) -> dict[str, str]:
        answers = told(profile("strength", medication=frozenset(medication)))
        return {change: one.prescription.verdict for change, one in answers.items() if "glucose" in change}

    assert decisions("insulin") == {
        "glucose 60 mg/dL": "wait",
        "glucose 85 mg/dL": "go with limits",
        "glucose 200 mg/dL": "go",
        "glucose 360 mg/dL": "wait",
        "glucose 260 mg/dL, ketones none": "go with limits",
        "glucose 260 mg/dL, ketones moderate": "stop and seek care today",
    }
    assert decisions("metformin") == decisions() == {}
    on_insulin = what_if(profile("strength", medication=frozenset({"insulin"})), TODAY)
    assert [
        "Glucose is 260 mg/dL" in " ".join(one.prescription.reasons)
        for one in on_insulin
        if one.change == "glucose 260 mg/dL, ketones none"
    ] == [True]


def test_the_gate_is_asked_of_runners_only() -> None:
    beaten = (bare(7, 14, 12), bare(4, 14, 12))
    (opened,) = [one for change, one in told(profile("running", *beaten)).items() if "even raises" in change]
    assert opened.change == "30 even raises a leg today, without pain"
    assert opened.prescription.blocked == ()
    assert opened.changes
    assert not [change for change in told(profile("strength", *beaten)) if "even raises" in change]
    tested = told(profile("running", *beaten, tests=(leg("left"), leg("right"))))
    assert not tested["30 even raises a leg today, without pain"].changes


def test_the_answer_as_json_says_when_and_what() -> None:
    found = told(profile("strength", session(7, 14), session(4, 14)))
    stopped = found["new calf swelling"].as_json()
    assert (stopped["changes"], stopped["decision"], stopped["date"], stopped["items"]) == (True, "stop", None, [])
    assert stopped["rules"] == ["clot-sign"]
    less = found["pain 6 during"].as_json()
    assert (less["date"], less["items"]) == (TODAY.isoformat(), ["Seated calf raise: 3 x 12, 18 kg"])
    assert plan("strength", session(7, 14), session(4, 14)).decision == "progress"
