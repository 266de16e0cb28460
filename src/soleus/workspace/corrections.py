"""Correcting a session that is over: exercise, target, count, side and load of each set. What was measured is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from soleus.errors import InputError
from soleus.exercises import find_exercise
from soleus.recording.signals import Side
from soleus.store.records import REP_COLUMNS, DoneSet, Session, Target, check_text
from soleus.workspace import audit
from soleus.workspace.place import Desk

MOST_REPS = 20_000  # of one set: six hours at 50 a minute, as in a profile
MOST_LOAD_KG = 500.0  # more than any calf machine holds
REASON_CHARS_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCorrection:
    """A set as the person says it was."""

    set_id: UUID
    n_reps: int | None
    side: Side | None
    load_kg: float | None


def correct(
    desk: Desk,
    session_id: UUID,
    *,
    exercise: str,
    target: Target,
    sets: Sequence[SetCorrection],
    reason: str = "",
    now: datetime,
) -> None:
    """Change a finished session. A corrected count keeps what was measured beside it, and the reason.

    The dose that was measured is dropped where what it was computed from has changed; it is computed anew on its page.

    Raises
    ------
    InputError     if the exercise or a number is impossible, or a set is of another session
    NotFoundError  if this account has no such session
    """
    find_exercise(exercise)
    check_text("reason", reason, REASON_CHARS_MAX)
    with desk.store.writing(desk.owner) as rows:
        session = rows.get(Session, session_id)
        if session.state != "finished":
            raise InputError("Only a finished session can be corrected; finish this one first.")
        known = {done.id: done for done in rows.all(DoneSet, {"session_id": session_id})}
        changed = [_corrected(known, change, reason, now) for change in sets]
        for done in changed:
            rows.put(done)
        same = exercise == session.exercise and all(_same_work(done, known[done.id]) for done in changed)
        same = same and target.load_kg == session.target.load_kg
        rows.put(replace(session, exercise=exercise, target=target, dose=session.dose if same else None))
        rows.add(audit.entry("session corrected", now=now, kind="Session", object_id=session_id))


def measured_heights_m(done: DoneSet) -> list[float]:
    """Heights that a sensor saw, those from before a correction of the count as well."""
    column = done.heel_raise_height_m
    if not column and isinstance(before := done.method.get("corrected"), Mapping):
        column = before.get("heel_raise_height_m") or ()
    return [rise for rise in column if rise is not None]


def n_measured(sets: Sequence[DoneSet]) -> int | None:
    """Repetitions that were counted before a correction; None where no count was corrected."""
    before = [done.method.get("corrected") for done in sets]
    if not any(isinstance(one, Mapping) for one in before):
        return None
    counts = [
        one.get("n_reps") if isinstance(one, Mapping) else done.n_reps for one, done in zip(before, sets, strict=True)
    ]
    return sum(count for count in counts if isinstance(count, int))


def _corrected(known: Mapping[UUID, DoneSet], change: SetCorrection, reason: str, now: datetime) -> DoneSet:
    done = known.get(change.set_id)
    if done is None:
        raise InputError("One of these sets is not of this session; open the page again.")
    if change.n_reps is not None and not 0 <= change.n_reps <= MOST_REPS:
        raise InputError(f"Repetitions: expected 0 to {MOST_REPS}, got {change.n_reps}.")
    if change.load_kg is not None and not 0 <= change.load_kg <= MOST_LOAD_KG:
        raise InputError(f"Load: expected 0 to {MOST_LOAD_KG:g} kg, got {change.load_kg:g}.")
    done = replace(done, side=change.side, load_kg=change.load_kg)
    if change.n_reps == done.n_reps:
        return done
    return _recounted(done, change.n_reps, reason, now)


def _recounted(done: DoneSet, n_reps: int | None, reason: str, now: datetime) -> DoneSet:
    """Which repetitions were false is not known, so the columns go; the first measurement stays whole."""
    first = done.method.get("corrected")
    if isinstance(first, Mapping) and first.get("n_reps") == n_reps:  # back to what was measured
        columns = {name: tuple(first.get(name) or ()) for name in REP_COLUMNS}
        method = {name: value for name, value in done.method.items() if name != "corrected"}
        return replace(done, n_reps=n_reps, method=method, **columns)  # type: ignore[arg-type]
    if not isinstance(first, Mapping):
        first = {"n_reps": done.n_reps, **{name: list(getattr(done, name)) for name in REP_COLUMNS}}
    corrected = {**first, "reason": reason, "at": now.isoformat()}
    method = {**done.method, "corrected": corrected}
    return replace(done, n_reps=n_reps, method=method, **dict.fromkeys(REP_COLUMNS, ()))  # type: ignore[arg-type]


def _same_work(one: DoneSet, other: DoneSet) -> bool:
    return (one.n_reps, one.load_kg) == (other.n_reps, other.load_kg)
