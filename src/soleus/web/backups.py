"""Backups: make, take with you, bring in, look into, restore."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Form, Request
from pydantic import BaseModel, Field
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from soleus.errors import InputError
from soleus.web.data import named
from soleus.web.pages import Here, Setting, new_pages, templates_of
from soleus.web.receiving import Arrived, FilesForm, Nothing
from soleus.web.settings import BACKUP_BYTES
from soleus.web.twins import AS_JSON
from soleus.workspace import restoring
from soleus.workspace.backups import back_up
from soleus.workspace.place import Desk
from soleus.workspace.restoring import Kept, Seen

pages = new_pages()

PHRASE = "replace everything"
FILE = FilesForm("backup", Nothing)


def keeper_here(desk: Here) -> Desk:
    """The desk of whoever may handle backups."""
    restoring.check_keeper(desk)
    return desk


Keeping = Annotated[Desk, Depends(keeper_here)]


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupsPage:
    """The backups that are here; ``made`` is the one that was just made."""

    kept: tuple[Kept, ...]
    made: str | None
    limit_bytes: int = BACKUP_BYTES


@dataclass(frozen=True, slots=True)
class Compared:
    """How many of a kind a backup has, and how many are here."""

    name: str
    in_backup: int
    here: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupPage:
    """One backup; ``seen`` is None while it is closed: encrypted, its passphrase not given."""

    name: str
    encrypted: bool
    seen: Seen | None
    compared: tuple[Compared, ...]
    phrase: str = PHRASE


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoredPage:
    """What was restored, and the name of the safety backup of what it replaced."""

    seen: Seen
    safety: str


class Passphrase(BaseModel):
    """What opens an encrypted backup; empty where it is not encrypted."""

    passphrase: str = Field("", max_length=1000)


class Sure(Passphrase):
    """The words that are typed."""

    phrase: str = Field("", max_length=80)


@pages.page("/data/backups", "backups.html")
def backups(desk: Keeping, made: str | None = None) -> BackupsPage:
    """The backups that are here."""
    found = tuple(restoring.kept(desk.workspace))
    return BackupsPage(kept=found, made=made if made in {one.name for one in found} else None)


@pages.router.post("/data/backups", status_code=303, tags=["change"])
def make(form: Annotated[Passphrase, Form()], desk: Keeping, settings: Setting) -> Response:
    """Make a backup of everything and verify it."""
    found = back_up(desk.workspace, now=settings.now(), passphrase=form.passphrase or None)
    return RedirectResponse(f"/data/backups?made={quote(found.path.name)}", 303)


@pages.router.post("/data/backups/bring", status_code=303, tags=["change"], openapi_extra=FILE.described)
def bring(
    desk: Keeping, arrived: Annotated[Arrived[Nothing], Depends(FILE, scope="function")], settings: Setting
) -> Response:
    """Put a backup from elsewhere beside the others."""
    with arrived.tray as tray:
        found = restoring.bring(desk.workspace, tray.files[0], now=settings.now())
    return RedirectResponse(f"/data/backups/{found.name}", 303)


@pages.page("/data/backups/{name}", "backup.html")
def backup(name: str, desk: Keeping) -> BackupPage:
    """What is in a backup, and what it would replace."""
    encrypted = restoring.path_of(desk.workspace, name).name.endswith(".sealed")
    return _page(name, encrypted, None if encrypted else restoring.look(desk.workspace, name))


@pages.router.post("/data/backups/{name}/look", response_class=HTMLResponse, tags=["change"], responses=AS_JSON)
def look(name: str, form: Annotated[Passphrase, Form()], request: Request, desk: Keeping) -> Response:
    """The same of an encrypted backup."""
    seen = restoring.look(desk.workspace, name, form.passphrase or None)
    return templates_of(request).TemplateResponse(request, "backup.html", {"page": _page(name, True, seen)})


@pages.router.get("/data/backups/{name}/file", response_class=FileResponse, tags=["file"])
def take(name: str, desk: Keeping) -> Response:
    """The file itself."""
    path = restoring.path_of(desk.workspace, name)
    return FileResponse(
        path, filename=name, media_type="application/octet-stream", headers={"Cache-Control": "no-store"}
    )


@pages.router.post("/data/backups/{name}/restore", response_class=HTMLResponse, tags=["change"], responses=AS_JSON)
def restore(name: str, form: Annotated[Sure, Form()], request: Request, desk: Keeping, settings: Setting) -> Response:
    """Replace everything by a backup, after a safety backup of what is replaced."""
    if " ".join(form.phrase.lower().split()) != PHRASE:
        raise InputError(f'Nothing was replaced. To restore this backup, type "{PHRASE}".')
    done = restoring.restore_running(desk.workspace, name, now=settings.now(), passphrase=form.passphrase or None)
    page = RestoredPage(seen=done.seen, safety=done.safety.path.name)
    return templates_of(request).TemplateResponse(request, "backup_restored.html", {"page": page})


@pages.router.post("/data/backups/{name}/delete", status_code=303, tags=["change"])
def remove(name: str, desk: Keeping) -> Response:
    """Remove a backup for good."""
    restoring.remove(desk.workspace, name)
    return RedirectResponse("/data/backups", 303)


def _page(name: str, encrypted: bool, seen: Seen | None) -> BackupPage:
    compared = (
        ()
        if seen is None
        else tuple(
            Compared(named(table), seen.counts.get(table, 0), seen.here.get(table, 0))
            for table in dict.fromkeys([*seen.counts, *seen.here])
            if seen.counts.get(table) or seen.here.get(table)
        )
    )
    return BackupPage(name=name, encrypted=encrypted, seen=seen, compared=compared)
