"""How far a zip archive of somebody's export is trusted: few members, inside itself, no bombs, no links, no secrets."""

import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Protocol

from soleus.errors import InputError

RATIO_FREE_BYTES = 1 << 20  # what is small may be packed as tightly as it likes
CHUNK_BYTES = 1 << 20
DEEPEST = 4  # parts of a name, the file's own among them: exports nest a folder or two
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)
"""What `zipfile` raises where the archive is not what it says."""


class Readable(Protocol):
    """Whatever bytes can be read from, piece by piece."""

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes; none at the end."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much an archive may hold; ``thing`` is what it should be, in messages.

    ``max_ratio``: unpacked over packed size of one member.
    """

    thing: str
    max_members: int
    max_ratio: int

    def check(self, infos: list[zipfile.ZipInfo], where: str) -> None:
        """Refuse an archive by what its own list of members says.

        Raises
        ------
        InputError  if there are too many, or one climbs out, is a link, is encrypted or unpacks to far too much
        """
        if len(infos) > self.max_members:
            raise InputError(
                f"{where}: {len(infos)} files in the archive, at most {self.max_members} are read; "
                f"pack one {self.thing}"
            )
        for info in infos:
            self._check_member(info, where)

    def _check_member(self, info: zipfile.ZipInfo, where: str) -> None:
        name = info.filename.replace("\\", "/")
        if name.startswith("/") or ".." in PurePosixPath(name).parts or name[1:2] == ":":
            raise InputError(f"{where}: the archive names a file outside itself ({name[:40]!r}); do not trust it")
        if stat.S_ISLNK(info.external_attr >> 16):
            raise InputError(f"{where}: the archive holds a link ({name[:40]!r}); pack the files themselves")
        if info.flag_bits & 0x1:
            raise InputError(f"{where}: the archive is encrypted; unpack it first")
        if info.file_size > RATIO_FREE_BYTES and info.file_size > self.max_ratio * max(1, info.compress_size):
            raise InputError(
                f"{where}: {name[:40]!r} unpacks to over {self.max_ratio} times its size; that is no {self.thing}"
            )

    def most_bytes(self, packed_bytes: int, largest: int) -> int:
        """What a member of that packed size may unpack to."""
        return min(largest, max(RATIO_FREE_BYTES, self.max_ratio * packed_bytes))


class LimitedStream:
    """Reads a member and refuses once more comes out than it may hold: the archive's own figures may lie."""

    def __init__(self, raw: Readable, *, where: str, most_bytes: int, thing: str) -> None:
        self._raw, self._where, self._most, self._thing = raw, where, most_bytes, thing
        self._read = 0

    def read(self, size: int) -> bytes:
        """The next bytes."""
        piece = self._raw.read(size)
        self._read += len(piece)
        if self._read > self._most:
            raise InputError(f"{self._where}: unpacks to more than {self._most} bytes; that is no {self._thing}")
        return piece

    def all_bytes(self) -> bytes:
        """The rest, in one piece."""
        return b"".join(self._pieces())

    def _pieces(self) -> Iterator[bytes]:
        while piece := self.read(CHUNK_BYTES):
            yield piece


def is_text(name: PurePosixPath, endings: Iterable[str]) -> bool:
    """Whether a member's name is one of these kinds of text, in plain sight and not too deep."""
    hidden = any(part.startswith((".", "__MACOSX")) for part in name.parts)
    return name.suffix.lower() in endings and not hidden and len(name.parts) <= DEEPEST


def damaged(where: str) -> InputError:
    """The one sentence for an archive that cannot be opened."""
    return InputError(f"{where}: the zip archive is damaged or cut; export or copy it again")
