"""Today: what to do now, and last time's numbers."""

from dataclasses import dataclass
from datetime import datetime

from soleus.exercises import Exercise, find_exercise
from soleus.programme import Prescription
from soleus.programme.prescription import doses_told
from soleus.programme.screening import Screened
from soleus.store.records import Session
from soleus.web.choosing import FIRST_EXERCISE, start_url
from soleus.web.pages import Mine, Setting, new_pages
from soleus.workspace import care, mornings, people, sessions
from soleus.workspace.sessions import Training

pages = new_pages()


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayPage:
    """The session that is still open, else what the plan says; the last finished session.

    ``told``: each exercise of the plan in a line; ``starts``: where it is started, None where nothing can be counted.
    ``setup_step``: what is missing for a plan; ``screened``: what the last answers allow; ``morning``: the session of
    yesterday whose morning is asked for.
    """

    now: datetime
    unfinished: Session | None
    exercise: Exercise
    plan: Prescription | None
    told: tuple[str, ...]
    starts: tuple[str | None, ...]
    setup_step: str | None
    screened: Screened
    last: Training | None
    morning: Session | None


@pages.page("/", "today.html")
def today(desk: Mine, settings: Setting) -> TodayPage:
    """What to do now, and last time's numbers."""
    unfinished = sessions.unfinished(desk)
    last = next(iter(sessions.history(desk, newest=1)), None)
    current = unfinished[-1] if unfinished else None
    plan = care.next_session(desk, now=settings.now())
    planned = next((item.exercise.id for item in plan.items if item.exercise.tempo), None) if plan else None
    chosen = current.exercise if current else planned or (last.session.exercise if last else FIRST_EXERCISE)
    return TodayPage(
        now=settings.now(),
        unfinished=current,
        exercise=find_exercise(chosen),
        plan=plan,
        told=doses_told(plan) if plan else (),
        starts=tuple(start_url(item) for item in plan.items) if plan else (),
        setup_step=people.next_setup_step(desk),
        screened=care.massage(desk),
        last=last,
        morning=mornings.to_ask(desk, now=settings.now()),
    )
