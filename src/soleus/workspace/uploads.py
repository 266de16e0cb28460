"""A recording on its way in: to the disk piece by piece, then measured apart, then a finished session."""

import re
import shutil
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Literal
from uuid import UUID

from soleus.errors import InputError, NotFoundError, SoleusError, StoreError
from soleus.store.trouble import told
from soleus.workspace import measuring, recordings, sessions
from soleus.workspace.apart import analyse_apart
from soleus.workspace.place import Desk

Stage = Literal["receiving", "waiting", "measuring", "done", "failed"]

SPARE_BYTES = 500 << 20  # that stay free: a day of phone recordings, and room for the database to copy itself
MOST_AT_ONCE = 4  # of one person, on their way in
KEPT_S = 24 * 3600.0  # what a crash left behind; a disk slow enough to need longer has no 2 GB to take
NAME_CHARS = 120
NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
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
    path: Path
    n_bytes: int
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

    folder: Path
    _known: dict[UUID, Upload] = field(default_factory=dict)
    _one: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """Put away what a crash left behind."""
        for left in self.folder.glob("*"):
            if time.time() - left.stat().st_mtime > KEPT_S:
                shutil.rmtree(left, ignore_errors=True)

    def begin(self, desk: Desk, upload_id: UUID, *, name: str, n_bytes: int) -> Upload:
        """Make room for a file.

        Raises
        ------
        InputError  if it is empty, too many are on their way, or that id is taken
        StoreError  if the disk has no room for it
        """
        mine = [upload for upload in self._known.values() if upload.owner == desk.owner]
        if n_bytes < 1:
            raise InputError("The file is empty; choose another.")
        if upload_id in self._known or sum(not upload.over for upload in mine) >= MOST_AT_ONCE:
            raise InputError("Recordings are still on their way; wait until one of them is measured.")
        with told(self.folder):
            free = shutil.disk_usage(self.folder).free
            if free < n_bytes + SPARE_BYTES:
                raise StoreError(
                    f"The disk has no room for this recording: it needs {n_bytes / 1e9:.1f} GB"
                    f" and {SPARE_BYTES / 1e9:.1f} GB to spare, {free / 1e9:.1f} GB are free. Nothing was changed."
                )
            place = self.folder / str(upload_id)
            place.mkdir(mode=0o700)
        upload = Upload(upload_id, desk.owner, place / file_name(name), n_bytes)
        self._known[upload_id] = upload
        return upload

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

    def write(self, upload: Upload, file: BinaryIO, data: bytes) -> None:
        """Add the next piece.

        Raises
        ------
        InputError  if more comes than was said
        StoreError  if the disk refuses
        """
        with told(self.folder):
            if file.write(data) and file.tell() > upload.n_bytes:
                raise InputError("The file is larger than the browser said; choose it again.")

    def discard(self, upload: Upload, message: str) -> None:
        """It did not arrive; what came of it goes."""
        upload.fail(message)
        shutil.rmtree(upload.path.parent, ignore_errors=True)

    def measure(self, desk: Desk, upload: Upload, about: About, *, now: Callable[[], datetime]) -> None:
        """Measure what has arrived and keep it as a finished session; how that went is in ``upload``. Takes a while."""
        upload.stage = "waiting"
        try:
            with self._one:
                upload.stage = "measuring"
                self._measure(desk, upload, about, now())
        except SoleusError as error:
            upload.fail(" ".join(str(error).split()))
        except Exception as error:  # the thread must not end without a word; its message may hold a health value
            upload.fail(f"The recording cannot be measured ({type(error).__name__}). Nothing was kept.")
        finally:
            shutil.rmtree(upload.path.parent, ignore_errors=True)

    def _measure(self, desk: Desk, upload: Upload, about: About, now: datetime) -> None:
        options = {"sticker_mm": measuring.sticker_mm(desk), **about.options, "progress": upload.tick}
        upload.tick(0.0)
        (looked,) = recordings.look(
            desk, [upload.path], now=now, exercise=about.exercise, options=options, measure=analyse_apart
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


def file_name(name: str) -> str:
    """The name of the person's file, as every system takes it; errors name the file by it."""
    kept = NOT_IN_NAMES.sub("_", name).strip(" .")
    return kept[-NAME_CHARS:] or "recording"
