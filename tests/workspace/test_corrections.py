"""A session can be corrected; what was measured is never lost."""

from dataclasses import replace
from uuid import uuid4

import pytest

from soleus.errors import InputError, NotFoundError
from soleus.store.records import DoneSet, Target
from soleus.workspace import audit, sessions
from soleus.workspace.corrections import SetCorrection, correct, measured_heights_m, n_measured
from soleus.workspace.place import Desk
from tests.stores import NOW

HEIGHTS_M = (0.05, 0.06, None)


def measured(desk: Desk, **changes) -> tuple:
    session = sessions.start(desk, exercise="soleus-push-up", how="phone", now=NOW)
    facts = {"n_reps": 3, "peak_s": (1.0, 2.0, 3.0), "heel_raise_height_m": HEIGHTS_M}
    done = DoneSet(
        id=uuid4(), created_at=NOW, session_id=session.id, position=0, how="phone", method={"name": "x"},
        **facts | changes,
    )  # fmt: skip
    sessions.add_set(desk, done)
    sessions.finish(desk, session.id, now=NOW, changes={"dose": {"n_reps": 3}})
    return session.id, done


def as_it_was(done: DoneSet, **changes) -> SetCorrection:
    kept = SetCorrection(set_id=done.id, n_reps=done.n_reps, side=done.side, load_kg=done.load_kg)
    return replace(kept, **changes)


def corrected(desk: Desk, session_id, *sets: SetCorrection, exercise="soleus-push-up", target=None, reason=""):
    correct(desk, session_id, exercise=exercise, target=target or Target(), sets=sets, reason=reason, now=NOW)
    return sessions.get(desk, session_id)


def test_a_corrected_count_keeps_what_was_measured_and_why(desk: Desk) -> None:
    session_id, done = measured(desk)
    found = corrected(desk, session_id, as_it_was(done, n_reps=2), reason="a dog")
    (after,) = found.sets
    assert (found.n_reps, after.heel_raise_height_m, after.peak_s) == (2, (), ())
    kept = after.method["corrected"]
    assert kept["n_reps"] == 3  # type: ignore[index]
    assert kept["reason"] == "a dog"  # type: ignore[index]
    assert measured_heights_m(after) == [0.05, 0.06]
    assert n_measured(found.sets) == 3


def test_correcting_twice_keeps_the_first_measurement_and_the_way_back_restores_it(desk: Desk) -> None:
    session_id, done = measured(desk)
    corrected(desk, session_id, as_it_was(done, n_reps=2))
    again = corrected(desk, session_id, as_it_was(done, n_reps=5)).sets[0]
    assert again.method["corrected"]["n_reps"] == 3  # type: ignore[index]
    back = corrected(desk, session_id, as_it_was(done))
    assert back.sets[0].heel_raise_height_m == HEIGHTS_M
    assert back.sets[0].method == {"name": "x"}
    assert n_measured(back.sets) is None


@pytest.mark.parametrize(
    "changes", [{"exercise": "seated-calf-raise"}, {"target": Target(load_kg=20)}, {"load_kg": 10.0}, {"n_reps": 2}]
)
def test_a_dose_goes_when_what_it_was_computed_from_changed(desk: Desk, changes) -> None:
    session_id, done = measured(desk)
    of_set = {name: value for name, value in changes.items() if name in ("load_kg", "n_reps")}
    rest = {name: value for name, value in changes.items() if name not in of_set}
    assert corrected(desk, session_id, as_it_was(done, **of_set), **rest).session.dose is None


def test_a_dose_stays_when_only_the_side_or_the_plan_changed(desk: Desk) -> None:
    session_id, done = measured(desk)
    found = corrected(desk, session_id, as_it_was(done, side="left"), target=Target(reps=10, sets=2))
    assert found.session.dose == {"n_reps": 3}
    assert found.sets[0].side == "left"
    assert found.session.target.reps == 10


def test_nothing_is_changed_when_one_part_is_impossible(desk: Desk) -> None:
    session_id, done = measured(desk)
    before = sessions.get(desk, session_id)
    for wrong in ({"n_reps": -1}, {"n_reps": 10**6}, {"load_kg": 9000.0}, {"load_kg": float("nan")}):
        with pytest.raises(InputError):
            corrected(desk, session_id, as_it_was(done, **wrong), exercise="standing-calf-raise")
    with pytest.raises(InputError, match="not of this session"):
        corrected(desk, session_id, as_it_was(done, set_id=uuid4()))
    with pytest.raises(InputError):
        corrected(desk, session_id, exercise="burpee")
    assert sessions.get(desk, session_id) == before


def test_a_set_of_another_session_cannot_be_reached(desk: Desk) -> None:
    one, _ = measured(desk)
    _, other = measured(desk)
    with pytest.raises(InputError, match="not of this session"):
        corrected(desk, one, as_it_was(other, n_reps=1))
    with pytest.raises(NotFoundError):
        corrected(desk, uuid4())


def test_an_open_session_is_finished_first(desk: Desk) -> None:
    session = sessions.start(desk, exercise="soleus-push-up", how="tap", now=NOW)
    with pytest.raises(InputError, match="finish"):
        corrected(desk, session.id)


def test_the_log_says_that_it_was_corrected_and_no_value(desk: Desk) -> None:
    session_id, done = measured(desk)
    corrected(desk, session_id, as_it_was(done, n_reps=2), reason="secret")
    line = audit.log(desk)[-1]
    assert (line.action, line.object_id) == ("session corrected", session_id)
    assert "secret" not in repr(line)
