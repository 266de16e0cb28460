"""Correcting and removing what was entered besides sessions: heel-raise tests and marks of soreness."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Form
from pydantic import BaseModel, BeforeValidator, Field
from starlette.responses import RedirectResponse, Response

from soleus.errors import InputError
from soleus.exercises import Region, recovery
from soleus.recording.signals import Side
from soleus.store.entries import HeelRaiseTest, Soreness
from soleus.web.pages import Mine, Setting, new_pages
from soleus.workspace import diary
from soleus.workspace.corrections import REASON_CHARS_MAX

pages = new_pages()

MOST_RAISES = 1000  # as in a profile
Blank = BeforeValidator(lambda value: None if value == "" else value)


@dataclass(frozen=True, slots=True, kw_only=True)
class TestEntryPage:
    """A test as it can be corrected."""

    now: datetime
    test: HeelRaiseTest
    most_raises: int = MOST_RAISES
    reason_chars: int = REASON_CHARS_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class SorenessEntryPage:
    """A mark as it can be corrected."""

    now: datetime
    mark: Soreness
    regions: tuple[Region, ...]


class CorrectedTest(BaseModel):
    """The form of a test; pain that was not told stays unknown."""

    side: Side
    n_reps: int = Field(ge=0, le=MOST_RAISES)
    pain_nrs: Annotated[Annotated[float, Field(ge=0, le=10)] | None, Blank] = None
    reason: str = Field("", max_length=REASON_CHARS_MAX)


class CorrectedMark(BaseModel):
    """The form of a mark."""

    side: Side
    region: str = Field(max_length=60)
    soreness_nrs: float = Field(ge=0, le=10)
    moment: Annotated[Literal["before", "after"] | None, Blank] = None


@pages.page("/entries/tests/{entry_id}", "entry_test.html")
def edit_test(entry_id: UUID, desk: Mine, settings: Setting) -> TestEntryPage:
    """Correct leg, count and pain of a heel-raise test."""
    return TestEntryPage(now=settings.now(), test=diary.entry(desk, HeelRaiseTest, entry_id))


@pages.router.post("/entries/tests/{entry_id}", status_code=303, tags=["change"])
def keep_test(entry_id: UUID, form: Annotated[CorrectedTest, Form()], desk: Mine, settings: Setting) -> Response:
    """Keep the correction of a test."""
    kept = diary.correct_test(desk, entry_id, **form.model_dump(), now=settings.now())
    return _to_day(kept)


@pages.router.post("/entries/tests/{entry_id}/remove", status_code=303, tags=["change"])
def remove_test(entry_id: UUID, desk: Mine, settings: Setting) -> Response:
    """Remove a test for good; the session it was made from stays."""
    found = diary.entry(desk, HeelRaiseTest, entry_id)
    diary.remove(desk, HeelRaiseTest, entry_id, now=settings.now())
    return _to_day(found)


@pages.page("/entries/soreness/{mark_id}", "entry_soreness.html")
def edit_mark(mark_id: UUID, desk: Mine, settings: Setting) -> SorenessEntryPage:
    """Correct place and strength of a soreness."""
    mark = diary.entry(desk, Soreness, mark_id)
    return SorenessEntryPage(now=settings.now(), mark=mark, regions=tuple(recovery().regions.values()))


@pages.router.post("/entries/soreness/{mark_id}", status_code=303, tags=["change"])
def keep_mark(mark_id: UUID, form: Annotated[CorrectedMark, Form()], desk: Mine, settings: Setting) -> Response:
    """Keep the correction of a soreness."""
    known = diary.entry(desk, Soreness, mark_id).region
    if form.region not in recovery().regions and form.region != known:
        raise InputError(f"region {form.region!r} is unknown; expected one of {', '.join(recovery().regions)}")
    return _to_day(diary.correct(desk, Soreness, mark_id, form.model_dump(), now=settings.now()))


@pages.router.post("/entries/soreness/{mark_id}/remove", status_code=303, tags=["change"])
def remove_mark(mark_id: UUID, desk: Mine, settings: Setting) -> Response:
    """Remove a mark of soreness for good."""
    found = diary.entry(desk, Soreness, mark_id)
    diary.remove(desk, Soreness, mark_id, now=settings.now())
    return _to_day(found)


def _to_day(entry: HeelRaiseTest | Soreness) -> Response:
    return RedirectResponse(f"/history/{entry.local_date}", 303)
