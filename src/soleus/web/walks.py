"""Walks: brought in by dropping files or from a watched folder, looked at before, listed, taken out again."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Form, Request
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse, Response

from soleus.errors import InputError
from soleus.store.entries import ImportBatch, Outing
from soleus.web.gate import sits_here
from soleus.web.pages import Here, Mine, Setting, new_pages, one_of
from soleus.web.receiving import Arrived, FilesForm
from soleus.workspace import recordings, walks, watched
from soleus.workspace.place import Desk
from soleus.workspace.walks import Found

pages = new_pages()

SHOWN = 50
MOST_WAITING = 16  # people whose preview is remembered; the oldest goes first


class Said(BaseModel):
    """What the person says of the files: where the phone or sensor was, and the day where they do not say it."""

    placement: Literal["pocket", "hand", "lower-back", "waist", "foot", "shin"] | None = None
    walked_on: str = Field("", max_length=10)


FILES = FilesForm("files", Said, most=walks.MOST_FILES)


@dataclass(slots=True)
class Previews:
    """What each account looked at last and has not decided on; gone with the program."""

    _found: dict[UUID | None, tuple[Found, ...]] = field(default_factory=dict)

    def keep(self, desk: Desk, found: Sequence[Found]) -> None:
        """Replace what this account looked at before."""
        self._found.pop(desk.owner, None)
        self._found[desk.owner] = tuple(found)
        while len(self._found) > MOST_WAITING:
            self._found.pop(next(iter(self._found)))

    def of(self, desk: Desk) -> tuple[Found, ...]:
        """What this account looked at last."""
        return self._found.get(desk.owner, ())

    def take(self, desk: Desk) -> tuple[Found, ...]:
        """The same, and forget it: sending a form twice brings nothing in twice."""
        return self._found.pop(desk.owner, ())


_previews = one_of(Previews)


@dataclass(frozen=True, slots=True, kw_only=True)
class WalksPage:
    """The last walks, latest first; what is watched, as far as whoever asks may know, and what could not be read."""

    now: datetime
    outings: tuple[Outing, ...]
    n_all: int
    folder: str | None
    folder_is_there: bool
    may_watch: bool
    failures: tuple[watched.Failed, ...]
    last_batch: ImportBatch | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewPage:
    """What bringing the chosen files in would do."""

    now: datetime
    found: tuple[Found, ...]

    @property
    def n_new(self) -> int:
        """Walks that would come in."""
        return sum(one.status == "new" for one in self.found)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutingPage:
    """One walk."""

    now: datetime
    outing: Outing


@pages.page("/walks", "walks.html")
def list_walks(request: Request, desk: Mine, settings: Setting) -> WalksPage:
    """The walks that came in, and how to bring in more."""
    found, folder, here = walks.outings(desk), watched.folder_of(desk), sits_here(request)
    standing = [batch for batch in recordings.batches(desk) if batch.undone_at is None and batch.n_new]
    return WalksPage(
        now=settings.now(),
        outings=tuple(found[::-1][:SHOWN]),
        n_all=len(found),
        folder=str(folder) if folder is not None and here else None,
        folder_is_there=folder is not None and folder.is_dir(),
        may_watch=here,
        failures=tuple(watched.failures(desk)) if folder else (),
        last_batch=next((batch for batch in standing[::-1] if batch.report.get("kind") == "walks"), None),
    )


@pages.router.post("/walks/look", status_code=303, tags=["change"], openapi_extra=FILES.described)
def look(
    request: Request,
    desk: Mine,
    settings: Setting,
    arrived: Annotated[Arrived[Said], Depends(FILES, scope="function")],
) -> Response:
    """Read the chosen files and show what is in them; nothing is stored yet."""
    now, said = settings.now(), arrived.said
    with arrived.tray as tray:
        found = walks.look(desk, tray.files, now=now, walked_at=_noon(said.walked_on, now), placement=said.placement)
    _previews(request).keep(desk, found)
    return RedirectResponse("/walks/preview", 303)


@pages.page("/walks/preview", "walks_preview.html")
def preview(request: Request, desk: Mine, settings: Setting) -> PreviewPage:
    """What bringing the chosen files in would do."""
    return PreviewPage(now=settings.now(), found=_previews(request).of(desk))


@pages.router.post("/walks/bring-in", status_code=303, tags=["change"])
def bring_in(request: Request, desk: Mine, settings: Setting) -> Response:
    """Keep the new walks of the preview."""
    found = _previews(request).take(desk)
    if not found:
        return RedirectResponse("/walks", 303)
    batch = walks.bring_in(desk, found, now=settings.now())
    return RedirectResponse(f"/walks?brought={batch.n_new}", 303)


@pages.router.post("/walks/forget", status_code=303, tags=["change"])
def forget(request: Request, desk: Mine) -> Response:
    """Bring in nothing of the preview."""
    _previews(request).take(desk)
    return RedirectResponse("/walks", 303)


@pages.router.post("/walks/folder", status_code=303, tags=["change"])
def watch(desk: Here, settings: Setting, folder: Annotated[str, Form(max_length=1000)] = "") -> Response:
    """Watch a folder of this computer, or no longer."""
    found = watched.watch(desk, folder, now=settings.now())
    if found is not None:
        watched.read_folder(desk, watched.Seen(), now=settings.now())
    return RedirectResponse("/walks?saved=1", 303)


@pages.page("/walks/{outing_id}", "walk.html")
def walk(outing_id: UUID, desk: Mine, settings: Setting) -> OutingPage:
    """One walk: its figures, what it asked of the calf, and how that is known."""
    return OutingPage(now=settings.now(), outing=walks.outing(desk, outing_id))


@pages.router.post("/walks/{outing_id}/remove", status_code=303, tags=["change"])
def remove(outing_id: UUID, desk: Mine, settings: Setting) -> Response:
    """Remove a walk."""
    walks.remove(desk, outing_id, now=settings.now())
    return RedirectResponse("/walks?removed=1", 303)


def _noon(said: str, now: datetime) -> datetime | None:
    """The middle of that day, for files that do not say when."""
    if not said:
        return None
    try:
        found = datetime.combine(date.fromisoformat(said), time(12), now.tzinfo)
    except ValueError:
        raise InputError(f"walked_on: expected a day as in {now.date().isoformat()}, got {said[:20]!r}") from None
    if found.date() > now.date():
        raise InputError("walked_on: that day has not come yet")
    return min(found, now)
