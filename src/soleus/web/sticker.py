"""The sticker sheet: drawn here, printed anywhere, checked with a ruler."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Form
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse, Response

from soleus.reps.motion import STICKER_MM
from soleus.web.pages import Mine, Setting, new_pages
from soleus.web.sticker_sheet import RULER_MM, sticker_sheet
from soleus.workspace import people

pages = new_pages(sticker_sheet)


@dataclass(frozen=True, slots=True, kw_only=True)
class StickerPage:
    """The size of the black square as it should be, and as it was measured on paper."""

    sticker_mm: float
    measured_mm: float
    ruler_mm: float = RULER_MM


class Ruler(BaseModel):
    """What a real ruler says of the printed one."""

    ruler_mm: float = Field(ge=50, le=200)


@pages.page("/sticker", "sticker.html")
def sticker(desk: Mine) -> StickerPage:
    """The sheet to print, and its check."""
    return StickerPage(sticker_mm=STICKER_MM, measured_mm=people.sticker_mm(desk))


@pages.router.post("/sticker", status_code=303, tags=["change"])
def check(form: Annotated[Ruler, Form()], desk: Mine, settings: Setting) -> Response:
    """Keep how large the print came out."""
    people.save_sticker_mm(desk, STICKER_MM * form.ruler_mm / RULER_MM, now=settings.now())
    return RedirectResponse("/sticker?saved=1", 303)
