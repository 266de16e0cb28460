"""Who saw or changed what, without the values: only ever added to, shown to the person whose data it is."""

from datetime import datetime
from uuid import UUID, uuid4

from soleus.store.entries import AuditEntry
from soleus.workspace.place import Desk, offset_min

SHOWN = 500


def entry(
    action: str, *, now: datetime, kind: str = "", object_id: UUID | None = None, actor: str = "owner"
) -> AuditEntry:
    """A line of the log; ``actor`` is the name of whoever did it where that is not the owner."""
    return AuditEntry(
        id=uuid4(),
        created_at=now,
        utc_offset_min=offset_min(now),
        actor=actor,
        action=action,
        kind=kind,
        object_id=object_id,
    )


def note(
    desk: Desk, action: str, *, now: datetime, kind: str = "", object_id: UUID | None = None, actor: str = "owner"
) -> None:
    """Add a line to the log."""
    with desk.store.writing(desk.owner) as rows:
        rows.add(entry(action, now=now, kind=kind, object_id=object_id, actor=actor))


def log(desk: Desk, newest: int = SHOWN) -> list[AuditEntry]:
    """The last lines, oldest first."""
    with desk.store.reading(desk.owner) as rows:
        return rows.all(AuditEntry, newest=newest)
