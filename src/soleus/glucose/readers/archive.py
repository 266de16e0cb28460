"""Archives and folders of exports, opened with limits on members, sizes, ratio and nesting."""

import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from soleus.errors import InputError, NotEnoughDataError
from soleus.recording.packed import DAMAGED, LimitedStream, Limits, Readable, damaged, is_text
from soleus.recording.source import Source

MAX_TEXT_BYTES = 1 << 29
MAX_XML_BYTES = 1 << 34  # streamed, never held: 16 GiB, some twenty years of a watch
LIMITS = Limits(thing="export", max_members=20_000, max_ratio=200)
"""Apple Health packs a file for every workout's route; its XML packs 20 to 40 times."""
_TEXTS = (".csv", ".txt", ".tsv", ".json", ".xml")


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
    except (*DAMAGED, ValueError) as error:
        raise damaged(where) from error
    if not infos:
        raise NotEnoughDataError(f"{where}: the archive is empty; export the readings again")
    LIMITS.check(infos, where)
    _check_sizes(infos, where)
    wanted = [info for info in infos if _is_wanted(PurePosixPath(info.filename.replace("\\", "/")))]
    if not wanted:
        raise NotEnoughDataError(f"{where}: no CSV, JSON or XML among the {len(infos)} files of the archive")
    return [
        Member(where=f"{where}/{info.filename}", source=Source(path=path, where=f"{where}/{info.filename}"), info=info)
        for info in sorted(wanted, key=lambda info: info.filename)
    ]


def _check_sizes(infos: list[zipfile.ZipInfo], where: str) -> None:
    for info in infos:
        name = info.filename.replace("\\", "/")
        if _is_wanted(PurePosixPath(name)) and info.file_size > _largest(name):
            raise InputError(f"{where}: {name[:40]!r} unpacks to {info.file_size / 1e9:.1f} GB; split the export")


def _largest(name: str) -> int:
    return MAX_XML_BYTES if name.lower().endswith(".xml") else MAX_TEXT_BYTES


def _is_wanted(name: PurePosixPath) -> bool:
    tracks = name.stem.lower() == "export_cda" or "workout-routes" in name.parts or "electrocardiograms" in name.parts
    return is_text(name, _TEXTS) and not tracks


def limited(raw: Readable, member: Member) -> LimitedStream:
    """A member as it comes out of its archive, and no more of it than it may hold."""
    packed_bytes = member.info.compress_size if member.info else 0
    most_bytes = LIMITS.most_bytes(packed_bytes, _largest(member.where))
    return LimitedStream(raw, where=member.where, most_bytes=most_bytes, thing=LIMITS.thing)


def unpacked_member(path: Path, member: Member) -> bytes:
    """A member's bytes."""
    if member.info is None:
        raise InputError(f"{member.where}: not a member of an archive")
    with zipfile.ZipFile(path) as archive, archive.open(member.info) as raw:
        return limited(raw, member).all_bytes()


def folder_members(path: Path) -> list[Member]:
    """The text files of a folder, at most three levels deep, links left out.

    Raises
    ------
    InputError          if it holds far too many files
    NotEnoughDataError  if it holds none
    """
    found: list[Path] = []
    for seen, file in enumerate(path.rglob("*")):
        if seen >= LIMITS.max_members:
            raise InputError(f"{path.name}: more than {LIMITS.max_members} files in the folder; name the export itself")
        relative = PurePosixPath(file.relative_to(path).as_posix())
        if _is_wanted(relative) and file.is_file() and not file.is_symlink() and file.stat().st_size:
            found.append(file)
    if not found:
        raise NotEnoughDataError(f"{path.name}: no CSV, JSON or XML in the folder; name the export")
    names = [(file, f"{path.name}/{file.relative_to(path).as_posix()}") for file in sorted(found)]
    return [Member(where=where, source=Source(path=file, where=where)) for file, where in names]
