"""Backup and restore: made while soleus runs, verified before they count, the replaced data kept aside."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from soleus._version import VERSION
from soleus.errors import InputError, SoleusError, StoreError
from soleus.store.archive import DATABASE, Manifest, file_sha256, unpack, write_archive
from soleus.store.copies import copy_database, load_copy, modernise, verify_copy
from soleus.store.database import open_store
from soleus.store.engine import database_url
from soleus.store.folder import DataFolder, chosen_folder, flush_folder
from soleus.store.locks import FolderLock
from soleus.store.schema import NEWEST
from soleus.store.sealed import is_sealed, seal, unseal
from soleus.store.signals import SignalFiles
from soleus.store.trouble import told
from soleus.workspace.place import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A backup that was made and verified; ``unsound`` recordings were missing or damaged and are not in it."""

    path: Path
    n_bytes: int
    sha256: str
    counts: dict[str, int]
    encrypted: bool
    unsound: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a restore did; ``aside`` is where the replaced data lies."""

    manifest: Manifest
    aside: Path
    n_signals: int


def back_up(
    workspace: Workspace, target: Path | None = None, *, now: datetime, passphrase: str | None = None
) -> Backup:
    """Write a backup of everything (all accounts) while soleus runs, and read it again to verify it.

    Parameters
    ----------
    target : a file, or a folder to make one in; None for ``backups`` in the data folder
    passphrase : encrypts the file; without it nobody, we included, can ever read it

    Raises
    ------
    InputError  if the target cannot be used
    StoreError  if the database is damaged, or the disk refuses; no file is left behind then
    """
    workspace.live.sync_all()
    path = _target(workspace.folder, target, now, sealed=passphrase is not None)
    with scratch(path.parent) as folder:
        copy_database(workspace.store.engine, workspace.folder, folder / DATABASE)
        plain = folder / "backup.zip"
        counts = workspace.store.counts()
        facts = {"soleus": VERSION, "schema": NEWEST, "made_at": now.astimezone(UTC).isoformat(), "counts": counts}
        sound, unsound = _signal_paths(workspace)
        write_archive(plain, folder / DATABASE, sound, {**facts, "unsound": unsound})
        with scratch(path.parent) as again:
            checked(plain, again)
        finished = plain
        if passphrase is not None:
            finished = folder / "backup.sealed"
            seal(plain, finished, passphrase)
            unseal(finished, folder / "opened.zip", passphrase)
            if file_sha256(folder / "opened.zip") != file_sha256(plain):
                raise StoreError(f"{path}: the encrypted backup does not open again; check the disk")
        with told(path):
            publish(finished, path)
    return Backup(
        path=path,
        n_bytes=path.stat().st_size,
        sha256=file_sha256(path),
        counts=counts,
        encrypted=passphrase is not None,
        unsound=tuple(unsound),
    )


def restore(
    source: Path,
    data_dir: Path | str | None = None,
    *,
    now: datetime,
    passphrase: str | None = None,
    url: str | None = None,
) -> Restored:
    """Replace everything by a backup: it is verified as a whole first, and what it replaces is kept aside.

    Raises
    ------
    InputError  if it is no backup, damaged, or the passphrase is missing or wrong; nothing has changed then
    StoreError  if another soleus uses the data folder, or the disk refuses
    """
    if not source.is_file():
        raise InputError(f"{source}: there is no such file")
    folder = chosen_folder(data_dir)
    folder.prepare()
    url = url or os.environ.get("SOLEUS_DATABASE_URL")
    lock = FolderLock(folder.lock, alone=True)
    try:
        with scratch(folder.root) as unpacked:
            manifest = checked(opened(source, unpacked, passphrase), unpacked)
            modernise(unpacked / DATABASE)
            aside = folder.root / f"replaced-{now.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}"
            with told(aside):
                aside.mkdir(mode=0o700)
            n_signals = add_signals(unpacked, folder)
            if database_url(folder, url).get_backend_name() == "sqlite":
                _replace_sqlite(folder, unpacked / DATABASE, aside)
            else:
                _replace_server(folder, unpacked / DATABASE, aside, url)
            move_live(folder, aside)
    finally:
        lock.release()
    return Restored(manifest=manifest, aside=aside, n_signals=n_signals)


def _target(folder: DataFolder, target: Path | None, now: datetime, *, sealed: bool) -> Path:
    name = f"soleus-backup-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.{'zip.sealed' if sealed else 'zip'}"
    path = folder.backups / name if target is None else target / name if target.is_dir() else target
    if path.exists():
        raise InputError(f"{path}: there is a file of that name; name another")
    if not path.parent.is_dir():
        raise InputError(f"{path}: there is no folder {path.parent}; make it first")
    return path.absolute()


def _signal_paths(workspace: Workspace) -> tuple[list[Path], list[str]]:
    """The files that rows refer to, and the hashes of those that are missing or damaged: one must not stop a backup."""
    sound: list[Path] = []
    unsound: list[str] = []
    for sha256 in sorted(workspace.store.signal_shas()):
        try:
            workspace.signals.check(sha256)
            sound.append(workspace.signals.path(sha256))
        except SoleusError:
            unsound.append(sha256)
    return sound, unsound


def opened(source: Path, folder: Path, passphrase: str | None) -> Path:
    """The zip of a backup, deciphered into ``folder`` where it is encrypted."""
    if not is_sealed(source):
        return source
    if passphrase is None:
        raise InputError(f"{source.name}: the backup is encrypted; give its passphrase in SOLEUS_BACKUP_PASSPHRASE")
    unseal(source, folder / "opened.zip", passphrase)
    return folder / "opened.zip"


def checked(archive: Path, folder: Path) -> Manifest:
    """Unpack a backup; every hash, and the structure of its database, is checked."""
    manifest = unpack(archive, folder)
    verify_copy(folder / DATABASE)
    return manifest


def add_signals(unpacked: Path, folder: DataFolder) -> int:
    """Files under their hash never differ: those that are there stay."""
    signals = SignalFiles(folder.signals)
    paths = sorted((unpacked / "signals").glob("*")) if (unpacked / "signals").is_dir() else []
    for path in paths:
        signals.keep_file(path)
    return len(paths)


def _replace_sqlite(folder: DataFolder, new: Path, aside: Path) -> None:
    """At every moment there is a whole database under its name: the old one, then the new one."""
    database = folder.database
    beside = [database.with_name(f"{database.name}{ending}") for ending in ("-wal", "-shm")]
    with told(database):
        for path in (database, *beside):
            if path.exists():
                shutil.copy2(path, aside / path.name)
                flush_file(aside / path.name)
        flush_folder(aside)
        for path in beside:
            path.unlink(missing_ok=True)
        flush_file(new)
        new.replace(database)
        flush_folder(folder.root)


def _replace_server(folder: DataFolder, new: Path, aside: Path, url: str | None) -> None:
    store = open_store(folder, url)
    try:
        copy_database(store.engine, folder, aside / DATABASE)
        load_copy(store.engine, new)
    finally:
        store.close()


def move_live(folder: DataFolder, aside: Path) -> None:
    """Put journals aside: they belong to sessions of the database that was replaced."""
    with told(folder.live):
        if any(folder.live.iterdir()):
            folder.live.replace(aside / "live")
            folder.live.mkdir(mode=0o700)


@contextmanager
def scratch(parent: Path) -> Iterator[Path]:
    """A folder on the same disk, gone afterwards."""
    with told(parent):
        folder = Path(tempfile.mkdtemp(dir=parent, prefix=".soleus-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(part: Path, path: Path) -> None:
    """Give a finished file its name; only its owner may read it."""
    part.chmod(0o600)
    flush_file(part)
    part.replace(path)
    flush_folder(path.parent)


def flush_file(path: Path) -> None:
    """Make the bytes of a file survive a power cut."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
