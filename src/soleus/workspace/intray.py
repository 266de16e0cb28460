"""The in-tray: where the files of an upload wait until they are brought in or put away.

Every upload passes through here: it lies on the disk of the data folder, under a name that leads nowhere else, and
leaves room on that disk. A tray belongs to one account; one that nobody decided on is put away after a day.
"""

import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO
from uuid import UUID, uuid4

from soleus.errors import NotFoundError
from soleus.store.room import check_room
from soleus.store.signals import BLOCK_BYTES
from soleus.store.trouble import told
from soleus.workspace.place import Desk

KEPT_S = 24 * 3600.0  # undecided, or left behind by a crash
NAME_BYTES = 200  # file systems take 255, and 4 bytes may be one character
GONE = "This upload is not here any more: it was put away, or decided on. Choose the files again."
CHECK_BYTES = 16 << 20  # so often a file on its way looks whether there still is room
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|\Z)", re.IGNORECASE)  # no file can have these names on Windows


class Arriving:
    """A file on its way into a tray."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self.path = path
        self.n_bytes = self._n_checked = 0
        self._file = file

    def write(self, data: bytes) -> None:
        """Add the next piece.

        Raises
        ------
        DiskFullError  if the disk has no room for it
        StoreError     if the disk refuses
        """
        if self.n_bytes + len(data) > self._n_checked:
            ahead = max(CHECK_BYTES, len(data))
            check_room(self.path.parent, ahead)
            self._n_checked = self.n_bytes + ahead
        with told("the upload"):
            self._file.write(data)
        self.n_bytes += len(data)


@dataclass(frozen=True, slots=True)
class Tray:
    """The files of one upload; as a context it is put away at the end."""

    id: UUID
    folder: Path

    @property
    def files(self) -> list[Path]:
        """What arrived, in that order."""
        return sorted(self.folder.glob("[0-9]*/*"), key=lambda path: int(path.parent.name))

    @contextmanager
    def arriving(self, name: str) -> Iterator[Arriving]:
        """Room for the next file, which has ``name`` where the person comes from."""
        with told("the upload"):
            place = self.folder / str(len(self.files))  # two files may have one name
            place.mkdir(mode=0o700)
            path = place / file_name(name)
            file = path.open("xb")
        try:
            yield Arriving(path, file)
        finally:
            with told("the upload"):
                file.close()

    def put(self, name: str, source: BinaryIO) -> Path:
        """Copy a whole file in.

        Raises
        ------
        StoreError  if the disk refuses
        """
        with self.arriving(name) as file:
            while block := source.read(BLOCK_BYTES):
                file.write(block)
        return file.path

    def discard(self) -> None:
        """Put it away with everything in it."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> "Tray":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.discard()


def new_tray(desk: Desk, *, n_bytes: int | None = None) -> Tray:
    """An empty tray; ``n_bytes`` is what will come, as far as that is known.

    Raises
    ------
    DiskFullError  if the disk has no room for that
    StoreError     if the disk refuses
    """
    root = desk.workspace.folder.uploads
    sweep(root)
    if n_bytes is not None:
        check_room(root, n_bytes)
    tray = _tray(desk, uuid4())
    with told(root):
        tray.folder.mkdir(mode=0o700)
    return tray


def find_tray(desk: Desk, tray_id: UUID) -> Tray:
    """One of this account.

    Raises
    ------
    NotFoundError  if there is none any more
    """
    tray = _tray(desk, tray_id)
    if not tray.folder.is_dir():
        raise NotFoundError(GONE)
    return tray


def clear_trays(desk: Desk) -> None:
    """Put away everything of an account that is on its way in."""
    for folder in desk.workspace.folder.uploads.glob(f"{desk.known_owner}.*"):
        shutil.rmtree(folder, ignore_errors=True)


def sweep(root: Path) -> None:
    """Put away what nobody decided on."""
    for folder in root.glob("*"):
        with suppress(OSError):  # whoever decided on it meanwhile has put it away
            if time.time() - folder.stat().st_mtime > KEPT_S:
                shutil.rmtree(folder)


def file_name(name: str) -> str:
    """The last part of ``name``, as every system takes it; errors name the file by it."""
    kept = _NOT_IN_NAMES.sub("_", name.replace("\\", "/").rpartition("/")[2]).strip(" .")
    kept = kept.encode(errors="ignore")[-NAME_BYTES:].decode(errors="ignore").strip(" .")
    return f"_{kept}" if _DEVICES.match(kept) else kept or "file"


def _tray(desk: Desk, tray_id: UUID) -> Tray:
    return Tray(tray_id, desk.workspace.folder.uploads / f"{desk.known_owner}.{tray_id}")
