"""The schema of the database: made on first use, brought up to date after a backup, refused when it is newer."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from soleus.errors import StoreError
from soleus.store.engine import WRITING

if TYPE_CHECKING:
    from alembic.config import Config

NEWEST = "0005"
_LOCK_KEY = 0x501E05  # any number that only soleus uses: PostgreSQL's advisory lock for migrating


def migrate(engine: Engine, back_up: Callable[[str], object]) -> None:
    """Bring the database to the schema of this program; of several processes at once, one does it.

    Parameters
    ----------
    back_up : called with the schema that is left, before anything changes; never for an empty database

    Raises
    ------
    StoreError  if the database was written by a newer soleus, or is no soleus database
    """
    with engine.connect() as connection:
        if _checked_schema(connection) == NEWEST:
            return
    writer = engine.execution_options(**{WRITING: True})
    with writer.connect() as connection, _foreign_keys_off(connection), connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})
        found = _checked_schema(connection)
        if found == NEWEST:
            return
        if found is not None:
            back_up(found)
        upgrade(connection, "head")


def _checked_schema(connection: Connection) -> str | None:
    found = schema_of(connection)
    if found not in (None, NEWEST) and found not in known_schemas():
        raise StoreError(
            f"the database has schema {found}, newer than this soleus knows ({NEWEST}); install the newer soleus"
        )
    return found


@contextmanager
def _foreign_keys_off(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew; dropping the old one must not delete what refers to it."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    if driver is None:
        raise StoreError("the database was closed while it was being migrated; start soleus again")
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def schema_of(connection: Connection) -> str | None:
    """The schema of a database; None for an empty one.

    Raises
    ------
    StoreError  if it belongs to something else
    """
    tables = set(inspect(connection).get_table_names())
    if "alembic_version" in tables and "accounts" in tables:
        return str(connection.scalar(text("SELECT version_num FROM alembic_version")))
    if tables - {"alembic_version"}:
        raise StoreError(
            f"the database holds tables of another program ({', '.join(sorted(tables)[:3])}); name another"
        )
    return None


def known_schemas() -> list[str]:
    """Every schema there has been, oldest first."""
    from alembic.script import ScriptDirectory

    revisions = ScriptDirectory.from_config(_config()).walk_revisions()
    return [script.revision for script in revisions][::-1]


def upgrade(connection: Connection, schema: str) -> None:
    """Run the migrations up to ``schema`` inside the transaction of ``connection``."""
    from alembic import command

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, schema)


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(files("soleus.store") / "migrations"))
    return config
