"""From repetitions as the measuring core gives them to a set as the store keeps it."""

from datetime import datetime
from uuid import UUID, uuid4

from soleus._version import VERSION
from soleus.recording.signals import Floats, Side
from soleus.reps.signals import HeelMotion, Reps
from soleus.store.records import Column, DoneSet, How
from soleus.workspace.place import offset_min


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
