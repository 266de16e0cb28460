"""Live samples: on the disk within a second, found again after a crash, a signal file at the end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID, uuid4

from numpy.typing import ArrayLike

from soleus._version import VERSION
from soleus.errors import InputError
from soleus.store.journal import Journal, Journalled
from soleus.store.records import Session, Signal
from soleus.workspace.place import Desk, offset_min


@dataclass(frozen=True, slots=True, eq=False)
class LiveStream:
    """One stream of one session: what a WebSocket appends to. ``n_samples`` tells a client where to go on."""

    session_id: UUID
    stream: str
    _journal: Journal

    @property
    def n_samples(self) -> int:
        """Rows so far, those before a crash included."""
        return self._journal.n_samples

    def append(self, samples: ArrayLike) -> int:
        """Add rows; returns how many there are now. See `soleus.store.journal.Journal.append`."""
        return self._journal.append(samples)

    def note(self, event: Mapping[str, object]) -> None:
        """Add an event: a pause, a change of side, "I felt pain"."""
        self._journal.note(event)


def open_stream(desk: Desk, session_id: UUID, *, stream: str, columns: tuple[str, ...], now: datetime) -> LiveStream:
    """Begin a stream of a running session, or go on with it.

    Parameters
    ----------
    stream : name of the source, for example ``camera``, ``phone``, ``taps``
    columns : names with their units, the clock first, for example ``("time_s", "heel_height_m")``

    Raises
    ------
    InputError     if the session is not running or the columns changed
    NotFoundError  if this account has no such session
    StoreError     if the disk refuses, or another process records it
    """
    with desk.store.reading(desk.owner) as rows:
        session = rows.get(Session, session_id)
    if session.state not in ("running", "paused"):
        raise InputError(f"session {session_id}: expected it to be running, it is {session.state}")
    header = {"session": str(session_id), "owner": str(desk.owner), "stream": stream, "soleus": VERSION}
    header |= {"began": now.isoformat(), "exercise": session.exercise, "how": session.how}
    return LiveStream(session_id, stream, desk.workspace.live.open(session_id, stream, columns, header))


def recorded(desk: Desk, session_id: UUID) -> dict[str, Journalled]:
    """What an unfinished session has recorded so far, by stream: replay it to count again after a crash.

    Raises
    ------
    NotFoundError  if this account has no such session
    """
    with desk.store.reading(desk.owner) as rows:
        rows.get(Session, session_id)
    return desk.workspace.live.recorded(session_id)


def last_sign(desk: Desk, session_id: UUID, *, now: datetime) -> datetime:
    """When something was last heard of an unfinished session: a tap, a sample, its beginning; never after ``now``.

    Raises
    ------
    NotFoundError  if this account has no such session
    """
    with desk.store.reading(desk.owner) as rows:
        session = rows.get(Session, session_id)
    begun = session.started_at or session.created_at
    heard_s = [
        float(journal.samples[-1, 0])
        for journal in desk.workspace.live.recorded(session_id).values()
        if len(journal.samples) and begun.timestamp() <= journal.samples[-1, 0] <= now.timestamp()
    ]
    return datetime.fromtimestamp(max(heard_s), now.tzinfo) if heard_s else begun


def keep_journals(desk: Desk, session_id: UUID, *, now: datetime) -> list[Signal]:
    """Turn the journals of a session into signal files; only then are they removed."""
    workspace = desk.workspace
    workspace.live.close(session_id)
    kept = [
        _signal(desk, session_id, stream, journalled, now=now)
        for stream, journalled in workspace.live.recorded(session_id).items()
        if len(journalled.samples) or journalled.events
    ]
    with desk.store.writing(desk.owner) as rows:
        known = {signal.sha256 for signal in rows.all(Signal, {"session_id": session_id})}
        kept = [signal for signal in kept if signal.sha256 not in known]
        rows.add(*kept)
    workspace.live.discard(session_id)
    return kept


def _signal(desk: Desk, session_id: UUID, stream: str, journalled: Journalled, *, now: datetime) -> Signal:
    sha256, size = desk.workspace.signals.keep(lambda file: _write_parquet(file, journalled))
    return Signal(
        id=uuid4(),
        created_at=now,
        utc_offset_min=offset_min(now),
        sha256=sha256,
        name=f"{stream}.parquet",
        n_bytes=size,
        origin="live",
        format="parquet",
        session_id=session_id,
    )


def _write_parquet(file: BinaryIO, journalled: Journalled) -> None:
    """One column a column; header and events as the file's own metadata."""
    import json

    import polars as pl

    frame = pl.DataFrame({name: journalled.samples[:, k] for k, name in enumerate(journalled.columns)})
    facts: dict[str, Any] = {"header": dict(journalled.header), "events": list(journalled.events)}
    frame.write_parquet(file, metadata={"soleus": json.dumps(facts, ensure_ascii=False)})
