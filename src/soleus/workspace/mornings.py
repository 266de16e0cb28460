"""The morning after: how much it hurts, asked once, kept with every session of the day before."""

from datetime import date, datetime, timedelta
from uuid import UUID

from soleus.errors import InputError
from soleus.store.records import Session
from soleus.workspace import sessions
from soleus.workspace.place import Desk
from soleus.workspace.sessions import MEASURED

LOOK_BACK = timedelta(days=3)  # yesterday on any clock, a flight in between included


def to_ask(desk: Desk, *, now: datetime) -> Session | None:
    """The last session of yesterday whose morning was not told; None where there is nothing to ask."""
    yesterday = now.date() - timedelta(days=1)
    found = [
        training.session
        for training in sessions.history(desk, since=now - LOOK_BACK, without=MEASURED)
        if training.session.local_date == yesterday and training.session.pain_next_morning_nrs is None
    ]
    return found[-1] if found else None


def can_be_told(session: Session, today: date) -> bool:
    """From the morning after on."""
    return session.state == "finished" and session.local_date < today


def tell(desk: Desk, session_id: UUID, pain_nrs: float | None, *, now: datetime) -> None:
    """Keep the pain of the morning after; one morning answers for every session of that day that is still open.

    Raises
    ------
    InputError     if that morning has not come, or the pain is beyond the scale
    NotFoundError  if this account has no such session
    """
    session = sessions.get(desk, session_id).session
    if not can_be_told(session, now.date()):
        raise InputError("The morning after this session has not come yet; say it tomorrow.")
    changes = {"pain_next_morning_nrs": pain_nrs}
    sessions.edit(desk, session_id, changes, now=now)
    for training in sessions.history(desk, since=sessions.began(session) - LOOK_BACK, without=MEASURED):
        other = training.session
        unanswered = other.local_date == session.local_date and other.pain_next_morning_nrs is None
        if unanswered and other.id != session_id and pain_nrs is not None:
            sessions.edit(desk, other.id, changes, now=now)
