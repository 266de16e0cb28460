"""Whatever is uploaded waits in a tray: under a name that leads nowhere else, with room left, and not for ever."""

import io
import os
import shutil
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus.errors import DiskFullError, NotFoundError
from soleus.store.room import SPARE_BYTES
from soleus.workspace import intray
from soleus.workspace.deletion import delete_everything
from soleus.workspace.intray import file_name, find_tray, new_tray
from soleus.workspace.place import Desk
from tests.stores import NOW


def in_the_tray(desk: Desk) -> list[Path]:
    return list(desk.workspace.folder.uploads.iterdir())


def room_for(monkeypatch: pytest.MonkeyPatch, *free: int) -> None:
    """One figure a look; the last stays."""
    left = list(free)
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(
        "soleus.store.room.shutil.disk_usage", lambda _: usage._replace(free=left.pop(0) if len(left) > 1 else left[0])
    )


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\walks\\evening.gpx", "evening.gpx"),
        ("a\x00b\n.csv", "a_b_.csv"),
        ("heel: left?.csv", "heel_ left_.csv"),
        ("NUL", "_NUL"),
        ("com1.csv", "_com1.csv"),
        ("console.csv", "console.csv"),
        (".hidden", "hidden"),
        ("", "file"),
        ("..", "file"),
    ],
)
def test_a_name_is_kept_as_every_system_takes_it(name: str, kept: str) -> None:
    assert file_name(name) == kept


@given(name=st.text(max_size=400))
def test_no_name_leads_out_of_its_folder_or_is_too_long_for_one(name: str) -> None:
    kept = file_name(name)
    assert kept not in ("", ".", "..")
    assert not set(kept) & set('/\\:\x00<>"|?*')
    assert len(kept.encode()) <= 255


def test_a_long_name_keeps_its_ending(desk: Desk) -> None:
    with new_tray(desk) as tray:
        assert tray.put("é" * 400 + ".csv", io.BytesIO(b"x")).name.endswith("é.csv")


def test_files_of_one_name_lie_side_by_side_in_the_order_they_came(desk: Desk) -> None:
    with new_tray(desk) as tray:
        for k in range(12):
            tray.put("../../same.csv", io.BytesIO(str(k).encode()))
        assert [path.read_text() for path in tray.files] == [str(k) for k in range(12)]
        assert all(path.resolve().is_relative_to(tray.folder.resolve()) for path in tray.files)
    assert in_the_tray(desk) == []


def test_a_disk_without_room_is_told_before_anything_comes(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    room_for(monkeypatch, SPARE_BYTES + 999)
    with pytest.raises(DiskFullError, match="no room") as told:
        new_tray(desk, n_bytes=1000)
    assert str(desk.workspace.folder.root) not in str(told.value)
    assert in_the_tray(desk) == []
    new_tray(desk, n_bytes=999)


def test_a_disk_that_fills_up_meanwhile_ends_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    room_for(monkeypatch, 1 << 40, 1 << 40, SPARE_BYTES)
    with new_tray(desk, n_bytes=0) as tray, pytest.raises(DiskFullError):
        tray.put("long.mp4", io.BytesIO(bytes(3 * intray.CHECK_BYTES)))
    assert in_the_tray(desk) == []


def test_nobody_finds_the_tray_of_another(desk: Desk, other_desk: Desk) -> None:
    tray = new_tray(desk)
    with pytest.raises(NotFoundError):
        find_tray(other_desk, tray.id)
    assert find_tray(desk, tray.id) == tray


def test_what_waits_goes_with_its_account_and_only_with_it(desk: Desk, other_desk: Desk) -> None:
    mine, other = new_tray(desk), new_tray(other_desk)
    mine.put("heel.csv", io.BytesIO(b"x"))
    delete_everything(desk, now=NOW)
    assert in_the_tray(desk) == [other.folder]


def test_what_nobody_decided_on_is_put_away_after_a_day(desk: Desk) -> None:
    old, new = new_tray(desk), new_tray(desk)
    old.put("heel.csv", io.BytesIO(b"x"))
    two_days_ago = time.time() - 2 * 86400
    os.utime(old.folder, (two_days_ago, two_days_ago))
    intray.sweep(desk.workspace.folder.uploads)
    assert in_the_tray(desk) == [new.folder]
