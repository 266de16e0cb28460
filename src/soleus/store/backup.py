"""Copies of the database: made while it is in use, verified by opening them."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine

from soleus.errors import StoreError
from soleus.store.folder import DataFolder


def back_up_before(engine: Engine, folder: DataFolder, schema: str) -> Path | None:
    """Copy the database before it leaves ``schema``; a server's database is left to its own backups."""
    if engine.dialect.name != "sqlite":
        return None
    target = folder.backups / f"before-leaving-schema-{schema}.db"
    if not target.exists():
        copy_database(folder.database, target)
    return target


def copy_database(source: Path, target: Path) -> None:
    """Copy by SQLite's online backup, check the copy, then give it its name."""
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(part)) as new:
        old.backup(new)
    verify_database(part)
    part.replace(target)


def verify_database(path: Path) -> None:
    """Open a copy and check its structure.

    Raises
    ------
    StoreError  if it is damaged
    """
    with closing(sqlite3.connect(f"file:{path.as_posix()}?mode=ro", uri=True)) as connection:
        found = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if found != ("ok",):
        raise StoreError(f"{path}: the copy of the database is damaged; check the disk and try again")
