"""The plan as a whole: first sessions, what goes on, what is said."""

from datetime import date, timedelta

import pytest

from soleus.errors import InputError
from soleus.exercises import find_exercise
from soleus.person import Person
from soleus.programme import Session, Target, prescribe
from soleus.programme.evidence import RULES
from soleus.programme.goals import start_load_kg
from soleus.programme.prescription import doses_told
from soleus.programme.tendon import QUASI_STATIC, QuasiStatic
from tests.programme.made import (
    SEATED,
    STANDING,
    TODAY,
    ago,
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


@pytest.mark.parametrize(
    ("goal", "first", "load_kg"),
    [
        ("glucose", ["soleus-push-up"], 0.0),
        ("circulation", ["heel-toe-raises"], 0.0),
        ("strength", [STANDING, SEATED], 7.5),
        ("running", [STANDING, SEATED], 7.5),
        ("achilles", [SEATED, STANDING], 7.5),
    ],
)
def test_each_goal_has_its_light_beginning(goal: str, first: list[str], load_kg: float) -> None:
    answer = plan(goal)
    assert (answer.decision, names(answer), answer.day) == ("start", first, TODAY)
    assert max(item.dose.load_kg for item in answer.items) == load_kg
    assert all(item.reason for item in answer.items)


@pytest.mark.parametrize("goal", ["glucose", "circulation", "strength", "running", "achilles"])
def test_nothing_is_asked_that_needs_what_is_not_there(goal: str) -> None:
    for equipment in (frozenset(), frozenset({"chair"})):
        assert {item.dose.load_kg for item in plan(goal, equipment=equipment).items} == {0.0}


@pytest.mark.parametrize(
    ("mass", "load_kg"), [(None, 5.0), (40.0, 5.0), (50.0, 5.0), (57.0, 5.5), (75.0, 7.5), (160.0, 15.0)]
)
def test_the_first_load_is_a_tenth_of_body_mass_within_five_and_fifteen(mass: float | None, load_kg: float) -> None:
    assert start_load_kg(mass) == load_kg


@pytest.mark.parametrize(
    ("tests", "first"),
    [
        ((leg("left", 20), leg("right", 20)), "single-leg-calf-raise"),
        ((leg("left", 20), leg("right", 19)), STANDING),
        ((leg("left", 20), leg("right", 20, pain=1.0)), STANDING),
        ((leg("left", 20), leg("right", 20, pain=None)), STANDING),
        ((leg("left", 30),), STANDING),
        ((leg("left", 20), leg("right", 20, days=29)), STANDING),
    ],
)
def test_who_makes_twenty_on_each_leg_begins_on_one_leg(tests, first: str) -> None:
    answer = plan("strength", tests=tests)
    assert names(answer)[0] == first
    assert answer.items[0].dose.reps == (8 if first == "single-leg-calf-raise" else 12)


def test_loaded_work_without_weights_is_left_out_and_said() -> None:
    answer = plan("strength", session(4, 12), equipment=frozenset({"chair"}))
    assert names(answer) == [STANDING]
    assert loads(answer, STANDING) == [0.0]
    assert "equipment" in rules(answer)
    bare_seated = plan("strength", bare(4, 12, 12, exercise=SEATED), equipment=frozenset())
    assert names(bare_seated) == [SEATED]
    drops = plan("strength", bare(4, 12, 12, exercise="eccentric-heel-drop"), equipment=frozenset())
    assert names(drops) == [STANDING]


def test_unknown_equipment_is_said_and_not_used() -> None:
    answer = plan("strength", equipment=frozenset({"wieghts", "chair", "wall"}))
    assert names(answer) == [STANDING]
    assert [one for one in answer.reasons if "wieghts" in one]
    assert not [one for one in answer.reasons if "wall" in one]


def test_a_new_goal_joins_what_is_done() -> None:
    answer = plan("glucose", session(4, 12))
    assert names(answer) == [SEATED, "soleus-push-up"]
    assert answer.decision == "hold"
    assert names(plan("glucose", minutes(1, 10.0, 10.0))) == ["soleus-push-up"]
    assert names(plan("glucose", session(30, 12))) == [SEATED]  # back after a pause: one thing at a time


def test_an_exercise_without_any_figure_is_left_out_and_the_goal_begins() -> None:
    empty = Session(day=ago(4), exercise=find_exercise(SEATED), pain_during_nrs=0.0, pain_next_morning_nrs=0.0)
    answer = plan("strength", empty)
    assert (answer.decision, names(answer)) == ("start", [STANDING, SEATED])
    assert "not-recorded" in rules(answer)


def test_what_no_trial_has_shown_is_said() -> None:
    glucose = " ".join(plan("glucose").reasons)
    assert "120 to 270 minutes" in glucose
    assert "nobody has shown" in glucose
    circulation = " ".join(plan("circulation").reasons)
    assert "194" in circulation


def test_every_rule_that_can_speak_is_in_the_table() -> None:
    for name, rule in RULES.items():
        assert rule.name == name
        assert rule.says
        assert rule.source


def test_a_session_or_test_after_the_day_is_refused() -> None:
    with pytest.raises(InputError, match="sessions: expected days up to 2026-03-09, got 2026-03-10"):
        plan("strength", session(-1, 12))
    with pytest.raises(InputError, match="tests: expected days"):
        plan("strength", tests=(leg("left", days=-1),))
    assert plan("strength", session(0, 12)).items
    with pytest.raises(InputError, match="got 2026-03-11"):
        plan("strength", session(4, 12), session(-2, 12))


def test_json_has_every_key_of_the_contract() -> None:
    told = plan("strength", session(7, 14), session(4, 14)).as_json()
    assert {"date", "decision", "items", "reasons", "blocked"} <= set(told)
    (item,) = told["items"]
    assert {
        "exercise", "sets", "reps", "minutes", "distance_m", "load_kg", "legs", "cadence_per_min", "tempo_s", "rest_s",
        "reason",
    } <= set(item)  # fmt: skip
    assert (item["exercise"], item["sets"], item["reps"], item["load_kg"], item["legs"]) == (SEATED, 3, 12, 21.0, 2)
    assert set(item["tempo_s"]) == {"concentric", "hold", "eccentric"}
    assert [(rule["rule"], rule["grade"]) for rule in told["rules"]] == [("beaten-twice", "guideline")]
    stopped = plan("strength", screening=profile().screening.__class__()).as_json()
    assert stopped["date"] is None
    assert set(stopped["blocked"][0]) >= {"what", "why", "seek_care"}
    push_up = plan("glucose").as_json()["items"][0]
    assert (push_up["minutes"], push_up["reps"], push_up["times_per_day"]) == (5.0, None, 3)
    assert push_up["cadence_per_min"] == pytest.approx(50.0)


def test_the_reason_names_the_step_and_the_rule_that_made_it() -> None:
    up = plan("strength", session(7, 14), session(4, 14)).items[0]
    down = plan("strength", session(7, 8), session(4, 8)).items[0]
    same = plan("strength", session(7, 12), session(4, 12)).items[0]
    assert up.reason.endswith("One step more: 20 to 21 kg.")
    assert down.reason.endswith("One step less: 20 to 18 kg.")
    assert "One step" not in same.reason
    assert (up.rule, down.rule, same.rule) == ("beaten-twice", "missed-twice", "target-met")
    rung = plan("strength", bare(7, 22, 20), bare(4, 22, 20)).items[0]
    assert rung.rule == "harder-exercise"


def test_pauses_between_sets_are_those_of_the_programme_or_the_catalogue() -> None:
    assert [item.rest_s for item in plan("achilles").items] == [150.0, 150.0]
    assert [item.rest_s for item in plan("achilles", session(4, 12)).items] == [150.0]
    assert [item.rest_s for item in plan("strength").items] == [120, 120]
    assert [item.rest_s for item in plan("strength", session(4, 12)).items] == [120]
    assert {item.rest_s for item in plan("achilles", equipment=frozenset({"step"})).items} == {60.0}


def test_mild_keeps_what_is_already_seated_and_bare() -> None:
    high = {"glucose_mg_dl": 260.0, "ketones": "none", "medication": frozenset({"insulin"})}
    bare_push_ups = plan("glucose", minutes(2, 22.0, 20.0), minutes(1, 22.0, 20.0), **high)
    assert [(item.exercise.id, item.dose.minutes) for item in bare_push_ups.items] == [("soleus-push-up", 20.0)]
    loaded = session(1, 12, exercise="soleus-push-up")
    assert [(item.dose.load_kg, item.dose.minutes) for item in plan("glucose", loaded, **high).items] == [(0.0, 5.0)]


@pytest.mark.parametrize("felt", [{"during": 6.0}, {"morning": 1.0}])
def test_neither_pain_nor_high_glucose_lets_anything_new_join(felt: dict[str, float]) -> None:
    assert names(plan("glucose", session(4, 12, **felt))) == [SEATED]
    high = {"glucose_mg_dl": 260.0, "ketones": "none", "medication": frozenset({"insulin"})}
    assert names(plan("circulation", session(4, 12), **high)) == ["soleus-push-up"]


def test_a_dose_is_told_in_a_line() -> None:
    told = doses_told(plan("achilles", session(4, 12)))
    assert told == ("Seated calf raise: 3 x 12, 20 kg",)
    assert doses_told(plan("strength", bare(4, 12, 12))) == ("Standing calf raise: 3 x 12",)
    assert doses_told(plan("strength", session(4, 12, load=1.0, asked=(3, 12, 1.0)))) == (
        "Seated calf raise: 3 x 12, 1 kg",
    )
    assert doses_told(plan("glucose")) == ("Soleus push-up: 1 x 5 min, 3 times a day",)
    twice = Target(sets=1, minutes=5.0, times_per_day=2)
    asked = Session(day=ago(1), exercise=find_exercise("soleus-push-up"), target=twice)
    assert doses_told(plan("glucose", asked)) == ("Soleus push-up: 1 x 5 min, 2 times a day",)
    drops = doses_told(plan("achilles", equipment=frozenset({"step"})))
    assert drops == ("Eccentric heel drop: 3 x 10, straight knee", "Eccentric heel drop: 3 x 10, bent knee")
    walk = Session(
        day=ago(2),
        exercise=find_exercise("toe-walking"),
        target=Target(sets=3, distance_m=20.0, times_per_day=1),
        pain_during_nrs=0.0,
        pain_next_morning_nrs=0.0,
    )
    assert doses_told(plan("glucose", walk))[0] == "Toe walking: 3 x 20 m"


def test_a_minutes_item_has_a_cadence_and_a_repetitions_item_a_tempo() -> None:
    push_up = plan("glucose").as_json()["items"][0]
    assert (push_up["tempo_s"], push_up["cadence_per_min"]) == (None, pytest.approx(50.0))
    raised = plan("strength", session(4, 12)).as_json()["items"][0]
    assert (raised["tempo_s"], raised["cadence_per_min"]) == ({"concentric": 2.0, "hold": 1.0, "eccentric": 3.0}, None)
    slow = plan("achilles", session(4, 12)).as_json()["items"][0]
    assert slow["tempo_s"] == {"concentric": 3.0, "hold": 0.0, "eccentric": 3.0}


def test_what_follows_from_a_session_is_derived_once() -> None:
    loaded = session(1, [12, None], load=10.0)
    assert (loaded.is_heavy, loaded.is_strength, loaded.bare_sets, loaded.lifted_kg) == (True, True, 0, 20.0)
    assert (loaded.reps_at_kg, loaded.n_sets_uncounted) == (((10.0, 12),), 1)
    light = session(1, 12, load=1.0, exercise=STANDING)
    assert (light.is_heavy, light.bare_sets, light.lifted_kg) == (True, 0, 3.0)
    lightest = session(1, [12], load=0.5, exercise=STANDING)
    assert (lightest.bare_sets, lightest.lifted_kg) == (0, 0.5)
    unsaid = Session(day=ago(1), exercise=find_exercise(STANDING), target=Target(reps=12, load_kg=0.0))
    assert (unsaid.bare_sets, unsaid.lifted_kg) == (1, 0.0)
    unloaded = bare(1, 12, 12)
    assert (unloaded.is_heavy, unloaded.is_strength, unloaded.bare_sets, unloaded.lifted_kg) == (False, True, 3, 0.0)
    seated = bare(1, 12, 12, exercise=SEATED)
    assert (seated.is_heavy, seated.is_strength) == (False, False)
    asked = session(1, None)
    assert (asked.is_heavy, asked.bare_sets, asked.lifted_kg, asked.n_sets_uncounted) == (True, 0, 60.0, 1)
    asked_bare = bare(1, None, 12)
    assert (asked_bare.is_heavy, asked_bare.bare_sets, asked_bare.lifted_kg) == (False, 3, 0.0)
    assert session(1, None, asked=(2, 12, 1.0)).is_heavy
    nothing = session(1, None, asked=None)
    assert (nothing.is_heavy, nothing.bare_sets, nothing.lifted_kg) == (True, 1, 0.0)
    walk = session(1, 12, exercise="hill-climbing")
    assert (walk.is_heavy, walk.is_strength) == (True, False)
    both = session(1, [12, 10], load=None, exercise=STANDING)
    assert both.reps_at_kg == ((0.0, 22),)


def test_a_bare_session_yesterday_does_not_delay_a_loaded_one() -> None:
    answer = plan("strength", session(5, 12), bare(1, 12, 12), days_per_week=7)
    assert answer.day == TODAY
    assert plan("strength", session(5, 12), session(1, 12, load=1.0), days_per_week=7).day == TODAY + timedelta(days=1)


def test_a_loaded_standing_raise_adds_to_body_weight() -> None:
    person = Person(body_mass_kg=75.0, stature_m=1.755)
    assert QUASI_STATIC(find_exercise(STANDING), 75.0, person) == pytest.approx(2.8, abs=0.005)
    assert QUASI_STATIC(find_exercise(STANDING), 0.0, Person(stature_m=1.755)) == pytest.approx(1.4, abs=0.005)
    assert QUASI_STATIC(find_exercise(STANDING), 1.0, Person()) is None


def test_running_is_told_whether_the_gate_is_open() -> None:
    assert [one for one in plan("running").reasons if one.startswith("Running and hopping wait")]
    tests = (leg("left"), leg("right"))
    assert [one for one in plan("running", tests=tests).reasons if one.startswith("The gate to running is open")]


def test_five_thousand_sessions_are_read_as_the_last_quarter_of_a_year() -> None:
    many = [session(day, 12) for day in range(2, 5002)]
    assert plan("strength", *many, days_per_week=7).as_json() == plan("strength", *many[:91], days_per_week=7).as_json()


@pytest.mark.parametrize(
    ("exercise", "load_kg", "bw"),
    [
        ("soleus-push-up", 0.0, 0.29),
        ("seated-calf-raise", 15.0, 0.57),
        ("standing-calf-raise", 0.0, 1.4),
        ("single-leg-calf-raise", 0.0, 2.8),
        ("two-up-one-down", 0.0, 2.8),
    ],
)
def test_peak_tendon_loads_are_those_worked_out_from_first_principles(exercise: str, load_kg: float, bw: float) -> None:
    person = Person(body_mass_kg=75.0, stature_m=1.755)
    assert QUASI_STATIC(find_exercise(exercise), load_kg, person) == pytest.approx(bw, abs=0.005)


def test_the_tendon_load_counts_a_week_and_four() -> None:
    answer = plan("strength", bare(0, 10, 10), bare(6, 10, 10), bare(7, 10, 10), bare(27, 10, 10), bare(28, 10, 10))
    assert answer.achilles.last_7_days_bw == pytest.approx(2 * 30 * 1.4)
    assert answer.achilles.weekly_mean_28_days_bw == pytest.approx(4 * 30 * 1.4 / 4)
    assert answer.achilles.moment_arm_m == 0.05
    assert "predict" in answer.achilles.limits
    assert answer.achilles.n_sets_unknown == 0


def test_the_tendon_load_is_told_to_one_decimal() -> None:
    person = Person(body_mass_kg=75.0, stature_m=1.80)
    shown = plan("strength", bare(1, 11, 10), bare(9, 10, 10), person=person).achilles
    peak_bw = QUASI_STATIC(find_exercise(STANDING), 0.0, person)
    assert peak_bw is not None
    for told, exact in (
        (shown.last_7_days_bw, 33 * peak_bw),
        (shown.weekly_mean_28_days_bw, 63 * peak_bw / 4),
    ):
        assert round(exact, 2) != round(exact, 1) != round(exact)  # else every rounding would look alike
        assert f"{told:.4f}" == f"{exact:.1f}000"


def test_sets_that_cannot_be_counted_are_said_and_not_guessed() -> None:
    assert plan("strength", bare(2, None, 10)).achilles.n_sets_unknown == 1
    assert plan("strength", session(2, [10, None], asked=(2, 10, 20.0))).achilles.n_sets_unknown == 1
    walk = bare(2, 10, 10, exercise="toe-walking")
    assert plan("strength", walk).achilles.n_sets_unknown == 3
    heavy = plan("strength", session(2, 10), person=Person())
    assert (heavy.achilles.n_sets_unknown, heavy.achilles.last_7_days_bw) == (3, 0.0)
    push_ups = plan("glucose", minutes(1, 10.0, 10.0))
    assert push_ups.achilles.last_7_days_bw == pytest.approx(500 * 0.2912, rel=0.001)


def test_another_tendon_load_changes_the_load_shown_and_nothing_else() -> None:
    one = profile("strength", session(7, 14), session(4, 14))
    usual, other = prescribe(one, TODAY), prescribe(one, TODAY, tendon_load=QuasiStatic(moment_arm_m=0.0365))
    assert other.achilles.moment_arm_m == 0.0365
    assert other.achilles.last_7_days_bw / usual.achilles.last_7_days_bw == pytest.approx(1.37, abs=0.005)
    assert (usual.items, usual.decision, usual.findings) == (other.items, other.decision, other.findings)


def test_the_day_is_given_and_not_read_from_a_clock() -> None:
    assert prescribe(profile(), date(1999, 1, 4)).day == date(1999, 1, 4)
    assert prescribe(profile("strength", session(4, 12)), TODAY + timedelta(days=3)).day == TODAY + timedelta(days=3)
