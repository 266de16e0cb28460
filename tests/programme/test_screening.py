"""May a session take place: every question, every row of the glucose table, every class of medicine."""

import pytest

from soleus.errors import InputError
from soleus.programme import Answers, screen, screen_massage
from soleus.programme.medication import class_of, unknown
from tests.programme.made import ALL_NO, answers, plan, profile, rules, session

BEATEN = (session(7, 14), session(4, 14))
GOALS = ("glucose", "strength", "achilles", "running", "circulation")


def told(answer) -> str:
    return " ".join([*answer.reasons, *(f"{block.what} {block.why}" for block in answer.blocked)])


def test_with_every_question_answered_with_no_the_way_is_free() -> None:
    assert screen(profile()).verdict == "go"
    assert not screen(profile()).closed
    assert not screen(profile()).massage_barred
    assert screen_massage(ALL_NO).verdict == "go"
    assert plan().blocked == ()


@pytest.mark.parametrize("goal", GOALS)
@pytest.mark.parametrize(
    ("flag", "verdict"),
    [
        ("calf_swelling", "stop and seek care today"),
        ("calf_pain_after_immobility", "stop and seek care today"),
        ("sudden_pop", "stop and seek care today"),
        ("cannot_push_off", "stop and seek care today"),
        ("numbness", "stop and seek care today"),
        ("pain_out_of_proportion", "emergency"),
    ],
)
def test_a_red_flag_stops_whatever_the_goal_and_the_history(goal: str, flag: str, verdict: str) -> None:
    answer = plan(goal, *BEATEN, screening=answers(**{flag: True}))
    assert answer.decision == "stop"
    assert answer.verdict == verdict
    assert answer.items == ()
    assert answer.day is None
    assert [block.seek_care for block in answer.blocked] == [True]
    assert screen_massage(answers(**{flag: True})).verdict == verdict


@pytest.mark.parametrize("flag", ["open_wound", "fracture", "recent_surgery"])
def test_what_has_not_healed_waits_without_sending_to_a_doctor(flag: str) -> None:
    answer = plan("strength", screening=answers(**{flag: True}))
    assert (answer.decision, answer.verdict, answer.items) == ("stop", "wait", ())
    assert [block.seek_care for block in answer.blocked] == [False]
    assert screen_massage(answers(**{flag: True})).closed


@pytest.mark.parametrize("history", ["previous_clot", "anticoagulants", "pregnancy"])
def test_a_history_bars_massage_and_not_training(history: str) -> None:
    answer = plan("strength", *BEATEN, screening=answers(**{history: True}))
    assert answer.decision == "progress"
    assert answer.items
    assert answer.verdict == "do not massage"
    assert [("massage" in block.what, block.seek_care) for block in answer.blocked] == [(True, False)]
    assert screen_massage(answers(**{history: True})).massage_barred


def test_an_old_clot_with_a_new_sign_stops() -> None:
    answer = plan("strength", screening=answers(previous_clot=True, calf_swelling=True))
    assert (answer.decision, answer.verdict) == ("stop", "stop and seek care today")


@pytest.mark.parametrize("question", Answers.__dataclass_fields__)
def test_each_unanswered_question_waits_for_its_answer(question: str) -> None:
    answer = plan("glucose", screening=answers(**{question: None}))
    assert (answer.decision, answer.verdict, answer.items) == ("stop", "wait", ())
    assert question.replace("_", " ") in told(answer)
    assert not any(block.seek_care for block in answer.blocked)
    assert screen_massage(answers(**{question: None})).closed


def test_a_new_symptom_asks_everything_anew() -> None:
    assert screen(profile(screening=Answers())).verdict == "wait"
    assert len(Answers().unanswered) == 12


def test_the_worst_answer_speaks() -> None:
    both = answers(open_wound=True, calf_swelling=True, numbness=None, pain_out_of_proportion=True)
    assert screen(profile(screening=both)).verdict == "emergency"
    assert screen(profile(screening=answers(open_wound=True, sudden_pop=True))).seek_care
    assert not screen(profile(screening=answers(open_wound=True))).seek_care
    assert screen(
        profile(screening=answers(pregnancy=True), glucose_mg_dl=85.0, medication=frozenset({"insulin"}))
    ).verdict == ("do not massage")


INSULIN = frozenset({"insulin"})


def test_only_a_history_bars_massage_and_only_one_row_means_mild() -> None:
    for question in Answers.__dataclass_fields__:
        history = question in ("previous_clot", "anticoagulants", "pregnancy")
        assert screen(profile(screening=answers(**{question: True}))).massage_barred is history
    for glucose in (50.0, 60.0, 85.0, 120.0, 200.0, 260.0, 300.0, 400.0, None):
        told = screen(profile(medication=INSULIN | {"unheard-of"}, glucose_mg_dl=glucose, ketones="none"))
        assert told.mild_only is (glucose in (260.0, 300.0))
        assert not told.massage_barred


@pytest.mark.parametrize(
    ("glucose", "ketones", "rule", "closed"),
    [
        (53.9, None, "glucose-below-54", True),
        (54.0, None, "glucose-below-70", True),
        (69.9, None, "glucose-below-70", True),
        (70.0, None, "glucose-below-90", False),
        (89.9, None, "glucose-below-90", False),
        (90.0, None, "glucose-90-to-150", False),
        (149.9, None, "glucose-90-to-150", False),
        (150.0, None, "glucose-in-range", False),
        (249.9, None, "glucose-in-range", False),
        (250.0, None, "ketones-untested", True),
        (250.0, "none", "mild-only", False),
        (260.0, "trace", "mild-only", False),
        (349.9, "none", "mild-only", False),
        (350.0, "none", "glucose-350", True),
        (350.0, None, "glucose-350", True),
        (200.0, "moderate", "ketones", True),
        (260.0, "large", "ketones", True),
        (None, None, "glucose-unmeasured", False),
        (None, "large", "ketones", True),
    ],
)
@pytest.mark.parametrize("medicine", ["insulin", "sulfonylurea", "glinide"])
def test_each_row_of_the_glucose_table_holds_for_insulin_and_its_like(
    medicine: str, glucose: float | None, ketones: str | None, rule: str, closed: bool
) -> None:
    told = screen(profile(medication=frozenset({medicine}), glucose_mg_dl=glucose, ketones=ketones))
    assert [finding.rule for finding in told.findings] == [rule]
    assert told.closed is closed


@pytest.mark.parametrize("glucose", [54.0, 65.0, 85.0, 120.0, 260.0, 400.0, None])
def test_without_such_medicine_the_table_is_silent(glucose: float | None) -> None:
    answer = plan("glucose", glucose_mg_dl=glucose, medication=frozenset({"metformin"}))
    assert (answer.decision, answer.verdict, answer.blocked) == ("start", "go", ())
    assert "15-30 g" not in told(answer)


def test_clearly_low_glucose_and_ketones_stop_everybody() -> None:
    assert rules(plan("glucose", glucose_mg_dl=53.0)) >= {"glucose-below-54"}
    assert plan("glucose", glucose_mg_dl=53.0).decision == "stop"
    assert "15-30 g" not in told(plan("glucose", glucose_mg_dl=53.0))
    assert plan("glucose", ketones="large").verdict == "stop and seek care today"
    assert plan("glucose", glucose_mg_dl=120.0, ketones="trace").decision == "start"


def test_what_to_eat_first_is_said() -> None:
    for value in (50.0, 60.0, 85.0):
        assert "15-30 g" in told(plan("glucose", glucose_mg_dl=value, medication=INSULIN))
    assert "15-30 g" not in told(plan("glucose", glucose_mg_dl=95.0, medication=INSULIN))


def test_mild_only_is_seated_and_without_load() -> None:
    high = {"glucose_mg_dl": 260.0, "ketones": "none", "medication": INSULIN}
    first = plan("strength", **high)
    later = plan("strength", *BEATEN, **high)
    assert (first.decision, later.decision) == ("start", "hold")
    for answer in (first, later):
        assert [(item.exercise.id, item.dose.load_kg, item.dose.minutes) for item in answer.items] == [
            ("soleus-push-up", 0.0, 5.0)
        ]
        assert "mild" in told(answer)


@pytest.mark.parametrize(
    ("name", "means"),
    [
        ("Insulin", "insulin"),
        ("insulin glargine", "insulin"),
        ("insulins", "insulin"),
        ("Gliclazide", "sulfonylurea"),
        ("sulfonylureas", "sulfonylurea"),
        ("repaglinide", "glinide"),
        ("warfarin", "anticoagulant"),
        ("anticoagulant", "anticoagulant"),
        ("metformin", "metformin"),
        ("vitamin D", "vitamin d"),
        ("insulin, metformin", "insulin"),
    ],
)
def test_medicines_are_known_by_class_and_substance(name: str, means: str) -> None:
    assert class_of(name) == means


@pytest.mark.parametrize("name", ["insuline", "sulfonilurea", "glimepirid", "warfarine", "antikoagulant"])
def test_a_slip_of_the_pen_in_a_medicine_of_concern_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="is unknown; expected"):
        class_of(name)


def test_an_unknown_medicine_is_said_aloud_and_a_known_one_is_not() -> None:
    assert unknown(frozenset({"metformin", "insulin", "anticoagulant", "none"})) == []
    answer = plan("strength", medication=frozenset({"wondermycin"}))
    assert "wondermycin" in told(answer)
    assert answer.decision == "start"
