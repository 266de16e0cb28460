"""The journals that are open now, and the thread that flushes them to the disk twice a second."""

import re
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from soleus.errors import InputError, SoleusError
from soleus.store.journal import Journal, Journalled, read_journal
from soleus.store.trouble import told

SYNC_S = 0.5  # with the time of a flush, samples are on the disk within one second
_STREAM = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")


class LiveJournals:
    """Open journals by session and stream; one object per data folder and process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._mutex = threading.Lock()
        self._open: dict[tuple[UUID, str], Journal] = {}
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def open(self, session_id: UUID, stream: str, columns: tuple[str, ...], header: Mapping[str, object]) -> Journal:
        """The journal of a stream, begun or gone on with; the same object for every caller in this process.

        Raises
        ------
        InputError  if the stream's name or columns are wrong
        StoreError  if the disk refuses, or another process has it
        """
        if not _STREAM.match(stream):
            raise InputError(f"stream {stream!r}: expected lower-case letters, digits and hyphens, at most 40")
        if not columns or len(set(columns)) < len(columns):
            raise InputError("columns: expected at least one, each with a name of its own")
        with self._mutex:
            journal = self._open.get((session_id, stream))
            if journal is None:
                journal = Journal(self._path(session_id, stream), header, columns)
                self._open[session_id, stream] = journal
                self._begin_syncing()
            elif journal.columns != columns:
                raise InputError(f"columns: this session has {', '.join(journal.columns)}, got {', '.join(columns)}")
            return journal

    def recorded(self, session_id: UUID) -> dict[str, Journalled]:
        """What the journals of a session hold, by stream; a journal without a sound header holds nothing.

        What waits in memory for a disk that was full is written first, where there is room now.
        """
        with self._mutex:
            waiting = [journal for key, journal in self._open.items() if key[0] == session_id]
        for journal in waiting:
            with suppress(SoleusError):
                journal.sync()
        found: dict[str, Journalled] = {}
        for path in sorted(self._of(session_id).glob("*.journal")):
            try:
                found[path.stem] = read_journal(path)
            except SoleusError:
                continue
        return found

    def close(self, session_id: UUID) -> None:
        """Close the journals of a session; they stay on disk.

        Raises
        ------
        StoreError  if the disk refuses; what is pending stays in memory, and the journal open
        """
        with self._mutex:
            for key in [key for key in self._open if key[0] == session_id]:
                self._open[key].close()
                del self._open[key]

    def discard(self, session_id: UUID) -> int:
        """Remove the journals of a session; returns how many there were."""
        with self._mutex:
            for key in [key for key in self._open if key[0] == session_id]:
                self._open.pop(key).abandon()
        folder = self._of(session_id)
        paths = sorted(folder.glob("*")) if folder.is_dir() else []
        with told(folder):
            for path in paths:
                path.unlink()
            if folder.is_dir():
                folder.rmdir()
        return len(paths)

    def sync_all(self) -> None:
        """Flush every open journal; what the disk refuses stays pending and is told at the next append."""
        with self._mutex:
            journals = list(self._open.values())
        for journal in journals:
            with suppress(SoleusError):
                journal.sync()

    def close_each(self) -> None:
        """Close the journals that are open now; new ones can be opened.

        Raises
        ------
        StoreError  if a disk refuses to the last; all are closed all the same
        """
        refused: SoleusError | None = None
        with self._mutex:
            for journal in self._open.values():
                try:
                    journal.close()
                except SoleusError as error:
                    journal.abandon()
                    refused = error
            self._open.clear()
        if refused is not None:
            raise refused

    def close_all(self) -> None:
        """Close every journal and stop the thread.

        Raises
        ------
        StoreError  if a disk refuses to the last; all are closed all the same
        """
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
        self.close_each()

    def _of(self, session_id: UUID) -> Path:
        return self._folder / str(session_id)

    def _path(self, session_id: UUID, stream: str) -> Path:
        folder = self._of(session_id)
        with told(folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder / f"{stream}.journal"

    def _begin_syncing(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._sync_often, name="soleus-journals", daemon=True)
            self._thread.start()

    def _sync_often(self) -> None:
        while not self._stop.wait(SYNC_S):
            self.sync_all()
