"""Backups as the coach handles them while it runs: listed, brought in, looked at, restored after a safety backup."""

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from soleus.errors import DeniedError, InputError, NotFoundError
from soleus.store.archive import DATABASE
from soleus.store.copies import load_copy, modernise
from soleus.store.sealed import is_sealed
from soleus.store.trouble import told
from soleus.workspace.backups import Backup, add_signals, back_up, checked, move_live, opened, publish, scratch
from soleus.workspace.place import Desk, Workspace

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}\.zip(\.sealed)?\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A backup in the folder."""

    name: str
    n_bytes: int
    made_at: datetime
    encrypted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What is in a backup that was verified, and ``here``: what it would replace."""

    name: str
    made_at: str
    soleus: str
    n_recordings: int
    counts: Mapping[str, int]
    here: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """What a restore did; ``safety`` holds everything that it replaced."""

    seen: Seen
    safety: Backup


def check_keeper(desk: Desk) -> None:
    """A backup holds all accounts: only whoever sits at the machine may handle them, or who is alone on it.

    Raises
    ------
    DeniedError  else
    """
    with desk.store.door() as door:
        accounts = door.accounts()
    mine = [account for account in accounts if account.id == desk.owner]
    if len(accounts) > 1 and not any(account.is_local for account in mine):
        raise DeniedError("Backups hold the data of every account; make and restore them at the computer itself.")


def kept(workspace: Workspace) -> list[Kept]:
    """The backups in the folder, newest first."""
    with told(workspace.folder.backups):
        paths = [path for path in workspace.folder.backups.iterdir() if NAME.match(path.name) and path.is_file()]
        found = [
            Kept(
                name=path.name,
                n_bytes=path.stat().st_size,
                made_at=datetime.fromtimestamp(path.stat().st_mtime, UTC),
                encrypted=is_sealed(path),
            )
            for path in paths
        ]
    return sorted(found, key=lambda one: (one.made_at, one.name), reverse=True)


def path_of(workspace: Workspace, name: str) -> Path:
    """The file of a backup in the folder.

    Raises
    ------
    NotFoundError  if there is none of that name
    """
    if name not in {one.name for one in kept(workspace)}:
        raise NotFoundError("There is no backup of that name; the list shows those that are here.")
    return workspace.folder.backups / name


def bring(workspace: Workspace, arrived: Path, *, now: datetime) -> Kept:
    """Put a backup from elsewhere beside the others; one that is not encrypted is verified first.

    Raises
    ------
    InputError  if it is no backup or damaged; nothing is kept then
    StoreError  if the disk refuses
    """
    with scratch(workspace.folder.backups) as folder, told(workspace.folder.backups):
        sealed = is_sealed(arrived)
        name = f"brought-{now.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}.zip{'.sealed' if sealed else ''}"
        part = Path(shutil.move(arrived, folder / name))  # the backups may lie on another disk
        if not sealed:
            with scratch(folder) as unpacked:
                checked(part, unpacked)
        publish(part, workspace.folder.backups / name)
    return next(one for one in kept(workspace) if one.name == name)


def look(workspace: Workspace, name: str, passphrase: str | None = None) -> Seen:
    """What is in a backup, verified as a whole, beside what is here; nothing changes.

    Raises
    ------
    NotFoundError  if there is none of that name
    InputError     if it is damaged, or its passphrase is missing or wrong
    """
    path = path_of(workspace, name)
    with scratch(workspace.folder.root) as unpacked:
        return _seen(workspace, path, unpacked, passphrase)


def restore_running(workspace: Workspace, name: str, *, now: datetime, passphrase: str | None = None) -> Replaced:
    """Replace everything by a backup while the coach runs, after a verified safety backup of what is replaced.

    Raises
    ------
    NotFoundError  if there is none of that name
    InputError     if it is damaged, its passphrase is missing or wrong, or a session is open; nothing has changed then
    StoreError     if the disk refuses; nothing has changed then
    """
    path = path_of(workspace, name)
    if workspace.store.n_unfinished():
        raise InputError("A session is open; finish or discard it first, then restore.")
    with scratch(workspace.folder.root) as unpacked:
        seen = _seen(workspace, path, unpacked, passphrase)
        modernise(unpacked / DATABASE)
        safety = back_up(workspace, now=now)
        add_signals(unpacked, workspace.folder)
        workspace.live.close_each()
        load_copy(workspace.store.engine, unpacked / DATABASE)
    _put_journals_aside(workspace, now)
    workspace.store.compact()
    return Replaced(seen=seen, safety=safety)


def remove(workspace: Workspace, name: str) -> None:
    """Remove a backup for good.

    Raises
    ------
    NotFoundError  if there is none of that name
    """
    path = path_of(workspace, name)
    with told(path):
        path.unlink()


def _seen(workspace: Workspace, path: Path, unpacked: Path, passphrase: str | None) -> Seen:
    manifest = checked(opened(path, unpacked, passphrase), unpacked)
    return Seen(
        name=path.name,
        made_at=manifest.made_at,
        soleus=manifest.soleus,
        n_recordings=len(manifest.sha256) - 1,
        counts=dict(manifest.counts),
        here=workspace.store.counts(),
    )


def _put_journals_aside(workspace: Workspace, now: datetime) -> None:
    if any(workspace.folder.live.iterdir()):
        aside = workspace.folder.root / f"replaced-{now.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}"
        aside.mkdir(mode=0o700)
        move_live(workspace.folder, aside)
