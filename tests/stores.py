"""Fixtures of the store and the workspace: every test runs on SQLite and on PostgreSQL, each time on an empty one."""

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from uuid import uuid4

import pytest

from soleus.workspace.place import Desk, Workspace, open_workspace

NOW = datetime(2026, 3, 1, 8, 30, tzinfo=timezone(timedelta(hours=2)))


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """URL of an empty PostgreSQL database."""
    import psycopg

    name = f"soleus_{uuid4().hex}"
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield f"{postgres_server}/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    """None for the SQLite in the data folder, else the URL of an empty PostgreSQL database."""
    return None if request.param == "sqlite" else request.getfixturevalue("postgres_url")


@pytest.fixture
def workspace(tmp_path: Path, database_url: str | None) -> Iterator[Workspace]:
    """An empty workspace on either database."""
    with open_workspace(tmp_path / "data", database_url=database_url) as opened:
        yield opened


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    """The desk of whoever sits at this machine."""
    return workspace.local_desk(NOW)


@pytest.fixture
def other_desk(workspace: Workspace) -> Desk:
    """Another account in the same workspace."""
    with workspace.store.door() as door:
        return workspace.desk(door.add("other", "no-hash", new_id=uuid4(), now=NOW))
