"""Heel-raise tests and soreness: entered, listed, corrected, removed."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from soleus._version import VERSION
from soleus.errors import InputError
from soleus.store.entries import HeelRaiseTest, Soreness
from soleus.workspace import audit
from soleus.workspace.place import Desk

Entry = TypeVar("Entry", HeelRaiseTest, Soreness)
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
