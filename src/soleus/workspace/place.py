"""Opening the data folder: `Workspace` is the installation, `Desk` one account's part of it."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from uuid import UUID, uuid4

from soleus.errors import InputError
from soleus.store.accounts import Account
from soleus.store.database import Store, open_store
from soleus.store.folder import DataFolder, chosen_folder
from soleus.store.live import LiveJournals
from soleus.store.locks import FolderLock
from soleus.store.rows import checked_owner
from soleus.store.signals import SignalFiles


@dataclass(frozen=True, slots=True, eq=False)
class Workspace:
    """An open data folder; share one between all threads of a process, and close it at the end."""

    folder: DataFolder
    store: Store
    signals: SignalFiles
    live: LiveJournals
    lock: FolderLock

    def desk(self, account: UUID | Account | None) -> "Desk":
        """The part of one account.

        Raises
        ------
        DeniedError  at the first use, if the account is None
        """
        owner = account.id if isinstance(account, Account) else account
        return Desk(self, owner)

    def local_account(self, now: datetime) -> Account:
        """The account of whoever sits at this machine; made on first use. Only for requests over loopback."""
        with self.store.door(writing=False) as door:
            found = door.known_local()
        if found is not None:
            return found
        with self.store.door() as door:
            return door.local(uuid4(), now)

    def local_desk(self, now: datetime) -> "Desk":
        """The desk of whoever sits at this machine."""
        return self.desk(self.local_account(now))

    def close(self) -> None:
        """Flush what is live and let go of the folder."""
        try:
            self.live.close_all()
        finally:
            self.store.close()
            self.lock.release()

    def __enter__(self) -> "Workspace":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@dataclass(frozen=True, slots=True, eq=False)
class Desk:
    """One account's part of the workspace: what every use case takes first."""

    workspace: Workspace
    owner: UUID | None

    @property
    def store(self) -> Store:
        """The database."""
        return self.workspace.store

    @property
    def known_owner(self) -> UUID:
        """Whose desk it is.

        Raises
        ------
        DeniedError  if nobody's
        """
        return checked_owner(self.owner)


def open_workspace(data_dir: Path | str | None = None, *, database_url: str | None = None) -> Workspace:
    """Open the data folder: ``data_dir``, else SOLEUS_DATA_DIR, else the platform's folder; made on first use.

    The database is SQLite in that folder unless ``database_url`` or SOLEUS_DATABASE_URL names a PostgreSQL; an empty
    ``database_url`` is SQLite whatever the environment says.

    Raises
    ------
    StoreError  if the folder cannot be used, the database is damaged, or it is newer than this program
    """
    folder = chosen_folder(data_dir)
    folder.prepare()
    lock = FolderLock(folder.lock)
    try:
        store = open_store(folder, _database_url(database_url))
    except BaseException:
        lock.release()
        raise
    return Workspace(folder, store, SignalFiles(folder.signals), LiveJournals(folder.live), lock)


def _database_url(given: str | None) -> str | None:
    return os.environ.get("SOLEUS_DATABASE_URL") if given is None else given


def offset_min(now: datetime) -> int:
    """Offset of the person's clock from UTC, in minutes.

    Raises
    ------
    InputError  if ``now`` has no offset
    """
    offset = now.utcoffset()
    if offset is None:
        raise InputError(f"now: expected a time with its offset, got {now.isoformat()}")
    return round(offset.total_seconds() / 60)
