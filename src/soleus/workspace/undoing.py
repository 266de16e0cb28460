"""Taking an import out again as a whole, after saying which of its entries were changed since."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from soleus.exercises import find_exercise
from soleus.store.entries import AuditEntry, ImportBatch, Outing
from soleus.store.glucose import Meal, TrialMeal
from soleus.store.records import Session
from soleus.store.rows import Rows
from soleus.workspace.place import Desk

CHANGES = ("session edited", "session corrected", "meal changed")  # as the audit log calls what a person said since


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """An entry that came in with an import and was changed afterwards; ``address`` is its page."""

    name: str
    at: datetime
    what: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Undoing:
    """What taking an import out would remove, and what of it was changed since; that goes as well."""

    batch: ImportBatch
    n_sessions: int
    n_walks: int
    n_meals: int
    changed: tuple[Changed, ...]

    @property
    def can_be_undone(self) -> bool:
        """Once, and not of an export: it fills in what was missing, and what it brought is not told apart."""
        return self.batch.undone_at is None and "export" not in self.batch.report


def look_at(desk: Desk, batch_id: UUID) -> Undoing:
    """What `recordings.undo` would remove; nothing is changed.

    Raises
    ------
    NotFoundError  if this account has no such import
    """
    with desk.store.reading(desk.owner) as rows:
        batch, of_it = rows.get(ImportBatch, batch_id), {"import_id": batch_id}
        sessions = rows.all(Session, of_it, without=("dose",))
        meals = rows.all(Meal, of_it)
        return Undoing(
            batch=batch,
            n_sessions=len(sessions),
            n_walks=rows.count(Outing, of_it),
            n_meals=len(meals),
            changed=tuple(_changed(rows, batch, sessions, meals)),
        )


def _changed(rows: Rows, batch: ImportBatch, sessions: list[Session], meals: list[Meal]) -> Iterable[Changed]:
    log = rows.all(AuditEntry, {"action": CHANGES}, since=batch.created_at)
    touched = {entry.object_id for entry in log}
    in_trials = rows.values(TrialMeal, "meal_id") if meals else set()
    for session in sessions:
        if session.id in touched:
            at = session.local(session.started_at or session.created_at)
            name, what = find_exercise(session.exercise).name, "you changed it or added to it"
            yield Changed(name=name, at=at, what=what, address=f"/sessions/{session.id}")
    for meal in meals:
        what = "it is a meal of your trial" if meal.id in in_trials else "you changed it"
        if meal.id in touched or meal.id in in_trials:
            at = meal.local(meal.eaten_at)
            yield Changed(name=meal.name or "Meal", at=at, what=what, address=f"/glucose?day={at.date()}")
