"""Files on their way in: received, looked at, shown; and only when the person says so, stored."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Literal
from uuid import UUID

from soleus.errors import InputError, NotFoundError, SoleusError
from soleus.exercises import find_exercise
from soleus.store.trouble import told_elsewhere
from soleus.workspace import exported, people, recordings
from soleus.workspace.apart import analyse_apart
from soleus.workspace.exported import Exported
from soleus.workspace.intray import Tray
from soleus.workspace.place import Desk
from soleus.workspace.recordings import Looked

Stage = Literal["looking", "ready", "storing", "done", "failed"]
GONE = "This preview is gone: the coach was started again, or it was put away. Choose the files again."


@dataclass(slots=True, eq=False)
class Import:
    """Files that were looked at together; ``message`` is what to know, ``n_done`` how many were looked at."""

    id: UUID
    owner: UUID | None
    tray: Tray
    paths: tuple[Path, ...]
    exercise: str
    stage: Stage = "looking"
    n_done: int = 0
    found: list[Looked] = field(default_factory=list)
    exports: list[Exported] = field(default_factory=list)
    message: str = ""
    stopped: bool = False

    @property
    def n_new(self) -> int:
        """Recordings and entries that would come in."""
        return sum(one.status == "new" for one in self.found) + sum(one.n_new for one in self.exports)

    def tick(self, _done_frac: float) -> None:
        """End measuring where the person asked for that."""
        if self.stopped:
            raise InputError("stopped; nothing was kept")


@dataclass(slots=True, eq=False)
class Imports:
    """Those of all persons since the program started; one preview a person, one at work at a time."""

    _known: dict[UUID, Import] = field(default_factory=dict)
    _one: threading.Lock = field(default_factory=threading.Lock)

    def clear(self, desk: Desk) -> None:
        """Put an earlier preview of this person away, so that there is room for another.

        Raises
        ------
        InputError  if files are being stored
        """
        for other in [one for one in self._known.values() if one.owner == desk.owner]:
            if other.stage == "storing":
                raise InputError("Files are just being stored; wait until that is done.")
            self.discard(other)

    def begin(self, desk: Desk, tray: Tray, *, exercise: str) -> Import:
        """A preview of what is in a tray, in the place of an earlier one.

        Raises
        ------
        InputError  if the exercise is unknown, or files are being stored
        """
        find_exercise(exercise)
        self.clear(desk)
        self._known[tray.id] = Import(tray.id, desk.owner, tray, tuple(tray.files), exercise)
        return self._known[tray.id]

    def find(self, desk: Desk, import_id: UUID) -> Import:
        """One of this person's own.

        Raises
        ------
        NotFoundError  if there is none
        """
        job = self._known.get(import_id)
        if job is None or job.owner != desk.owner:
            raise NotFoundError(GONE)
        return job

    def look(self, desk: Desk, job: Import, *, now: Callable[[], datetime]) -> None:
        """Look at every file; nothing is stored. Takes a while; how that went is in ``job``."""
        self._work(job, lambda: self._look(desk, job, now()), then="ready")

    def store(self, desk: Desk, job: Import, *, now: Callable[[], datetime]) -> None:
        """Store what is new, and forget the files."""
        self._work(job, lambda: self._store(desk, job, now()), then="done")
        job.tray.discard()

    def discard(self, job: Import) -> None:
        """Put a preview away; nothing of it is kept."""
        job.stopped = True
        self._known.pop(job.id, None)
        job.tray.discard()

    def _work(self, job: Import, work: Callable[[], None], *, then: Stage) -> None:
        try:
            with self._one:
                work()
            job.stage = then
        except SoleusError as error:
            job.stage, job.message = "failed", told_elsewhere(error)
        except Exception as error:  # the thread must not end without a word; its message may hold a health value
            job.stage, job.message = "failed", f"That went wrong ({type(error).__name__}). Nothing more was stored."

    def _look(self, desk: Desk, job: Import, now: datetime) -> None:
        options = {"sticker_mm": people.sticker_mm(desk), "progress": job.tick}
        seen: set[str | None] = set()
        for path in job.paths:
            job.tick(0.0)
            if exported.is_export(path):
                self._look_at_export(desk, path, job)
            else:
                looked = recordings.look(
                    desk, [path], now=now, exercise=job.exercise, options=options, measure=analyse_apart
                )
                job.found += [_once(one, seen) for one in looked]
                seen |= {one.sha256 for one in looked}
            job.n_done += 1

    def _look_at_export(self, desk: Desk, path: Path, job: Import) -> None:
        """A damaged export is a file that cannot be read, not the end of the preview."""
        try:
            job.exports.append(exported.look(desk, path))
        except InputError as error:
            job.found.append(Looked(path=path, name=path.name, status="failed", message=str(error)))

    def _store(self, desk: Desk, job: Import, now: datetime) -> None:
        for one in job.exports:
            exported.bring_in(desk, one, now=now)
        if any(one.status == "new" for one in job.found):
            recordings.bring_in(desk, job.found, exercise=job.exercise, now=now)


def _once(one: Looked, seen: set[str | None]) -> Looked:
    """The same file chosen twice comes in once."""
    twice = one.status == "new" and one.sha256 in seen
    return replace(one, status="known", message="chosen twice") if twice else one
