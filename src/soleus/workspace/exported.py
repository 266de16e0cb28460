"""An export brought back in: looked at first, every entry only once, what cannot be read is said and left out."""

import json
import shutil
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID, uuid4

from pydantic import TypeAdapter, ValidationError

from soleus.errors import InputError, SoleusError
from soleus.exercises import find_exercise
from soleus.store.archive import stream_sha256
from soleus.store.entries import ApiToken, AuditEntry, ImportBatch, Reminder
from soleus.store.records import Profile, Record, Session, Signal
from soleus.store.registry import in_order, parents_of, table_of, text_lengths
from soleus.store.trouble import told
from soleus.workspace import audit, people
from soleus.workspace.place import Desk, offset_min

EXPORT = "export.json"
FORMAT, FORMAT_VERSION = "soleus-export", 1
LARGEST_BYTES = 256 << 20  # of export.json: ten years of an hour a day at 50 repetitions a minute are under 200 MB
REASONS_KEPT = 5  # a kind; more of the same say no more
BLOCK_BYTES = 1 << 20
MOST_OFFSET_MIN = 16 * 60  # no clock is further from UTC
FIRST_YEAR, LAST_YEAR = 1950, 2200
LEFT_OUT: tuple[type[Record], ...] = (ApiToken, AuditEntry)  # secrets are in no export, the log is only added to


@dataclass(slots=True, kw_only=True)
class Kind:
    """What an export holds of one kind: ``new`` would come in, ``known`` is here, ``unread`` cannot be taken."""

    name: str
    new: list[Record] = field(default_factory=list)
    known: int = 0
    unread: int = 0
    reasons: list[str] = field(default_factory=list)
    ids: set[UUID] = field(default_factory=set)

    def refuse(self, why: str, n: int = 1) -> None:
        """Leave it out, and say why."""
        self.unread += n
        if why not in self.reasons and len(self.reasons) < REASONS_KEPT:
            self.reasons.append(why)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Exported:
    """An export as it was looked at; ``kinds`` in an order in which one may refer to those before it."""

    path: Path
    version: str
    exported_at: str
    kinds: tuple[Kind, ...]

    @property
    def n_new(self) -> int:
        """Entries that would come in."""
        return sum(len(kind.new) for kind in self.kinds)

    @property
    def n_known(self) -> int:
        """Entries that are here."""
        return sum(kind.known for kind in self.kinds)

    @property
    def n_unread(self) -> int:
        """Entries that cannot be taken."""
        return sum(kind.unread for kind in self.kinds)


def is_export(path: Path) -> bool:
    """Whether a file is a zip with an export in it, whatever its name."""
    try:
        with zipfile.ZipFile(path) as archive:
            return EXPORT in archive.namelist()
    except (OSError, zipfile.BadZipFile, ValueError):
        return False


def look(desk: Desk, path: Path) -> Exported:
    """What bringing an export in would do; nothing is stored.

    Raises
    ------
    InputError  if it is none, damaged as a whole, or made by a newer soleus
    """
    with told(path), _opened(path) as archive:
        content = _content(archive, path.name)
        files = _sound_files(archive)
    kinds: dict[type[Record], Kind] = {}
    accepted: dict[type[Record], set[UUID]] = {}
    with desk.store.reading(desk.owner) as rows:
        for record in in_order():
            kind = Kind(name=table_of(record).__tablename__)
            here = rows.ids(record)
            found = list(_read(kind, record, content.pop(kind.name, [])))
            taken = desk.store.taken(record, {one.id for one in found}) - here
            for one in found:
                _sort(kind, one, here, taken, accepted, files, desk)
            kinds[record], accepted[record] = kind, here | {one.id for one in kind.new}
    strange = [
        Kind(name=name, unread=len(value)) for name, value in content.items() if isinstance(value, list) and value
    ]
    for kind in strange:
        kind.reasons.append("this soleus does not know what that is")
    return Exported(
        path=path,
        version=str(content.get("soleus", "")),
        exported_at=str(content.get("exported_at", "")),
        kinds=tuple(kind for kind in (*kinds.values(), *strange) if kind.new or kind.known or kind.unread),
    )


def bring_in(desk: Desk, found: Exported, *, now: datetime) -> ImportBatch:
    """Store what is new of an export that was looked at; what came in meanwhile is not stored twice.

    Raises
    ------
    InputError  if the file has changed since it was looked at
    StoreError  if the disk refuses; no entry is stored then
    """
    new = [one for kind in found.kinds for one in kind.new]
    _keep_files(desk, found.path, {one.sha256 for one in new if isinstance(one, Signal)})
    batch = ImportBatch(
        id=uuid4(),
        created_at=now,
        utc_offset_min=offset_min(now),
        source=found.path.name[-255:],
        n_new=found.n_new,
        n_known=found.n_known,
        n_failed=found.n_unread,
        report={"export": {kind.name: [len(kind.new), kind.known, kind.unread] for kind in found.kinds}},
    )
    with desk.store.writing(desk.owner) as rows:
        here = {kind: rows.ids(kind) for kind in {type(one) for one in new}}
        profiles = rows.count(Profile)
        rows.add(*(one for one in new if one.id not in here[type(one)] and not (profiles and isinstance(one, Profile))))
        rows.add(batch, audit.entry("export imported", now=now, kind="ImportBatch", object_id=batch.id))
    return batch


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError):
        raise InputError(f"{path.name}: is damaged; take another copy of the export") from None


def _content(archive: zipfile.ZipFile, where: str) -> dict[str, Any]:
    """``export.json`` as a whole."""
    try:
        info = archive.getinfo(EXPORT)
        if info.file_size > LARGEST_BYTES:
            raise InputError(f"{where}: expected an {EXPORT} of at most {LARGEST_BYTES >> 20} MB; use a backup instead")
        content = json.loads(archive.read(info), parse_constant=_no_number)
    except KeyError:
        raise InputError(f"{where}: expected an export of soleus, there is no {EXPORT} in it") from None
    except (ValueError, RecursionError, zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{where}: {EXPORT} is damaged; take another copy of the export") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise InputError(f"{where}: expected an export of soleus; {EXPORT} is something else")
    if content.get("format_version") != FORMAT_VERSION:
        raise InputError(f"{where}: made by a newer soleus ({content.get('soleus')}); install that one first")
    return content


def _read(kind: Kind, record: type[Record], items: object) -> Iterator[Record]:
    """The entries that are what they should be; the others are counted."""
    if not isinstance(items, list):
        kind.refuse("it is no list")
        return
    if record in LEFT_OUT:
        if items:
            kind.refuse(
                "left out: " + ("secrets are not exported" if record is ApiToken else "the log of another time"),
                len(items),
            )
        return
    adapter: TypeAdapter[Record] = TypeAdapter(record)
    for item in items:
        try:
            yield _checked(adapter.validate_python(item), item)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False, include_context=False)[0]
            place = ".".join(str(part) for part in first["loc"])
            kind.refuse(f"{place}: {first['msg']}" if place else str(first["msg"]))
        except InputError as error:
            kind.refuse(str(error))


def _checked(one: Record, item: object) -> Record:
    """Refuse what a database or a page could not take."""
    lengths = text_lengths(type(one))
    if abs(one.utc_offset_min) > MOST_OFFSET_MIN:
        raise InputError(f"utc_offset_min: no clock is {one.utc_offset_min} minutes from UTC")
    for f in fields(one):
        value = getattr(one, f.name)
        if isinstance(value, datetime) and (value.tzinfo is None or not FIRST_YEAR <= value.year <= LAST_YEAR):
            raise InputError(f"{f.name}: expected a time with its offset, of these two centuries")
        if isinstance(value, str) and len(value) > lengths.get(f.name, len(value)):
            raise InputError(f"{f.name}: expected at most {lengths[f.name]} characters")
        if isinstance(value, int) and f.name != "n_bytes" and abs(value) >= 1 << 31:
            raise InputError(f"{f.name}: that number is too large")
    if "\\u0000" in json.dumps(item):
        raise InputError("a text holds a NUL character")
    if isinstance(one, Session):
        find_exercise(one.exercise)
        if one.state not in ("finished", "deleted"):
            raise InputError("a session that was not finished")
    if isinstance(one, Profile):
        people.person_of(one, one.created_at)
    return replace(one, enabled=False) if isinstance(one, Reminder) and one.address else one


def _sort(
    kind: Kind,
    one: Record,
    here: set[UUID],
    taken: set[UUID],
    accepted: Mapping[type[Record], set[UUID]],
    files: Mapping[str, str],
    desk: Desk,
) -> None:
    """Here already, new, or not to be taken."""
    lost = [
        (name, may_be_empty)
        for name, (parent, may_be_empty) in parents_of(type(one)).items()
        if (value := getattr(one, name)) is not None and value not in accepted[parent]
    ]
    if one.id in here or one.id in kind.ids:
        kind.known += 1
    elif isinstance(one, Profile) and (here or kind.new):
        kind.known += 1  # one a person, and yours stays
    elif one.id in taken:
        kind.refuse("it is in another account of this coach")
    elif any(not may_be_empty for _, may_be_empty in lost):
        kind.refuse("what it belongs to is not in the export")
    elif isinstance(one, Signal) and one.sha256 not in files and not _stored(desk, one.sha256):
        kind.refuse("its file is missing or damaged in the export")
    else:
        kind.ids.add(one.id)
        kind.new.append(replace(one, **dict.fromkeys([name for name, _ in lost], None)))  # type: ignore[arg-type]


def _sound_files(archive: zipfile.ZipFile) -> dict[str, str]:
    """Members by the hash that their name says, where their bytes say the same."""
    found = {}
    for name in archive.namelist():
        sha256 = name.removeprefix("signals/")[:64]
        if not name.startswith("signals/"):
            continue
        try:
            with archive.open(name) as file:
                if stream_sha256(file) == sha256:
                    found[sha256] = name
        except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, zlib.error):
            continue
    return found


def _keep_files(desk: Desk, path: Path, shas: set[str]) -> None:
    with told(path), _opened(path) as archive:
        for name in archive.namelist():
            sha256 = name.removeprefix("signals/")[:64]
            if name.startswith("signals/") and sha256 in shas and not _stored(desk, sha256):
                kept, _ = desk.workspace.signals.keep(partial(_copy, archive, name))
                if kept != sha256:
                    raise InputError(f"{path.name}: has changed since it was looked at; look again")


def _copy(archive: zipfile.ZipFile, name: str, target: BinaryIO) -> None:
    with archive.open(name) as file:
        shutil.copyfileobj(file, target, BLOCK_BYTES)


def _stored(desk: Desk, sha256: str) -> bool:
    try:
        return desk.workspace.signals.path(sha256).is_file()
    except SoleusError:
        return False


def _no_number(word: str) -> object:
    raise InputError(f"{EXPORT}: {word} is no number of JSON")
