"""Bringing files in: chosen, looked at, shown, and stored only then."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse, Response

from soleus.errors import InputError
from soleus.exercises import Exercise
from soleus.store.entries import ImportBatch
from soleus.web.choosing import FIRST_EXERCISE, counted_exercise, counted_exercises
from soleus.web.data import named
from soleus.web.pages import Mine, Setting, new_pages, one_of
from soleus.web.receiving import Arrived, FilesForm
from soleus.web.settings import IMPORT_BYTES
from soleus.workspace import recordings
from soleus.workspace.imports import Import, Imports, Stage
from soleus.workspace.recordings import MOST_FILES

pages = new_pages()
_imports = one_of(Imports)


class Said(BaseModel):
    """What the person says of the files."""

    exercise: str = Field(FIRST_EXERCISE, max_length=60)


FILES = FilesForm("files", Said, most=MOST_FILES)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPage:
    """What can be chosen, and what came in before."""

    exercise: Exercise
    exercises: tuple[Exercise, ...]
    batches: tuple[ImportBatch, ...]
    limit_bytes: int = IMPORT_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSeen:
    """One recording of a preview."""

    name: str
    status: str
    n_reps: int | None
    started_at: str | None
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KindSeen:
    """One kind of entry of an export in a preview."""

    name: str
    n_new: int
    n_known: int
    n_unread: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportSeen:
    """An export in a preview."""

    name: str
    version: str
    exported_at: str
    kinds: tuple[KindSeen, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewPage:
    """What would come in, what is there already, what cannot be read."""

    id: UUID
    stage: Stage
    exercise: str
    n_files: int
    n_done: int
    n_new: int
    files: tuple[FileSeen, ...]
    exports: tuple[ExportSeen, ...]
    message: str


@pages.page("/data/import", "data_import.html")
def choose(desk: Mine, exercise: str = FIRST_EXERCISE) -> ImportPage:
    """Choose files to bring in."""
    return ImportPage(
        exercise=counted_exercise(exercise),
        exercises=counted_exercises(),
        batches=tuple(reversed(recordings.batches(desk)[-20:])),
    )


def make_room(request: Request, desk: Mine) -> None:
    """An earlier preview goes before the next files come."""
    _imports(request).clear(desk)


@pages.router.post(
    "/data/import",
    status_code=303,
    tags=["change"],
    openapi_extra=FILES.described,
    dependencies=[Depends(make_room)],
)
def receive(
    arrived: Annotated[Arrived[Said], Depends(FILES, scope="function")], request: Request, desk: Mine, settings: Setting
) -> Response:
    """Take the files, and begin to look at them; nothing is stored yet."""
    imports = _imports(request)
    job = imports.begin(desk, arrived.tray, exercise=counted_exercise(arrived.said.exercise).id)
    _in_a_thread(lambda: imports.look(desk, job, now=settings.now))
    return RedirectResponse(f"/data/import/{job.id}", 303)


@pages.page("/data/import/{import_id}", "data_preview.html")
def preview(import_id: UUID, request: Request, desk: Mine) -> PreviewPage:
    """What would come in; nothing is stored yet."""
    return _shown(_imports(request).find(desk, import_id))


@pages.router.post("/data/import/{import_id}/store", status_code=303, tags=["change"])
def store(import_id: UUID, request: Request, desk: Mine, settings: Setting) -> Response:
    """Store what is new of the preview."""
    imports = _imports(request)
    job = imports.find(desk, import_id)
    if job.stage == "ready":
        job.stage = "storing"
        _in_a_thread(lambda: imports.store(desk, job, now=settings.now))
    return RedirectResponse(f"/data/import/{job.id}", 303)


@pages.router.post("/data/import/{import_id}/discard", status_code=303, tags=["change"])
def discard(import_id: UUID, request: Request, desk: Mine) -> Response:
    """Put a preview away; nothing of it is kept."""
    imports = _imports(request)
    job = imports.find(desk, import_id)
    if job.stage == "storing":
        raise InputError("These files are just being stored; undo the import afterwards.")
    imports.discard(job)
    return RedirectResponse("/data/import", 303)


def _shown(job: Import) -> PreviewPage:
    return PreviewPage(
        id=job.id,
        stage=job.stage,
        exercise=counted_exercise(job.exercise).name,
        n_files=len(job.paths),
        n_done=job.n_done,
        n_new=job.n_new,
        files=tuple(_file(one.as_json()) for one in job.found),
        exports=tuple(
            ExportSeen(
                name=one.path.name,
                version=one.version,
                exported_at=one.exported_at[:10],
                kinds=tuple(
                    KindSeen(
                        name=named(kind.name),
                        n_new=len(kind.new),
                        n_known=kind.known,
                        n_unread=kind.unread,
                        reasons=tuple(kind.reasons),
                    )
                    for kind in one.kinds
                ),
            )
            for one in job.exports
        ),
        message=job.message,
    )


def _file(one: dict[str, Any]) -> FileSeen:
    return FileSeen(**{name: one[name] for name in ("name", "status", "n_reps", "started_at", "message")})


def _in_a_thread(work: Callable[[], None]) -> None:
    threading.Thread(target=work, name="import", daemon=True).start()
