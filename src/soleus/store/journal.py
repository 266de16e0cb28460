"""The journal of a live signal: an append-only file that a crash cannot spoil.

Layout: ``SOLEUSJ1``, then frames of kind (1 byte), length and CRC-32 (little-endian uint32 each), payload. Kind H is
the header (JSON), S samples (float64, little-endian, row by row), E an event (JSON). A frame whose checksum fails ends
the journal: what follows was being written when the program or the machine stopped.
"""

import json
import os
import struct
import threading
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from soleus.errors import InputError, StoreError
from soleus.store.folder import flush_folder
from soleus.store.locks import take_alone
from soleus.store.trouble import disk_complaint, told

MAGIC = b"SOLEUSJ1"
_FRAME = struct.Struct("<cII")
MAX_PAYLOAD_BYTES = 1 << 24  # one frame; a second of a phone's sensors is 5 kB
MAX_PENDING_BYTES = 1 << 25  # held while the disk is full: about an hour of a phone's sensors
MAX_JOURNAL_BYTES = 1 << 31  # 60 h of a phone's sensors; a stream that does not end is stopped here


@dataclass(frozen=True, slots=True, eq=False)
class Journalled:
    """What a journal holds: ``samples`` has shape (n, columns); ``n_bytes`` is where the last sound frame ends."""

    header: Mapping[str, object]
    samples: NDArray[np.float64]
    events: tuple[Mapping[str, object], ...]
    n_bytes: int
    n_torn_bytes: int

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, unit included."""
        names = self.header["columns"]
        return tuple(names) if isinstance(names, list | tuple) else ()


def read_journal(path: Path) -> Journalled:
    """Everything up to the first torn frame.

    Raises
    ------
    StoreError  if the header itself is torn, or it is no journal
    """
    with told(path):
        data = path.read_bytes()
    frames = list(_frames(data))
    if not data.startswith(MAGIC) or not frames or frames[0][0] != b"H":
        raise StoreError(f"{path}: no journal of a live session; nothing was recorded in it")
    header = json.loads(frames[0][1])
    rows = b"".join(payload for kind, payload, _ in frames if kind == b"S")
    width = len(header["columns"])
    return Journalled(
        header=header,
        samples=np.frombuffer(rows, dtype="<f8").astype(np.float64).reshape(-1, width),
        events=tuple(json.loads(payload) for kind, payload, _ in frames if kind == b"E"),
        n_bytes=frames[-1][2],
        n_torn_bytes=len(data) - frames[-1][2],
    )


def _frames(data: bytes) -> "list[tuple[bytes, bytes, int]]":
    """Kind, payload and end of each sound frame."""
    found, at = [], len(MAGIC)
    while at + _FRAME.size <= len(data):
        kind, size, checksum = _FRAME.unpack_from(data, at)
        payload = data[at + _FRAME.size : at + _FRAME.size + size]
        if len(payload) < size or size > MAX_PAYLOAD_BYTES or zlib.crc32(kind + payload) != checksum:
            break
        at += _FRAME.size + size
        found.append((kind, payload, at))
    return found


class Journal:
    """An open journal. Appending is thread-safe; `sync` makes what was appended survive a power cut."""

    def __init__(self, path: Path, header: Mapping[str, object], columns: tuple[str, ...]) -> None:
        """Open the journal at ``path``, begin it with ``header`` where there is none, drop a torn tail."""
        self.path = path
        self.columns = columns
        self._mutex = threading.Lock()
        self._flushing = threading.Lock()  # apart: a slow disk must not hold up who appends
        self._pending = bytearray()
        self._dirty = False
        with told(path):
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        try:
            self._begin(header)
        except BaseException:
            os.close(self._handle)
            raise

    def _begin(self, header: Mapping[str, object]) -> None:
        try:
            take_alone(self._handle)
        except OSError:
            raise StoreError(f"{self.path}: another soleus is recording this session; stop it first") from None
        if os.fstat(self._handle).st_size <= len(MAGIC) + _FRAME.size:
            self._end, self.n_samples = 0, 0
            self._write(MAGIC + _frame(b"H", json.dumps({**header, "columns": self.columns}).encode()))
            self.sync()
            with told(self.path):
                flush_folder(self.path.parent)
            return
        found = read_journal(self.path)
        if found.columns != self.columns:
            raise InputError(f"columns: this session has {', '.join(found.columns)}, got {', '.join(self.columns)}")
        self._end, self.n_samples = found.n_bytes, len(found.samples)
        with told(self.path):
            os.ftruncate(self._handle, self._end)

    def append(self, samples: ArrayLike) -> int:
        """Add rows of samples; returns how many the journal now has.

        They have been handed to the operating system when this returns: killing the program loses none.

        Raises
        ------
        InputError  if they do not have one number a column
        StoreError  if the disk is full; they are kept in memory and written as soon as it is not
        """
        rows = np.atleast_2d(np.asarray(samples, dtype="<f8"))
        if rows.ndim != 2 or rows.shape[1] != len(self.columns):
            raise InputError(f"samples: expected rows of {len(self.columns)} numbers, got shape {rows.shape}")
        self._add(_frame(b"S", rows.tobytes()), len(rows))
        return self.n_samples

    def note(self, event: Mapping[str, object]) -> None:
        """Add an event: a pause, a change of side, "I felt pain"."""
        self._add(_frame(b"E", json.dumps(event, ensure_ascii=False).encode()), 0)

    def _add(self, frame: bytes, n_rows: int) -> None:
        if len(frame) - _FRAME.size > MAX_PAYLOAD_BYTES:
            raise InputError(f"samples: expected at most {MAX_PAYLOAD_BYTES} bytes at once; send them more often")
        with self._mutex:
            if len(self._pending) + len(frame) > MAX_PENDING_BYTES:
                raise StoreError(f"{self.path}: the disk has been full for long; free some space to go on recording")
            if self._end > MAX_JOURNAL_BYTES:
                raise StoreError(f"{self.path}: this session is longer than two days; finish it and begin another")
            self._pending += frame
            self.n_samples += n_rows
            self._drain()

    def sync(self) -> None:
        """Write what is pending and flush it to the disk."""
        with self._flushing:
            with self._mutex:
                self._drain()
                dirty, self._dirty = self._dirty and self._handle >= 0, False
            if dirty:
                self._flush()

    def _flush(self) -> None:
        try:
            with told(self.path):
                os.fsync(self._handle)
        except BaseException:
            self._dirty = True
            raise

    def _drain(self) -> None:
        if self._pending:
            self._write(bytes(self._pending))
            self._pending.clear()

    def _write(self, data: bytes) -> None:
        """All of it at the end, or nothing of it."""
        if self._handle < 0:
            raise StoreError(f"{self.path}: the recording is closed; resume the session first")
        try:
            os.lseek(self._handle, self._end, os.SEEK_SET)
            at = 0
            while at < len(data):
                at += os.write(self._handle, data[at:])
        except OSError as error:
            os.ftruncate(self._handle, self._end)
            raise StoreError(f"{self.path}: {disk_complaint(error)}") from error
        self._end += len(data)
        self._dirty = True

    def close(self) -> None:
        """Flush and let go of the file.

        Raises
        ------
        StoreError  if the disk refuses; the journal stays open then, with what is pending
        """
        self.sync()
        self.abandon()

    def abandon(self) -> None:
        """Let go of the file; what the disk did not take is lost."""
        with self._flushing, self._mutex:
            if self._handle >= 0:
                os.close(self._handle)
                self._handle = -1


def _frame(kind: bytes, payload: bytes) -> bytes:
    return _FRAME.pack(kind, len(payload), zlib.crc32(kind + payload)) + payload
