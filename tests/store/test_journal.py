"""The journal of a live signal: nothing that was appended is lost, whatever ends the program, the disk or the file."""

import errno
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus.errors import InputError, StoreError
from soleus.store.journal import Journal, read_journal
from soleus.store.live import LiveJournals

COLUMNS = ("time_s", "heel_height_m")


def rows(first: int, n: int) -> np.ndarray:
    k = np.arange(first, first + n)
    return np.column_stack([k / 50, 0.01 * k])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "phone.journal"


def test_samples_and_events_come_back_in_order(path: Path) -> None:
    journal = Journal(path, {"session": "a"}, COLUMNS)
    journal.append(rows(0, 3))
    journal.note({"event": "pain", "notes": "Füße"})
    journal.append(rows(3, 1)[0])
    assert journal.append(np.empty((0, 2))) == 4
    journal.close()
    found = read_journal(path)
    assert np.array_equal(found.samples, rows(0, 4))
    assert found.events == ({"event": "pain", "notes": "Füße"},)
    assert (found.columns, found.header["session"], found.n_torn_bytes) == (COLUMNS, "a", 0)


def test_missing_samples_stay_missing(path: Path) -> None:
    journal = Journal(path, {}, COLUMNS)
    journal.append([[0.0, np.nan]])
    assert np.isnan(read_journal(path).samples[0, 1])


@given(cut=st.integers(0, 400), bit=st.integers(0, 7))
def test_a_torn_or_damaged_tail_costs_only_what_follows_it(
    tmp_path_factory: pytest.TempPathFactory, cut: int, bit: int
) -> None:
    path = tmp_path_factory.mktemp("journal") / "a.journal"
    journal = Journal(path, {}, COLUMNS)
    begin = path.stat().st_size
    ends = [begin]
    for k in range(10):
        journal.append(rows(k, 1))
        ends.append(path.stat().st_size)
    journal.close()
    whole = path.read_bytes()
    at = min(begin + cut, len(whole) - 1)
    sound = max(k for k, end in enumerate(ends) if end <= at)
    for spoilt in (whole[:at], whole[:at] + bytes([whole[at] ^ 1 << bit]) + whole[at + 1 :]):
        path.write_bytes(spoilt)
        assert np.array_equal(read_journal(path).samples, rows(0, sound))
        again = Journal(path, {}, COLUMNS)
        assert again.n_samples == sound
        again.append(rows(sound, 2))
        again.close()
        assert np.array_equal(read_journal(path).samples, rows(0, sound + 2))


def test_a_file_that_holds_only_the_beginning_of_a_header_is_begun_again(path: Path) -> None:
    path.write_bytes(b"SOLEUSJ1H")
    journal = Journal(path, {}, COLUMNS)
    journal.append(rows(0, 1))
    assert len(read_journal(path).samples) == 1


def test_something_else_is_no_journal_and_is_left_as_it_is(path: Path) -> None:
    path.write_bytes(b"time_s,heel_height_m\n" * 20)
    with pytest.raises(StoreError, match="no journal"):
        Journal(path, {}, COLUMNS)
    assert path.read_bytes() == b"time_s,heel_height_m\n" * 20


@pytest.mark.parametrize("samples", [[1.0], [[1.0, 2.0, 3.0]], [[[1.0, 2.0]]]])
def test_rows_of_another_width_are_refused(path: Path, samples: object) -> None:
    journal = Journal(path, {}, COLUMNS)
    with pytest.raises(InputError, match="rows of 2 numbers"):
        journal.append(samples)
    assert len(read_journal(path).samples) == 0


class FullDisk:
    """Stands in for `os.write`: takes some bytes, then the disk is full until it is freed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.room = 1 << 40
        self._write = os.write
        monkeypatch.setattr("soleus.store.journal.os.write", self)

    def __call__(self, handle: int, data: bytes) -> int:
        if self.room <= 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        taken = self._write(handle, data[: self.room])
        self.room -= taken
        return taken


@pytest.mark.parametrize("room", [0, 7, 24])
def test_a_full_disk_is_told_and_its_samples_are_written_once_there_is_space(
    path: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    journal = Journal(path, {}, COLUMNS)
    journal.append(rows(0, 2))
    disk = FullDisk(monkeypatch)
    disk.room = room
    for k in range(2, 5):
        with pytest.raises(StoreError, match="disk is full"):
            journal.append(rows(k, 1))
        assert np.array_equal(read_journal(path).samples, rows(0, 2))
    disk.room = 1 << 40
    journal.append(rows(5, 1))
    assert np.array_equal(read_journal(path).samples, rows(0, 6))


def test_a_journal_that_cannot_be_written_stays_open_until_it_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from uuid import uuid4

    live, session = LiveJournals(tmp_path), uuid4()
    journal = live.open(session, "phone", COLUMNS, {})
    disk = FullDisk(monkeypatch)
    disk.room = 0
    with pytest.raises(StoreError):
        journal.append(rows(0, 3))
    with pytest.raises(StoreError, match="disk is full"):
        live.close(session)
    disk.room = 1 << 40
    live.close(session)
    assert np.array_equal(live.recorded(session)["phone"].samples, rows(0, 3))
    live.close_all()


def test_a_slow_disk_does_not_hold_up_who_appends(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushing, go_on = threading.Event(), threading.Event()

    def slow(_: int) -> None:
        flushing.set()
        assert go_on.wait(30)

    journal = Journal(path, {}, COLUMNS)
    journal.append(rows(0, 1))
    monkeypatch.setattr("soleus.store.journal.os.fsync", slow)
    flush = threading.Thread(target=journal.sync)
    flush.start()
    assert flushing.wait(30)
    assert journal.append(rows(1, 1)) == 2  # would wait for ever if it waited for the flush
    go_on.set()
    flush.join()


def test_two_processes_cannot_record_one_stream(path: Path) -> None:
    journal = Journal(path, {}, COLUMNS)
    code = "import sys, pathlib; from soleus.store.journal import *; Journal(pathlib.Path(sys.argv[1]), {}, ('t_s',))"
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True)
    assert "another soleus is recording this session" in done.stderr
    journal.append(rows(0, 1))
    assert len(read_journal(path).samples) == 1


def test_appended_samples_are_flushed_to_the_disk_without_being_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from uuid import uuid4

    flushed: list[int] = []
    monkeypatch.setattr("soleus.store.journal.os.fsync", lambda handle: flushed.append(os.fstat(handle).st_size))
    live = LiveJournals(tmp_path)
    journal = live.open(uuid4(), "phone", COLUMNS, {})
    journal.append(rows(0, 5))
    size = journal.path.stat().st_size
    until = time.monotonic() + 30
    while size not in flushed and time.monotonic() < until:
        time.sleep(0.01)
    live.close_all()
    assert size in flushed


@pytest.mark.parametrize("name", ["../phone", "", "Phone", "a" * 41, "a/b", "con\n"])
def test_a_stream_name_never_leaves_its_folder(tmp_path: Path, name: str) -> None:
    from uuid import uuid4

    with pytest.raises(InputError, match="stream"):
        LiveJournals(tmp_path).open(uuid4(), name, COLUMNS, {})


RECORDER = """
import sys, numpy as np
from datetime import datetime, timezone
from uuid import UUID
from soleus.workspace import live, sessions
from soleus.workspace.place import open_workspace
now = datetime(2026, 3, 1, 8, 30, tzinfo=timezone.utc)
workspace = open_workspace(sys.argv[1])
desk = workspace.local_desk(now)
session = sessions.start(desk, exercise="soleus-push-up", how="phone", now=now, session_id=UUID(sys.argv[2]))
stream = live.open_stream(desk, session.id, stream="phone", columns=("time_s", "heel_height_m"), now=now)
first = stream.n_samples
for k in range(first, 10_000_000):
    n = stream.append([[k / 50, 0.01 * k]])
    if k % 100 == 0:
        print(n, flush=True)
"""


def test_a_killed_program_loses_no_sample_and_the_session_goes_on(tmp_path: Path) -> None:
    from datetime import UTC, datetime
    from uuid import uuid4

    from soleus.workspace import live, sessions
    from soleus.workspace.place import open_workspace

    now, chosen, told = datetime(2026, 3, 1, 9, tzinfo=UTC), uuid4(), 0
    for _ in range(2):
        program = subprocess.Popen(
            [sys.executable, "-c", RECORDER, tmp_path / "data", str(chosen)], stdout=subprocess.PIPE, text=True
        )
        assert program.stdout is not None
        told = [int(program.stdout.readline()) for _ in range(20)][-1]
        program.send_signal(signal.SIGKILL)
        program.stdout.read()
        assert program.wait() == -signal.SIGKILL
        program.stdout.close()
        with open_workspace(tmp_path / "data") as workspace:
            desk = workspace.local_desk(now)
            (session,) = sessions.unfinished(desk)
            samples = live.recorded(desk, session.id)["phone"].samples
            assert session.id == chosen
            assert len(samples) >= told
            assert np.array_equal(samples, rows(0, len(samples)))
    with open_workspace(tmp_path / "data") as workspace:
        desk = workspace.local_desk(now)
        training = sessions.finish(desk, chosen, now=now)
        assert training.session.state == "finished"
        assert len(training.signals) == 1
