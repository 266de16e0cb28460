"""Archives and folders of exports, opened with limits on members, sizes, ratio and nesting."""

import io
import stat
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol

from soleus.errors import InputError, NotEnoughDataError
from soleus.recording.source import Source

MAX_MEMBERS = 20_000  # Apple Health packs a file for every workout's route
MAX_TEXT_BYTES = 1 << 29
MAX_XML_BYTES = 1 << 34  # streamed, never held: 16 GiB, some twenty years of a watch
MAX_RATIO = 200  # Apple's XML packs 20 to 40 times
RATIO_FREE_BYTES = 1 << 20
CHUNK_BYTES = 1 << 20
_TEXTS = (".csv", ".txt", ".tsv", ".json", ".xml")


class Readable(Protocol):
    """Whatever bytes can be read from, piece by piece."""

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes; none at the end."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file inside an archive (``info``) or a folder (``source``)."""

    where: str
    source: Source
    info: zipfile.ZipInfo | None = None

    @property
    def is_xml(self) -> bool:
        """Whether it is streamed as XML."""
        return self.where.lower().endswith(".xml")


def is_zip(head: bytes) -> bool:
    """Whether the bytes begin a zip archive."""
    return head[:4] in (b"PK\x03\x04", b"PK\x05\x06")


def zip_members(path: Path) -> list[Member]:
    """The text members of an archive.

    Raises
    ------
    InputError          if the archive is damaged, encrypted, climbs out of its folder or unpacks to far too much
    NotEnoughDataError  if it holds nothing
    """
    where = path.name
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise InputError(f"{where}: the zip archive is damaged or cut; export or copy it again") from error
    if not infos:
        raise NotEnoughDataError(f"{where}: the archive is empty; export the readings again")
    if len(infos) > MAX_MEMBERS:
        raise InputError(f"{where}: {len(infos)} files in the archive, at most {MAX_MEMBERS} are read; pack one export")
    for info in infos:
        _check(info, where)
    wanted = [info for info in infos if _is_wanted(PurePosixPath(info.filename.replace("\\", "/")))]
    if not wanted:
        raise NotEnoughDataError(f"{where}: no CSV, JSON or XML among the {len(infos)} files of the archive")
    return [
        Member(where=f"{where}/{info.filename}", source=Source(path=path, where=f"{where}/{info.filename}"), info=info)
        for info in sorted(wanted, key=lambda info: info.filename)
    ]


def _check(info: zipfile.ZipInfo, where: str) -> None:
    name = info.filename.replace("\\", "/")
    if name.startswith("/") or ".." in PurePosixPath(name).parts or name[1:2] == ":":
        raise InputError(f"{where}: the archive names a file outside itself ({name[:40]!r}); do not trust it")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise InputError(f"{where}: the archive holds a link ({name[:40]!r}); pack the files themselves")
    if info.flag_bits & 0x1:
        raise InputError(f"{where}: the archive is encrypted; unpack it first")
    if info.file_size > RATIO_FREE_BYTES and info.file_size > MAX_RATIO * max(1, info.compress_size):
        raise InputError(f"{where}: {name[:40]!r} unpacks to over {MAX_RATIO} times its size; that is no export")
    limit = MAX_XML_BYTES if name.lower().endswith(".xml") else MAX_TEXT_BYTES
    if _is_wanted(PurePosixPath(name)) and info.file_size > limit:
        raise InputError(f"{where}: {name[:40]!r} unpacks to {info.file_size / 1e9:.1f} GB; split the export")


def _is_wanted(name: PurePosixPath) -> bool:
    hidden = any(part.startswith((".", "__MACOSX")) for part in name.parts)
    tracks = name.stem.lower() == "export_cda" or "workout-routes" in name.parts or "electrocardiograms" in name.parts
    return name.suffix.lower() in _TEXTS and not hidden and not tracks and len(name.parts) <= 4


def unpacked_member(path: Path, member: Member) -> bytes:
    """A member's bytes, counted while they come: the archive's own figures may lie."""
    if member.info is None:
        raise InputError(f"{member.where}: not a member of an archive")
    with zipfile.ZipFile(path) as archive, archive.open(member.info) as raw:
        stream = LimitedStream(raw, member)
        buffer = io.BytesIO()
        while piece := stream.read(CHUNK_BYTES):
            buffer.write(piece)
    return buffer.getvalue()


class LimitedStream:
    """Reads a member and refuses once more comes out than the archive may hold."""

    def __init__(self, raw: Readable, member: Member) -> None:
        packed = member.info.compress_size if member.info else 0
        self._raw, self._where, self._read = raw, member.where, 0
        largest = MAX_XML_BYTES if member.is_xml else MAX_TEXT_BYTES
        self._limit = min(largest, max(RATIO_FREE_BYTES, MAX_RATIO * packed))

    def read(self, size: int) -> bytes:
        """The next bytes."""
        piece = self._raw.read(size)
        self._read += len(piece)
        if self._read > self._limit:
            raise InputError(f"{self._where}: unpacks to more than {self._limit} bytes; that is no export")
        return piece


def folder_members(path: Path) -> list[Member]:
    """The text files of a folder, at most three levels deep, links left out.

    Raises
    ------
    InputError          if it holds far too many files
    NotEnoughDataError  if it holds none
    """
    found: list[Path] = []
    for seen, file in enumerate(path.rglob("*")):
        if seen >= MAX_MEMBERS:
            raise InputError(f"{path.name}: more than {MAX_MEMBERS} files in the folder; name the export itself")
        relative = PurePosixPath(file.relative_to(path).as_posix())
        if _is_wanted(relative) and file.is_file() and not file.is_symlink() and file.stat().st_size:
            found.append(file)
    if not found:
        raise NotEnoughDataError(f"{path.name}: no CSV, JSON or XML in the folder; name the export")
    names = [(file, f"{path.name}/{file.relative_to(path).as_posix()}") for file in sorted(found)]
    return [Member(where=where, source=Source(path=file, where=where)) for file, where in names]
