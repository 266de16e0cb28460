"""Everything goes out in open formats, and everything can be deleted, with a receipt that proves it."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus.errors import DeniedError, InputError, NotFoundError
from soleus.workspace import accounts, backups, live, people, sessions
from soleus.workspace.deletion import delete_everything, receipts, what_there_is
from soleus.workspace.export import csv_cell, csv_text, export_everything
from soleus.workspace.place import Desk, open_workspace
from tests.stores import NOW
from tests.workspace.filled import FORMULA, fill, picture


@pytest.fixture
def archive(desk: Desk, tmp_path: Path) -> zipfile.ZipFile:
    fill(desk)
    made = export_everything(desk, tmp_path, now=NOW)
    assert made.missing == ()
    return zipfile.ZipFile(made.path)


def table(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.TextIOWrapper(archive.open(f"csv/{name}.csv"), "utf-8", newline="")))


def test_the_export_holds_every_row_and_every_recording(archive: zipfile.ZipFile, desk: Desk) -> None:
    told, there = json.loads(archive.read("export.json")), what_there_is(desk)
    for kind, count in there.items():
        assert len(told[kind]) == count - (kind == "audit_log"), kind  # the export itself is logged after it was read
        assert len(table(archive, kind)) == len(told[kind])
    for signal in told["signals"]:
        (name,) = [name for name in archive.namelist() if name.startswith(f"signals/{signal['sha256']}")]
        assert hashlib.sha256(archive.read(name)).hexdigest() == signal["sha256"]
    assert archive.testzip() is None


def test_json_and_csv_keep_their_numbers_and_their_gaps(archive: zipfile.ZipFile) -> None:
    told = json.loads(archive.read("export.json"))
    assert told["profiles"][0]["body_mass_kg"] == 75.0
    assert told["sets"][0]["heel_raise_height_m"] == [0.05, None]
    assert told["sessions"][0]["started_at"] == "2026-03-01T06:30:00+00:00"
    repetitions = table(archive, "repetitions")
    assert [row["heel_raise_height_m"] for row in repetitions[:2]] == ["0.05", ""]
    assert len(repetitions) == 6


def test_no_secret_leaves_with_the_export(archive: zipfile.ZipFile) -> None:
    told = json.loads(archive.read("export.json"))
    assert set(told["api_tokens"][0]) >= {"name", "scopes", "expires_at"}
    assert "secret_sha256" not in told["api_tokens"][0]
    assert "secret" not in table(archive, "api_tokens")[0]


def test_a_note_that_is_a_formula_is_text_in_the_table_and_itself_in_json(archive: zipfile.ZipFile) -> None:
    assert table(archive, "sessions")[0]["notes"] == f"'{FORMULA}"
    assert json.loads(archive.read("export.json"))["sessions"][0]["notes"] == FORMULA


@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20))
def test_no_text_becomes_a_formula_and_none_is_lost(text: str) -> None:
    ((name,), (cell,)) = csv.reader(io.StringIO(csv_text(["notes"], [[text]]), newline=""))
    assert name == "notes"
    assert cell in (text, f"'{text}")
    assert not cell.lstrip().startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize(("value", "cell"), [(-5, -5), (-0.5, -0.5), (None, ""), (True, True), (["=x"], '["=x"]')])
def test_numbers_stay_numbers(value: object, cell: object) -> None:
    assert csv_cell(value) == cell


def test_an_export_holds_nothing_of_another(desk: Desk, other_desk: Desk, tmp_path: Path) -> None:
    fill(desk)
    made = export_everything(other_desk, tmp_path / "other.zip", now=NOW)
    assert sum(made.counts.values()) == 0
    with zipfile.ZipFile(made.path) as archive:
        assert not [name for name in archive.namelist() if name.startswith("signals/")]
    with pytest.raises(DeniedError):
        export_everything(desk.workspace.desk(None), tmp_path / "nobody.zip", now=NOW)


def test_a_recording_that_is_gone_does_not_stop_the_export_and_is_named(desk: Desk, tmp_path: Path) -> None:
    fill(desk)
    one = sorted(desk.workspace.signals.all())[0]
    desk.workspace.signals.remove(one)
    assert export_everything(desk, tmp_path / "e.zip", now=NOW).missing == (one,)


@pytest.mark.parametrize("target", ["there.zip", "no/such/folder.zip"])
def test_an_export_overwrites_nothing(desk: Desk, tmp_path: Path, target: str) -> None:
    (tmp_path / "there.zip").write_bytes(b"mine")
    with pytest.raises(InputError):
        export_everything(desk, tmp_path / target, now=NOW)
    assert (tmp_path / "there.zip").read_bytes() == b"mine"


def test_after_deletion_nothing_is_left_and_the_receipt_says_what_was(desk: Desk) -> None:
    workspace = desk.workspace
    fill(desk)
    running = sessions.start(desk, exercise="soleus-push-up", how="tap", now=NOW)
    live.open_stream(desk, running.id, stream="taps", columns=("time_s",), now=NOW).append([[1.0]])
    backups.back_up(workspace, None, now=NOW)
    there, ids = what_there_is(desk), _ids_and_hashes(desk)
    receipt = delete_everything(desk, now=NOW)
    assert receipt.counts == there
    assert (receipt.n_recordings, receipt.n_backups, receipt.kept) == (3, 1, ())
    assert receipt.sha256 == hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest()
    assert sum(workspace.store.counts().values()) == 0
    left = [path.name for path in workspace.folder.root.rglob("*") if path.is_file() and "receipts" not in path.parts]
    assert {name.split("-")[0] for name in left} <= {"soleus.db", "in"}
    assert json.loads(receipts(workspace)[0].read_text())["sha256"] == receipt.sha256
    assert people.profile(workspace.local_desk(NOW)) is None


def _ids_and_hashes(desk: Desk) -> set[str]:
    seen, _ = picture(desk)
    rows = [record for found in seen.values() for record in found]
    with desk.store.reading(desk.owner) as opened:
        from soleus.store.entries import AuditEntry

        rows += opened.all(AuditEntry)
    return {str(row.id) for row in rows} | {signal.sha256 for signal in seen["Signal"]}


def test_deleting_one_leaves_the_other_whole_and_says_that_backups_stay(desk: Desk, other_desk: Desk) -> None:
    fill(desk)
    fill(other_desk)
    before = picture(other_desk)
    kept = backups.back_up(desk.workspace, None, now=NOW).path
    receipt = delete_everything(desk, now=NOW)
    assert picture(other_desk) == before
    assert kept.exists()
    assert "other accounts" in receipt.kept[0]
    with pytest.raises(NotFoundError):
        delete_everything(desk, now=NOW)


def test_deleted_words_are_in_no_file_of_the_folder(tmp_path: Path) -> None:
    with open_workspace(tmp_path / "data") as workspace:
        desk = workspace.local_desk(NOW)
        session = sessions.start(desk, exercise="soleus-push-up", how="tap", now=NOW)
        sessions.edit(desk, session.id, {"notes": "stabbing pain below the calf"}, now=NOW)
        workspace.store.compact()
        assert b"stabbing" in (tmp_path / "data" / "soleus.db").read_bytes()
        delete_everything(desk, now=NOW)
        written = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
    assert b"stabbing" not in written


def test_a_token_of_a_deleted_account_opens_nothing(desk: Desk) -> None:
    secret, _ = accounts.make_token(desk, "script", ("read",), life=timedelta(days=1), now=NOW)
    delete_everything(desk, now=NOW)
    with pytest.raises(DeniedError):
        accounts.holder(desk.workspace, secret, now=NOW)
