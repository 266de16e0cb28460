"""A recording becomes a session: a file is chosen, sent, measured while the page shows how far, and kept."""

import threading
from dataclasses import dataclass
from typing import Annotated, Literal
from urllib.parse import unquote
from uuid import UUID

from anyio.to_thread import run_sync
from fastapi import Header, Query, Request
from pydantic import AwareDatetime, BaseModel, Field
from starlette.responses import Response

from soleus.errors import InputError, SoleusError
from soleus.exercises import Exercise
from soleus.recording import Placement, Side
from soleus.store.trouble import told_elsewhere
from soleus.web.choosing import FIRST_EXERCISE, counted_exercise, counted_exercises
from soleus.web.pages import Mine, Setting, new_pages, one_of
from soleus.web.receiving import FILE_BODY, NOT_WHOLE, declared_bytes, receive_file
from soleus.web.settings import RECORDING_BYTES
from soleus.workspace.place import Desk
from soleus.workspace.uploads import About, Upload, Uploads

pages = new_pages()
_uploads = one_of(Uploads)

PLACEMENTS: tuple[tuple[Placement, str], ...] = (
    ("thigh", "On the thigh, seated"),
    ("waist", "At the waist, standing"),
    ("pocket", "In a trouser pocket, standing"),
    ("shin", "On the shin"),
    ("hand", "In the hand, or on the wrist"),
    ("other", "Elsewhere"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurePage:
    """What a recording can be of; ``limit_bytes`` is the largest file that is taken."""

    exercise: Exercise
    exercises: tuple[Exercise, ...]
    placements: tuple[tuple[Placement, str], ...] = PLACEMENTS
    limit_bytes: int = RECORDING_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadState:
    """How far a recording has come; ``message`` is a sentence for the person."""

    id: UUID
    stage: Literal["receiving", "waiting", "measuring", "done", "failed"]
    done_frac: float
    message: str
    n_reps: int | None
    session_id: UUID | None


class Said(BaseModel):
    """What the person says of the recording."""

    exercise: str = Field(FIRST_EXERCISE, max_length=60)
    placement: Placement | None = None
    side: Side | None = None
    column: str | None = Field(None, max_length=120)
    rate_hz: float | None = Field(None, gt=0, le=100_000)
    recorded_at: AwareDatetime | None = None

    def about(self) -> About:
        """The same for the workspace; what is not said is left out."""
        said = {name: getattr(self, name) for name in ("placement", "side", "column", "rate_hz")}
        options = {name: value for name, value in said.items() if value}
        return About(
            exercise=counted_exercise(self.exercise).id, options=options, recorded_at=_moment(self.recorded_at)
        )


@pages.page("/measure", "measure.html", personal=False)
def measure(exercise: str = FIRST_EXERCISE) -> MeasurePage:
    """Choose a recording and say what it is of."""
    return MeasurePage(exercise=counted_exercise(exercise), exercises=counted_exercises())


@pages.router.get("/measure/{upload_id}.json", tags=["json"])
def upload_state(upload_id: UUID, request: Request, desk: Mine) -> UploadState:
    """How far a recording has come."""
    return _state(_uploads(request).find(desk, upload_id))


@pages.router.put("/measure/{upload_id}", status_code=202, tags=["change"], openapi_extra=FILE_BODY)
async def send(
    upload_id: UUID,
    request: Request,
    desk: Mine,
    settings: Setting,
    said: Annotated[Said, Query()],
    file_name: Annotated[str, Header(alias="X-File-Name", max_length=1000)] = "",
) -> UploadState:
    """Take a file as the body of the request, and begin to measure it."""
    about, uploads = said.about(), _uploads(request)
    upload = await run_sync(lambda: uploads.begin(desk, upload_id, n_bytes=declared_bytes(request)))
    try:
        await receive_file(request, upload.tray, unquote(file_name))
    except BaseException as error:  # also where the server is stopped meanwhile
        uploads.discard(upload, told_elsewhere(error) if isinstance(error, SoleusError) else NOT_WHOLE)
        raise
    upload.stage = "waiting"
    _in_a_thread(uploads, desk, upload, about, settings)
    return _state(upload)


@pages.router.delete("/measure/{upload_id}", status_code=204, tags=["change"])
def stop(upload_id: UUID, request: Request, desk: Mine) -> Response:
    """Measure it no further and keep nothing."""
    _uploads(request).find(desk, upload_id).stopped = True
    return Response(status_code=204)


def _in_a_thread(uploads: Uploads, desk: Desk, upload: Upload, about: About, settings: Setting) -> None:
    def work() -> None:
        uploads.measure(desk, upload, about, now=settings.now)

    threading.Thread(target=work, name="measure", daemon=True).start()


def _state(upload: Upload) -> UploadState:
    return UploadState(
        id=upload.id,
        stage=upload.stage,
        done_frac=round(upload.done_frac, 3),
        message=upload.message,
        n_reps=upload.n_reps,
        session_id=upload.session_id,
    )


def _moment(recorded_at: AwareDatetime | None) -> AwareDatetime | None:
    if recorded_at is not None and not 1990 <= recorded_at.year <= 2200:
        raise InputError("recorded_at: no phone or camera recorded then; correct the date")
    return recorded_at
