"""Folders and zip archives of a phone export, opened with limits."""

import hashlib
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from soleus.errors import InputError, NotEnoughDataError, UnknownFormatError
from soleus.recording.packed import DAMAGED, LimitedStream, Limits, damaged, is_text
from soleus.recording.source import Source, sha256_of

MAX_MEMBER_BYTES = 1 << 29  # 512 MiB unpacked: ten hours of one phone sensor at 100 Hz
MAX_TOTAL_BYTES = 1 << 30
LIMITS = Limits(thing="recording", max_members=1000, max_ratio=100)
"""Numbers as text pack some 3 to 10 times, constant columns 40 times."""
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
            _check(infos, where)
            wanted = [info for info in infos if is_text(PurePosixPath(info.filename), WANTED)]
            if not wanted:
                raise _nothing(infos, where)
            return [
                Source(path=path, where=f"{where}/{info.filename}", data=_unpacked(archive, info, where))
                for info in wanted
            ]
    except (*DAMAGED, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise damaged(where) from error


def _nothing(infos: list[zipfile.ZipInfo], where: str) -> Exception:
    if any(info.filename == "[Content_Types].xml" for info in infos):
        return UnknownFormatError(f"{where}: an Excel or Word file; save the table as CSV")
    if not infos:
        return NotEnoughDataError(f"{where}: the archive is empty; export the recording again")
    return UnknownFormatError(
        f"{where}: no CSV among the {len(infos)} files of the archive; export the recording as CSV"
    )


def _check(infos: list[zipfile.ZipInfo], where: str) -> None:
    LIMITS.check(infos, where)
    total = sum(info.file_size for info in infos)
    if total > MAX_TOTAL_BYTES:
        raise InputError(
            f"{where}: the archive unpacks to {total / 1e9:.1f} GB, at most 1 GiB is read; split the recording"
        )


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, where: str) -> bytes:
    most_bytes = LIMITS.most_bytes(info.compress_size, MAX_MEMBER_BYTES)
    with archive.open(info) as raw:
        stream = LimitedStream(raw, where=f"{where}/{info.filename[:40]}", most_bytes=most_bytes, thing=LIMITS.thing)
        return stream.all_bytes()


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
        if seen > LIMITS.max_members:
            raise InputError(
                f"{path.name}: more than {LIMITS.max_members} files in the folder; name one file or one export"
            )
        found += [parent / f for f in sorted(files)]
    kept = [f for f in found if is_text(PurePosixPath(f.relative_to(path).as_posix()), WANTED) and _is_plain(f)]
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
