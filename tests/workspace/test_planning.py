"""The profile that a plan is made from says what the history says, no more."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from soleus.errors import NotEnoughDataError
from soleus.store.entries import HeelRaiseTest
from soleus.store.records import DoneSet, Target
from soleus.workspace import diary, people, planning, sessions
from soleus.workspace.place import Desk
from tests.stores import NOW


@pytest.fixture
def person(desk: Desk) -> Desk:
    facts = {"body_mass_kg": 75.0, "stature_m": 1.75, "sex": "female", "birth_year": 1984}
    people.save_profile(desk, {**facts, "goal": "achilles", "days_per_week": 3, "equipment": ("step",)}, now=NOW)
    return desk


def trained(desk: Desk, sets: list[dict[str, object]], target: Target | None = None) -> None:
    session = sessions.start(desk, exercise="standing-calf-raise", how="tap", now=NOW, target=target)
    for position, values in enumerate(sets):
        common = {"id": uuid4(), "created_at": NOW, "session_id": session.id, "position": position, "how": "tap"}
        sessions.add_set(desk, DoneSet(**{**common, "n_reps": None, **values}))
    sessions.finish(desk, session.id, now=NOW, changes={"pain_during_nrs": 2, "session_rpe": 6})


def sets_of(desk: Desk) -> list[object]:
    (session,) = planning.plan_profile(desk, now=NOW)["sessions"]
    return session["sets"]


def test_the_profile_has_the_words_of_the_contract(person: Desk) -> None:
    people.save_screening(person, {"pregnancy": False, "numbness": None}, now=NOW)
    diary.add(person, HeelRaiseTest(id=uuid4(), created_at=NOW, utc_offset_min=120, side="left", n_reps=24, pain_nrs=1))
    trained(person, [{"n_reps": 12, "load_kg": 5.0}], Target(sets=3, reps=12, load_kg=5.0, cadence_per_min=30.0))
    sessions.start(person, exercise="soleus-push-up", how="tap", now=NOW)
    assert planning.plan_profile(person, now=NOW, ketones="none") == {
        "person": {"body_mass_kg": 75.0, "stature_m": 1.75, "sex": "female", "age": 42},
        "goal": "achilles",
        "equipment": ["step"],
        "days_per_week": 3,
        "screening": {"pregnancy": False, "numbness": None},
        "tests": [{"date": "2026-03-01", "side": "left", "reps": 24, "work_total_j": None, "pain_nrs": 1}],
        "sessions": [
            {
                "date": "2026-03-01",
                "exercise": "standing-calf-raise",
                "sets": [{"reps": 12, "load_kg": 5.0}],
                "target": {"sets": 3, "reps": 12, "load_kg": 5.0},
                "session_rpe": 6,
                "pain_during_nrs": 2,
                "pain_next_morning_nrs": None,
            }
        ],
        "glucose_mg_dl": None,
        "ketones": "none",
        "medication": [],
    }


def test_the_weaker_leg_speaks_for_both(person: Desk) -> None:
    trained(
        person,
        [
            {"side": "left", "n_reps": 12, "load_kg": 5.0},
            {"side": "right", "n_reps": 9, "load_kg": 5.0},
            {"side": "right", "n_reps": 11, "load_kg": 0.0},
            {"side": "left", "n_reps": 12, "load_kg": 5.0},
        ],
    )
    assert sets_of(person) == [{"reps": 9, "load_kg": 5.0}, {"reps": 11, "load_kg": 0.0}]


def test_what_was_not_counted_stays_unknown(person: Desk) -> None:
    trained(person, [{"duration_s": 300.0}, {"side": "left", "n_reps": 8}, {"side": "right"}])
    assert sets_of(person) == [{"reps": None, "load_kg": None, "minutes": 5.0}, {"reps": None, "load_kg": None}]


def test_a_deleted_session_does_not_count(person: Desk) -> None:
    trained(person, [{"n_reps": 12}])
    sessions.delete(person, sessions.history(person)[0].session.id, now=NOW)
    assert planning.plan_profile(person, now=NOW)["sessions"] == []


def test_without_a_goal_there_is_no_plan(desk: Desk) -> None:
    with pytest.raises(NotEnoughDataError, match="set-up"):
        planning.plan_profile(desk, now=NOW)


def test_a_prescription_is_kept_with_what_it_was_made_from(person: Desk) -> None:
    answer = {"date": "2026-03-03", "decision": "hold", "items": [{"exercise": "soleus-push-up", "reason": "pain"}]}
    profile = planning.plan_profile(person, now=NOW)
    given = planning.keep_prescription(person, profile=profile, answer=answer, now=NOW)
    planning.keep_prescription(
        person, profile=profile, answer={"date": None, "decision": "stop"}, now=NOW + timedelta(1)
    )
    assert planning.prescription(person, given.id).answer == answer
    assert planning.prescription(person, given.id).profile == profile
    last = planning.last_prescription(person)
    assert last is not None
    assert (last.decision, last.on_date) == ("stop", None)


def test_tests_and_soreness_can_be_corrected_and_removed(desk: Desk, tmp_path: Path) -> None:
    test = diary.add(desk, HeelRaiseTest(id=uuid4(), created_at=NOW, side="left", n_reps=24))
    diary.add(desk, test)
    diary.correct(desk, HeelRaiseTest, test.id, {"n_reps": 25}, now=NOW)
    assert [entry.n_reps for entry in diary.entries(desk, HeelRaiseTest)] == [25]
    diary.remove(desk, HeelRaiseTest, test.id, now=NOW)
    assert diary.entries(desk, HeelRaiseTest) == []


def test_the_next_session_comes_from_the_history_and_is_kept_once(person: Desk) -> None:
    from soleus.programme.profile import QUESTIONS

    unanswered = planning.prescribe_next(person, now=NOW)
    assert (unanswered.decision, unanswered.answer["items"]) == ("stop", [])
    people.save_screening(person, dict.fromkeys(QUESTIONS, False), now=NOW)
    first = planning.prescribe_next(person, now=NOW + timedelta(hours=1))
    assert first.decision == "start"
    assert first.answer["items"]
    assert planning.prescribe_next(person, now=NOW + timedelta(hours=2)).id == first.id
    trained(person, [{"n_reps": 12, "load_kg": 0.0}], Target(sets=1, reps=12))
    second = planning.prescribe_next(person, now=NOW + timedelta(hours=3))
    assert second.id != first.id
    assert planning.prescription(person, first.id).answer == first.answer


def test_what_a_person_set_besides_reaches_the_plan(person: Desk) -> None:
    people.save_profile(person, {"settings": {"usual_morning_pain_nrs": 1.0, "voice": True}}, now=NOW)
    profile = planning.plan_profile(person, now=NOW)
    assert profile["usual_morning_pain_nrs"] == 1.0
    assert "voice" not in profile
