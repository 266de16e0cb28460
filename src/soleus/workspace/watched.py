"""A folder whose walks come in by themselves: each file is read once, by its content, and left untouched."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from soleus.errors import DeniedError, InputError
from soleus.store.archive import file_sha256
from soleus.store.entries import ImportBatch
from soleus.workspace import people, walks
from soleus.workspace.place import Desk

SETTING = "walk_folder"
SOURCE = "watched folder"
SUFFIXES = frozenset({".gpx", ".tcx", ".fit", ".xml", ".zip", ".csv"})
SETTLED_S = 10.0  # since a file was last written: a copy that is still running has paused for less
MOST_LISTED = 10_000  # files that are looked through at once
SHOWN = 20

Stamp = tuple[str, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A file of the folder that could not be read, and why."""

    name: str
    message: str
    at: datetime


@dataclass(slots=True)
class Seen:
    """Name, size and time of the files that were read since the program started: they are not even opened again."""

    stamps: set[Stamp] = field(default_factory=set)


def folder_of(desk: Desk) -> Path | None:
    """The folder that is watched; None where none is."""
    found = people.profile(desk)
    said = found.settings.get(SETTING) if found else None
    return Path(said) if isinstance(said, str) and said else None


def watch(desk: Desk, said: str, *, now: datetime) -> Path | None:
    """Watch that folder from now on; nothing said ends it.

    Raises
    ------
    DeniedError  if this is not the account of whoever sits at this machine: the folder is one of the machine's
    InputError   if there is no such folder
    """
    if desk.owner != desk.workspace.local_account(now).id:
        raise DeniedError("only who sits at this computer can choose one of its folders")
    folder = Path(said.strip()).expanduser() if said.strip() else None
    if folder is not None:
        _check(desk, folder)
    found = people.profile(desk)
    settings = {name: value for name, value in (found.settings if found else {}).items() if name != SETTING}
    people.save_profile(desk, {"settings": settings | ({SETTING: str(folder)} if folder else {})}, now=now)
    return folder


def read_folder(desk: Desk, seen: Seen, *, now: datetime) -> ImportBatch | None:
    """Bring in what is new in the watched folder; None where nothing was.

    Files that were written within the last ten seconds wait for the next time. What failed once is not read again.
    """
    folder = folder_of(desk)
    if folder is None:
        return None
    fresh = _fresh(folder, seen, now)
    if not fresh:
        return None
    known = _read_before(desk)
    new: dict[str, Path] = {}
    for stamp, path in fresh.items():
        try:
            sha256 = file_sha256(path)
        except OSError:
            continue  # it may be readable in a minute
        seen.stamps.add(stamp)
        if sha256 not in known:
            new.setdefault(sha256, path)
    if not new:
        return None
    return walks.bring_in(desk, _looked(desk, new, now), now=now, source=SOURCE)


def failures(desk: Desk) -> list[Failed]:
    """What could not be read lately, latest first."""
    found = [
        Failed(name=str(file.get("name")), message=str(file.get("message")), at=batch.local(batch.created_at))
        for batch in _batches(desk)
        for file in _files(batch)
        if file.get("status") == "failed"
    ]
    return found[::-1][:SHOWN]


def _looked(desk: Desk, new: Mapping[str, Path], now: datetime) -> list[walks.Found]:
    """Looked at, each with the hash of its file in the report: that is what makes it known the next time."""
    found = walks.look(desk, list(new.values()), now=now)
    told = {one.sha256 for one in found}
    names = {path.name: sha256 for sha256, path in new.items() if sha256 not in told}
    return [*found, *(walks.Found(name=name, status="known", sha256=sha256) for name, sha256 in names.items())]


def _check(desk: Desk, folder: Path) -> None:
    if not folder.is_absolute():
        raise InputError(f"{folder}: expected the whole path of a folder, as in {Path.home() / 'Walks'}")
    if not folder.is_dir():
        raise InputError(f"{folder}: there is no such folder on this computer; make it first")
    if folder.resolve().is_relative_to(desk.workspace.folder.root.resolve()):
        raise InputError(f"{folder}: that is where soleus keeps its own data; choose another")


def _fresh(folder: Path, seen: Seen, now: datetime) -> dict[Stamp, Path]:
    """Files that were not read since the program started, oldest first, at most as many as one import takes."""
    found: dict[Stamp, Path] = {}
    try:
        listed = [entry for _, entry in zip(range(MOST_LISTED), folder.iterdir(), strict=False)]
    except OSError:
        return {}  # a drive that is not plugged in; the page says so
    for path in listed:
        if path.suffix.lower() not in SUFFIXES or path.name.startswith(".") or path.is_symlink():
            continue
        try:
            facts = path.stat()
        except OSError:
            continue
        stamp = (path.name, facts.st_size, facts.st_mtime_ns)
        if path.is_file() and stamp not in seen.stamps and now.timestamp() - facts.st_mtime > SETTLED_S:
            found[stamp] = path
    return dict(sorted(found.items(), key=lambda item: item[0][2])[: walks.MOST_FILES])


def _read_before(desk: Desk) -> set[str]:
    """Hashes of files that came in, or failed, or were known, at any time."""
    listed = {str(file.get("sha256")) for batch in _batches(desk) for file in _files(batch)}
    return listed | {outing.sha256 for outing in walks.outings(desk)}


def _batches(desk: Desk) -> list[ImportBatch]:
    with desk.store.reading(desk.owner) as rows:
        return rows.all(ImportBatch, {"source": SOURCE})


def _files(batch: ImportBatch) -> list[dict[str, object]]:
    listed = batch.report.get("files")
    return [file for file in listed if isinstance(file, dict)] if isinstance(listed, list) else []
