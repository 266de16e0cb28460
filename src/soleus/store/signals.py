"""Recordings as files, each under the SHA-256 of its bytes: the same recording is kept once, and damage shows."""

import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from soleus.errors import NotFoundError, StoreError
from soleus.store.folder import flush_folder
from soleus.store.trouble import told

BLOCK_BYTES = 1 << 20
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")


class SignalFiles:
    """The files under one folder: ``ab/abcdef...``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, write: Callable[[BinaryIO], None]) -> tuple[str, int]:
        """Store what ``write`` writes; returns SHA-256 and size. Nothing half-written ever has a name.

        Raises
        ------
        StoreError  if the disk refuses; nothing is left behind then
        """
        with told(self._folder):
            handle, name = tempfile.mkstemp(dir=self._folder, prefix=".part-")
            part = Path(name)
            try:
                with os.fdopen(handle, "w+b") as file:
                    write(file)
                    file.flush()
                    os.fsync(file.fileno())
                    file.seek(0)
                    sha256 = _hash(file)
                    size = file.tell()
                self._name(part, sha256)
            finally:
                part.unlink(missing_ok=True)
        return sha256, size

    def keep_file(self, source: Path) -> tuple[str, int]:
        """Store a copy of a file."""

        def copy(target: BinaryIO) -> None:
            with source.open("rb") as file:
                while block := file.read(BLOCK_BYTES):
                    target.write(block)

        return self.keep(copy)

    def path(self, sha256: str) -> Path:
        """The file of that hash.

        Raises
        ------
        NotFoundError  if there is none
        """
        path = self.place(sha256)
        if not path.is_file():
            raise NotFoundError(f"the recording {sha256[:12]} is not in the data folder; restore it from a backup")
        return path

    def check(self, sha256: str) -> None:
        """Read the file again and compare.

        Raises
        ------
        NotFoundError  if it is not there
        StoreError     if it changed since it was stored
        """
        path = self.path(sha256)
        with told(path), path.open("rb") as file:
            if _hash(file) != sha256:
                raise StoreError(f"{path}: the recording is damaged; restore it from a backup")

    def all(self) -> Iterator[str]:
        """The hash of every file."""
        for path in sorted(self._folder.glob("[0-9a-f][0-9a-f]/*")):
            if _SHA256.match(path.name):
                yield path.name

    def remove(self, sha256: str) -> bool:
        """Remove a file; says whether there was one."""
        path = self.place(sha256)
        with told(path):
            found = path.is_file()
            path.unlink(missing_ok=True)
        return found

    def _name(self, part: Path, sha256: str) -> None:
        place = self.place(sha256)
        place.parent.mkdir(mode=0o700, exist_ok=True)
        part.replace(place)
        flush_folder(place.parent)

    def place(self, sha256: str) -> Path:
        """Where the file of that hash is, or would be."""
        if not _SHA256.match(sha256):
            raise NotFoundError("expected the SHA-256 of a recording: 64 hexadecimal digits")
        return self._folder / sha256[:2] / sha256


def _hash(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while block := file.read(BLOCK_BYTES):
        digest.update(block)
    return digest.hexdigest()
