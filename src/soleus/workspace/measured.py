"""From repetitions as the measuring core gives them to a set as the store keeps it, and back."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

import numpy as np
from numpy.typing import NDArray

from soleus._version import VERSION
from soleus.recording.signals import Floats, Side
from soleus.reps.signals import HeelMotion, Rejected, Reps
from soleus.store.records import Column, DoneSet, How
from soleus.workspace.place import offset_min

CLOCK_HZ = 1e6  # sets keep microseconds


def measured_set(
    reps: Reps,
    motion: HeelMotion,
    *,
    session_id: UUID,
    position: int,
    how: How,
    now: datetime,
    side: Side | None = None,
    load_kg: float | None = None,
    input_sha256: str | None = None,
    set_id: UUID | None = None,
) -> DoneSet:
    """One set of everything that was counted in a motion; its duration is first to last repetition."""
    return DoneSet(
        id=set_id or uuid4(),
        created_at=now,
        utc_offset_min=offset_min(now),
        session_id=session_id,
        position=position,
        how=how,
        n_reps=len(reps),
        side=side or reps.side,
        load_kg=load_kg,
        started_at=now,
        duration_s=float(reps.end_s[-1] - reps.start_s[0]) if len(reps) else None,
        peak_s=_column(reps.peak_s),
        heel_raise_height_m=_column(reps.heel_raise_height_m),
        concentric_s=_column(reps.concentric_s),
        hold_s=_column(reps.hold_s),
        eccentric_s=_column(reps.eccentric_s),
        method={"motion": dict(motion.method), "segmenter": dict(reps.method)},
        input_sha256=input_sha256,
        version=VERSION,
    )


def _column(values: Floats) -> Column:
    """Six decimals are a microsecond and a micrometre; what is not known is None."""
    return tuple(round(value, 6) if value == value else None for value in values.tolist())


def reps_of(sets: Sequence[DoneSet]) -> Reps:
    """The repetitions of sets that follow each other, on one clock; the inverse of `measured_set` but for its samples.

    Heights and phases that no sensor told are NaN; a set that nobody counted adds nothing.
    """
    told = [done for done in sets if done.n_reps and done.peak_s]
    begun = told[0].started_at if told else None
    peaks_s = np.concatenate([[0.0][:0], *(_known([done], "peak_s") + _later_s(done, begun) for done in told)])
    peak = np.round(peaks_s * CLOCK_HZ).astype(np.int64)
    nothing = np.empty(0, dtype=np.int64)
    return Reps(
        start=peak,
        peak=peak,
        end=peak + 1,
        heel_raise_height_m=_known(told, "heel_raise_height_m"),
        range_of_motion_rad=np.full(len(peak), np.nan),
        concentric_s=_known(told, "concentric_s"),
        hold_s=_known(told, "hold_s"),
        eccentric_s=_known(told, "eccentric_s"),
        rejected=Rejected(start=nothing, peak=nothing, end=nothing, reason=()),
        rate_hz=CLOCK_HZ,
        side=told[0].side if told else None,
    )


def _later_s(done: DoneSet, begun: datetime | None) -> float:
    return (done.started_at - begun).total_seconds() if done.started_at and begun else 0.0


def _known(sets: Sequence[DoneSet], name: str) -> NDArray[np.float64]:
    columns = [getattr(done, name) or (None,) * (done.n_reps or 0) for done in sets]
    return np.array([np.nan if value is None else value for column in columns for value in column], dtype=np.float64)
