"""Bringing recordings in: looked at first, each only once, and out again together."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import BinaryIO, Literal
from uuid import UUID, uuid4

from soleus._version import VERSION
from soleus.analysis import Analysis, analyse, as_json
from soleus.errors import InputError, SoleusError
from soleus.exercises import find_exercise
from soleus.store.archive import file_sha256
from soleus.store.entries import ImportBatch, Outing
from soleus.store.glucose import Meal
from soleus.store.records import DoneSet, Session, Signal
from soleus.store.rows import Rows
from soleus.store.trouble import told_elsewhere
from soleus.workspace import audit, people
from soleus.workspace.measured import measured_set
from soleus.workspace.place import Desk, offset_min

MOST_FILES = 1000
Status = Literal["new", "known", "failed"]
Options = Mapping[str, object]  # what `soleus.analyse` takes besides path and person: placement, column, ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Looked:
    """One file as it was looked at; ``message`` says why it failed, or warns."""

    path: Path
    name: str
    status: Status
    sha256: str | None = None
    analysis: Analysis | None = None
    message: str = ""

    @property
    def n_reps(self) -> int | None:
        """Repetitions that were counted; None where nothing could be."""
        return None if self.analysis is None else len(self.analysis.reps)

    @property
    def started_at(self) -> datetime | None:
        """When it was recorded, where the file says so."""
        if self.analysis is None or self.analysis.recording.start_unix_s is None:
            return None
        return datetime.fromtimestamp(self.analysis.recording.start_unix_s, UTC)

    def as_json(self) -> dict[str, object]:
        """What a preview shows."""
        recording = self.analysis.recording if self.analysis else None
        return {
            "name": self.name,
            "status": self.status,
            "sha256": self.sha256,
            "format": recording.format if recording else None,
            "sensor": recording.sensor if recording else None,
            "duration_s": recording.duration_s if recording else None,
            "started_at": self.started_at.isoformat() if self.started_at else None,
            "n_reps": self.n_reps,
            "message": self.message,
        }


def look(
    desk: Desk,
    paths: Sequence[Path],
    *,
    now: datetime,
    exercise: str | None = None,
    options: Options | None = None,
    measure: Callable[..., Analysis] = analyse,
) -> list[Looked]:
    """What bringing these files in would do; nothing is stored. A file that fails is a value, not an error.

    Parameters
    ----------
    measure : `soleus.analyse`, or what takes the same arguments and measures elsewhere

    Raises
    ------
    InputError  if there are too many files
    """
    if len(paths) > MOST_FILES:
        raise InputError(f"expected at most {MOST_FILES} files at once, got {len(paths)}")
    with desk.store.reading(desk.owner) as rows:
        known = _known(rows)
    person = people.person_of(people.profile(desk), now)
    found: list[Looked] = []
    for path in paths:
        looked = _look_at(path, known, partial(measure, exercise=exercise, person=person, **(options or {})))
        known |= {looked.sha256} if looked.sha256 else set()
        found.append(looked)
    return found


def bring_in(
    desk: Desk, found: Sequence[Looked], *, exercise: str, now: datetime, recorded_at: datetime | None = None
) -> ImportBatch:
    """Store the new ones of what was looked at, each as a finished session with its recording.

    Parameters
    ----------
    recorded_at : for files that do not say when they were recorded; else they count as recorded now

    Raises
    ------
    StoreError  if the disk refuses; nothing is stored then
    InputError  if a file has changed since it was looked at, or the exercise is unknown
    """
    find_exercise(exercise)
    new = [looked for looked in found if looked.status == "new" and looked.analysis is not None]
    batch = _batch(found, now)
    kept = [(looked, *_keep_signal(desk, looked)) for looked in new]
    with desk.store.writing(desk.owner) as rows:
        known = _known(rows)
        rows.add(batch)
        for looked, sha256, size in kept:
            if looked.sha256 not in known:
                rows.add(*_stored(looked, sha256, size, batch.id, exercise, now, recorded_at))
        rows.add(audit.entry("recordings imported", now=now, kind="ImportBatch", object_id=batch.id))
    return batch


def undo(desk: Desk, batch_id: UUID, *, now: datetime) -> ImportBatch:
    """Take everything out again that came in with a batch; what was imported again later stays.

    Raises
    ------
    NotFoundError  if this account has no such batch
    """
    with desk.store.writing(desk.owner) as rows:
        batch = rows.get(ImportBatch, batch_id)
        if batch.undone_at is not None:
            return batch
        shas = {signal.sha256 for signal in rows.all(Signal, {"import_id": batch_id})}
        rows.remove(Signal, {"import_id": batch_id})
        rows.remove(Session, {"import_id": batch_id})
        rows.remove(Outing, {"import_id": batch_id})
        rows.remove(Meal, {"import_id": batch_id})
        batch = replace(batch, undone_at=now)
        rows.put(batch)
        rows.add(audit.entry("import undone", now=now, kind="ImportBatch", object_id=batch_id))
    for sha256 in desk.store.unused_signals(shas):
        desk.workspace.signals.remove(sha256)
    return batch


def session_of(desk: Desk, sha256: str) -> Session | None:
    """The session that was measured from the file of that hash; the newest where there are several."""
    with desk.store.reading(desk.owner) as rows:
        found = rows.all(DoneSet, {"input_sha256": sha256}, newest=1)
        return rows.find(Session, found[-1].session_id) if found else None


def batches(desk: Desk) -> list[ImportBatch]:
    """Every import, oldest first."""
    with desk.store.reading(desk.owner) as rows:
        return rows.all(ImportBatch)


def _known(rows: Rows) -> set[str]:
    """Recordings that were measured already, by the hash of the file that came in."""
    return {str(sha256) for sha256 in rows.values(DoneSet, "input_sha256") if sha256}


def _look_at(path: Path, known: Iterable[str], measure: Callable[[Path], Analysis]) -> Looked:
    name, sha256 = path.name, None
    try:
        if path.is_dir():
            raise InputError(f"{name}: expected a file; put the folder into a zip first")
        if not path.is_file():
            raise InputError(f"{name}: there is no such file")
        sha256 = file_sha256(path)
        if sha256 in known:
            return Looked(path=path, name=name, status="known", sha256=sha256, message="already here")
        analysis = measure(path)
    except (SoleusError, OSError) as error:
        return Looked(path=path, name=name, status="failed", sha256=None, message=told_elsewhere(error))
    return Looked(
        path=path, name=name, status="new", sha256=sha256, analysis=analysis, message="; ".join(analysis.warnings)
    )


def _batch(found: Sequence[Looked], now: datetime) -> ImportBatch:
    count = {status: sum(looked.status == status for looked in found) for status in ("new", "known", "failed")}
    return ImportBatch(
        id=uuid4(),
        created_at=now,
        utc_offset_min=offset_min(now),
        source=", ".join(looked.name for looked in found)[:255],
        n_new=count["new"],
        n_known=count["known"],
        n_failed=count["failed"],
        report={"files": [looked.as_json() for looked in found]},
    )


def _keep_signal(desk: Desk, looked: Looked) -> tuple[str, int]:
    """The file itself; of a video only the heel's motion, which shows nobody."""
    if looked.analysis is not None and looked.analysis.recording.sensor == "video":
        motion = looked.analysis.motion

        def write(file: BinaryIO) -> None:
            import polars as pl

            pl.DataFrame({"time_s": motion.time_s, "heel_height_m": motion.heel_raise_height_m}).write_parquet(file)

        return desk.workspace.signals.keep(write)
    sha256, size = desk.workspace.signals.keep_file(looked.path)
    if sha256 != looked.sha256:
        raise InputError(f"{looked.name}: the file has changed since it was looked at; look again")
    return sha256, size


def _stored(
    looked: Looked,
    sha256: str,
    n_bytes: int,
    batch_id: UUID,
    exercise: str,
    now: datetime,
    recorded_at: datetime | None,
) -> tuple[Session, DoneSet, Signal]:
    analysis = looked.analysis
    if analysis is None:
        raise InputError(f"{looked.name}: was not measured")
    began = looked.started_at or recorded_at or now
    recording, dose = analysis.recording, as_json(analysis)["dose"]
    session = Session(
        id=uuid4(),
        created_at=now,
        utc_offset_min=offset_min(recorded_at or now),
        exercise=exercise,
        state="finished",
        how="recording",
        started_at=began,
        finished_at=began + timedelta(seconds=recording.duration_s),
        dose=dose if isinstance(dose, dict) else None,
        import_id=batch_id,
        version=VERSION,
    )
    done = measured_set(
        analysis.reps,
        analysis.motion,
        session_id=session.id,
        position=0,
        how="recording",
        now=now,
        input_sha256=looked.sha256,
    )
    signal = Signal(
        id=uuid4(),
        created_at=now,
        utc_offset_min=session.utc_offset_min,
        sha256=sha256,
        name=looked.name[-255:],
        n_bytes=n_bytes,
        origin="imported",
        format=recording.format,
        sensor=recording.sensor,
        placement=recording.placement,
        side=recording.side,
        session_id=session.id,
        import_id=batch_id,
    )
    return session, replace(done, started_at=began), signal
