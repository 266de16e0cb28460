"""Undoing an import: at once where nothing of it was changed since, else after the person has seen what goes."""

from typing import Annotated
from uuid import UUID

from fastapi import Form
from starlette.responses import RedirectResponse, Response

from soleus.web.pages import Mine, Setting, new_pages
from soleus.workspace import recordings, undoing
from soleus.workspace.undoing import Undoing

pages = new_pages()

BACK = {"walks": "/walks?undone=1", "glucose": "/glucose/import", "recordings": "/data/import"}


@pages.page("/data/imports/{batch_id}", "import_undo.html")
def look(batch_id: UUID, desk: Mine) -> Undoing:
    """What undoing an import would remove, and what of it was changed since."""
    return undoing.look_at(desk, batch_id)


@pages.router.post("/data/imports/{batch_id}/undo", status_code=303, tags=["change"])
def undo(batch_id: UUID, desk: Mine, settings: Setting, sure: Annotated[bool, Form()] = False) -> Response:
    """Take out again what came in together; what was changed since goes only when the person is sure."""
    found = undoing.look_at(desk, batch_id)
    if (found.changed and not sure) or not found.can_be_undone:
        return RedirectResponse(f"/data/imports/{batch_id}", 303)
    recordings.undo(desk, batch_id, now=settings.now())
    report = found.batch.report
    kind = "walks" if report.get("kind") == "walks" else "glucose" if "glucose" in report else "recordings"
    return RedirectResponse(BACK[kind], 303)
