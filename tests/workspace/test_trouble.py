"""Damaged files, full and read-only disks, other programs, wrong clocks: one clear line, and nothing is lost."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from soleus.errors import InputError, StoreError
from soleus.store.records import Session
from soleus.workspace import live, people, sessions
from soleus.workspace.place import Desk, open_workspace
from tests.stores import NOW


def one_line(error: BaseException) -> str:
    text = str(error)
    assert "\n" not in text
    assert 20 < len(text) < 400
    return text


def often(act: Callable[[int], object]) -> None:
    for k in range(5000):
        act(k)


def begun(desk: Desk) -> Session:
    return sessions.start(desk, exercise="soleus-push-up", how="tap", now=NOW)


@pytest.mark.parametrize("content", [b"hello" * 2000, b"SQLite format 3\x00" + b"\xff" * 8000])
def test_a_damaged_database_is_one_line_and_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "data").mkdir()
    database = tmp_path / "data" / "soleus.db"
    database.write_bytes(content)
    with pytest.raises(StoreError) as refused:
        open_workspace(tmp_path / "data")
    assert "soleus restore" in one_line(refused.value)
    assert database.read_bytes() == content


def test_damage_in_the_middle_is_found_when_it_is_read(tmp_path: Path) -> None:
    with open_workspace(tmp_path / "data") as workspace:
        desk = workspace.local_desk(NOW)
        for _ in range(200):
            begun(desk)
    database = tmp_path / "data" / "soleus.db"
    spoilt = bytearray(database.read_bytes())
    for page in range(4096 * 8, len(spoilt) - 4096, 4096):
        spoilt[page : page + 64] = b"\xff" * 64
    database.write_bytes(spoilt)
    with pytest.raises(StoreError) as refused, open_workspace(tmp_path / "data") as workspace:
        sessions.unfinished(workspace.local_desk(NOW))
    assert "damaged" in one_line(refused.value)


def test_an_empty_database_file_becomes_a_new_database(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "soleus.db").write_bytes(b"")
    with open_workspace(tmp_path / "data") as workspace:
        begun(workspace.local_desk(NOW))


UNPRIVILEGED = """
import os, sys, tempfile
from soleus.errors import SoleusError
from soleus.workspace.place import open_workspace
with tempfile.TemporaryDirectory() as other:  # imports what is imported late, while it can be read
    open_workspace(other).close()
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
try:
    open_workspace(sys.argv[1])
except SoleusError as error:
    print(type(error).__name__, error)
"""


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
@pytest.mark.parametrize("what", ["folder", "database"])
def test_a_read_only_folder_is_one_line(what: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory(prefix="soleus-readonly-") as name:
        root = Path(name)
        open_workspace(root / "data").close()
        root.chmod(0o755)
        for path in (root / "data").rglob("*"):
            path.chmod(0o777 if path.is_dir() or what == "database" else 0o666)
        (root / "data").chmod(0o777 if what == "database" else 0o555)
        if what == "database":
            (root / "data" / "soleus.db").chmod(0o000)
        done = subprocess.run([sys.executable, "-c", UNPRIVILEGED, root / "data"], capture_output=True, text=True)
        (root / "data").chmod(0o777)
    assert done.stderr == ""
    assert done.stdout.startswith("StoreError"), done.stdout
    assert done.stdout.count("\n") == 1


def test_a_data_folder_that_is_a_file_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for folder in (tmp_path / "file", tmp_path / "file" / "data"):
        with pytest.raises(StoreError) as refused:
            open_workspace(folder)
        assert str(tmp_path) in one_line(refused.value)


def test_a_full_database_is_told_and_what_was_saved_stays(tmp_path: Path) -> None:
    with open_workspace(tmp_path / "data") as workspace:
        desk = workspace.local_desk(NOW)
        kept = begun(desk)
        engine = workspace.store.engine
        with engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StoreError) as refused:
            often(lambda _: sessions.edit(desk, kept.id, {"notes": "x" * 4000}, now=NOW))
        assert "disk is full" in one_line(refused.value)
        assert sessions.get(desk, kept.id).session.state == "running"


@pytest.fixture
def small_disk(tmp_path: Path):
    """A disk of 2 MB; only where the test may mount one."""
    mount = tmp_path / "disk"
    mount.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", mount]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("NO SMALL DISK: a temporary file system cannot be mounted here")
    yield mount
    subprocess.run(["umount", mount], check=True)


def test_a_really_full_disk_loses_nothing_that_was_recorded(small_disk: Path) -> None:
    with open_workspace(small_disk / "data") as workspace:
        desk = workspace.local_desk(NOW)
        session = begun(desk)
        stream = live.open_stream(desk, session.id, stream="phone", columns=("time_s", "x"), now=NOW)
        stream.append([[0.0, 0.0]])
        filler = small_disk / "filler"
        with filler.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space left"):
            often(lambda _: file.write(b"x" * 4096))
        with pytest.raises(StoreError) as refused:
            often(lambda k: stream.append([[k / 100, 0.0]]))
        assert "disk is full" in one_line(refused.value)
        taken = stream.n_samples
        with pytest.raises(StoreError):
            sessions.finish(desk, session.id, now=NOW)
        filler.unlink()
        stream = live.open_stream(desk, session.id, stream="phone", columns=("time_s", "x"), now=NOW)
        recorded = live.recorded(desk, session.id)["phone"].samples
        training = sessions.finish(desk, session.id, now=NOW)
        assert training.session.state == "finished"
    assert len(recorded) == taken


def test_two_that_write_at_once_both_get_through(tmp_path: Path) -> None:
    with open_workspace(tmp_path / "data") as one, open_workspace(tmp_path / "data") as two:
        desks = [workspace.local_desk(NOW) for workspace in (one, two)]
        assert desks[0].owner == desks[1].owner
        failures: list[Exception] = []

        def write(desk: Desk) -> None:
            try:
                for _ in range(25):
                    begun(desk)
            except Exception as error:
                failures.append(error)

        threads = [threading.Thread(target=write, args=(desk,)) for desk in desks * 2]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        assert len(sessions.unfinished(desks[0])) == 100


def test_a_database_that_another_program_keeps_locked_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("soleus.store.engine.BUSY_MS", 50)
    with open_workspace(tmp_path / "data") as workspace:
        desk = workspace.local_desk(NOW)
        with closing(sqlite3.connect(tmp_path / "data" / "soleus.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreError) as refused:
                begun(desk)
            assert sessions.unfinished(desk) == []
            other.execute("ROLLBACK")
        assert "try again" in one_line(refused.value)
        begun(desk)


WRITER = """
import sys
from datetime import datetime, timezone
from soleus.workspace import sessions
from soleus.workspace.place import open_workspace
now = datetime(2026, 3, 1, tzinfo=timezone.utc)
desk = open_workspace(sys.argv[1]).local_desk(now)
while True:
    print(sessions.start(desk, exercise="soleus-push-up", how="tap", now=now).id, flush=True)
"""


def test_a_program_killed_while_it_writes_leaves_every_finished_write(tmp_path: Path) -> None:
    program = subprocess.Popen([sys.executable, "-c", WRITER, tmp_path / "data"], stdout=subprocess.PIPE, text=True)
    assert program.stdout is not None
    told = {program.stdout.readline().strip() for _ in range(100)}
    program.send_signal(signal.SIGKILL)
    told |= {line.strip() for line in program.stdout if len(line.strip()) == 36}
    program.wait()
    program.stdout.close()
    with open_workspace(tmp_path / "data") as workspace:
        desk = workspace.local_desk(NOW)
        assert told <= {str(session.id) for session in sessions.unfinished(desk)}
        with closing(sqlite3.connect(tmp_path / "data" / "soleus.db")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_clock_that_jumps_spoils_no_session(desk: Desk) -> None:
    """Set back an hour, then to the year 1970, then far ahead: nothing negative, nothing refused."""
    session = begun(desk)
    sessions.pause(desk, session.id, now=NOW - timedelta(hours=1))
    sessions.resume(desk, session.id, now=datetime(1970, 1, 1, tzinfo=UTC))
    training = sessions.finish(desk, session.id, now=NOW + timedelta(days=400))
    assert training.session.paused_s == 0.0
    assert sessions.history(desk)[0].session.state == "finished"


def test_a_moment_without_an_offset_is_refused_at_the_door(desk: Desk) -> None:
    with pytest.raises(InputError, match="offset"):
        sessions.start(desk, exercise="soleus-push-up", how="tap", now=datetime(2026, 3, 1))


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("mysql://x/y", "expected postgresql"),
        ("nonsense", "expected postgresql"),
        ("postgresql://u:secret@127.0.0.1:1/none", "does not answer"),
    ],
)
def test_a_wrong_database_url_is_one_line_without_its_password(tmp_path: Path, url: str, told: str) -> None:
    with pytest.raises((InputError, StoreError)) as refused:
        open_workspace(tmp_path / "data", database_url=url)
    assert told in one_line(refused.value)
    assert "secret" not in str(refused.value)


def test_a_server_that_refuses_us_is_one_line(tmp_path: Path, postgres_server: str) -> None:
    with pytest.raises(StoreError) as refused:
        open_workspace(tmp_path / "data", database_url=f"{postgres_server}/no_such_database")
    assert "SOLEUS_DATABASE_URL" in one_line(refused.value)


def test_a_journal_without_its_folder_or_header_does_not_stop_a_session(tmp_path: Path) -> None:
    with open_workspace(tmp_path / "data") as workspace:
        desk = workspace.local_desk(NOW)
        session = begun(desk)
        folder = tmp_path / "data" / "live" / str(session.id)
        folder.mkdir()
        (folder / "phone.journal").write_bytes(b"garbage" * 10)
        assert live.recorded(desk, session.id) == {}
        shutil.rmtree(folder)
        assert sessions.finish(desk, session.id, now=NOW).session.state == "finished"


def test_health_values_are_in_no_message(desk: Desk) -> None:
    people.save_profile(desk, {"body_mass_kg": 75.0}, now=NOW)
    with pytest.raises(InputError) as refused:
        people.save_profile(desk, {"settings": {"x": object()}, "owner": "stabbing pain"}, now=NOW)
    assert "stabbing" not in str(refused.value)
