"""A backup that was made is one that restores: everything, into either database, and nothing is lost on the way."""

import shutil
import sqlite3
import zipfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from soleus.errors import InputError, StoreError
from soleus.workspace import backups, live, sessions
from soleus.workspace.place import open_workspace
from tests.stores import NOW
from tests.workspace.filled import fill, picture

PASSPHRASE = "calves before breakfast"
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def made(tmp_path: Path, database_url: str | None) -> tuple[Path, object]:
    """A backup of a filled workspace, and what was in it."""
    with open_workspace(tmp_path / "data", database_url=database_url) as workspace:
        desk = workspace.local_desk(NOW)
        fill(desk)
        backup = backups.back_up(workspace, tmp_path / "backup.zip", now=NOW)
        assert backup.counts["sessions"] == 3
        assert backup.unsound == ()
        return backup.path, picture(desk)


def test_a_restored_backup_holds_everything_that_there_was(
    tmp_path: Path, database_url: str | None, made: tuple[Path, object]
) -> None:
    path, before = made
    with open_workspace(tmp_path / "data", database_url=database_url) as workspace:
        desk = workspace.local_desk(NOW)
        for training in sessions.history(desk):
            sessions.delete(desk, training.session.id, now=LATER)
    for sha in list((tmp_path / "data" / "signals").glob("*/*")):
        sha.unlink()
    backups.restore(path, tmp_path / "data", now=LATER, url=database_url)
    with open_workspace(tmp_path / "data", database_url=database_url) as workspace:
        assert picture(workspace.local_desk(NOW)) == before


def test_a_backup_of_either_database_restores_into_the_other(
    tmp_path: Path, database_url: str | None, made: tuple[Path, object], request: pytest.FixtureRequest
) -> None:
    path, before = made
    other = request.getfixturevalue("postgres_url") if database_url is None else None
    backups.restore(path, tmp_path / "new", now=LATER, url=other)
    with open_workspace(tmp_path / "new", database_url=other) as workspace:
        assert picture(workspace.local_desk(NOW)) == before


def test_what_a_restore_replaces_is_kept_and_can_be_restored_by_hand(
    tmp_path: Path, database_url: str | None, made: tuple[Path, object]
) -> None:
    with open_workspace(tmp_path / "data", database_url=database_url) as workspace:
        desk = workspace.local_desk(NOW)
        running = sessions.start(desk, exercise="soleus-push-up", how="tap", now=LATER)
        live.open_stream(desk, running.id, stream="taps", columns=("time_s",), now=LATER).append([[1.0]])
    done = backups.restore(made[0], tmp_path / "data", now=LATER, url=database_url)
    with closing(sqlite3.connect(done.aside / "soleus.db")) as connection:
        assert connection.execute("SELECT count(*) FROM sessions").fetchone() == (4,)
    assert list((done.aside / "live").glob("*/taps.journal"))
    with open_workspace(tmp_path / "data", database_url=database_url) as workspace:
        assert sessions.unfinished(workspace.local_desk(NOW)) == []


def test_a_restore_leaves_no_write_ahead_log_of_the_old_database(tmp_path: Path) -> None:
    with open_workspace(tmp_path / "data") as workspace:
        path = backups.back_up(workspace, tmp_path / "empty.zip", now=NOW).path
        fill(workspace.local_desk(NOW))
        # as a killed program leaves it: the log beside the database, not yet written back
        for name in ("soleus.db", "soleus.db-wal", "soleus.db-shm"):
            shutil.copy(tmp_path / "data" / name, tmp_path / name)
    for name in ("soleus.db", "soleus.db-wal", "soleus.db-shm"):
        shutil.copy(tmp_path / name, tmp_path / "data" / name)
    done = backups.restore(path, tmp_path / "data", now=LATER)
    with open_workspace(tmp_path / "data") as workspace:
        assert workspace.store.counts()["sessions"] == 0
    with open_workspace(done.aside) as aside:
        assert aside.store.counts()["sessions"] == 3


def test_a_damaged_database_can_be_replaced(tmp_path: Path) -> None:
    with open_workspace(tmp_path / "data") as workspace:
        fill(workspace.local_desk(NOW))
        path = backups.back_up(workspace, tmp_path / "b.zip", now=NOW).path
    database = tmp_path / "data" / "soleus.db"
    database.write_bytes(b"no database at all" * 500)
    with pytest.raises(StoreError, match="restore"):
        open_workspace(tmp_path / "data")
    done = backups.restore(path, tmp_path / "data", now=LATER)
    with open_workspace(tmp_path / "data") as workspace:
        assert len(sessions.history(workspace.local_desk(NOW))) == 2
    assert (done.aside / "soleus.db").read_bytes().startswith(b"no database at all")


def test_while_soleus_runs_a_backup_is_possible_and_a_restore_is_not(
    tmp_path: Path, database_url: str | None, made: tuple[Path, object]
) -> None:
    with open_workspace(tmp_path / "data", database_url=database_url) as workspace:
        before = picture(workspace.local_desk(NOW))
        with pytest.raises(StoreError, match="stop it first"):
            backups.restore(made[0], tmp_path / "data", now=LATER, url=database_url)
        assert picture(workspace.local_desk(NOW)) == before


def spoil(path: Path, how: str) -> Path:
    spoilt = path.with_name("spoilt.zip")
    if how == "cut":
        spoilt.write_bytes(path.read_bytes()[:-200])
        return spoilt
    if how == "not a zip":
        spoilt.write_bytes(b"hello" * 100)
        return spoilt
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(spoilt, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if how == "other database" and info.filename == "soleus.db":
                data = data[:5000] + b"X" + data[5001:]
            if how == "other recording" and info.filename.startswith("signals/"):
                data = data[:-1] + b"X"
            if how == "no manifest" and info.filename == "manifest.json":
                continue
            if how == "manifest of nonsense" and info.filename == "manifest.json":
                data = b'{"format": "soleus-backup", "format_version": 1}'
            if how == "a missing recording" and info.filename.startswith("signals/"):
                continue
            new.writestr(info.filename, data)
        if how == "climbing out":
            new.writestr("../../evil", b"x")
        if how == "more than listed":
            new.writestr("signals/" + "a" * 64, b"x")
    return spoilt


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    "how",
    [
        "cut", "not a zip", "other database", "other recording", "no manifest", "manifest of nonsense",
        "a missing recording", "climbing out", "more than listed",
    ],
)  # fmt: skip
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_spoilt_backup_is_refused_and_nothing_changes(tmp_path: Path, made: tuple[Path, object], how: str) -> None:
    path, before = made
    with pytest.raises(InputError) as refused:
        backups.restore(spoil(path, how), tmp_path / "data", now=LATER)
    assert "\n" not in str(refused.value)
    with open_workspace(tmp_path / "data") as workspace:
        assert picture(workspace.local_desk(NOW)) == before
    assert list((tmp_path / "data").glob("replaced-*")) == []
    assert list((tmp_path / "data").glob(".soleus-*")) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_encrypted_backup_shows_nothing_and_opens_with_its_passphrase_only(
    tmp_path: Path, made: tuple[Path, object]
) -> None:
    with open_workspace(tmp_path / "data") as workspace:
        backup = backups.back_up(workspace, tmp_path / "b.sealed", now=NOW, passphrase=PASSPHRASE)
    sealed = backup.path.read_bytes()
    assert backup.encrypted
    assert b"SQLite" not in sealed
    assert b"manifest" not in sealed
    for wrong in (None, "", PASSPHRASE[:-1]):
        with pytest.raises(InputError, match="passphrase"):
            backups.restore(backup.path, tmp_path / "new", now=LATER, passphrase=wrong)
    backups.restore(backup.path, tmp_path / "new", now=LATER, passphrase=PASSPHRASE)
    with open_workspace(tmp_path / "new") as workspace:
        assert picture(workspace.local_desk(NOW)) == made[1]


def test_a_backup_of_an_older_soleus_is_brought_up_to_date(tmp_path: Path) -> None:
    from soleus.store import archive
    from tests.store.test_migrations import DUMPS

    with closing(sqlite3.connect(tmp_path / "old.db")) as connection:
        connection.executescript((DUMPS / "0001.sql").read_text())
    facts = {"soleus": "0.0.9", "schema": "0001", "made_at": "2026-01-07T10:00:00+00:00", "counts": {}}
    archive.write_archive(tmp_path / "old.zip", tmp_path / "old.db", [], facts)
    backups.restore(tmp_path / "old.zip", tmp_path / "data", now=LATER)
    with open_workspace(tmp_path / "data") as workspace:
        assert len(sessions.history(workspace.local_desk(NOW))) == 1


def test_a_damaged_recording_does_not_stop_a_backup_and_is_named(tmp_path: Path) -> None:
    with open_workspace(tmp_path / "data") as workspace:
        fill(workspace.local_desk(NOW))
        one, two, _ = sorted((tmp_path / "data" / "signals").glob("*/*"))
        one.unlink()
        two.write_bytes(b"damaged")
        backup = backups.back_up(workspace, None, now=NOW)
    assert backup.unsound == (one.name, two.name)
    assert backup.path.parent == tmp_path / "data" / "backups"


def test_a_backup_never_overwrites_and_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_workspace(tmp_path / "data") as workspace:
        path = backups.back_up(workspace, tmp_path / "b.zip", now=NOW).path
        before = path.read_bytes()
        with pytest.raises(InputError, match="name another"):
            backups.back_up(workspace, path, now=NOW)
        assert path.read_bytes() == before

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(backups, "publish", full)
        with pytest.raises(StoreError, match="disk is full"):
            backups.back_up(workspace, tmp_path / "c.zip", now=NOW)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["b.zip", "data"]
