"""The heel-raise test: what to do, one leg, the rest, the other leg, and what it says."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID, uuid4

from fastapi import Form
from pydantic import BaseModel, BeforeValidator, Field
from starlette.responses import RedirectResponse, Response

from soleus.errors import InputError
from soleus.exercises import Exercise, find_exercise
from soleus.recording.signals import Side
from soleus.response.norms import AGE_CONFLICT
from soleus.response.protocol import STOP_RULES, StopRule
from soleus.store.records import Session
from soleus.web.norm_picture import norm_picture
from soleus.web.pages import Mine, Setting, new_pages
from soleus.workspace import heel_raise_tests, people, sessions
from soleus.workspace.heel_raise_tests import EXERCISE, Occasion, Report

pages = new_pages(norm_picture)
TestWay = Literal["camera-sticker", "phone", "tap"]
Why = Literal["it hurts", "it is injured", "a clinician said so", "not today"]
LEFT_OUT: tuple[Why, ...] = ("it hurts", "it is injured", "a clinician said so", "not today")


@dataclass(frozen=True, slots=True, kw_only=True)
class TestPage:
    """What the test asks, whether it is open now (``closed`` says why not), and the earlier ones, latest first."""

    now: datetime
    session_id: UUID
    exercise: Exercise
    closed: str | None
    trained_at: datetime | None
    unfinished: Session | None
    earlier: tuple[Occasion, ...]
    body_known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPage:
    """An occasion; ``rest_until`` while the other leg is still to come, ``session_id`` for its form."""

    now: datetime
    report: Report
    rest_until: datetime | None
    session_id: UUID
    reasons: tuple[str, ...]
    stop_rules: dict[StopRule, str]
    age_conflict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingPage:
    """A leg without a raise: nothing seen, or nothing lifted."""

    session: Session
    side: Side
    session_id: UUID


class BeginTest(BaseModel):
    """The form that starts one leg."""

    session_id: UUID
    side: Side
    how: TestWay


class LeaveOut(BaseModel):
    """Why the other leg is not tested."""

    why: Why


class Seated(BaseModel):
    """The heaviest seated raise; empty forgets it."""

    best_kg: Annotated[float | None, BeforeValidator(lambda value: None if value == "" else value)] = Field(
        None, le=500
    )


@pages.page("/test", "test.html")
def test(desk: Mine, settings: Setting) -> TestPage:
    """What the heel-raise test asks and how to begin; earlier tests."""
    now = settings.now()
    profile = people.profile(desk)
    return TestPage(
        now=now,
        session_id=uuid4(),
        exercise=find_exercise(EXERCISE),
        closed=_closed(desk, now),
        trained_at=heel_raise_tests.trained_lately(desk, now=now),
        unfinished=next((one for one in sessions.unfinished(desk) if one.exercise == EXERCISE), None),
        earlier=tuple(reversed(heel_raise_tests.occasions(desk))),
        body_known=bool(profile and profile.body_mass_kg and profile.sex and profile.birth_year),
    )


@pages.router.post("/test", status_code=303, tags=["change"])
def begin_test(form: Annotated[BeginTest, Form()], desk: Mine, settings: Setting) -> Response:
    """Start one leg."""
    begun = heel_raise_tests.begin(desk, side=form.side, how=form.how, session_id=form.session_id, now=settings.now())
    return RedirectResponse(f"/sessions/{begun.id}/live", 303)


@pages.router.post("/test/seated", status_code=303, tags=["change"])
def keep_seated(form: Annotated[Seated, Form()], desk: Mine, settings: Setting) -> Response:
    """Keep the heaviest seated raise."""
    heel_raise_tests.save_seated_best_kg(desk, form.best_kg, now=settings.now())
    return RedirectResponse("/test", 303)


@pages.page("/test/{entry_id}", "test_result.html")
def test_result(entry_id: UUID, desk: Mine, settings: Setting) -> ResultPage:
    """What a test was: both legs, beside others, and since the last time."""
    now = settings.now()
    report = heel_raise_tests.report(desk, entry_id, now=now)
    return ResultPage(
        now=now,
        report=report,
        rest_until=heel_raise_tests.rest_ends(report.occasion, now=now),
        session_id=uuid4(),
        reasons=LEFT_OUT,
        stop_rules=STOP_RULES,
        age_conflict=AGE_CONFLICT,
    )


@pages.router.post("/test/{entry_id}/leave-out", status_code=303, tags=["change"])
def leave_out(entry_id: UUID, form: Annotated[LeaveOut, Form()], desk: Mine, settings: Setting) -> Response:
    """Leave the other leg out, with the reason."""
    heel_raise_tests.leave_out(desk, entry_id, form.why, now=settings.now())
    return RedirectResponse(f"/test/{entry_id}", 303)


@pages.router.post("/test/{entry_id}/delete", status_code=303, tags=["change"])
def delete_test(entry_id: UUID, desk: Mine, settings: Setting) -> Response:
    """Delete a test."""
    heel_raise_tests.remove(desk, entry_id, now=settings.now())
    return RedirectResponse("/test", 303)


@pages.page("/test/nothing/{session_id}", "test_nothing.html")
def nothing_lifted(session_id: UUID, desk: Mine) -> NothingPage:
    """A leg without a raise: say which it was."""
    session = sessions.get(desk, session_id).session
    if session.exercise != EXERCISE or session.target.side is None:
        raise InputError("This session is no heel-raise test.")
    return NothingPage(session=session, side=session.target.side, session_id=uuid4())


@pages.router.post("/test/nothing/{session_id}", status_code=303, tags=["change"])
def keep_nothing(session_id: UUID, desk: Mine, settings: Setting) -> Response:
    """Keep a leg that could not lift the heel once."""
    leg = heel_raise_tests.conclude(desk, session_id, now=settings.now(), none_lifted=True)
    return RedirectResponse(f"/test/{leg.id}" if leg else "/test", 303)


def _closed(desk: Mine, now: datetime) -> str | None:
    try:
        heel_raise_tests.check(desk, now=now)
    except InputError as error:
        return str(error)
    return None
