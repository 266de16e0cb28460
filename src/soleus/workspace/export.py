"""Everything of one account in open formats: JSON for programs, CSV for spreadsheets, the recordings as they are."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from soleus._version import VERSION
from soleus.errors import InputError, SoleusError
from soleus.store.columns import plain
from soleus.store.entries import ApiToken
from soleus.store.records import REP_COLUMNS, DoneSet, Record, Signal
from soleus.store.registry import KINDS, table_of
from soleus.store.trouble import told
from soleus.workspace import audit
from soleus.workspace.backups import publish, scratch
from soleus.workspace.place import Desk

SECRET: dict[type[Record], tuple[str, ...]] = {ApiToken: ("secret_sha256",)}
_FORMULA = re.compile(r"\s*[=+\-@\t\r\n|%]")  # what a spreadsheet takes for a formula, or for the end of the cell

README = """Your data from soleus {version}, exported {moment}.

export.json   everything, one list a kind; times in UTC, utc_offset_min is the offset of your clock then
csv/          the same as tables, one a kind; repetitions.csv has one row a repetition
signals/      your recordings as they were stored, named by their SHA-256 and their own name

Names say their unit: heel_raise_height_m is in metres, pain_during_nrs is 0 to 10. An empty cell means "not known".
A text that begins like a formula has an apostrophe in front in the CSV files, so that no spreadsheet runs it.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """An export that was written; ``missing`` recordings could not be read."""

    path: Path
    n_bytes: int
    counts: Mapping[str, int]
    missing: tuple[str, ...]


def export_everything(desk: Desk, target: Path | None, *, now: datetime) -> Export:
    """Write a zip of everything that the account has, deleted sessions included.

    Parameters
    ----------
    target : a file, or a folder to make one in; None for the current folder

    Raises
    ------
    InputError  if the target exists or its folder does not
    StoreError  if the disk refuses; no file is left behind then
    """
    path = _target(target, now)
    with desk.store.reading(desk.owner) as rows:
        everything = {kind: rows.all(kind) for kind in KINDS}
    missing: list[str] = []
    with scratch(path.parent) as folder, told(path):
        part = folder / "export.zip"
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("README.txt", README.format(version=VERSION, moment=now.isoformat(timespec="seconds")))
            archive.writestr("export.json", json.dumps(as_json(everything, now), indent=1, ensure_ascii=False))
            for name, table in _tables(everything).items():
                archive.writestr(f"csv/{name}.csv", table)
            for signal in _once(everything[Signal]):
                try:
                    where = f"signals/{signal.sha256}-{_file_name(signal.name)}"
                    archive.write(desk.workspace.signals.path(signal.sha256), where)
                except SoleusError:
                    missing.append(signal.sha256)
        publish(part, path)
    audit.note(desk, "exported everything", now=now)
    counts = {table_of(kind).__tablename__: len(found) for kind, found in everything.items()}
    return Export(path=path, n_bytes=path.stat().st_size, counts=counts, missing=tuple(missing))


def as_json(everything: Mapping[type[Record], Iterable[Record]], now: datetime) -> dict[str, object]:
    """One list a kind, under the table's name."""
    facts: dict[str, object] = {"format": "soleus-export", "format_version": 1, "soleus": VERSION}
    facts["exported_at"] = now.astimezone(UTC).isoformat()
    for kind, found in everything.items():
        facts[table_of(kind).__tablename__] = [record_json(record) for record in found]
    return facts


def record_json(record: Record) -> dict[str, object]:
    """A record as JSON has it; secrets left out, what is not known is null."""
    hidden = SECRET.get(type(record), ())
    return {f.name: _json(getattr(record, f.name)) for f in fields(record) if f.name not in hidden}


def _json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if hasattr(value, "__dataclass_fields__"):
        return {f.name: _json(getattr(value, f.name)) for f in fields(value)}
    return plain(value)


def _tables(everything: Mapping[type[Record], Iterable[Record]]) -> dict[str, str]:
    tables = {}
    for kind, found in everything.items():
        names = [f.name for f in fields(kind) if f.name not in SECRET.get(kind, ()) and f.name not in REP_COLUMNS]
        rows = ([facts[name] for name in names] for facts in map(record_json, found))
        tables[table_of(kind).__tablename__] = csv_text(names, rows)
    done = [record for record in everything[DoneSet] if isinstance(record, DoneSet)]
    tables["repetitions"] = csv_text(["session_id", "set_id", "side", "repetition", *REP_COLUMNS], _repetitions(done))
    return tables


def _repetitions(sets: Iterable[DoneSet]) -> Iterable[list[object]]:
    for done in sets:
        n_reps = done.n_reps or 0
        columns = [getattr(done, name) or (None,) * n_reps for name in REP_COLUMNS]
        for k in range(n_reps):
            yield [str(done.session_id), str(done.id), done.side, k + 1, *(column[k] for column in columns)]


def csv_text(names: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A table as CSV that no spreadsheet runs."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([csv_cell(value) for value in row] for row in rows)
    return out.getvalue()


def csv_cell(value: object) -> object:
    """A number as it is, a text with an apostrophe in front where it begins like a formula."""
    if value is None:
        return ""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and _FORMULA.match(value):
        return f"'{value}"
    return value


def _once(signals: Iterable[Record]) -> Iterable[Signal]:
    seen: set[str] = set()
    for signal in signals:
        if isinstance(signal, Signal) and signal.sha256 not in seen:
            seen.add(signal.sha256)
            yield signal


def _file_name(name: str) -> str:
    """The end of a name without anything that a file system or an archive could take for something else."""
    return re.sub(r"[^A-Za-z0-9._-]+", "_", name)[-80:].lstrip(".") or "recording"


def _target(target: Path | None, now: datetime) -> Path:
    name = f"soleus-export-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.zip"
    path = Path(name) if target is None else target / name if target.is_dir() else target
    if path.exists():
        raise InputError(f"{path}: there is a file of that name; name another")
    if not path.absolute().parent.is_dir():
        raise InputError(f"{path}: there is no folder {path.absolute().parent}; make it first")
    return path.absolute()
