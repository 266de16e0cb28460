"""What a database or a disk complains about, in one line that a person can act on; health values never in it."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from soleus.errors import DiskFullError, InputError, SoleusError, StoreError

DISK_FULL = "the disk is full; free some space, nothing that was saved is lost"
_FULL_ERRNOS = (errno.ENOSPC, errno.EDQUOT)
_FULL_SQLSTATE = "53100"
_SQLITE = {
    sqlite3.SQLITE_FULL: DISK_FULL,
    sqlite3.SQLITE_READONLY: "the data folder is read-only; make it writable or name another with --data-dir",
    sqlite3.SQLITE_CANTOPEN: "the database cannot be opened; is the folder there, and may you write to it?",
    sqlite3.SQLITE_CORRUPT: "the database is damaged; run `soleus restore` with your last backup",
    sqlite3.SQLITE_NOTADB: "this file is no soleus database; run `soleus restore` with your last backup",
    sqlite3.SQLITE_BUSY: "another program is writing to the database; try again in a moment",
    sqlite3.SQLITE_LOCKED: "another program is writing to the database; try again in a moment",
    sqlite3.SQLITE_IOERR: "the disk cannot be read or written; check it and its free space",
    sqlite3.SQLITE_PERM: "the database may not be opened by this user; check the folder's permissions",
}
_ERRNO = {
    errno.ENOSPC: DISK_FULL,
    errno.EDQUOT: "your disk quota is used up; free some space, nothing that was saved is lost",
    errno.EROFS: "the disk is read-only; make it writable or name another folder with --data-dir",
    errno.EACCES: "this user may not write there; change its permissions or name another folder with --data-dir",
    errno.EPERM: "this user may not write there; change its permissions or name another folder with --data-dir",
    errno.ENOTDIR: "a part of the path is a file; name a folder with --data-dir",
    errno.EIO: "the disk cannot be read or written; check it",
}


@contextmanager
def told(where: object) -> Iterator[None]:
    """Turn the complaints of databases and disks into a `StoreError` (or `DiskFullError`) that names ``where``.

    A key that is taken is an `InputError`: whoever chose it chooses another.
    """
    try:
        yield
    except DBAPIError as error:
        if _is_taken(error.orig):
            raise InputError("something with that id is there already; begin anew") from error
        raise _kind(error.orig)(f"{where}: {_database(error)}") from error
    except sqlite3.Error as error:
        raise _kind(error)(f"{where}: {_sqlite(error)}") from error
    except SQLAlchemyError as error:
        raise StoreError(f"{where}: the database did not answer as expected ({type(error).__name__})") from error
    except OSError as error:
        raise _kind(error)(f"{where}: {disk_complaint(error)}") from error


def told_elsewhere(error: SoleusError | OSError) -> str:
    """An error in one line for whoever does not sit at this computer: those of disk and store name folders."""
    if isinstance(error, OSError):
        return disk_complaint(error)
    if isinstance(error, DiskFullError):
        return "The disk of the computer has no room for this; free some space on it. Nothing that was saved is lost."
    if isinstance(error, StoreError):
        return "The computer cannot keep or find data now; on it, look at Settings, Doctor."
    return " ".join(str(error).split())


def disk_complaint(error: OSError) -> str:
    """What a disk complains about."""
    return _ERRNO.get(error.errno or 0, f"{error.strerror or type(error).__name__}; check the disk and the folder")


def _kind(error: BaseException | None) -> type[StoreError]:
    full = (
        getattr(error, "sqlstate", None) == _FULL_SQLSTATE
        or getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL
        or (isinstance(error, OSError) and error.errno in _FULL_ERRNOS)
    )
    return DiskFullError if full else StoreError


def _is_taken(origin: BaseException | None) -> bool:
    """Whether a row with that key is there; whose it is must not be told."""
    if isinstance(origin, sqlite3.IntegrityError):
        return origin.sqlite_errorcode in (sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_UNIQUE)
    return getattr(origin, "sqlstate", None) == "23505"


def _database(error: DBAPIError) -> str:
    origin = error.orig
    if isinstance(origin, sqlite3.Error):
        return _sqlite(origin)
    state = getattr(origin, "sqlstate", None)
    if state is None or state.startswith("08"):
        return "the database server does not answer; is it running, and is SOLEUS_DATABASE_URL right?"
    if state.startswith("28") or state == "3D000":
        return "the database server refuses us; check user, password and database in SOLEUS_DATABASE_URL"
    if state == _FULL_SQLSTATE:
        return "the disk of the database server is full; free some space there"
    if state.startswith("25006"):
        return "the database is read-only; name another in SOLEUS_DATABASE_URL"
    return f"the database refused the change (SQLSTATE {state})"


def _sqlite(error: sqlite3.Error) -> str:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    name = getattr(error, "sqlite_errorname", type(error).__name__)
    return _SQLITE.get(code, f"the database refused the change ({name})")
