"""Heel-raise tests and soreness: entered, listed, corrected, removed."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from soleus._version import VERSION
from soleus.errors import InputError
from soleus.recording.signals import Side
from soleus.store.entries import HeelRaiseTest, Soreness
from soleus.store.records import check_text
from soleus.workspace import audit
from soleus.workspace.corrections import REASON_CHARS_MAX
from soleus.workspace.place import Desk

Entry = TypeVar("Entry", HeelRaiseTest, Soreness)
OF_THE_COUNT = ("n_reps", "work_total_j", "displacement_total_m", "height_loss_frac", "cadence_per_min")
_FIXED = ("id", "created_at", "utc_offset_min", "version", "input_sha256", "method")


def add(desk: Desk, entry: Entry) -> Entry:
    """Keep a test or a soreness; the same id again replaces it, so that a retry adds nothing twice."""
    if isinstance(entry, HeelRaiseTest):
        entry = replace(entry, version=entry.version or VERSION)
    with desk.store.writing(desk.owner) as rows:
        known = rows.find(type(entry), entry.id)
        (rows.put if known else rows.add)(entry)
    return entry


def entries(
    desk: Desk, kind: type[Entry], *, since: datetime | None = None, before: datetime | None = None
) -> list[Entry]:
    """All of a kind from ``since`` on and earlier than ``before``, oldest first."""
    with desk.store.reading(desk.owner) as rows:
        return rows.all(kind, since=since, before=before)


def entry(desk: Desk, kind: type[Entry], entry_id: UUID) -> Entry:
    """One entry.

    Raises
    ------
    NotFoundError  if there is none of that id
    """
    with desk.store.reading(desk.owner) as rows:
        return rows.get(kind, entry_id)


def correct(desk: Desk, kind: type[Entry], entry_id: UUID, changes: Mapping[str, Any], *, now: datetime) -> Entry:
    """Change what was entered; how it was measured stays.

    Raises
    ------
    NotFoundError  if there is none of that id
    InputError     if a change is unknown or impossible
    """
    unknown = set(changes) - {f.name for f in fields(kind)} | set(changes) & set(_FIXED)
    if unknown:
        raise InputError(f"{', '.join(sorted(unknown))}: cannot be changed")
    with desk.store.writing(desk.owner) as rows:
        changed = replace(rows.get(kind, entry_id), **changes)
        rows.put(changed)
        rows.add(audit.entry("entry corrected", now=now, kind=kind.__name__, object_id=entry_id))
    return changed


def correct_test(
    desk: Desk,
    entry_id: UUID,
    *,
    side: Side,
    n_reps: int,
    pain_nrs: float | None,
    reason: str = "",
    now: datetime,
) -> HeelRaiseTest:
    """Change leg, count and pain of a heel-raise test. A corrected count keeps what was measured beside it.

    Which repetitions were false is not known, so work and height go with the old count, and come back with it.

    Raises
    ------
    NotFoundError  if there is none of that id
    InputError     if a number is impossible
    """
    check_text("reason", reason, REASON_CHARS_MAX)
    with desk.store.writing(desk.owner) as rows:
        test = rows.get(HeelRaiseTest, entry_id)
        changed = replace(_recounted(test, n_reps, reason, now), side=side, pain_nrs=pain_nrs)
        rows.put(changed)
        rows.add(audit.entry("entry corrected", now=now, kind="HeelRaiseTest", object_id=entry_id))
    return changed


def _recounted(test: HeelRaiseTest, n_reps: int, reason: str, now: datetime) -> HeelRaiseTest:
    if n_reps == test.n_reps:
        return test
    kept = test.method.get("corrected")
    first = dict(kept) if isinstance(kept, Mapping) else {name: getattr(test, name) for name in OF_THE_COUNT}
    if first["n_reps"] == n_reps:  # back to what was measured
        method = {name: value for name, value in test.method.items() if name != "corrected"}
        return replace(test, method=method, **{name: first[name] for name in OF_THE_COUNT})
    method = {**test.method, "corrected": {**first, "reason": reason, "at": now.isoformat()}}
    unknown: dict[str, Any] = dict.fromkeys(OF_THE_COUNT) | {"n_reps": n_reps}
    return replace(test, method=method, **unknown)


def remove(desk: Desk, kind: type[Entry], entry_id: UUID, *, now: datetime) -> None:
    """Remove an entry for good.

    Raises
    ------
    NotFoundError  if there is none of that id
    """
    with desk.store.writing(desk.owner) as rows:
        rows.get(kind, entry_id)
        rows.remove(kind, {"id": entry_id})
        rows.add(audit.entry("entry removed", now=now, kind=kind.__name__, object_id=entry_id))
