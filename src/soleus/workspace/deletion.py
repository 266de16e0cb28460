"""Deleting everything of an account, with a receipt that says what was there and proves nothing more."""

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from soleus._version import VERSION
from soleus.store.records import Record, Session, Signal
from soleus.store.registry import KINDS, table_of
from soleus.store.trouble import told
from soleus.workspace.backups import flush_file
from soleus.workspace.intray import clear_trays
from soleus.workspace.place import Desk, Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What was deleted: how many of each kind, never their values.

    ``sha256`` is taken over the sorted ids of all rows and hashes of all recordings, one a line: who kept an export can
    check that exactly these were deleted. ``kept`` names what could not be deleted and why.
    """

    soleus: str
    deleted_at: str
    account: str
    counts: Mapping[str, int]
    n_recordings: int
    recording_bytes: int
    n_backups: int
    sha256: str
    kept: tuple[str, ...]
    path: str = ""


def what_there_is(desk: Desk) -> dict[str, int]:
    """How many of each kind an account has: what `delete_everything` would delete."""
    with desk.store.reading(desk.owner) as rows:
        return {table_of(kind).__tablename__: rows.count(kind) for kind in KINDS}


def delete_everything(desk: Desk, *, now: datetime) -> Receipt:
    """Delete the account with every row, recording and journal, and where nobody else has data the backups too.

    Raises
    ------
    StoreError  if the database refuses; nothing is deleted then
    """
    workspace, owner = desk.workspace, desk.known_owner
    with desk.store.reading(owner) as rows:
        everything: dict[type[Record], list[Record]] = {kind: list(rows.all(kind)) for kind in KINDS}
    with desk.store.door() as door:
        door.remove(owner)
    for session in everything[Session]:
        workspace.live.discard(session.id)
    clear_trays(desk)
    shas = {signal.sha256 for signal in everything[Signal] if isinstance(signal, Signal)}
    n_bytes = _remove_recordings(workspace, shas)
    n_backups, kept = _remove_copies(workspace)
    desk.store.compact()
    receipt = Receipt(
        soleus=VERSION,
        deleted_at=now.astimezone(UTC).isoformat(timespec="seconds"),
        account=str(owner),
        counts={table_of(kind).__tablename__: len(found) for kind, found in everything.items()},
        n_recordings=len(shas),
        recording_bytes=n_bytes,
        n_backups=n_backups,
        sha256=_proof([record.id for found in everything.values() for record in found], shas),
        kept=kept,
    )
    return _written(workspace, receipt, now)


def _remove_recordings(workspace: Workspace, shas: set[str]) -> int:
    n_bytes = 0
    for sha256 in sorted(workspace.store.unused_signals(shas)):
        path = workspace.signals.place(sha256)
        n_bytes += path.stat().st_size if path.is_file() else 0
        workspace.signals.remove(sha256)
    return n_bytes


def _remove_copies(workspace: Workspace) -> tuple[int, tuple[str, ...]]:
    """Backups and replaced data in the data folder hold all accounts: they go with the last one."""
    folder = workspace.folder
    copies = [*folder.backups.iterdir(), *folder.root.glob("replaced-*")]
    with workspace.store.door() as door:
        others = len(door.accounts())
    if others and copies:
        return 0, (f"{len(copies)} backups in the data folder: they hold the data of {others} other accounts too",)
    for copy in copies:
        with told(copy):
            if copy.is_dir():
                shutil.rmtree(copy)
            else:
                copy.unlink()
    return len(copies), ()


def _proof(ids: list[UUID], shas: set[str]) -> str:
    lines = sorted([*map(str, ids), *shas])
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _written(workspace: Workspace, receipt: Receipt, now: datetime) -> Receipt:
    folder = workspace.folder.root / "receipts"
    path = folder / f"deleted-{now.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}.json"
    receipt = replace(receipt, path=str(path))
    with told(path):
        folder.mkdir(mode=0o700, exist_ok=True)
        path.write_text(json.dumps(asdict(receipt), indent=1) + "\n", encoding="utf-8")
        flush_file(path)
    return receipt


def receipts(workspace: Workspace) -> list[Path]:
    """Receipts of earlier deletions, oldest first."""
    return sorted((workspace.folder.root / "receipts").glob("deleted-*.json"))
