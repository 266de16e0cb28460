"""Copies of the database: SQLite by its online backup, PostgreSQL row by row into a SQLite file of the same schema.

A copy is always a SQLite file, so a backup of either database restores into either.
"""

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import uuid4

from sqlalchemy import URL, Connection, Engine, insert, inspect, select, text

from soleus.errors import StoreError
from soleus.store.engine import WRITING, connect
from soleus.store.folder import DataFolder, flush_folder
from soleus.store.registry import Base
from soleus.store.schema import NEWEST, known_schemas, migrate, upgrade
from soleus.store.trouble import told

ROWS_AT_ONCE = 1000


def back_up_before(engine: Engine, folder: DataFolder, schema: str) -> Path:
    """Copy the database before it leaves ``schema``: a SQLite file, or a server's rows as gzipped JSON lines."""
    if engine.dialect.name == "sqlite":
        target = folder.backups / f"before-leaving-schema-{schema}.db"
        copy_sqlite(folder.database, target)
        return target
    target = folder.backups / f"before-leaving-schema-{schema}.jsonl.gz"
    part = _part(target)
    with told(target):
        with gzip.open(part, "wt", encoding="utf-8") as lines, engine.connect() as connection:
            for table in inspect(connection).get_table_names():
                for (row,) in connection.execute(text(f'SELECT row_to_json(t)::text FROM "{table}" t')):  # noqa: S608
                    lines.write(f'{{"table": "{table}", "row": {row}}}\n')
        part.replace(target)
        flush_folder(target.parent)
    return target


def copy_database(engine: Engine, folder: DataFolder, target: Path) -> None:
    """A verified copy of the database while it is in use, as a SQLite file.

    Raises
    ------
    StoreError  if the database is damaged, or the disk refuses; ``target`` does not exist then
    """
    if engine.dialect.name == "sqlite":
        copy_sqlite(folder.database, target)
        return
    part = _part(target)
    copy = connect(URL.create("sqlite", database=str(part)))
    try:
        with told(target):
            _copy_from_server(engine, copy)
    finally:
        copy.dispose()
    _one_file(part)
    _finish(part, target)


def _copy_from_server(engine: Engine, copy: Engine) -> None:
    at_one_moment = engine.execution_options(isolation_level="REPEATABLE READ")
    with at_one_moment.connect() as old, copy.execution_options(**{WRITING: True}).begin() as new:
        upgrade(new, NEWEST)
        _copy_rows(old, new)


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy by SQLite's online backup, check the copy, then give it its name."""
    part = _part(target)
    with told(source), closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(part)) as new:
        old.backup(new)
    _one_file(part)
    _finish(part, target)


def _part(target: Path) -> Path:
    """A name of its own: two processes may copy at once."""
    return target.with_name(f".{target.name}-{uuid4().hex}.part")


def _one_file(path: Path) -> None:
    """No write-ahead log beside a copy: it must be whole by itself."""
    with told(path), closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")


def _finish(part: Path, target: Path) -> None:
    try:
        verify_copy(part)
        with told(target):
            part.replace(target)
            flush_folder(target.parent)
    finally:
        for leftover in (part, part.with_name(f"{part.name}-wal"), part.with_name(f"{part.name}-shm")):
            leftover.unlink(missing_ok=True)


def verify_copy(path: Path) -> str:
    """Open a copy, check its structure and its references; returns its schema.

    Raises
    ------
    StoreError  if it is damaged, newer than this program, or no soleus database
    """
    with told(path), closing(sqlite3.connect(f"file:{path.as_posix()}?mode=ro", uri=True)) as connection:
        sound = connection.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
        dangling = connection.execute("PRAGMA foreign_key_check").fetchone()
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        if not sound or dangling or not {"accounts", "alembic_version"} <= tables:
            raise StoreError(f"{path.name}: the copy of the database is damaged; check the disk, take another backup")
        (schema,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if schema not in known_schemas():
        raise StoreError(
            f"{path.name}: schema {schema} is newer than this soleus knows ({NEWEST}); install the newer one"
        )
    return str(schema)


def modernise(path: Path) -> None:
    """Bring a copy to the schema of this program."""
    engine = connect(URL.create("sqlite", database=str(path)))
    try:
        with told(path):
            migrate(engine, lambda schema: None)
    finally:
        engine.dispose()
    _one_file(path)


def load_copy(engine: Engine, path: Path) -> None:
    """Replace every row of a database that is in use by those of a copy, in one transaction."""
    copy = connect(URL.create("sqlite", database=str(path)))
    try:
        with told(path), copy.connect() as old, engine.execution_options(**{WRITING: True}).begin() as new:
            for table in reversed(Base.metadata.sorted_tables):
                new.execute(table.delete())
            _copy_rows(old, new)
    finally:
        copy.dispose()


def _copy_rows(old: Connection, new: Connection) -> None:
    for table in Base.metadata.sorted_tables:
        for rows in old.execute(select(table)).mappings().partitions(ROWS_AT_ONCE):
            new.execute(insert(table), [dict(row) for row in rows])
