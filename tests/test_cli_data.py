"""The data commands as a user meets them: one line, one JSON object, exit codes, nothing done unasked."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from soleus.workspace.place import open_workspace
from tests.stores import NOW
from tests.test_cli import run
from tests.workspace.filled import fill, picture


@pytest.fixture
def soleus(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path):
    monkeypatch.setenv("SOLEUS_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("SOLEUS_BACKUP_PASSPHRASE", raising=False)
    monkeypatch.setattr(sys, "stdin", open("/dev/null"))  # noqa: PTH123, SIM115
    yield lambda *args: run(monkeypatch, capsys, *args)
    sys.stdin.close()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with open_workspace(tmp_path / "data") as workspace:
        fill(workspace.local_desk(NOW))
    return tmp_path / "data"


def seen(data: Path) -> object:
    with open_workspace(data) as workspace:
        return picture(workspace.local_desk(NOW))


def test_export_writes_a_zip_and_says_where(soleus, data: Path, tmp_path: Path) -> None:
    code, out, err = soleus("export", tmp_path / "mine.zip", "--json")
    answer = json.loads(out)
    assert (code, err, out.count("\n")) == (0, "", 1)
    assert answer["counts"]["sessions"] == 3
    assert "export.json" in zipfile.ZipFile(answer["path"]).namelist()


def test_backup_then_restore_brings_everything_back(soleus, data: Path, tmp_path: Path) -> None:
    before = seen(data)
    assert soleus("backup", tmp_path / "b.zip")[0] == 0
    assert soleus("delete", "--yes")[0] == 0
    code, out, err = soleus("restore", tmp_path / "b.zip", "--yes", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out)["recordings"] == 3
    assert seen(data) == before


def test_an_encrypted_backup_takes_its_passphrase_from_the_environment(
    soleus, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = seen(data)
    code, _, err = soleus("backup", tmp_path / "b.sealed", "--encrypt")
    assert (code, err.count("\n")) == (2, 1)
    monkeypatch.setenv("SOLEUS_BACKUP_PASSPHRASE", "calves before breakfast")
    assert soleus("backup", tmp_path / "b.sealed", "--encrypt")[0] == 0
    monkeypatch.delenv("SOLEUS_BACKUP_PASSPHRASE")
    code, out, err = soleus("restore", tmp_path / "b.sealed", "--yes")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "SOLEUS_BACKUP_PASSPHRASE" in err
    monkeypatch.setenv("SOLEUS_BACKUP_PASSPHRASE", "calves before breakfast")
    assert soleus("restore", tmp_path / "b.sealed", "--yes")[0] == 0
    assert seen(data) == before


@pytest.mark.parametrize("command", [["delete"], ["restore", "b.zip"]])
def test_nothing_is_deleted_or_replaced_without_a_yes(
    soleus, data: Path, tmp_path: Path, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    soleus("backup", tmp_path / "b.zip")
    before = seen(data)
    code, out, err = soleus(*command)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "--yes" in err
    assert seen(data) == before


def test_delete_prints_its_receipt(soleus, data: Path) -> None:
    code, out, _ = soleus("delete", "--yes", "--json")
    answer = json.loads(out)
    assert (code, answer["counts"]["sessions"], answer["n_recordings"]) == (0, 3, 3)
    assert json.loads(Path(answer["path"]).read_text()) == answer


def test_doctor_says_what_to_do_and_fails_when_something_is_bad(soleus, data: Path) -> None:
    code, out, err = soleus("doctor", "--no-camera", "--json")
    answer = json.loads(out)
    assert (code, err, answer["healthy"]) == (0, "", True)
    (data / "soleus.db").write_bytes(b"x" * 9000)
    code, out, err = soleus("doctor", "--no-camera")
    assert (code, err) == (2, "")
    assert "BAD  database" in out
    assert "soleus restore" in out


@pytest.mark.parametrize(
    "command",
    [
        ["export", "no/such/folder/x.zip"],
        ["backup", "no/such/folder/x.zip"],
        ["restore", "no-such.zip", "--yes"],
        ["restore", "pyproject.toml", "--yes"],
        ["export", "--account", "nobody"],
        ["delete", "--account", "nobody", "--yes"],
        ["export", "--data-dir", "pyproject.toml"],
    ],
)
def test_what_cannot_be_done_is_one_line_and_exit_2(soleus, data: Path, command: list[str]) -> None:
    code, out, err = soleus(*command)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("soleus: ")


def test_the_help_loads_no_database() -> None:
    code = "import sys, soleus.cli; print({'sqlalchemy', 'alembic', 'cryptography'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
