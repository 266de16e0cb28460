"""The store: one database, opened, up to date; transactions scoped to one owner."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from soleus.store.accounts import Door
from soleus.store.engine import WRITING, connect, database_url
from soleus.store.folder import DataFolder
from soleus.store.records import Record
from soleus.store.registry import Base, table_of
from soleus.store.rows import OWNER, Rows, Scoped, checked_owner
from soleus.store.schema import migrate
from soleus.store.tables import SessionRow, SignalRow
from soleus.store.trouble import told

IDS_AT_ONCE = 500  # in one question; SQLite takes 999 parameters in its oldest builds


@dataclass(frozen=True, slots=True)
class Store:
    """An open database; safe to use from many threads."""

    folder: DataFolder
    engine: Engine

    @contextmanager
    def reading(self, owner: UUID | None) -> Iterator[Rows]:
        """What ``owner`` has, seen at one moment."""
        with told(self.name), Scoped(self.engine, info={OWNER: checked_owner(owner)}) as session:
            yield Rows(session, locking=False)

    @contextmanager
    def writing(self, owner: UUID | None) -> Iterator[Rows]:
        """Change what ``owner`` has: everything in the block, or nothing of it."""
        info = {OWNER: checked_owner(owner)}
        with told(self.name), Scoped(self._writer, info=info, expire_on_commit=False) as session, session.begin():
            yield Rows(session, locking=True)

    @contextmanager
    def door(self, *, writing: bool = True) -> Iterator[Door]:
        """Accounts, before anybody is known; ``writing=False`` waits for nobody, and changes nothing."""
        engine = self._writer if writing else self.engine
        with told(self.name), Session(engine, expire_on_commit=False) as session, session.begin():
            yield Door(session)

    def unused_signals(self, shas: set[str]) -> set[str]:
        """Those of ``shas`` that no account refers to any more."""
        return shas - self.signal_shas()

    def taken(self, kind: type[Record], ids: set[UUID]) -> set[UUID]:
        """Those of ``ids`` that a record of any account has."""
        table, wanted = table_of(kind), sorted(ids)
        found: set[UUID] = set()
        with told(self.name), Session(self.engine) as session:
            for first in range(0, len(wanted), IDS_AT_ONCE):
                some = wanted[first : first + IDS_AT_ONCE]
                found.update(session.scalars(select(table.id).where(table.id.in_(some))))
        return found

    def signal_shas(self) -> set[str]:
        """The hash of every recording that any account refers to."""
        with told(self.name), Session(self.engine) as session:
            return set(session.scalars(select(SignalRow.sha256)))

    def counts(self) -> dict[str, int]:
        """How many rows each table has, over all accounts."""
        with told(self.name), Session(self.engine) as session:
            tables = Base.metadata.sorted_tables
            return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}

    def n_unfinished(self) -> int:
        """How many sessions of any account are running or paused."""
        with told(self.name), Session(self.engine) as session:
            query = select(func.count()).select_from(SessionRow).where(SessionRow.state.in_(("running", "paused")))
            return session.scalar(query) or 0

    def newest_session(self) -> datetime | None:
        """When the latest session of any account began."""
        with told(self.name), Session(self.engine) as session:
            return session.scalar(select(func.max(SessionRow.started_at)))

    def compact(self) -> None:
        """Leave nothing of deleted rows in the files; another process that reads at this moment postpones it."""
        if self.engine.dialect.name != "sqlite":
            return
        with told(self.name), closing(sqlite3.connect(self.folder.database, isolation_level=None)) as connection:
            try:
                connection.execute("VACUUM")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                    raise

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()

    @property
    def name(self) -> str:
        """The database in messages; never with a password."""
        if self.engine.dialect.name == "sqlite":
            return str(self.folder.database)
        return self.engine.url.render_as_string(hide_password=True)

    @property
    def _writer(self) -> Engine:
        return self.engine.execution_options(**{WRITING: True})


def open_store(folder: DataFolder, url: str | None = None) -> Store:
    """Open the database of a data folder, or the one of ``url``, and bring it up to date.

    Raises
    ------
    StoreError  if it cannot be opened, is damaged, or is newer than this program
    InputError  if the URL is wrong
    """
    from soleus.store.copies import back_up_before

    folder.prepare()
    store = Store(folder, connect(database_url(folder, url)))
    try:
        with told(store.name):
            migrate(store.engine, lambda schema: back_up_before(store.engine, folder, schema))
    except BaseException:
        store.close()
        raise
    return store
