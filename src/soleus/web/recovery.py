"""Recovery: routines behind the screen, and the drawn calf on which soreness is marked."""

from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID, uuid4

from fastapi import Form
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field
from starlette.responses import Response

from soleus.errors import InputError, NotFoundError
from soleus.exercises import Region, Technique, find_technique, recovery
from soleus.programme.screening import Screened
from soleus.recording.signals import Side
from soleus.store.entries import Soreness
from soleus.web.drawings import calf_map
from soleus.web.pages import Mine, Setting, new_pages
from soleus.workspace import care, diary
from soleus.workspace.place import offset_min

pages = new_pages(calf_map)

SHOWN = 12  # marks in the list; the rest is in the export


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryPage:
    """The techniques, whether massage is allowed now, and the last marks."""

    techniques: tuple[Technique, ...]
    screened: Screened
    marks: tuple[Soreness, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TechniquePage:
    """One routine with its steps, or why not now."""

    technique: Technique
    screened: Screened


@dataclass(frozen=True, slots=True, kw_only=True)
class SorenessPage:
    """The calf of one side, with the last soreness of each region."""

    side: Side
    mark_id: UUID
    regions: tuple[Region, ...]
    last: dict[str, float]


class Mark(BaseModel):
    """How sore a region is; ``moment``: before or after a routine, or at any other time."""

    mark_id: UUID
    region: str = Field(max_length=60)
    soreness_nrs: float = Field(ge=0, le=10)
    moment: Literal["", "before", "after"] = ""


@pages.page("/recovery", "recovery.html")
def every_technique(desk: Mine) -> RecoveryPage:
    """Routines, and what was sore."""
    return RecoveryPage(
        techniques=tuple(recovery().techniques.values()),
        screened=care.massage(desk),
        marks=tuple(diary.entries(desk, Soreness)[-SHOWN:][::-1]),
    )


@pages.page("/recovery/soreness", "soreness.html")
def soreness(desk: Mine, side: Side = "left") -> SorenessPage:
    """Tap where it is sore."""
    last = {mark.region: mark.soreness_nrs for mark in diary.entries(desk, Soreness) if mark.side == side}
    return SorenessPage(side=side, mark_id=uuid4(), regions=tuple(recovery().regions.values()), last=last)


@pages.router.post("/recovery/soreness/{side}", status_code=303, tags=["change"])
def keep_mark(side: Side, form: Annotated[Mark, Form()], desk: Mine, settings: Setting) -> Response:
    """Keep one mark; sent twice it counts once."""
    if form.region not in recovery().regions:
        raise InputError(f"region {form.region!r} is unknown; expected one of {', '.join(recovery().regions)}")
    now = settings.now()
    mark = Soreness(
        id=form.mark_id,
        created_at=now,
        utc_offset_min=offset_min(now),
        region=form.region,
        soreness_nrs=form.soreness_nrs,
        side=side,
        moment=form.moment or None,
    )
    diary.add(desk, mark)
    return RedirectResponse(f"/recovery/soreness?side={side}", 303)


@pages.page("/recovery/{technique_id}", "technique.html")
def technique(technique_id: str, desk: Mine) -> TechniquePage:
    """One routine, step by step with its times; behind the screen."""
    try:
        found = find_technique(technique_id)
    except InputError as error:
        raise NotFoundError(str(error)) from error
    return TechniquePage(technique=found, screened=care.massage(desk))
