"""The backup file: a zip of a database copy, the signals, and a manifest with the SHA-256 of each."""

import hashlib
import json
import shutil
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from soleus.errors import InputError
from soleus.store.signals import BLOCK_BYTES
from soleus.store.trouble import told

FORMAT = "soleus-backup"
FORMAT_VERSION = 1
MANIFEST = "manifest.json"
DATABASE = "soleus.db"
MOST_MEMBERS = 1_000_000
MOST_MANIFEST_BYTES = 1 << 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says of itself; ``sha256`` by member name."""

    soleus: str
    schema: str
    made_at: str
    counts: Mapping[str, int]
    sha256: Mapping[str, str]


def write_archive(target: Path, database: Path, signals: Iterable[Path], facts: Mapping[str, object]) -> None:
    """Write the zip; the manifest comes last and lists what is in it."""
    hashes: dict[str, str] = {}
    with told(target), zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.write(database, DATABASE)
        hashes[DATABASE] = file_sha256(database)
        for path in signals:
            name = f"signals/{path.name}"
            archive.write(path, name, compress_type=zipfile.ZIP_STORED)
            hashes[name] = path.name
        manifest = {"format": FORMAT, "format_version": FORMAT_VERSION, **facts, "sha256": hashes}
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1))


def unpack(source: Path, folder: Path) -> Manifest:
    """Unpack a backup into an empty folder and check every file against the manifest.

    Raises
    ------
    InputError  if it is no backup, a file is missing, too many or changed, or it needs more space than there is
    """
    with told(source):
        try:
            with zipfile.ZipFile(source) as archive:
                manifest = _manifest(archive, source.name)
                _check_members(archive, manifest, source.name, folder)
                for name, expected in manifest.sha256.items():
                    if _extract(archive, name, folder / name) != expected:
                        raise InputError(f"{source.name}: {name} is damaged; take another copy of the backup")
        except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, RuntimeError) as error:
            raise InputError(f"{source.name}: no readable backup of soleus ({type(error).__name__})") from None
    return manifest


def _manifest(archive: zipfile.ZipFile, where: str) -> Manifest:
    if MANIFEST not in archive.namelist() or archive.getinfo(MANIFEST).file_size > MOST_MANIFEST_BYTES:
        raise InputError(f"{where}: no backup of soleus (no {MANIFEST}); an export cannot be restored")
    try:
        found = json.loads(archive.read(MANIFEST))
        if found["format"] != FORMAT or found["format_version"] != FORMAT_VERSION:
            raise InputError(f"{where}: made by a newer soleus ({found['soleus']}); install that one to restore it")
        return Manifest(
            soleus=str(found["soleus"]),
            schema=str(found["schema"]),
            made_at=str(found["made_at"]),
            counts={str(k): int(v) for k, v in found["counts"].items()},
            sha256={str(k): str(v) for k, v in found["sha256"].items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{where}: its {MANIFEST} is damaged; take another copy of the backup") from None


def _check_members(archive: zipfile.ZipFile, manifest: Manifest, where: str, folder: Path) -> None:
    """Only names that soleus makes, each once: none climbs out of the folder."""
    names = [info.filename for info in archive.infolist() if info.filename != MANIFEST]
    allowed = {DATABASE} | {f"signals/{sha}" for sha in manifest.sha256.values()}
    if len(names) > MOST_MEMBERS or sorted(names) != sorted(manifest.sha256) or not set(names) <= allowed:
        raise InputError(f"{where}: its files are not those of its manifest; take another copy of the backup")
    if DATABASE not in names:
        raise InputError(f"{where}: there is no database in it; take another copy of the backup")
    needed, free = sum(info.file_size for info in archive.infolist()), shutil.disk_usage(folder).free
    if needed > free:
        raise InputError(f"{where}: restoring needs {needed >> 20} MiB, the disk has {free >> 20} MiB; free some space")


def _extract(archive: zipfile.ZipFile, name: str, target: Path) -> str:
    target.parent.mkdir(mode=0o700, exist_ok=True)
    digest, left = hashlib.sha256(), archive.getinfo(name).file_size
    with archive.open(name) as packed, target.open("wb") as file:
        while block := packed.read(BLOCK_BYTES):
            left -= len(block)
            if left < 0:
                raise zipfile.BadZipFile
            digest.update(block)
            file.write(block)
    return digest.hexdigest()


def file_sha256(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return stream_sha256(file)


def stream_sha256(file: IO[bytes]) -> str:
    """SHA-256 of what is left of a stream."""
    digest = hashlib.sha256()
    while block := file.read(BLOCK_BYTES):
        digest.update(block)
    return digest.hexdigest()
