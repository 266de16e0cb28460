"""Every schema that there ever was comes up to date with its rows; a newer one is refused; two at once do it once."""

import gzip
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from soleus.errors import StoreError
from soleus.store import schema
from soleus.store.engine import WRITING, connect, database_url
from soleus.store.entries import HeelRaiseTest, ImportBatch, Soreness
from soleus.store.folder import DataFolder
from soleus.store.glucose import Meal
from soleus.store.registry import Base
from soleus.workspace import people, sessions, walks
from soleus.workspace.place import open_workspace
from tests.stores import NOW

DUMPS = Path(__file__).parent / "schemas"
EARLIER = schema.known_schemas()[:-1]


def statements(dump: Path) -> list[str]:
    found, statement = [], ""
    for line in dump.read_text().splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            found.append(statement)
            statement = ""
    return found


def left_at(folder: DataFolder, url: str | None, revision: str) -> None:
    """A database as a soleus of that schema left it."""
    folder.prepare()
    dump = DUMPS / f"{revision}.sql"
    if url is None:
        with closing(sqlite3.connect(folder.database)) as connection:
            connection.executescript(dump.read_text())
        return
    engine = connect(database_url(folder, url))
    with engine.begin() as connection:
        schema.upgrade(connection, revision)
        for statement in statements(dump):
            if statement.startswith("INSERT") and "alembic_version" not in statement:
                connection.exec_driver_sql(statement.replace("%", "%%"))
    engine.dispose()


def test_the_newest_schema_is_the_one_the_program_expects() -> None:
    assert schema.known_schemas()[-1] == schema.NEWEST


def test_every_earlier_schema_has_a_database_to_test_with() -> None:
    assert sorted(path.stem for path in DUMPS.glob("*.sql")) == EARLIER


@pytest.mark.parametrize("revision", EARLIER)
def test_a_database_of_an_earlier_schema_keeps_its_rows(
    tmp_path: Path, database_url: str | None, revision: str
) -> None:
    folder = DataFolder(tmp_path / "data")
    left_at(folder, database_url, revision)
    with open_workspace(folder.root, database_url=database_url) as workspace:
        desk = workspace.local_desk(NOW)
        profile, (training,) = people.profile(desk), sessions.history(desk)
        unfinished = sessions.unfinished(desk)
        people.save_profile(desk, {"body_mass_kg": 76.0}, now=NOW)
    assert profile is not None
    assert (profile.goal, profile.body_mass_kg, profile.equipment) == ("achilles", 75.5, ("step", "chair"))
    assert (training.session.exercise, training.session.notes) == ("soleus-push-up", "it's; quiet\nsecond line")
    assert training.sets[0].heel_raise_height_m == (0.05, None)
    assert training.signals[0].session_id == training.session.id
    assert [session.exercise for session in unfinished] == ["standing-calf-raise"]


def test_what_came_with_a_schema_is_kept_by_the_next(tmp_path: Path, database_url: str | None) -> None:
    folder = DataFolder(tmp_path / "data")
    left_at(folder, database_url, "0002")
    with open_workspace(folder.root, database_url=database_url) as workspace:
        desk = workspace.local_desk(NOW)
        with desk.store.reading(desk.owner) as rows:
            (test,), (sore,), (batch,) = rows.all(HeelRaiseTest), rows.all(Soreness), rows.all(ImportBatch)
    assert (test.n_reps, test.work_total_j, sore.region, batch.source) == (
        24,
        1310.5,
        "soleus-distal-medial",
        "walk.csv",
    )


def test_a_meal_of_the_third_schema_is_kept(tmp_path: Path, database_url: str | None) -> None:
    folder = DataFolder(tmp_path / "data")
    left_at(folder, database_url, "0003")
    with open_workspace(folder.root, database_url=database_url) as workspace:
        desk = workspace.local_desk(NOW)
        with desk.store.reading(desk.owner) as rows:
            (meal,) = rows.all(Meal)
    assert (meal.name, meal.carbs_g) == ("porridge", 55.0)


def test_a_walk_of_the_fourth_schema_is_kept(tmp_path: Path, database_url: str | None) -> None:
    folder = DataFolder(tmp_path / "data")
    left_at(folder, database_url, "0004")
    with open_workspace(folder.root, database_url=database_url) as workspace:
        (walk,) = walks.outings(workspace.local_desk(NOW))
    assert (walk.name, walk.n_steps, walk.warnings) == ("walk.gpx", 3200, ("one", "zwei"))


@pytest.mark.parametrize("revision", EARLIER)
def test_before_migrating_a_copy_is_kept_that_still_has_the_old_schema(tmp_path: Path, revision: str) -> None:
    folder = DataFolder(tmp_path / "data")
    left_at(folder, None, revision)
    open_workspace(folder.root).close()
    (copy,) = folder.backups.glob("*.db")
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (revision,)
        assert connection.execute("SELECT count(*) FROM sessions").fetchone() == (2,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize("revision", EARLIER)
def test_before_migrating_the_rows_of_a_server_are_kept(tmp_path: Path, postgres_url: str, revision: str) -> None:
    folder = DataFolder(tmp_path / "data")
    left_at(folder, postgres_url, revision)
    open_workspace(folder.root, database_url=postgres_url).close()
    (copy,) = folder.backups.glob("*.jsonl.gz")
    with gzip.open(copy, "rt", encoding="utf-8") as lines:
        kept = [json.loads(line) for line in lines]
    assert {"table": "alembic_version", "row": {"version_num": revision}} in kept
    assert "it's; quiet\nsecond line" in [line["row"]["notes"] for line in kept if line["table"] == "sessions"]


@pytest.mark.parametrize("revision", [None, *EARLIER])
def test_migrated_tables_are_those_of_the_program(
    tmp_path: Path, database_url: str | None, revision: str | None
) -> None:
    folder = DataFolder(tmp_path / "data")
    if revision is not None:
        left_at(folder, database_url, revision)
    opened = open_workspace(folder.root, database_url=database_url)
    with opened as workspace, workspace.store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_go_back_as_well(tmp_path: Path, database_url: str | None) -> None:
    with open_workspace(tmp_path / "data", database_url=database_url) as workspace:
        engine = workspace.store.engine
        for target, known in (("0004", "0004"), ("0003", "0003"), ("0002", "0002"), ("0001", "0001"), ("base", None)):
            with engine.execution_options(**{WRITING: True}).begin() as connection:
                config = schema._config()
                config.attributes["connection"] = connection
                command.downgrade(config, target)
            with engine.connect() as connection:
                assert schema.schema_of(connection) == known


def test_a_database_of_a_newer_soleus_is_refused_untouched(tmp_path: Path, database_url: str | None) -> None:
    opened = open_workspace(tmp_path / "data", database_url=database_url)
    writer = opened.store.engine.execution_options(**{WRITING: True})
    with opened, writer.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match=r"schema 9999, newer than this soleus knows .*install the newer soleus"):
        open_workspace(tmp_path / "data", database_url=database_url)


def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    folder.prepare()
    with closing(sqlite3.connect(folder.database)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    with pytest.raises(StoreError, match="another program"):
        open_workspace(folder.root)


def test_a_migration_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = DataFolder(tmp_path / "data")
    left_at(folder, None, EARLIER[-1])

    def half(connection: object, revision: str) -> None:
        connection.exec_driver_sql("ALTER TABLE sets ADD COLUMN half TEXT")  # type: ignore[attr-defined]
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(schema, "upgrade", half)
        with pytest.raises(RuntimeError):
            open_workspace(folder.root)
    with open_workspace(folder.root) as workspace:
        assert len(sessions.history(workspace.local_desk(NOW))) == 1


@pytest.mark.parametrize("revision", [None, *EARLIER])
def test_two_processes_that_open_at_once_migrate_once(tmp_path: Path, revision: str | None) -> None:
    folder = DataFolder(tmp_path / "data")
    if revision is not None:
        left_at(folder, None, revision)
    code = "import sys; from soleus.workspace.place import open_workspace; open_workspace(sys.argv[1]).close()"
    started = [
        subprocess.Popen([sys.executable, "-c", code, folder.root], stderr=subprocess.PIPE, text=True) for _ in range(3)
    ]
    assert [(process.communicate()[1], process.returncode) for process in started] == [("", 0)] * 3
    with open_workspace(folder.root) as workspace:
        assert workspace.store.counts()["sessions"] == (2 if revision else 0)
