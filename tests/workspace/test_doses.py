"""The dose of a session that is over: measured, computed from what is known, or not known; never in silence."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from soleus.person import Person
from soleus.store.records import DoneSet, Session, Target
from soleus.workspace.doses import Planned, SessionDose, asked_dose, pace_per_min
from soleus.workspace.sessions import Training

NOW = datetime(2025, 3, 4, 9, 30, tzinfo=UTC)
SESSION = Session(id=uuid4(), created_at=NOW, exercise="soleus-push-up", state="finished", how="tap")
PERSON = Person(body_mass_kg=75.0, stature_m=1.75)


def done(*peaks_s: float, **changes) -> DoneSet:
    facts = {"id": uuid4(), "created_at": NOW, "session_id": SESSION.id, "position": 0, "how": "tap"}
    return DoneSet(**facts | {"n_reps": len(peaks_s), "peak_s": peaks_s} | changes)


def training(*sets: DoneSet, **changes) -> Training:
    return Training(session=replace(SESSION, **changes), sets=sets)


def test_what_was_measured_is_told_as_it_was() -> None:
    figures = {"n_reps": 3, "achilles_peak_bw": 0.3}
    found = asked_dose(training(done(1, 2, 3), dose=figures), PERSON)
    assert found == SessionDose(basis="measured", figures=figures)


def test_a_corrected_count_takes_the_measured_dose_away() -> None:
    found = asked_dose(training(done(1, 2, 3, 4), dose={"n_reps": 3}), PERSON)
    assert isinstance(found, Planned)
    assert found.reps == 4


def test_tapped_repetitions_say_that_their_height_was_assumed() -> None:
    found = asked_dose(training(done(0, 2, 4, 6)), PERSON)
    assert isinstance(found, Planned)
    assert (found.height_m, found.cadence_per_min) == (None, pytest.approx(30))
    assert "is not known" in found.said[0]
    assert "was assumed" in found.said[0]
    answer = found()
    assert answer.basis == "assumed"
    assert answer.figures is not None
    assert answer.figures["n_reps"] == 4


def test_a_measured_height_is_taken_instead_of_the_whole_range() -> None:
    found = asked_dose(training(done(0, 2, 4, heel_raise_height_m=(0.04, 0.05, None))), PERSON)
    assert isinstance(found, Planned)
    assert found.height_m == pytest.approx(0.045)
    assert "4.5 cm" in found.said[0]


def test_the_pace_is_that_of_the_sets_not_of_the_pauses() -> None:
    assert pace_per_min((done(0, 2, 4), done(60, 62, 64))) == pytest.approx(30)
    assert pace_per_min((done(0, 2, 4, 6, 600, 602),)) == pytest.approx(30)
    assert pace_per_min((done(0, 2),)) is None


def test_a_pace_that_nobody_saw_is_said_to_be_assumed() -> None:
    asked = asked_dose(training(done(n_reps=5, peak_s=()), target=Target(cadence_per_min=20)), PERSON)
    assert isinstance(asked, Planned)
    assert asked.cadence_per_min == 20
    assert any("metronome" in line for line in asked.said)
    own = asked_dose(training(done(n_reps=5, peak_s=())), PERSON)
    assert isinstance(own, Planned)
    assert any("exercise's own" in line for line in own.said)


@pytest.mark.parametrize(
    ("changes", "person", "told"),
    [
        ({}, Person(), "body mass"),
        ({"exercise": "two-leg-hop"}, PERSON, "no heel raise"),
        ({"target": Target(load_kg=9000)}, PERSON, "cannot tell"),
    ],
)
def test_what_cannot_be_known_says_why(changes, person, told) -> None:
    found = asked_dose(training(done(0, 2, 4, 6), **changes), person)
    answer = found() if isinstance(found, Planned) else found
    assert (answer.basis, answer.figures) == ("unknown", None)
    assert told in answer.said[0]
    assert "--" not in answer.said[0]


def test_no_repetition_is_no_dose() -> None:
    assert asked_dose(training(), PERSON).said == ("No repetition was counted.",)


def test_the_same_session_asks_the_same_question() -> None:
    sets = (done(0, 2, 4, 6),)
    assert asked_dose(training(*sets), PERSON) == asked_dose(training(*sets), PERSON)
    assert hash(asked_dose(training(*sets), PERSON)) == hash(asked_dose(training(*sets), PERSON))
    heavier = asked_dose(training(*sets), replace(PERSON, body_mass_kg=90.0))
    assert heavier != asked_dose(training(*sets), PERSON)
