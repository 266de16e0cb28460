"""Backups while the coach runs: looked into first, restored after a safety backup, for whoever may."""

import io
from datetime import timedelta
from pathlib import Path

import pytest

from soleus.errors import DeniedError, InputError, NotFoundError
from soleus.workspace import backups, live, restoring, sessions
from soleus.workspace.intray import new_tray
from soleus.workspace.place import Desk
from tests.stores import NOW
from tests.workspace.filled import fill, picture

LATER = NOW + timedelta(hours=1)
PASSPHRASE = "calves before breakfast"


@pytest.fixture
def backup(desk: Desk) -> str:
    fill(desk)
    return backups.back_up(desk.workspace, now=NOW).path.name


def forget(desk: Desk) -> None:
    for training in sessions.history(desk):
        sessions.delete(desk, training.session.id, now=LATER)


def test_a_restore_brings_everything_back_while_the_coach_runs(desk: Desk, backup: str) -> None:
    before = picture(desk)
    forget(desk)
    assert picture(desk) != before
    done = restoring.restore_running(desk.workspace, backup, now=LATER)
    assert picture(desk) == before
    assert done.seen.counts["sessions"] == 3
    restoring.restore_running(desk.workspace, done.safety.path.name, now=LATER + timedelta(hours=1))
    assert sessions.history(desk) == []


def test_looking_changes_nothing_and_compares(desk: Desk, backup: str) -> None:
    forget(desk)
    before = picture(desk)
    seen = restoring.look(desk.workspace, backup)
    assert picture(desk) == before
    assert seen.counts["sessions"] == seen.here["sessions"] == 3
    assert seen.n_recordings == 3


def test_a_damaged_backup_changes_nothing(desk: Desk, backup: str) -> None:
    path = desk.workspace.folder.backups / backup
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(bytes(data))
    before = picture(desk)
    with pytest.raises(InputError):
        restoring.restore_running(desk.workspace, backup, now=LATER)
    assert picture(desk) == before
    assert len(restoring.kept(desk.workspace)) == 1


def test_an_open_session_is_finished_before_a_restore(desk: Desk, backup: str) -> None:
    session = sessions.start(desk, exercise="soleus-push-up", how="tap", now=LATER)
    with pytest.raises(InputError, match="A session is open"):
        restoring.restore_running(desk.workspace, backup, now=LATER)
    sessions.finish(desk, session.id, now=LATER)
    restoring.restore_running(desk.workspace, backup, now=LATER)


def test_after_a_restore_a_session_can_be_recorded(desk: Desk, backup: str) -> None:
    restoring.restore_running(desk.workspace, backup, now=LATER)
    session = sessions.start(desk, exercise="soleus-push-up", how="tap", now=LATER)
    stream = live.open_stream(desk, session.id, stream="taps-1", columns=("unix_s", "change"), now=LATER)
    assert stream.append([[1.0, 1.0]]) == 1


def test_an_encrypted_backup_opens_with_its_passphrase_only(desk: Desk) -> None:
    fill(desk)
    name = backups.back_up(desk.workspace, now=NOW, passphrase=PASSPHRASE).path.name
    with pytest.raises(InputError, match="encrypted"):
        restoring.look(desk.workspace, name)
    with pytest.raises(InputError):
        restoring.look(desk.workspace, name, "another passphrase")
    assert restoring.look(desk.workspace, name, PASSPHRASE).counts["sessions"] == 3
    (one,) = restoring.kept(desk.workspace)
    assert one.encrypted


def arrived(desk: Desk, data: bytes) -> Path:
    return new_tray(desk).put("mine.zip", io.BytesIO(data))


def test_a_backup_from_elsewhere_is_verified_before_it_is_kept(desk: Desk, backup: str) -> None:
    data = (desk.workspace.folder.backups / backup).read_bytes()
    brought = restoring.bring(desk.workspace, arrived(desk, data), now=LATER)
    assert restoring.look(desk.workspace, brought.name).counts["sessions"] == 3
    for wrong in (b"", b"PK\x03\x04", data[: len(data) // 2], b"no zip at all"):
        with pytest.raises(InputError):
            restoring.bring(desk.workspace, arrived(desk, wrong), now=LATER + timedelta(minutes=1))
    assert len(restoring.kept(desk.workspace)) == 2


@pytest.mark.parametrize("name", ["../soleus.db", "/etc/passwd", "soleus.db", "", "absent.zip", "..", "a/b.zip"])
def test_only_a_backup_of_the_list_can_be_named(desk: Desk, backup: str, name: str) -> None:
    (desk.workspace.folder.backups / "before-leaving-schema-0001.db").write_bytes(b"x")
    for use in (restoring.path_of, restoring.look, restoring.remove):
        with pytest.raises(NotFoundError):
            use(desk.workspace, name)


def test_a_backup_can_be_removed(desk: Desk, backup: str) -> None:
    restoring.remove(desk.workspace, backup)
    assert restoring.kept(desk.workspace) == []


def test_only_the_keeper_handles_what_holds_everybodys_data(desk: Desk, other_desk: Desk) -> None:
    restoring.check_keeper(desk)
    with pytest.raises(DeniedError):
        restoring.check_keeper(other_desk)


def test_nothing_is_left_of_looking(desk: Desk, backup: str, tmp_path: Path) -> None:
    restoring.look(desk.workspace, backup)
    assert [path.name for path in desk.workspace.folder.root.iterdir() if path.name.startswith(".soleus")] == []
