"""What comes next and whether it is safe: screening and the plan on what is stored."""

from datetime import datetime

from soleus.errors import InputError
from soleus.programme import Prescription, prescribe
from soleus.programme.profile import Answers
from soleus.programme.reading import LEAST_MG_DL, profile_of
from soleus.programme.screening import Screened, screen_massage
from soleus.workspace import people, planning
from soleus.workspace.glucose_before import fresh_mg_dl
from soleus.workspace.place import Desk


def answers(desk: Desk) -> Answers:
    """What was answered last; unanswered questions stay open."""
    found = people.screening(desk)
    return Answers(**dict(found.answers)) if found else Answers()


def massage(desk: Desk) -> Screened:
    """May the calf be massaged."""
    return screen_massage(answers(desk))


def check_session(desk: Desk) -> None:
    """Refuse a session that the screening closes.

    Raises
    ------
    InputError  with the reason, until the questions are answered again
    """
    screened = screen_massage(answers(desk))
    if screened.closed:
        raise InputError(f"No session now. {screened.findings[0].why} The questions are at /setup/screening.")


def next_session(desk: Desk, *, now: datetime) -> Prescription | None:
    """The next session by the stored history; None before the set-up has a goal and the days of a week."""
    found = people.profile(desk)
    if found is None or found.goal is None or found.days_per_week is None:
        return None
    fresh = fresh_mg_dl(desk, now=now)
    glucose_mg_dl = None if fresh is None else max(LEAST_MG_DL, fresh)
    return prescribe(profile_of(planning.plan_profile(desk, now=now, glucose_mg_dl=glucose_mg_dl)), now.date())
