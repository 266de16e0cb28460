"""The one repository: everything of one owner, and nothing of anyone else.

The owner is enforced here once, not in each query: every statement of a scoped session gets the owner's criterion, and
a session without an owner refuses every statement.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from operator import ge, lt
from typing import Any, TypeVar, cast
from uuid import UUID

from sqlalchemy import Row, Select, and_, delete, event, func, or_, select
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from soleus.errors import DeniedError, NotFoundError, StoreError
from soleus.store.entries import AuditEntry
from soleus.store.records import Record
from soleus.store.registry import table_of
from soleus.store.tables import Owned

OWNER = "owner"

Where = Mapping[str, object]
R = TypeVar("R", bound=Record)


class Scoped(Session):
    """A database session that sees one owner's rows only."""


@event.listens_for(Scoped, "do_orm_execute")
def _only_the_owners(state: ORMExecuteState) -> None:
    owner = checked_owner(state.session.info.get(OWNER))
    if not (state.is_select or state.is_update or state.is_delete):
        raise StoreError("only queries, updates and deletions of an owner's rows are possible here")
    state.statement = state.statement.options(
        with_loader_criteria(Owned, lambda table: table.owner_id == owner, include_aliases=True)
    )


@event.listens_for(Scoped, "before_flush")
def _written_by_the_owner(session: Session, _context: Any, _instances: Any) -> None:
    owner = checked_owner(session.info.get(OWNER))
    for row in (*session.new, *session.dirty, *session.deleted):
        if not isinstance(row, Owned) or row.owner_id != owner:
            raise DeniedError("a row of another account cannot be written")


def checked_owner(owner: object) -> UUID:
    """The owner, or a refusal: without one nobody sees anything."""
    if not isinstance(owner, UUID):
        raise DeniedError("no account is named; sign in first")
    return owner


class Rows:
    """Records of one owner, in one transaction."""

    def __init__(self, session: Scoped, *, locking: bool) -> None:
        self._session = session
        self._locking = locking

    @property
    def owner(self) -> UUID:
        """Whose rows these are."""
        return checked_owner(self._session.info.get(OWNER))

    def add(self, *records: Record) -> None:
        """Store new records, in this order: one may refer to those before it."""
        for record in records:
            self._session.add(table_of(type(record)).of(record, self.owner))
            self._session.flush()

    def get(self, kind: type[R], record_id: UUID) -> R:
        """The record of that id.

        Raises
        ------
        NotFoundError  if this owner has none; whether another has is not told
        """
        return cast(R, self._row(kind, record_id).value())

    def find(self, kind: type[R], record_id: UUID) -> R | None:
        """The record of that id, or None."""
        row = self._session.scalar(self._select(kind, {"id": record_id}))
        return None if row is None else cast(R, row.value())

    def all(
        self,
        kind: type[R],
        where: Where | None = None,
        *,
        since: datetime | None = None,
        before: datetime | None = None,
        newest: int | None = None,
        without: tuple[str, ...] = (),
    ) -> list[R]:
        """Records by the moment they tell of, oldest first.

        Parameters
        ----------
        where : what fields have to be; a tuple means any of them
        since, before : moments from ``since`` on and earlier than ``before``
        newest : that many of the latest
        without : fields that are not read and are as if not known, because reading them is slow
        """
        table = table_of(kind)
        names = [f.name for f in fields(kind) if f.name not in without]
        query = self._select(kind, where or {}).where(*_between(table, since, before))
        order = [column.desc() for column in _order(table)]
        if newest is not None:  # found by what an index holds, before whole rows are read
            latest = query.with_only_columns(table.id).order_by(*order).limit(newest)
            query = select(table).where(table.id.in_(latest))
        query = query.with_only_columns(*(getattr(table, name) for name in names)).order_by(*order)
        found: Sequence[Row[Any]] = self._session.execute(query).all()
        return [kind(**dict(zip(names, row, strict=True))) for row in reversed(found)]

    def values(self, kind: type[Record], field: str) -> set[object]:
        """The different values that one field has."""
        table = table_of(kind)
        return set(self._session.scalars(select(getattr(table, field)).distinct()))

    def greatest(self, kind: type[Record], field: str, where: Where | None = None) -> Any:
        """The largest value that one field has; None where there is none."""
        query = self._select(kind, where or {}).with_only_columns(func.max(getattr(table_of(kind), field)))
        return self._session.scalar(query)

    def ids(self, kind: type[Record]) -> set[UUID]:
        """The ids of all records of a kind."""
        query = self._select(kind, {}).with_only_columns(table_of(kind).id)
        return set(self._session.scalars(query))

    def count(self, kind: type[Record], where: Where | None = None) -> int:
        """How many there are."""
        query = self._select(kind, where or {}).with_only_columns(func.count(table_of(kind).id))
        return int(self._session.scalar(query.order_by(None)) or 0)

    def put(self, record: Record) -> None:
        """Replace the record of the same id.

        Raises
        ------
        NotFoundError  if this owner has none
        """
        _check_changeable(type(record))
        self._row(type(record), record.id).take(record)
        self._session.flush()

    def remove(self, kind: type[Record], where: Where) -> int:
        """Delete what matches; returns how many."""
        _check_changeable(kind)
        table = table_of(kind)
        found = self._session.execute(delete(table).where(*self._criteria(table, where)))
        return int(getattr(found, "rowcount", 0))

    def _row(self, kind: type[Record], record_id: UUID) -> Owned:
        query = self._select(kind, {"id": record_id})
        row = self._session.scalar(query.with_for_update() if self._locking else query)
        if row is None:
            raise NotFoundError(f"there is no {kind.__name__.lower()} {record_id} here; the list shows what is stored")
        return row

    def _select(self, kind: type[Record], where: Where) -> Select[Owned]:
        table = table_of(kind)
        return select(table).where(*self._criteria(table, where))

    @staticmethod
    def _criteria(table: type[Owned], where: Where) -> list[Any]:
        columns = {name: getattr(table, name) for name in where}
        return [
            column.in_(where[name]) if isinstance(where[name], tuple) else column == where[name]
            for name, column in columns.items()
        ]


def _between(table: type[Owned], since: datetime | None, before: datetime | None) -> list[Any]:
    """In plain comparisons, which indices serve: the moment, or where it is not known the time of the record."""
    moment, recorded = getattr(table, table.when), table.created_at
    found = []
    for limit, holds in ((since, ge), (before, lt)):
        if limit is not None:
            instead = (and_(moment.is_(None), holds(recorded, limit)),) if _may_miss(moment) else ()
            found.append(or_(holds(moment, limit), *instead))
    return found


def _order(table: type[Owned]) -> list[Any]:
    """What tells of one moment comes in the order in which it was recorded."""
    moment, recorded = getattr(table, table.when), table.created_at
    if moment is recorded:
        return [recorded, table.id]
    return [func.coalesce(moment, recorded) if _may_miss(moment) else moment, recorded, table.id]


def _may_miss(moment: Any) -> bool:
    return bool(moment.property.columns[0].nullable)


def _check_changeable(kind: type[Record]) -> None:
    if kind is AuditEntry:
        raise DeniedError("the audit log is only ever added to")
