"""A session from start to history, on both databases."""

from dataclasses import replace
from datetime import UTC, timedelta
from uuid import uuid4

import numpy as np
import polars as pl
import pytest

from soleus.errors import DeniedError, InputError, NotFoundError
from soleus.store.records import DoneSet, Target
from soleus.workspace import audit, live, people, sessions
from soleus.workspace.place import Desk
from tests.stores import NOW

COLUMNS = ("time_s", "heel_height_m")


def begun(desk: Desk, **more: object) -> sessions.Session:
    return sessions.start(desk, exercise="soleus-push-up", how="phone", now=NOW, **more)


def done_set(session: sessions.Session, **more: object) -> DoneSet:
    values = {"position": 0, "how": "phone", "n_reps": 2, "heel_raise_height_m": (0.05, None), **more}
    return DoneSet(id=uuid4(), created_at=NOW, session_id=session.id, **values)


def test_a_session_comes_back_as_it_was_stored(desk: Desk) -> None:
    target = Target(sets=3, reps=10, cadence_per_min=50.0, hold_s=1.0)
    session = begun(desk, target=target)
    kept = sessions.add_set(desk, done_set(session, side="left", method={"name": "thigh-phone", "gain": 0.5}))
    later = NOW + timedelta(minutes=5)
    sessions.finish(desk, session.id, now=later, changes={"session_rpe": 4, "pain_during_nrs": 0, "dose": {"met": 2.0}})
    (found,) = sessions.history(desk)
    assert found.session.target == target
    assert found.session.started_at == NOW
    assert found.session.finished_at == later
    assert (found.session.session_rpe, found.session.pain_next_morning_nrs) == (4, None)
    assert found.session.dose == {"met": 2.0}
    assert found.sets == (replace(kept, created_at=NOW.astimezone(UTC)),)
    assert found.n_reps == 2


def test_the_day_of_a_session_is_the_persons_own(desk: Desk) -> None:
    late = NOW.replace(hour=0, minute=30)  # 22:30 of the day before in UTC
    session = sessions.start(desk, exercise="soleus-push-up", how="tap", now=late)
    assert sessions.get(desk, session.id).session.local_date == late.date()


def test_starting_again_with_the_same_id_starts_nothing_twice(desk: Desk) -> None:
    chosen = uuid4()
    begun(desk, session_id=chosen)
    assert begun(desk, session_id=chosen).id == chosen
    assert len(sessions.unfinished(desk)) == 1


def test_pauses_add_up_and_a_clock_set_back_takes_nothing_off(desk: Desk) -> None:
    session = begun(desk)
    for pause_s, resume_s in ((10, 40), (100, 70)):
        sessions.pause(desk, session.id, now=NOW + timedelta(seconds=pause_s))
        assert sessions.get(desk, session.id).session.state == "paused"
        session = sessions.resume(desk, session.id, now=NOW + timedelta(seconds=resume_s))
    assert (session.state, session.paused_s) == ("running", 30.0)


def test_what_was_finished_cannot_be_paused(desk: Desk) -> None:
    session = begun(desk)
    sessions.finish(desk, session.id, now=NOW)
    with pytest.raises(InputError, match="it is finished"):
        sessions.pause(desk, session.id, now=NOW)
    sessions.finish(desk, session.id, now=NOW + timedelta(hours=9), changes={"pain_next_morning_nrs": 1})
    assert sessions.get(desk, session.id).session.finished_at == NOW


def test_a_deleted_session_is_hidden_and_comes_back(desk: Desk) -> None:
    session = begun(desk)
    sessions.finish(desk, session.id, now=NOW)
    sessions.delete(desk, session.id, now=NOW)
    assert sessions.history(desk) == []
    assert sessions.undelete(desk, session.id, now=NOW + timedelta(seconds=1)).state == "finished"
    assert len(sessions.history(desk)) == 1
    assert [entry.action for entry in audit.log(desk)] == ["session deleted", "session brought back"]


@pytest.mark.parametrize(
    "changes", [{"pain_during_nrs": 12}, {"owner_id": "x"}, {"state": "running"}, {"exercise": "moon-walk"}]
)
def test_impossible_changes_are_refused_and_change_nothing(desk: Desk, changes: dict[str, object]) -> None:
    session = begun(desk)
    with pytest.raises(InputError):
        sessions.edit(desk, session.id, changes, now=NOW)
    assert sessions.get(desk, session.id).session.state == "running"


def test_live_samples_become_a_signal_file_that_reads_as_a_recording(desk: Desk) -> None:
    from soleus.recording import read_recording

    session = begun(desk)
    stream = live.open_stream(desk, session.id, stream="phone", columns=COLUMNS, now=NOW)
    rows = np.column_stack([np.arange(200) / 50, 0.05 * np.sin(np.arange(200) / 10)])
    for part in np.array_split(rows, 20):
        stream.append(part)
    stream.note({"event": "pain", "time_s": 2.5})
    assert live.recorded(desk, session.id)["phone"].events == ({"event": "pain", "time_s": 2.5},)
    training = sessions.finish(desk, session.id, now=NOW)
    (signal,) = training.signals
    path = desk.workspace.signals.path(signal.sha256)
    assert read_recording(path).n_samples == 200
    assert np.array_equal(pl.read_parquet(path).to_numpy(), rows)
    assert live.recorded(desk, session.id) == {}


def test_nobody_sees_or_changes_what_is_anothers(desk: Desk, other_desk: Desk) -> None:
    session = begun(desk)
    people.save_profile(desk, {"body_mass_kg": 75.0}, now=NOW)
    assert sessions.unfinished(other_desk) == []
    assert people.profile(other_desk) is None
    for ask in (
        lambda: sessions.get(other_desk, session.id),
        lambda: sessions.finish(other_desk, session.id, now=NOW),
        lambda: sessions.delete(other_desk, session.id, now=NOW),
        lambda: sessions.edit(other_desk, session.id, {"notes": "mine"}, now=NOW),
        lambda: sessions.add_set(other_desk, done_set(session)),
        lambda: live.recorded(other_desk, session.id),
        lambda: live.open_stream(other_desk, session.id, stream="phone", columns=COLUMNS, now=NOW),
    ):
        with pytest.raises(NotFoundError):
            ask()
    assert sessions.get(desk, session.id).session.notes == ""


def test_without_an_account_nothing_is_answered(desk: Desk) -> None:
    begun(desk)
    nobody = desk.workspace.desk(None)
    for ask in (
        lambda: sessions.history(nobody),
        lambda: begun(nobody),
        lambda: people.profile(nobody),
    ):
        with pytest.raises(DeniedError):
            ask()


def test_the_set_up_can_be_left_and_gone_on_with(desk: Desk) -> None:
    assert people.next_setup_step(desk) == "person"
    people.save_profile(desk, {"body_mass_kg": 75.0, "stature_m": 1.75}, now=NOW, step="person")
    people.save_profile(desk, {"goal": "achilles"}, now=NOW, step="goal")
    assert people.next_setup_step(desk) == "equipment"
    people.save_profile(desk, {"equipment": ("step", "dumbbell")}, now=NOW, step="equipment")
    people.save_screening(desk, {"pregnancy": False, "numbness": None}, now=NOW)
    assert people.next_setup_step(desk) is None
    found = people.profile(desk)
    assert found is not None
    assert (found.goal, found.body_mass_kg, found.equipment) == ("achilles", 75.0, ("step", "dumbbell"))
    screening = people.screening(desk)
    assert screening is not None
    assert screening.answers == {"pregnancy": False, "numbness": None}


@pytest.mark.parametrize("changes", [{"body_mass_kg": -4.0}, {"birth_year": 1700}, {"shoe": 44}, {"id": uuid4()}])
def test_an_impossible_profile_is_refused(desk: Desk, changes: dict[str, object]) -> None:
    with pytest.raises(InputError):
        people.save_profile(desk, changes, now=NOW)
    assert people.profile(desk) is None
