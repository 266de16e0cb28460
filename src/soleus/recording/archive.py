"""Folders and zip archives of a phone export, opened with limits."""

import hashlib
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from soleus.errors import InputError, NotEnoughDataError, UnknownFormatError
from soleus.recording.source import Source, sha256_of

MAX_MEMBERS = 1000
MAX_MEMBER_BYTES = 1 << 29  # 512 MiB unpacked: ten hours of one phone sensor at 100 Hz
MAX_TOTAL_BYTES = 1 << 30
MAX_RATIO = 100  # numbers as text pack some 3 to 10 times, constant columns 40 times
RATIO_FREE_BYTES = 1 << 20
CHUNK_BYTES = 1 << 20
WANTED = (".csv", ".txt", ".tsv")


def open_zip(path: Path) -> list[Source]:
    """The text tables of an archive, unpacked in memory.

    Raises
    ------
    InputError          if the archive is damaged, encrypted, climbs out of its folder or unpacks to far too much
    NotEnoughDataError  if it holds nothing
    """
    where = path.name
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            _check_members(infos, where)
            wanted = [info for info in infos if _is_wanted(PurePosixPath(info.filename))]
            if not wanted:
                raise _nothing(infos, where)
            return [
                Source(path=path, where=f"{where}/{info.filename}", data=_unpacked(archive, info, where))
                for info in wanted
            ]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{where}: the zip archive is damaged or cut; export or copy it again") from error


def _nothing(infos: list[zipfile.ZipInfo], where: str) -> Exception:
    if any(info.filename == "[Content_Types].xml" for info in infos):
        return UnknownFormatError(f"{where}: an Excel or Word file; save the table as CSV")
    if not infos:
        return NotEnoughDataError(f"{where}: the archive is empty; export the recording again")
    return UnknownFormatError(
        f"{where}: no CSV among the {len(infos)} files of the archive; export the recording as CSV"
    )


def _check_members(infos: list[zipfile.ZipInfo], where: str) -> None:
    if len(infos) > MAX_MEMBERS:
        raise InputError(
            f"{where}: {len(infos)} files in the archive, at most {MAX_MEMBERS} are read; pack one recording"
        )
    total = 0
    for info in infos:
        name = info.filename.replace("\\", "/")
        if name.startswith("/") or ".." in PurePosixPath(name).parts or name[1:2] == ":":
            raise InputError(f"{where}: the archive names a file outside itself ({name[:40]!r}); do not trust it")
        if stat.S_ISLNK(info.external_attr >> 16):
            raise InputError(f"{where}: the archive holds a link ({name[:40]!r}); pack the files themselves")
        if info.flag_bits & 0x1:
            raise InputError(f"{where}: the archive is encrypted; unpack it first")
        if info.file_size > RATIO_FREE_BYTES and info.file_size > MAX_RATIO * max(1, info.compress_size):
            raise InputError(f"{where}: {name[:40]!r} unpacks to over {MAX_RATIO} times its size; that is no recording")
        total += info.file_size
    if total > MAX_TOTAL_BYTES:
        raise InputError(
            f"{where}: the archive unpacks to {total / 1e9:.1f} GB, at most 1 GiB is read; split the recording"
        )


def _is_wanted(name: PurePosixPath) -> bool:
    hidden = any(part.startswith((".", "__MACOSX")) for part in name.parts)
    return name.suffix.lower() in WANTED and not hidden and len(name.parts) <= 4


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, where: str) -> bytes:
    """The member's bytes, counted while they come: the archive's own figures may lie."""
    limit = min(MAX_MEMBER_BYTES, max(RATIO_FREE_BYTES, MAX_RATIO * info.compress_size))
    pieces, size = [], 0
    with archive.open(info) as member:
        while piece := member.read(CHUNK_BYTES):
            size += len(piece)
            if size > limit:
                raise InputError(
                    f"{where}: {info.filename[:40]!r} unpacks to more than {limit} bytes; that is no recording"
                )
            pieces.append(piece)
    return b"".join(pieces)


def open_folder(path: Path) -> list[Source]:
    """The text tables of a folder, links left out; ``where`` is the name below the folder.

    Raises
    ------
    InputError          if it holds far too many files
    NotEnoughDataError  if it holds no table
    """
    found, seen = [], 0
    for parent, folders, files in _walk(path):
        depth = len(parent.relative_to(path).parts)
        folders[:] = sorted(f for f in folders if not f.startswith(".") and depth < 3)
        seen += len(files)
        if seen > MAX_MEMBERS:
            raise InputError(f"{path.name}: more than {MAX_MEMBERS} files in the folder; name one file or one export")
        found += [parent / f for f in sorted(files)]
    kept = [f for f in found if _is_wanted(PurePosixPath(f.relative_to(path).as_posix())) and _is_plain(f)]
    if not kept:
        raise NotEnoughDataError(f"{path.name}: no CSV in the folder; name the file, or the folder of one phone export")
    return [Source(path=f, where=f"{path.name}/{f.relative_to(path).as_posix()}") for f in kept]


def _walk(path: Path) -> Iterator[tuple[Path, list[str], list[str]]]:
    return ((Path(parent), folders, files) for parent, folders, files in os.walk(path))


def _is_plain(file: Path) -> bool:
    return not file.is_symlink() and file.is_file() and file.stat().st_size > 0


def folder_digest(members: list[Source]) -> str:
    """SHA-256 over the sorted names and hashes of the members."""
    digest = hashlib.sha256()
    for name, member in sorted((member.where, sha256_of(member.path)) for member in members):
        relative = name.partition("/")[2]
        digest.update(f"{relative}\0{member}\n".encode("utf-8", errors="surrogateescape"))
    return digest.hexdigest()
