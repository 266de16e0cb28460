"""Bringing walks in: looked at first, each only once, and out again together. The way itself is not kept."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal
from uuid import UUID, uuid4

from soleus._version import VERSION
from soleus.dose.walk_dose import as_json as dose_json
from soleus.errors import InputError, NotEnoughDataError, SoleusError
from soleus.exercises import find_exercise
from soleus.outing import Walk, measure_each_walk
from soleus.person import Person
from soleus.recording.signals import Placement
from soleus.store.archive import file_sha256
from soleus.store.entries import ImportBatch, Outing
from soleus.store.records import Session
from soleus.store.rows import Rows
from soleus.workspace import audit, people
from soleus.workspace.place import Desk, offset_min

MOST_FILES = 100
SAME_TIME_FRAC = 0.5  # of the shorter walk: nobody walks twice at once, and two devices start some minutes apart
NAME_CHARS_MAX = 255
FUTURE = timedelta(days=1)  # a clock in a wrong zone is within it
WALKING_KINDS = ("walk", "climb")
Status = Literal["new", "known", "same time", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One walk of a file as it was looked at; ``message`` says why it is not new, or warns."""

    name: str
    status: Status
    sha256: str | None = None
    outing: Outing | None = None
    message: str = ""

    def as_json(self) -> dict[str, object]:
        """What the report of an import keeps: no figures."""
        return {"name": self.name, "status": self.status, "sha256": self.sha256, "message": self.message}


def look(
    desk: Desk,
    paths: Sequence[Path],
    *,
    now: datetime,
    walked_at: datetime | None = None,
    placement: Placement | None = None,
) -> list[Found]:
    """What bringing these files in would do; nothing is stored. A file that fails is a value, not an error.

    Parameters
    ----------
    walked_at : for files that do not say when; else they count as walked now
    placement : where the phone or sensor was, for recordings that do not say

    Raises
    ------
    InputError  if there are too many files
    """
    if len(paths) > MOST_FILES:
        raise InputError(f"expected at most {MOST_FILES} files at once, got {len(paths)}")
    person = people.person_of(people.profile(desk), now)
    with desk.store.reading(desk.owner) as rows:
        known, busy = _known(rows), _busy(rows)
    found: list[Found] = []
    for path in paths:
        for one in _look_at(path, known, person, now=now, walked_at=walked_at, placement=placement):
            judged = _judged(one, known, busy)
            found.append(judged)
            if judged.status == "new" and judged.outing is not None:
                known.add(judged.outing.sha256)
                busy.append(_span(judged.outing))
    return found


def bring_in(desk: Desk, found: Sequence[Found], *, now: datetime, source: str = "") -> ImportBatch:
    """Store the new ones of what was looked at; one that came in meanwhile is left out.

    Raises
    ------
    StoreError  if the disk refuses; nothing is stored then
    """
    new = [one.outing for one in found if one.status == "new" and one.outing is not None]
    with desk.store.writing(desk.owner) as rows:
        known = _known(rows)
        fresh = [one for one in new if one.sha256 not in known]
        batch = _batch(found, len(fresh), source, now)
        rows.add(batch, *(replace(one, import_id=batch.id) for one in fresh))
        rows.add(audit.entry("walks imported", now=now, kind="ImportBatch", object_id=batch.id))
    return batch


def outings(desk: Desk, *, since: datetime | None = None, before: datetime | None = None) -> list[Outing]:
    """Walks that began from ``since`` on and earlier than ``before``, oldest first."""
    with desk.store.reading(desk.owner) as rows:
        return rows.all(Outing, since=since, before=before)


def outing(desk: Desk, outing_id: UUID) -> Outing:
    """One walk.

    Raises
    ------
    NotFoundError  if this account has no such walk
    """
    with desk.store.reading(desk.owner) as rows:
        return rows.get(Outing, outing_id)


def remove(desk: Desk, outing_id: UUID, *, now: datetime) -> None:
    """Remove a walk for good; the file that it came from can be brought in again.

    Raises
    ------
    NotFoundError  if this account has no such walk
    """
    with desk.store.writing(desk.owner) as rows:
        rows.get(Outing, outing_id)
        rows.remove(Outing, {"id": outing_id})
        rows.add(audit.entry("walk removed", now=now, kind="Outing", object_id=outing_id))


def _look_at(
    path: Path,
    known: set[str],
    person: Person,
    *,
    now: datetime,
    walked_at: datetime | None,
    placement: Placement | None,
) -> list[Found]:
    name, sha256 = path.name[-NAME_CHARS_MAX:], None
    try:
        if not path.is_file():
            raise InputError(f"{name}: expected a file")
        sha256 = file_sha256(path)
        if sha256 in known:
            return [Found(name=name, status="known", sha256=sha256, message="already here")]
        measured = measure_each_walk(path, placement=placement, person=person)
        drafts = [_outing(walk, sha256, now=now, walked_at=walked_at) for walk in measured]
    except (SoleusError, OSError) as error:
        message = " ".join(str(error).split())
        return [Found(name=name, status="failed", sha256=sha256, message=message)]
    return [
        Found(name=name, status="new", sha256=sha256, outing=draft, message="; ".join(draft.warnings))
        for draft in drafts
    ]


def _judged(one: Found, known: set[str], busy: Iterable[tuple[datetime, datetime]]) -> Found:
    """New, or here already under another file, or at a time at which another walk is here."""
    outing = one.outing
    if one.status != "new" or outing is None:
        return one
    if outing.sha256 in known:
        return replace(one, status="known", outing=None, message="already here")
    if _is_taken(_span(outing), busy):
        begun = outing.local(outing.started_at).strftime("%-d %B %Y, %H:%M")
        message = f"another walk of that time is here already ({begun}); remove that one first to take this"
        return replace(one, status="same time", outing=None, message=message)
    return one


def _outing(walk: Walk, sha256: str, *, now: datetime, walked_at: datetime | None) -> Outing:
    notes = list(walk.warnings)
    if walk.start_unix_s is None:
        if walk.format == "apple-health":
            raise NotEnoughDataError(
                f"{walk.path.name}: no walk among its workouts; steps of whole years cannot be dated, export workouts"
            )
        notes.insert(0, f"the file does not say when: taken as {'the day given' if walked_at else 'today'}")
        began = walked_at or now
    else:
        began = datetime.fromtimestamp(walk.start_unix_s, UTC)
    if began - now > FUTURE:
        raise InputError(f"{walk.path.name}: it says {began:%Y-%m-%d}, which has not come yet; check the clock it had")
    return Outing(
        id=uuid4(),
        created_at=now,
        utc_offset_min=offset_min(began.astimezone(now.tzinfo)),
        sha256=_workout_sha256(walk) if walk.format == "apple-health" else sha256,
        name=walk.path.name[-NAME_CHARS_MAX:],
        format=walk.format,
        started_at=began,
        duration_s=walk.duration_s,
        n_steps=walk.n_steps,
        cadence_per_min=walk.cadence_per_min,
        distance_m=walk.distance_m,
        ascent_m=walk.ascent_m,
        descent_m=walk.descent_m,
        n_stairs=walk.n_stairs,
        toe_steps=walk.toe_walking.n_steps,
        toe_distance_m=walk.toe_walking.distance_m,
        dose=dose_json(walk.dose),
        method=walk.method,
        warnings=tuple(notes),
        version=VERSION,
    )


def _workout_sha256(walk: Walk) -> str:
    """Of one workout of an export: next month's export holds it again."""
    facts = (walk.format, walk.start_unix_s, walk.duration_s, walk.distance_m, walk.n_steps)
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def _known(rows: Rows) -> set[str]:
    return {str(sha256) for sha256 in rows.values(Outing, "sha256")}


def _busy(rows: Rows) -> list[tuple[datetime, datetime]]:
    """When the person walked already: walks, and sessions of walking that the phone counted."""
    sessions = [
        (one.started_at, one.finished_at)
        for one in rows.all(Session, {"state": "finished"}, without=("dose",))
        if one.started_at and one.finished_at and find_exercise(one.exercise).kind in WALKING_KINDS
    ]
    return [*sessions, *(_span(one) for one in rows.all(Outing, without=("dose", "method")))]


def _span(outing: Outing) -> tuple[datetime, datetime]:
    return outing.started_at, outing.started_at + timedelta(seconds=outing.duration_s or 0.0)


def _is_taken(span: tuple[datetime, datetime], busy: Iterable[tuple[datetime, datetime]]) -> bool:
    start, end = span
    for other_start, other_end in busy:
        shorter_s = min((end - start).total_seconds(), (other_end - other_start).total_seconds())
        shared_s = (min(end, other_end) - max(start, other_start)).total_seconds()
        if shorter_s > 0 and shared_s > SAME_TIME_FRAC * shorter_s:
            return True
    return False


def _batch(found: Sequence[Found], n_new: int, source: str, now: datetime) -> ImportBatch:
    n_failed = sum(one.status == "failed" for one in found)
    return ImportBatch(
        id=uuid4(),
        created_at=now,
        utc_offset_min=offset_min(now),
        source=(source or ", ".join(dict.fromkeys(one.name for one in found)))[:255],
        n_new=n_new,
        n_known=len(found) - n_new - n_failed,
        n_failed=n_failed,
        report={"kind": "walks", "files": [one.as_json() for one in found]},
    )
