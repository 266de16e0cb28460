"""The door of the readers: a file, folder or archive in, one `Export` for each export found in it."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from soleus.errors import InputError, NotEnoughDataError, SoleusError, UnknownFormatError
from soleus.glucose.readers.apple_health import read_apple_health
from soleus.glucose.readers.archive import Member, folder_members, is_zip, limited, unpacked_member, zip_members
from soleus.glucose.readers.clarity import find_clarity, read_clarity
from soleus.glucose.readers.date_order import Hints
from soleus.glucose.readers.draft import Draft
from soleus.glucose.readers.libre import find_libre, read_libre
from soleus.glucose.readers.medtronic import is_medtronic, read_medtronic
from soleus.glucose.readers.nightscout import is_api_csv, is_exporter, read_api_csv, read_exporter, read_json
from soleus.glucose.readers.plain import find_plain, read_plain
from soleus.glucose.readers.sidiary import find_sidiary, read_sidiary
from soleus.glucose.readers.stamps import DateOrder
from soleus.glucose.readers.text import TextTable, text_tables
from soleus.glucose.readers.unit import UnitSaid
from soleus.glucose.readings import Export, GlucoseUnit
from soleus.recording.packed import DAMAGED, Readable, damaged
from soleus.recording.source import Source, plain_file

SEE = "soleus reads Dexcom Clarity, LibreView, Libre, CareLink, iPro2, xDrip, Nightscout, Apple Health and plain CSV"
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"SQLite format 3\0", "an SQLite database; export the readings as CSV"),
    (b"%PDF", "a PDF report; export the readings as CSV instead"),
    (b"\x1f\x8b", "gzip-compressed; unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive; pack it as zip"),
    (b"Rar!", "a RAR archive; pack it as zip"),
    (b"\xd0\xcf\x11\xe0", "an Excel file; save it as CSV"),
    (b"PAR1", "a Parquet file; export the readings as CSV"),
    (b"\x89HDF", "an HDF5 file; export the readings as CSV"),
)


def read_exports(
    path: Path | str, *, unit: GlucoseUnit | None = None, date_order: DateOrder | None = None
) -> list[Export]:
    """Read every glucose export in a file, folder or zip, recognised by content.

    Parameters
    ----------
    path : a file, a folder, or a zip as Apple Health makes it
    unit : believed where a file names none
    date_order : believed where 3/4 could be either

    Returns
    -------
    list of Export, one for each file that holds readings

    Raises
    ------
    InputError          if the file, its unit or its dates are wrong or unclear
    UnknownFormatError  if it is none of the formats
    NotEnoughDataError  if it is valid but holds no readings
    """
    path = Path(path)
    said = UnitSaid(unit=unit)
    try:
        if path.is_dir():
            return _read_members(path, folder_members(path), said, date_order)
        source = plain_file(path)
        if is_zip(source.head):
            return _read_members(path, zip_members(path), said, date_order)
        return [_read_source(source, said, date_order)]
    except OSError as error:
        reason = (error.strerror or str(error) or "cannot be read").splitlines()[0].lower()
        raise InputError(f"{path.name}: {reason}; check the file and copy it again") from error
    except (MemoryError, RecursionError, OverflowError) as error:
        raise InputError(f"{path.name}: too large or too deeply nested to read; split the file") from error


def _read_members(path: Path, members: list[Member], said: UnitSaid, order: DateOrder | None) -> list[Export]:
    """Each member that is an export; the first refusal counts if there is none."""
    exports: list[Export] = []
    refused: list[SoleusError] = []
    for member in members:
        try:
            exports.append(_read_member(path, member, said, order))
        except (UnknownFormatError, NotEnoughDataError) as error:
            refused.append(error)
    if exports:
        return exports
    told = [error for error in refused if not isinstance(error, UnknownFormatError)] or refused
    if len(told) == 1:
        raise told[0]
    raise UnknownFormatError(f"{path.name}: none of its {len(members)} files is a glucose export; {SEE}")


def _read_member(path: Path, member: Member, said: UnitSaid, order: DateOrder | None) -> Export:
    if member.info is None:
        return _read_source(member.source, said, order)
    if member.is_xml:
        with _damage_told(member.where), zipfile.ZipFile(path) as archive, archive.open(member.info) as raw:
            return _read_apple(limited(raw, member), member.where, said, order)
    with _damage_told(member.where):
        data = unpacked_member(path, member)
    return _read_source(Source(path=path, where=member.where, data=data), said, order)


@contextmanager
def _damage_told(where: str) -> Iterator[None]:
    try:
        yield
    except DAMAGED as error:
        if isinstance(error, RecursionError):
            raise
        raise damaged(where) from error


def _read_source(source: Source, said: UnitSaid, order: DateOrder | None) -> Export:
    head = source.head
    for magic, what in _OTHERS:
        if head.startswith(magic):
            raise UnknownFormatError(f"{source.where}: {what}")
    if is_zip(head):
        raise InputError(f"{source.where}: an archive inside an archive; unpack it first")
    first = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if first == b"<":
        with _opened(source) as stream:
            return _read_apple(stream, source.where, said, order)
    draft = Draft(source.where, said, Hints(said=order))
    if first in (b"{", b"["):
        read_json(source, draft)
    else:
        _read_text(source, draft)
    return draft.finish()


def _opened(source: Source) -> BinaryIO:
    return io.BytesIO(source.data) if source.data is not None else source.path.open("rb")


def _read_apple(stream: Readable, where: str, said: UnitSaid, order: DateOrder | None) -> Export:
    draft = Draft(where, said, Hints(said=order))
    read_apple_health(stream, where, draft)
    return draft.finish()


def _read_text(source: Source, draft: Draft) -> None:
    tables = text_tables(source)
    if not any(_read_known(table, draft) for table in tables):
        for table in tables:
            found = find_plain(table.head, source.where)
            if found:
                read_plain(table, found, draft)
                return
        raise UnknownFormatError(f"{source.where}: no glucose export; {SEE}")


def _read_known(table: TextTable, draft: Draft) -> bool:
    """Read the table if it is of a known format under this separator."""
    head = table.head
    if is_exporter(head):
        read_exporter(table, draft)
    elif (clarity := find_clarity(head)) is not None:
        read_clarity(table, clarity, draft)
    elif (sidiary := find_sidiary(head)) is not None:
        read_sidiary(table, sidiary, draft)
    elif is_medtronic(head):
        read_medtronic(table, draft)
    elif (libre := find_libre(head)) is not None:
        read_libre(table, libre, draft)
    elif is_api_csv(head):
        read_api_csv(table, draft)
    else:
        return False
    return True
