"""Sessions without a sensor: the person taps each repetition, or follows the beat. Counted, never measured."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from uuid import UUID, uuid5

import numpy as np
from numpy.typing import NDArray

from soleus.store.journal import Journalled
from soleus.store.records import DoneSet, Session
from soleus.workspace import sessions
from soleus.workspace.live import LiveStream, open_stream, recorded
from soleus.workspace.place import Desk
from soleus.workspace.sides import Turn, stretches, turns_of

STREAM = "taps-"  # followed by the window's own name, so that two windows number their taps apart
COLUMNS = ("unix_s", "change")  # change: +1 a repetition, -1 the last one taken back, 0 anything else


def open_taps(desk: Desk, session_id: UUID, client: str, *, now: datetime) -> LiveStream:
    """The journal of one window's taps; see `soleus.workspace.live.open_stream` for what it raises."""
    return open_stream(desk, session_id, stream=f"{STREAM}{client}", columns=COLUMNS, now=now)


def standing_taps(journals: Iterable[Journalled]) -> list[float]:
    """Unix times of the taps that were not taken back, in the order of time."""
    standing: list[float] = []
    for unix_s, change in sorted((row for found in journals for row in found.samples.tolist()), key=lambda row: row[0]):
        if change > 0:
            standing.append(unix_s)
        elif change < 0 and standing:
            standing.pop()
    return standing


def tapped(desk: Desk, session_id: UUID) -> list[float]:
    """Unix times of the repetitions of an unfinished session, those of all windows."""
    return _taps(recorded(desk, session_id))


def _taps(found: Mapping[str, Journalled]) -> list[float]:
    return standing_taps(journal for stream, journal in found.items() if stream.startswith(STREAM))


def finish_tapped(desk: Desk, session_id: UUID, *, now: datetime) -> sessions.Training:
    """End a tapped session: its taps become its set. Finishing twice is finishing once.

    Raises
    ------
    NotFoundError  if this account has no such session
    StoreError     if the disk refuses; the session stays open
    """
    session = sessions.get(desk, session_id).session
    if session.state in sessions.OPEN:
        found = recorded(desk, session_id)
        for done in _sets_of(session, _taps(found), turns_of(found), now):
            sessions.add_set(desk, done)
    return sessions.finish(desk, session_id, now=now)


def active_s(session: Session, now: datetime) -> float:
    """Seconds that the session ran until ``now``, without its pauses."""
    if session.started_at is None:
        return 0.0
    end = session.finished_at or session.paused_at or now
    return max(0.0, (end - session.started_at).total_seconds() - session.paused_s)


def _sets_of(session: Session, taps: list[float], turns: list[Turn], now: datetime) -> list[DoneSet]:
    """One set for each stretch of one leg."""
    begun_s = (session.started_at or session.created_at).timestamp()
    parts = stretches(taps, turns, session.target)
    return [
        DoneSet(
            id=uuid5(session.id, "taps" if k == 0 else f"taps {k}"),
            created_at=now.astimezone(UTC),
            session_id=session.id,
            position=k,
            how=session.how,
            n_reps=len(indices),
            side=side or session.target.side,
            load_kg=session.target.load_kg,
            started_at=session.started_at,
            duration_s=active_s(session, now) if len(parts) == 1 else _span_s(taps, indices),
            peak_s=tuple(taps[index] - begun_s for index in indices),
            method={"name": "beat" if session.how == "metronome" else "tap"},
        )
        for k, (side, indices) in enumerate(parts)
    ]


def _span_s(taps: list[float], indices: NDArray[np.int64]) -> float:
    first, last = int(indices[0]), int(indices[-1])
    return taps[last] - taps[first]
