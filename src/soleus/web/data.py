"""Your data: what there is, take it out, delete it; with a receipt."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Form, Request
from pydantic import BaseModel, Field
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, HTMLResponse, Response

from soleus.errors import InputError
from soleus.web.gate import sits_here
from soleus.web.pages import Keeper, Mine, Setting, new_pages, templates_of
from soleus.web.twins import AS_JSON
from soleus.workspace import deletion
from soleus.workspace.deletion import Receipt
from soleus.workspace.export import export_everything
from soleus.workspace.intray import new_tray

pages = new_pages()

PHRASE = "delete everything"
NAMES: Mapping[str, str] = {  # tables in the words of the person; others by their own name
    "profiles": "About you",
    "screenings": "Answers to the safety questions",
    "sessions": "Sessions",
    "sets": "Sets",
    "signals": "Recordings",
    "heel_raise_tests": "Heel-raise tests",
    "soreness": "Soreness marks",
    "prescriptions": "Plans that were given",
    "reminders": "Reminders",
    "import_batches": "Imports",
    "audit_log": "Log of what was done",
    "api_tokens": "Logins and tokens",
    "accounts": "Accounts",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """How many of a kind there are."""

    name: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DataPage:
    """What is stored of whoever asks; where is told only to who sits at the machine."""

    lines: tuple[Line, ...]
    folder: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletePage:
    """What would be deleted, and the words that say so."""

    lines: tuple[Line, ...]
    phrase: str = PHRASE


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletedPage:
    """The receipt, and its counts in words."""

    receipt: Receipt
    lines: tuple[Line, ...]


class Sure(BaseModel):
    """The words that are typed."""

    phrase: str = Field("", max_length=80)


@pages.page("/data", "data.html")
def data(request: Request, desk: Mine) -> DataPage:
    """What is stored, and what can be done with it."""
    return DataPage(
        lines=lines_of(deletion.what_there_is(desk)),
        folder=str(desk.workspace.folder.root) if sits_here(request) else None,
    )


@pages.router.post("/data/export", response_class=FileResponse, tags=["change"])
def export(desk: Mine, settings: Setting) -> Response:
    """Everything of this person as a zip of open formats."""
    now = settings.now()
    tray = new_tray(desk)
    made = export_everything(desk, tray.folder, now=now)
    headers = {"Cache-Control": "no-store"}
    return FileResponse(
        made.path,
        filename=made.path.name,
        media_type="application/zip",
        headers=headers,
        background=BackgroundTask(tray.discard),
    )


@pages.page("/data/delete", "data_delete.html")
def delete(desk: Keeper) -> DeletePage:
    """What deleting everything would delete."""
    return DeletePage(lines=lines_of(deletion.what_there_is(desk)))


@pages.router.post("/data/delete", response_class=HTMLResponse, tags=["change"], responses=AS_JSON)
def delete_everything(form: Annotated[Sure, Form()], request: Request, desk: Keeper, settings: Setting) -> Response:
    """Delete everything of this person; the answer is the receipt, for afterwards nobody is left to ask for it."""
    if " ".join(form.phrase.lower().split()) != PHRASE:
        raise InputError(f'Nothing was deleted. To delete everything, type "{PHRASE}".')
    receipt = deletion.delete_everything(desk, now=settings.now())
    if not sits_here(request):
        receipt = replace(receipt, path="")
    page = DeletedPage(receipt=receipt, lines=lines_of(receipt.counts))
    return templates_of(request).TemplateResponse(request, "data_deleted.html", {"page": page})


def lines_of(counts: Mapping[str, int]) -> tuple[Line, ...]:
    """Counts in words, those that are none left out."""
    return tuple(Line(name=named(name), count=count) for name, count in counts.items() if count)


def named(table: str) -> str:
    """A table in the words of the person."""
    return NAMES.get(table, table.replace("_", " ").capitalize())
