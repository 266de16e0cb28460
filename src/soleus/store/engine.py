"""Connections: SQLite as a careful embedded database, PostgreSQL by URL."""

from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from soleus.errors import InputError
from soleus.store.folder import DataFolder

BUSY_MS = 5000  # another process' write takes milliseconds; five seconds of waiting is longer than any of ours
WRITING = "soleus_writing"


def database_url(folder: DataFolder, given: str | None) -> URL:
    """The URL of the database: the file in the data folder, or what was given.

    Raises
    ------
    InputError  if it is neither SQLite nor PostgreSQL
    """
    if not given:
        return URL.create("sqlite", database=str(folder.database))
    try:
        url = make_url(given)
    except (ArgumentError, ValueError):
        raise InputError("SOLEUS_DATABASE_URL: expected postgresql://user:password@host/database") from None
    if url.get_backend_name() != "postgresql":
        raise InputError(f"SOLEUS_DATABASE_URL: expected postgresql://..., got {url.get_backend_name()}://...")
    return url.set(drivername="postgresql+psycopg")


def connect(url: URL) -> Engine:
    """The engine of that database.

    Raises
    ------
    InputError  if the driver for PostgreSQL is not installed
    """
    options: dict[str, Any] = {"json_serializer": _json, "hide_parameters": True}
    try:
        if url.get_backend_name() == "sqlite":
            engine = create_engine(url, connect_args={"check_same_thread": False}, **options)
            event.listen(engine, "connect", _prepare)
            event.listen(engine, "begin", _begin)
            return engine
        return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 10}, **options)
    except (ModuleNotFoundError, NoSuchModuleError):
        raise InputError("PostgreSQL needs its driver: pip install 'soleus[postgres]'") from None


def _json(value: Any) -> str:
    import json

    return json.dumps(value, allow_nan=False, ensure_ascii=False, separators=(",", ":"))


def _prepare(connection: Any, _record: Any) -> None:
    """SQLAlchemy begins transactions itself; the journal survives a crash of the program without fsync per commit."""
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout={BUSY_MS}",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """A write takes its lock at once: a read that becomes a write could be refused without waiting."""
    writing = connection.get_execution_options().get(WRITING)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
