"""Correcting a session, putting it away and bringing it back."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Form
from pydantic import BaseModel, BeforeValidator, Field
from starlette.responses import RedirectResponse, Response

from soleus.errors import InputError
from soleus.exercises import Exercise, catalogue
from soleus.recording.signals import Side
from soleus.web.pages import Mine, Setting, new_pages
from soleus.workspace import sessions
from soleus.workspace.corrections import MOST_LOAD_KG, MOST_REPS, REASON_CHARS_MAX, SetCorrection, correct
from soleus.workspace.sessions import Training

pages = new_pages()

Blank = BeforeValidator(lambda value: None if value == "" else value)
Reps = Annotated[Annotated[int, Field(ge=0, le=MOST_REPS)] | None, Blank]
Load = Annotated[Annotated[float, Field(ge=0, le=MOST_LOAD_KG)] | None, Blank]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditPage:
    """A session as it can be corrected."""

    now: datetime
    training: Training
    exercises: tuple[Exercise, ...]
    most_reps: int = MOST_REPS
    most_load_kg: float = MOST_LOAD_KG
    reason_chars: int = REASON_CHARS_MAX


class Corrected(BaseModel):
    """The form; the lists have one entry a set. An empty field is not known."""

    exercise: str = Field(max_length=60)
    target_sets: Annotated[Annotated[int, Field(ge=1, le=50)] | None, Blank] = None
    target_reps: Annotated[Annotated[int, Field(ge=1, le=MOST_REPS)] | None, Blank] = None
    target_minutes: Annotated[Annotated[float, Field(gt=0, le=1440)] | None, Blank] = None
    target_load_kg: Load = None
    set_id: list[UUID] = Field([], max_length=100)
    n_reps: list[Reps] = Field([], max_length=100)
    side: list[Annotated[Side | None, Blank]] = Field([], max_length=100)
    load_kg: list[Load] = Field([], max_length=100)
    reason: str = Field("", max_length=REASON_CHARS_MAX)

    def sets(self) -> list[SetCorrection]:
        """One correction a set.

        Raises
        ------
        InputError  if the columns of the form do not belong together
        """
        columns: tuple[list[Any], ...] = (self.set_id, self.n_reps, self.side, self.load_kg)
        if len({len(column) for column in columns}) != 1:
            raise InputError("The form came in pieces; open the page again.")
        return [
            SetCorrection(set_id=set_id, n_reps=n_reps, side=side, load_kg=load_kg)
            for set_id, n_reps, side, load_kg in zip(*columns, strict=True)
        ]


@pages.page("/sessions/{session_id}/edit", "session_edit.html")
def edit_session(session_id: UUID, desk: Mine, settings: Setting) -> EditPage:
    """Correct exercise, target, count, side and load of a session."""
    training = sessions.get(desk, session_id)
    if training.session.state != "finished":
        raise InputError("Only a finished session can be corrected; finish this one first.")
    return EditPage(now=settings.now(), training=training, exercises=tuple(catalogue().values()))


@pages.router.post("/sessions/{session_id}/edit", status_code=303, tags=["change"])
def keep_correction(session_id: UUID, form: Annotated[Corrected, Form()], desk: Mine, settings: Setting) -> Response:
    """Keep the correction."""
    target = replace(
        sessions.get(desk, session_id).session.target,
        sets=form.target_sets,
        reps=form.target_reps,
        minutes=form.target_minutes,
        load_kg=form.target_load_kg,
    )
    correct(
        desk,
        session_id,
        exercise=form.exercise,
        target=target,
        sets=form.sets(),
        reason=form.reason,
        now=settings.now(),
    )
    return RedirectResponse(f"/sessions/{session_id}?saved=1", 303)


@pages.router.post("/sessions/{session_id}/delete", status_code=303, tags=["change"])
def put_away(session_id: UUID, desk: Mine, settings: Setting) -> Response:
    """Delete a session; the history offers to undo it."""
    sessions.delete(desk, session_id, now=settings.now())
    return RedirectResponse(f"/history?deleted={session_id}", 303)


@pages.router.post("/sessions/{session_id}/undelete", status_code=303, tags=["change"])
def bring_back(session_id: UUID, desk: Mine, settings: Setting) -> Response:
    """Undo the deletion of a session."""
    sessions.undelete(desk, session_id, now=settings.now())
    return RedirectResponse(f"/sessions/{session_id}", 303)
