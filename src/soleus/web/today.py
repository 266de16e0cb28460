"""Today: what to do now, and last time's numbers."""

from dataclasses import dataclass
from datetime import datetime

from soleus.exercises import Exercise, find_exercise
from soleus.store.records import Session
from soleus.web.pages import Mine, Setting, new_pages
from soleus.web.session import FIRST_EXERCISE
from soleus.workspace import sessions
from soleus.workspace.sessions import Training

pages = new_pages()


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayPage:
    """The session that is still open, else the exercise to start with; the last finished session."""

    now: datetime
    unfinished: Session | None
    exercise: Exercise
    last: Training | None


@pages.page("/", "today.html")
def today(desk: Mine, settings: Setting) -> TodayPage:
    """What to do now, and last time's numbers."""
    unfinished = sessions.unfinished(desk)
    last = next(iter(sessions.history(desk, newest=1)), None)
    current = unfinished[-1] if unfinished else None
    chosen = current.exercise if current else last.session.exercise if last else FIRST_EXERCISE
    return TodayPage(now=settings.now(), unfinished=current, exercise=find_exercise(chosen), last=last)
