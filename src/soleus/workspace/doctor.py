"""The health of an installation: what was found, and what to do. Nothing that is stored is changed by looking."""

import os
import platform
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from soleus._version import VERSION
from soleus.errors import SoleusError, StoreError
from soleus.store.database import Store, open_store
from soleus.store.folder import DataFolder, chosen_folder
from soleus.store.signals import SignalFiles
from soleus.store.trouble import told

Verdict = Literal["ok", "note", "bad"]
SCARCE_BYTES = 500 << 20  # a day of phone recordings, a backup and room for the database to copy itself
FULL_BYTES = 50 << 20
OLD_BACKUP = timedelta(days=30)
SOON = timedelta(days=30)
EARLIEST = datetime(2025, 1, 1, tzinfo=UTC)  # before soleus existed: a clock that says so lost its battery
LEAST_SQLITE = (3, 35, 0)  # the oldest that can drop a column, which migrations do
CAMERA_S = 15  # a slow webcam needs five
_CAMERA = (
    "import cv2; cv2.setLogLevel(0); c = cv2.VideoCapture(0); ok, f = c.read() if c.isOpened() else (False, None); "
    "print('%dx%d' % (f.shape[1], f.shape[0]) if ok else 'none'); c.release()"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at; ``remedy`` is empty where nothing needs doing."""

    name: str
    verdict: Verdict
    found: str
    remedy: str = ""


def examine(
    data_dir: Path | str | None = None,
    *,
    now: datetime,
    with_camera: bool = True,
    database_url: str | None = None,
    camera: Callable[[], str] | None = None,
) -> list[Finding]:
    """Look at everything; what cannot be looked at is a finding too.

    Parameters
    ----------
    camera : says what the camera gives, ``640x480`` or ``none``; None tries the first one of this computer
    """
    folder = chosen_folder(data_dir)
    findings = [_versions(), _clock(now), _disk(folder), *_folder(folder)]
    if findings[-1].verdict != "bad":
        findings += _stored(folder, database_url or os.environ.get("SOLEUS_DATABASE_URL"), now)
        findings.append(_backups(folder, now))
    findings += _certificates(folder, now)
    if with_camera:
        findings.append(_camera(camera or _first_camera))
    return findings


def _versions() -> Finding:
    found = (
        f"soleus {VERSION}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.system()}"
    )
    if sqlite3.sqlite_version_info < LEAST_SQLITE:
        return Finding(name="versions", verdict="bad", found=found, remedy="update Python: its SQLite is too old")
    return Finding(name="versions", verdict="ok", found=found)


def _clock(now: datetime) -> Finding:
    found = now.isoformat(timespec="seconds")
    if now < EARLIEST:
        return Finding(name="clock", verdict="bad", found=found, remedy="set the date; sessions would be in the past")
    return Finding(name="clock", verdict="ok", found=found)


def _disk(folder: DataFolder) -> Finding:
    there = next(path for path in (folder.root, *folder.root.parents) if path.exists())
    free = shutil.disk_usage(there).free
    found = f"{free / 1e9:.1f} GB free"
    if free < FULL_BYTES:
        return Finding(name="disk", verdict="bad", found=found, remedy="free some space: sessions cannot be recorded")
    if free < SCARCE_BYTES:
        return Finding(name="disk", verdict="note", found=found, remedy="free some space soon")
    return Finding(name="disk", verdict="ok", found=found)


def _folder(folder: DataFolder) -> Iterator[Finding]:
    try:
        folder.prepare()
    except SoleusError as error:
        yield Finding(name="data folder", verdict="bad", found=str(error), remedy="see the line above")
        return
    mode = folder.root.stat().st_mode & 0o077
    if os.name == "posix" and mode:
        remedy = f"chmod 700 {folder.root}"
        yield Finding(
            name="data folder", verdict="note", found=f"{folder.root}: others may look into it", remedy=remedy
        )
    else:
        yield Finding(name="data folder", verdict="ok", found=str(folder.root))


def _stored(folder: DataFolder, url: str | None, now: datetime) -> Iterator[Finding]:
    try:
        if not url and folder.database.exists():
            _check_sqlite(folder.database)
        store = open_store(folder, url)
    except SoleusError as error:
        remedy = "restore your last backup with `soleus restore`, or see the line above"
        yield Finding(name="database", verdict="bad", found=str(error), remedy=remedy)
        return
    with closing(store):
        counts = store.counts()
        yield Finding(name="database", verdict="ok", found=f"{store.name}: sound, {sum(counts.values())} rows")
        yield _future(store, now)
        yield _recordings(store, folder)


def _check_sqlite(path: Path) -> None:
    with told(path), closing(sqlite3.connect(f"file:{path.as_posix()}?mode=ro", uri=True)) as connection:
        if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise StoreError(f"{path}: the database is damaged")


def _future(store: Store, now: datetime) -> Finding:
    newest = store.newest_session()
    if newest is not None and newest > now + timedelta(minutes=5):
        found = f"the newest session is of {newest.isoformat(timespec='minutes')}, after now"
        remedy = "set this computer's clock, or correct the date of that session"
        return Finding(name="dates", verdict="note", found=found, remedy=remedy)
    return Finding(name="dates", verdict="ok", found="no session lies in the future")


def _recordings(store: Store, folder: DataFolder) -> Finding:
    signals, wanted = SignalFiles(folder.signals), store.signal_shas()
    unsound = [sha256 for sha256 in sorted(wanted) if not _is_sound(signals, sha256)]
    spare = len(set(signals.all()) - wanted)
    found = f"{len(wanted)} recordings" + (f", {spare} files that nothing refers to" if spare else "")
    if unsound:
        found = f"{len(unsound)} of {found} are missing or damaged ({unsound[0][:12]}...)"
        return Finding(name="recordings", verdict="bad", found=found, remedy="restore them: soleus restore BACKUP")
    return Finding(name="recordings", verdict="ok", found=found)


def _is_sound(signals: SignalFiles, sha256: str) -> bool:
    try:
        signals.check(sha256)
    except SoleusError:
        return False
    return True


def _backups(folder: DataFolder, now: datetime) -> Finding:
    times = [path.stat().st_mtime for path in folder.backups.glob("soleus-backup-*")]
    if not times:
        remedy = "soleus backup FOLDER, on another disk"
        return Finding(name="backups", verdict="note", found="none in the data folder", remedy=remedy)
    last = datetime.fromtimestamp(max(times), UTC)
    found = f"{len(times)}, the last of {last:%Y-%m-%d}"
    if now - last > OLD_BACKUP:
        return Finding(name="backups", verdict="note", found=found, remedy="soleus backup FOLDER, on another disk")
    return Finding(name="backups", verdict="ok", found=found)


def _certificates(folder: DataFolder, now: datetime) -> Iterator[Finding]:
    paths = sorted(folder.tls.glob("*.pem")) if folder.tls.is_dir() else []
    if not paths:
        found = "none yet; `soleus serve --lan` makes one, phones need it for their sensors"
        yield Finding(name="certificate", verdict="ok", found=found)
    from cryptography import x509

    for path in paths:
        data = path.read_bytes()
        if b"BEGIN CERTIFICATE" not in data:
            continue
        try:
            ends = x509.load_pem_x509_certificate(data).not_valid_after_utc
        except ValueError:
            remedy = f"delete {path}; `soleus serve --lan` makes a new one"
            yield Finding(name="certificate", verdict="bad", found=f"{path.name} is damaged", remedy=remedy)
            continue
        found, late = f"{path.name} until {ends:%Y-%m-%d}", ends - now < SOON
        remedy = f"delete {path}; `soleus serve --lan` makes a new one" if late else ""
        yield Finding(name="certificate", verdict="note" if late else "ok", found=found, remedy=remedy)


def _camera(look: Callable[[], str]) -> Finding:
    found = look()
    if found == "none":
        remedy = "connect one, close what uses it, allow it in the privacy settings; a phone will do, too"
        return Finding(name="camera", verdict="note", found="no picture", remedy=remedy)
    return Finding(name="camera", verdict="ok", found=found)


def _first_camera() -> str:
    """In a process of its own: a driver may hang, crash or print."""
    try:
        done = subprocess.run([sys.executable, "-c", _CAMERA], capture_output=True, timeout=CAMERA_S, check=True)  # noqa: S603
    except (subprocess.SubprocessError, OSError):
        return "none"
    return done.stdout.decode("ascii", "replace").strip() or "none"
