"""A recording on its way in: to the disk piece by piece, then measured apart, then a finished session."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from soleus.errors import InputError, NotFoundError, SoleusError, StoreError
from soleus.store.trouble import told_elsewhere
from soleus.workspace import people, recordings, sessions
from soleus.workspace.apart import analyse_apart
from soleus.workspace.intray import Tray, new_tray
from soleus.workspace.place import Desk

Stage = Literal["receiving", "waiting", "measuring", "done", "failed"]

MOST_AT_ONCE = 4  # of one person, on their way in
UNKNOWN = "There is no such upload: the coach was started again meanwhile. Choose the file again."


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What the person says of a recording; ``options`` are those of `soleus.analyse`."""

    exercise: str
    options: Mapping[str, object] = field(default_factory=dict)
    recorded_at: datetime | None = None


@dataclass(slots=True, eq=False)
class Upload:
    """One file; ``done_frac`` is the share measured, ``message`` why it failed, or what to know of the result."""

    id: UUID
    owner: UUID | None
    tray: Tray
    stage: Stage = "receiving"
    done_frac: float = 0.0
    message: str = ""
    n_reps: int | None = None
    session_id: UUID | None = None
    stopped: bool = False

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self.stage in ("done", "failed")

    def tick(self, done_frac: float) -> None:
        """Hear how far measuring has come; ends it where the person asked for that."""
        self.done_frac = max(self.done_frac, min(1.0, done_frac))
        if self.stopped:
            raise InputError("stopped; nothing was kept")

    def fail(self, message: str) -> None:
        """Nothing comes of it."""
        self.stage, self.message = "failed", message


@dataclass(slots=True, eq=False)
class Uploads:
    """Those of all persons since the program started; one is measured at a time, the others wait."""

    _known: dict[UUID, Upload] = field(default_factory=dict)
    _one: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, desk: Desk, upload_id: UUID, *, n_bytes: int) -> Upload:
        """Make room for a file.

        Raises
        ------
        InputError  if too many are on their way, or that id is taken
        StoreError  if the disk has no room for it
        """
        mine = [upload for upload in self._known.values() if upload.owner == desk.owner]
        if upload_id in self._known or sum(not upload.over for upload in mine) >= MOST_AT_ONCE:
            raise InputError("Recordings are still on their way; wait until one of them is measured.")
        self._known[upload_id] = Upload(upload_id, desk.owner, new_tray(desk, n_bytes=n_bytes))
        return self._known[upload_id]

    def find(self, desk: Desk, upload_id: UUID) -> Upload:
        """One of this person's own.

        Raises
        ------
        NotFoundError  if there is none
        """
        upload = self._known.get(upload_id)
        if upload is None or upload.owner != desk.owner:
            raise NotFoundError(UNKNOWN)
        return upload

    def discard(self, upload: Upload, message: str) -> None:
        """It did not arrive; what came of it goes."""
        upload.fail(message)
        upload.tray.discard()

    def measure(self, desk: Desk, upload: Upload, about: About, *, now: Callable[[], datetime]) -> None:
        """Measure what has arrived and keep it as a finished session; how that went is in ``upload``. Takes a while."""
        upload.stage = "waiting"
        try:
            with self._one:
                upload.stage = "measuring"
                self._measure(desk, upload, about, now())
        except SoleusError as error:
            upload.fail(told_elsewhere(error))
        except Exception as error:  # the thread must not end without a word; its message may hold a health value
            upload.fail(f"The recording cannot be measured ({type(error).__name__}). Nothing was kept.")
        finally:
            upload.tray.discard()

    def _measure(self, desk: Desk, upload: Upload, about: About, now: datetime) -> None:
        options = {"sticker_mm": people.sticker_mm(desk), **about.options, "progress": upload.tick}
        upload.tick(0.0)
        (looked,) = recordings.look(
            desk, upload.tray.files, now=now, exercise=about.exercise, options=options, measure=analyse_apart
        )
        if looked.status == "failed":
            upload.fail(looked.message)
            return
        if looked.status == "new":
            recordings.bring_in(desk, [looked], exercise=about.exercise, now=now, recorded_at=about.recorded_at)
        session = recordings.session_of(desk, looked.sha256 or "")
        if session is None:
            raise StoreError("the recording was measured but is not there; choose the file again")
        if session.state == "deleted":
            sessions.undelete(desk, session.id, now=now)
        upload.session_id, upload.n_reps = session.id, sessions.get(desk, session.id).n_reps
        upload.message = looked.message if looked.status == "new" else "This recording was here already; nothing twice."
        upload.stage, upload.done_frac = "done", 1.0
