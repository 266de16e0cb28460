"""The store: one database, opened, up to date; transactions scoped to one owner."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from soleus.store.accounts import Door
from soleus.store.engine import WRITING, connect, database_url
from soleus.store.folder import DataFolder
from soleus.store.rows import OWNER, Rows, Scoped, checked_owner
from soleus.store.schema import migrate
from soleus.store.tables import SignalRow
from soleus.store.trouble import told


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
    def door(self) -> Iterator[Door]:
        """Accounts, before anybody is known."""
        with told(self.name), Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield Door(session)

    def unused_signals(self, shas: set[str]) -> set[str]:
        """Those of ``shas`` that no account refers to any more."""
        with told(self.name), Session(self.engine) as session:
            return shas - set(session.scalars(select(SignalRow.sha256).where(SignalRow.sha256.in_(shas))))

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
    from soleus.store.backup import back_up_before

    folder.prepare()
    store = Store(folder, connect(database_url(folder, url)))
    try:
        with told(store.name):
            migrate(store.engine, lambda schema: back_up_before(store.engine, folder, schema))
    except BaseException:
        store.close()
        raise
    return store
