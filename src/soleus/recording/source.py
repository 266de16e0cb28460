"""Where bytes come from: a file, or a member of an archive; always bounded."""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from soleus.errors import InputError, NotEnoughDataError, UnknownFormatError

HEAD_BYTES = 1 << 16  # enough for the header of every format read here
TAIL_BYTES = 1 << 12
MAX_BYTES = 1 << 31  # a table of 2 GiB holds some 10 h at 1 kHz
MAX_TEXT_TURNED_BYTES = 1 << 28  # text that must be decoded as a whole (UTF-16, blanks as separators)
CHUNK_BYTES = 1 << 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """``where`` names it in messages; ``data`` is None for a plain file, which is then read from ``path``."""

    path: Path
    where: str
    data: bytes | None = None

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.data) if self.data is not None else self.path.stat().st_size

    @property
    def head(self) -> bytes:
        """The first ``HEAD_BYTES``."""
        return self._piece(0, HEAD_BYTES)

    @property
    def tail(self) -> bytes:
        """The last ``TAIL_BYTES``."""
        return self._piece(max(0, self.size - TAIL_BYTES), TAIL_BYTES)

    def _piece(self, start: int, size: int) -> bytes:
        if self.data is not None:
            return self.data[start : start + size]
        with self.path.open("rb") as file:
            file.seek(start)
            return file.read(size)

    def all_bytes(self, limit: int = MAX_BYTES) -> bytes:
        """Everything, up to ``limit`` bytes."""
        if self.size > limit:
            raise InputError(f"{self.where}: {self.size} bytes, at most {limit} can be read so; split the recording")
        return self.data if self.data is not None else self.path.read_bytes()


def plain_file(path: Path) -> Source:
    """Open an ordinary file; refuse what is none, empty or too large."""
    try:
        status = path.stat()
    except OSError as error:
        raise InputError(f"{path.name}: {_reason(error)}; check the path") from error
    except ValueError as error:  # a path with a null character
        raise InputError(f"{path.name!a}: not a path; check its characters") from error
    if not stat.S_ISREG(status.st_mode):
        raise InputError(f"{path.name}: expected a file, got a device, pipe or socket; save the recording as a file")
    if status.st_size == 0:
        raise NotEnoughDataError(f"{path.name}: the file is empty; export the recording again")
    if not os.access(path, os.R_OK):
        raise InputError(f"{path.name}: permission denied; check the file's access rights")
    return Source(path=path, where=path.name)


def _reason(error: OSError) -> str:
    return "no such file" if isinstance(error, FileNotFoundError) else (error.strerror or "cannot be opened").lower()


def checked_table_file(source: Source) -> None:
    """Refuse sizes that no table has, and text that goes over into zeros (a copy that broke off)."""
    if source.size > MAX_BYTES:
        raise InputError(f"{source.where}: {source.size / 1e9:.1f} GB, at most 2 GiB can be read; split the recording")
    if b"\0" in source.tail and not _looks_utf16(source.head):
        raise UnknownFormatError(
            f"{source.where}: text that ends in zeros, as after a broken copy; copy the file again"
        )


def _looks_utf16(head: bytes) -> bool:
    return head[:2] in (b"\xff\xfe", b"\xfe\xff") or utf16_without_mark(head) is not None


def utf16_without_mark(head: bytes) -> str | None:
    """Byte order of UTF-16 text without a mark: every second byte of Latin text is zero."""
    pairs = len(head) // 2
    if pairs < 8:
        return None
    for order, zeros, others in (("utf-16-le", head[1::2], head[0::2]), ("utf-16-be", head[0::2], head[1::2])):
        if zeros.count(0) > 0.9 * pairs and others.count(0) == 0:
            return order
    return None


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    with path.open("rb", buffering=0) as file:
        digest = hashlib.sha256()
        buffer = bytearray(CHUNK_BYTES)
        view = memoryview(buffer)
        while size := file.readinto(buffer):
            digest.update(view[:size])
    return digest.hexdigest()
