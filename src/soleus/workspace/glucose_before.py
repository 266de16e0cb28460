"""Glucose before a session, from what is stored and what the person has just measured."""

from datetime import datetime

from soleus.errors import InputError
from soleus.glucose.newest import newest_reading
from soleus.programme.before_session import Before, glucose_before
from soleus.programme.medication import LOW_GLUCOSE
from soleus.programme.profile import Ketones
from soleus.workspace import glucose_readings, people
from soleus.workspace.place import Desk


def before_session(
    desk: Desk, *, now: datetime, said_mg_dl: float | None = None, ketones: Ketones | None = None
) -> Before:
    """What glucose says about a session that begins now."""
    profile = people.profile(desk)
    readings = glucose_readings.stored_readings(desk)
    return glucose_before(
        None if readings is None else newest_reading(readings, now),
        lowering=profile is not None and not LOW_GLUCOSE.isdisjoint(profile.medication),
        said_mg_dl=said_mg_dl,
        ketones=ketones,
        unit=profile.glucose_unit if profile else "mg/dL",
    )


def check_glucose(
    desk: Desk, *, now: datetime, said_mg_dl: float | None = None, ketones: Ketones | None = None
) -> None:
    """Refuse a session that the table closes.

    Raises
    ------
    InputError  with what to do first
    """
    before = before_session(desk, now=now, said_mg_dl=said_mg_dl, ketones=ketones)
    if before.closed:
        why = next(finding.why for finding in before.findings if finding.effect not in ("limit", "note"))
        raise InputError(f"No session now. {why}")


def fresh_mg_dl(desk: Desk, *, now: datetime) -> float | None:
    """The sensor's value if it is fresh; None where it is not known."""
    return before_session(desk, now=now).value_mg_dl
