"""An export comes back in: all of it, once, and what cannot be taken is named and harms nothing."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from soleus.errors import InputError
from soleus.store.entries import ImportBatch, Reminder
from soleus.workspace import exported, people, reminders, sessions
from soleus.workspace.deletion import what_there_is
from soleus.workspace.export import export_everything
from soleus.workspace.place import Desk, open_workspace
from tests.stores import NOW
from tests.workspace.filled import fill, picture

Change = Callable[[dict[str, Any]], None]
NOT_BROUGHT = ("ApiToken", "ImportBatch")


@pytest.fixture
def export(tmp_path: Path) -> tuple[Path, Any]:
    """The export of another machine, and what was on it."""
    with open_workspace(tmp_path / "other") as workspace:
        desk = workspace.local_desk(NOW)
        fill(desk)
        return export_everything(desk, tmp_path / "export.zip", now=NOW).path, picture(desk)


def changed(path: Path, change: Change) -> Path:
    """The same export with other content."""
    target = path.with_name(f"changed-{uuid4().hex}.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "export.json":
                content = json.loads(data)
                change(content)
                data = json.dumps(content).encode()
            new.writestr(name, data)
    return target


def kinds(found: exported.Exported) -> dict[str, tuple[int, int, int]]:
    return {kind.name: (len(kind.new), kind.known, kind.unread) for kind in found.kinds}


def reasons(found: exported.Exported, name: str) -> str:
    return " | ".join(next(kind for kind in found.kinds if kind.name == name).reasons)


def test_everything_of_an_export_comes_back_as_it_was(desk: Desk, export: tuple[Path, Any]) -> None:
    path, (rows, signals) = export
    exported.bring_in(desk, exported.look(desk, path), now=NOW)
    here, files = picture(desk)  # type: ignore[misc]
    assert files == signals
    for name in rows:
        if name not in NOT_BROUGHT:
            assert here[name] == rows[name], name


def test_looking_stores_nothing(desk: Desk, export: tuple[Path, Any]) -> None:
    found = exported.look(desk, export[0])
    assert kinds(found)["sessions"] == (3, 0, 0)
    assert sum(what_there_is(desk).values()) == 0
    assert list(desk.workspace.signals.all()) == []


def test_an_export_brought_in_twice_is_there_once(desk: Desk, export: tuple[Path, Any]) -> None:
    exported.bring_in(desk, exported.look(desk, export[0]), now=NOW)
    before = picture(desk)
    again = exported.look(desk, export[0])
    assert again.n_new == 0
    assert kinds(again)["sessions"] == (0, 3, 0)
    stale = exported.look(desk, export[0])
    exported.bring_in(desk, stale, now=NOW)
    after = picture(desk)
    assert after[1] == before[1]  # type: ignore[index]
    assert len(after[0].pop("ImportBatch")) == len(before[0].pop("ImportBatch")) + 1  # type: ignore[index]
    assert after[0] == before[0]  # type: ignore[index]


def test_two_previews_of_one_export_bring_it_in_once(desk: Desk, export: tuple[Path, Any]) -> None:
    one, two = exported.look(desk, export[0]), exported.look(desk, export[0])
    exported.bring_in(desk, one, now=NOW)
    exported.bring_in(desk, two, now=NOW)
    assert len(sessions.history(desk)) == 2
    assert what_there_is(desk)["profiles"] == 1


def test_an_own_profile_stays(desk: Desk, export: tuple[Path, Any]) -> None:
    people.save_profile(desk, {"body_mass_kg": 60.0}, now=NOW)
    found = exported.look(desk, export[0])
    assert kinds(found)["profiles"] == (0, 1, 0)
    exported.bring_in(desk, found, now=NOW)
    assert people.profile(desk).body_mass_kg == 60.0  # type: ignore[union-attr]


def test_what_belongs_to_another_account_here_is_not_taken_and_not_shown(
    desk: Desk, other_desk: Desk, export: tuple[Path, Any]
) -> None:
    exported.bring_in(desk, exported.look(desk, export[0]), now=NOW)
    found = exported.look(other_desk, export[0])
    assert found.n_new == 0
    assert "another account" in reasons(found, "sessions")
    assert sum(what_there_is(other_desk).values()) == 0


@pytest.mark.parametrize(
    ("kind", "change", "why"),
    [
        ("sessions", {"pain_during_nrs": 12}, "expected 0 to 10"),
        ("sessions", {"created_at": "2026-03-01T00:00:00"}, "offset"),
        ("sessions", {"started_at": "2026-03-01T00:00:00"}, "offset"),
        ("sessions", {"started_at": "0001-01-01T00:00:00+00:00"}, "two centuries"),
        ("sessions", {"exercise": "burpee"}, "burpee"),
        ("sessions", {"state": "running"}, "not finished"),
        ("sessions", {"notes": "a\x00b"}, "NUL"),
        ("sessions", {"utc_offset_min": 10**9}, "clock"),
        ("sessions", {"id": "me"}, "id"),
        ("sessions", {"version": "v" * 41}, "at most 40"),
        ("sets", {"position": 1 << 40}, "too large"),
        ("sets", {"heel_raise_height_m": [0.1]}, "one entry for each"),
        ("sets", {"session_id": "6f2b2f0e-6a55-4c1b-9a3e-0d6f1a2b3c4d"}, "belongs to"),
        ("profiles", {"body_mass_kg": 7500}, "body_mass_kg"),
        ("signals", {"sha256": "0" * 64}, "missing or damaged"),
    ],
)
def test_an_entry_that_cannot_be_is_left_out_and_the_reason_is_told(
    desk: Desk, export: tuple[Path, Any], kind: str, change: dict[str, Any], why: str
) -> None:
    path = changed(export[0], lambda content: content[kind][0].update(change))
    found = exported.look(desk, path)
    assert kinds(found)[kind][2] == 1
    assert why in reasons(found, kind)
    exported.bring_in(desk, found, now=NOW)
    assert what_there_is(desk)[kind] == kinds(found)[kind][0]


def test_the_sets_of_a_session_that_is_left_out_stay_out_too(desk: Desk, export: tuple[Path, Any]) -> None:
    path = changed(export[0], lambda content: content["sessions"][0].update({"exercise": "burpee"}))
    found = exported.look(desk, path)
    assert kinds(found)["sets"] == (2, 0, 1)
    exported.bring_in(desk, found, now=NOW)
    assert what_there_is(desk)["sets"] == 2


def test_an_entry_that_is_twice_in_the_file_comes_in_once(desk: Desk, export: tuple[Path, Any]) -> None:
    path = changed(export[0], lambda content: content["sessions"].append(content["sessions"][0]))
    assert kinds(exported.look(desk, path))["sessions"] == (3, 1, 0)


def test_a_reminder_that_sends_somewhere_comes_in_switched_off(desk: Desk, tmp_path: Path) -> None:
    with open_workspace(tmp_path / "other") as workspace:
        other = workspace.local_desk(NOW)
        reminders.save(
            other,
            Reminder(
                id=uuid4(), created_at=NOW, kind="meal", at=("08:00",), channel="ntfy", address="https://ntfy.sh/x"
            ),
        )
        path = export_everything(other, tmp_path / "export.zip", now=NOW).path
    exported.bring_in(desk, exported.look(desk, path), now=NOW)
    with desk.store.reading(desk.owner) as rows:
        (kept,) = rows.all(Reminder)
    assert (kept.enabled, kept.address) == (False, "https://ntfy.sh/x")


def test_a_kind_that_this_soleus_does_not_know_is_named(desk: Desk, export: tuple[Path, Any]) -> None:
    path = changed(export[0], lambda content: content.update({"dreams": [{"id": 1}, {"id": 2}]}))
    assert kinds(exported.look(desk, path))["dreams"] == (0, 0, 2)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda content: content.update({"format": "other"}), "something else"),
        (lambda content: content.update({"format_version": 2}), "newer soleus"),
    ],
)
def test_what_is_no_export_is_refused_as_a_whole(
    desk: Desk, export: tuple[Path, Any], change: Change, why: str
) -> None:
    with pytest.raises(InputError, match=why):
        exported.look(desk, changed(export[0], change))


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"format": NaN}', b"[" * 100_000, "\ufeff{}".encode()])
def test_a_damaged_export_is_one_clear_line(desk: Desk, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("export.json", content)
    assert exported.is_export(path)
    with pytest.raises(InputError) as raised:
        exported.look(desk, path)
    assert "\n" not in str(raised.value)


def test_a_recording_whose_bytes_changed_is_not_taken(desk: Desk, export: tuple[Path, Any]) -> None:
    path = export[0].with_name("damaged.zip")
    with zipfile.ZipFile(export[0]) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"x" if name.startswith("signals/") else old.read(name))
    found = exported.look(desk, path)
    assert kinds(found)["signals"][0] == 0
    assert kinds(found)["sessions"][0] == 3


def test_an_export_that_would_fill_the_memory_is_refused_unread(
    desk: Desk, export: tuple[Path, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exported, "LARGEST_BYTES", 100)
    with pytest.raises(InputError, match="at most"):
        exported.look(desk, export[0])


def test_the_import_is_remembered(desk: Desk, export: tuple[Path, Any]) -> None:
    batch = exported.bring_in(desk, exported.look(desk, export[0]), now=NOW)
    with desk.store.reading(desk.owner) as rows:
        assert rows.get(ImportBatch, batch.id).n_new == batch.n_new > 5
