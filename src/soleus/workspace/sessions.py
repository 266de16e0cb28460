"""A training session from plan to history: start, pause, resume, sets, finish, edit, delete and undo."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from uuid import UUID, uuid4

from soleus._version import VERSION
from soleus.errors import InputError
from soleus.exercises import find_exercise
from soleus.store.records import REP_COLUMNS, DoneSet, How, Record, Session, SessionState, Signal, Target
from soleus.store.rows import Rows
from soleus.workspace import audit
from soleus.workspace.live import keep_journals
from soleus.workspace.place import Desk, offset_min

EDITABLE = ("session_rpe", "pain_during_nrs", "pain_next_morning_nrs", "notes", "dose", "exercise")
MEASURED = (*REP_COLUMNS, "method", "dose", "signals")
"""Of single repetitions: most of what is stored, and of no use for counts, times, loads and pain."""
NOT_HEIGHTS = tuple(name for name in MEASURED if name != "heel_raise_height_m")
MANY = 1000  # ids in one statement; of more sessions, everything is read and sorted out here
OPEN: tuple[SessionState, ...] = ("running", "paused")


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """A session with its sets and the recordings it was measured from."""

    session: Session
    sets: tuple[DoneSet, ...] = ()
    signals: tuple[Signal, ...] = ()

    @property
    def n_reps(self) -> int:
        """Repetitions of all sets, both sides; a set that nobody counted adds none."""
        return sum(done.n_reps or 0 for done in self.sets)


def start(
    desk: Desk,
    *,
    exercise: str,
    how: How,
    now: datetime,
    target: Target | None = None,
    session_id: UUID | None = None,
    prescription_id: UUID | None = None,
) -> Session:
    """Begin a session. The same ``session_id`` again gives the session that it began: a retry starts nothing twice.

    Raises
    ------
    InputError  if the exercise is unknown
    """
    find_exercise(exercise)
    new = Session(
        id=session_id or uuid4(),
        created_at=now,
        utc_offset_min=offset_min(now),
        exercise=exercise,
        state="running",
        how=how,
        target=target or Target(),
        started_at=now,
        prescription_id=prescription_id,
        version=VERSION,
    )
    with desk.store.writing(desk.owner) as rows:
        found = rows.find(Session, new.id)
        if found is None:
            rows.add(new)
        return found or new


def pause(desk: Desk, session_id: UUID, *, now: datetime) -> Session:
    """Stop the clock; pausing twice is pausing once."""
    with desk.store.writing(desk.owner) as rows:
        found = _in_state(rows, session_id, OPEN)
        return found if found.state == "paused" else _put(rows, replace(found, state="paused", paused_at=now))


def resume(desk: Desk, session_id: UUID, *, now: datetime) -> Session:
    """Go on, after a pause or after the program was killed."""
    with desk.store.writing(desk.owner) as rows:
        found = _in_state(rows, session_id, OPEN)
        return _put(rows, replace(_unpaused(found, now), state="running"))


def finish(desk: Desk, session_id: UUID, *, now: datetime, changes: Mapping[str, object] | None = None) -> Training:
    """End a session: its journals become signal files, ``changes`` (effort, pain, notes, dose) are kept with it.

    Finishing twice is finishing once; the changes of the second time are kept too.

    Raises
    ------
    InputError     if a change is unknown or impossible
    NotFoundError  if there is no such session
    StoreError     if the disk refuses; the session stays open and nothing of it is lost
    """
    with desk.store.reading(desk.owner) as rows:
        _in_state(rows, session_id, (*OPEN, "finished"))
    keep_journals(desk, session_id, now=now)
    with desk.store.writing(desk.owner) as rows:
        found = _in_state(rows, session_id, (*OPEN, "finished"))
        if found.state != "finished":
            ended = max(at for at in (now, found.paused_at, found.started_at) if at)  # the clock may have been set back
            found = replace(_unpaused(found, ended), state="finished", finished_at=ended)
        _put(rows, _changed(found, changes or {}))
        return _training(rows, session_id)


def add_set(desk: Desk, done: DoneSet) -> DoneSet:
    """Keep a set of a session; the same id again replaces it.

    Raises
    ------
    NotFoundError  if there is no such session
    """
    done = replace(done, version=done.version or VERSION)
    with desk.store.writing(desk.owner) as rows:
        rows.get(Session, done.session_id)
        known = rows.find(DoneSet, done.id)
        (rows.put if known else rows.add)(done)
        return done


def edit(desk: Desk, session_id: UUID, changes: Mapping[str, object], *, now: datetime) -> Session:
    """Change what was said about a session (``EDITABLE``), the next morning's pain for example."""
    with desk.store.writing(desk.owner) as rows:
        rows.add(audit.entry("session edited", now=now, kind="Session", object_id=session_id))
        return _put(rows, _changed(rows.get(Session, session_id), changes))


def delete(desk: Desk, session_id: UUID, *, now: datetime) -> Session:
    """Hide a session; `undelete` brings it back until everything is deleted for good."""
    with desk.store.writing(desk.owner) as rows:
        found = rows.get(Session, session_id)
        if found.state == "deleted":
            return found
        rows.add(audit.entry("session deleted", now=now, kind="Session", object_id=session_id))
        return _put(rows, replace(found, state="deleted", deleted_at=now, state_before=found.state))


def undelete(desk: Desk, session_id: UUID, *, now: datetime) -> Session:
    """Undo `delete`."""
    with desk.store.writing(desk.owner) as rows:
        found = rows.get(Session, session_id)
        if found.state != "deleted" or found.state_before is None:
            return found
        rows.add(audit.entry("session brought back", now=now, kind="Session", object_id=session_id))
        return _put(rows, replace(found, state=found.state_before, deleted_at=None, state_before=None))


def get(desk: Desk, session_id: UUID) -> Training:
    """One session with its sets and recordings.

    Raises
    ------
    NotFoundError  if this account has none of that id
    """
    with desk.store.reading(desk.owner) as rows:
        return _training(rows, session_id)


def unfinished(desk: Desk) -> list[Session]:
    """Sessions that were begun and not finished, oldest first: a killed server's among them."""
    with desk.store.reading(desk.owner) as rows:
        return rows.all(Session, {"state": OPEN})


def history(
    desk: Desk,
    *,
    states: tuple[SessionState, ...] = ("finished",),
    since: datetime | None = None,
    before: datetime | None = None,
    newest: int | None = None,
    exercises: tuple[str, ...] | None = None,
    without: tuple[str, ...] = (),
) -> list[Training]:
    """Sessions in those states, oldest first; of some ``exercises`` or of all.

    Parameters
    ----------
    since, before : of those that began from ``since`` on and earlier than ``before``
    newest : that many of the latest
    without : `MEASURED` or a part of it: not read, and as if not known; "signals": no recordings
    """
    with desk.store.reading(desk.owner) as rows:
        where = {"state": states} if exercises is None else {"state": states, "exercise": exercises}
        found = rows.all(Session, where, since=since, before=before, newest=newest, without=_of(Session, without))
        if not found:
            return []
        only = {"session_id": tuple(session.id for session in found)} if len(found) < MANY else {}
        sets = _by_session(rows.all(DoneSet, only, without=_of(DoneSet, without)))
        signals = {} if "signals" in without else _signals_by_session(rows.all(Signal, only))
    return [
        Training(
            session=session,
            sets=tuple(sets.get(session.id, ())),
            signals=tuple(signals.get(session.id, ())),
        )
        for session in found
    ]


def began(session: Session) -> datetime:
    """When it began; one that never ran, when it was planned."""
    return session.started_at or session.created_at


def _of(kind: type[Record], names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind) if f.name in names)


def _by_session(sets: Sequence[DoneSet]) -> dict[UUID, list[DoneSet]]:
    grouped: dict[UUID, list[DoneSet]] = {}
    for done in sorted(sets, key=lambda done: done.position):
        grouped.setdefault(done.session_id, []).append(done)
    return grouped


def _signals_by_session(signals: Sequence[Signal]) -> dict[UUID, list[Signal]]:
    grouped: dict[UUID, list[Signal]] = {}
    for signal in signals:
        if signal.session_id is not None:
            grouped.setdefault(signal.session_id, []).append(signal)
    return grouped


def _training(rows: Rows, session_id: UUID) -> Training:
    session = rows.get(Session, session_id)
    sets = _by_session(rows.all(DoneSet, {"session_id": session_id}))
    signals = rows.all(Signal, {"session_id": session_id})
    return Training(session=session, sets=tuple(sets.get(session_id, ())), signals=tuple(signals))


def _in_state(rows: Rows, session_id: UUID, allowed: tuple[SessionState, ...]) -> Session:
    found = rows.get(Session, session_id)
    if found.state not in allowed:
        raise InputError(f"session {session_id}: expected it to be {' or '.join(allowed)}, it is {found.state}")
    return found


def _put(rows: Rows, session: Session) -> Session:
    rows.put(session)
    return session


def _unpaused(session: Session, now: datetime) -> Session:
    """A clock that was set back meanwhile adds no negative pause."""
    if session.paused_at is None:
        return session
    stood_s = max(0.0, (now - session.paused_at).total_seconds())
    return replace(session, paused_at=None, paused_s=session.paused_s + stood_s)


def _changed(session: Session, changes: Mapping[str, object]) -> Session:
    unknown = set(changes) - set(EDITABLE)
    if unknown:
        raise InputError(f"{', '.join(sorted(unknown))}: expected one of {', '.join(EDITABLE)}")
    if isinstance(exercise := changes.get("exercise"), str):
        find_exercise(exercise)
    known = {f.name for f in fields(Session)}
    return replace(session, **{name: value for name, value in changes.items() if name in known})  # type: ignore[arg-type]
