"""A person's reminders: set up, due now, sent, and as a calendar feed."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from soleus.errors import InputError
from soleus.reminders.calendar import feed
from soleus.reminders.outgoing import Channel, Sent, check_address, send
from soleus.reminders.rules import Rule, Told, due
from soleus.store.entries import Reminder
from soleus.store.records import Profile, Session
from soleus.store.rows import Rows
from soleus.workspace import people
from soleus.workspace.mornings import LOOK_BACK
from soleus.workspace.place import Desk

Reply = Literal["done", "later", "not today"]
SILENCED = "reminders_silenced"  # in the profile's settings: id of a reminder -> the day on which it is silent

TITLES = {"meal": "Soleus push-ups", "sitting": "Time to move", "session": "Training", "morning": "Good morning"}
MESSAGES = {
    "meal": "A good moment for soleus push-ups.",
    "sitting": "You have been sitting for a while.",
    "session": "Your session is waiting.",
    "morning": "How does it feel this morning?",
}


def save(desk: Desk, reminder: Reminder, *, allow_private: bool = False) -> Reminder:
    """Set a reminder up, or change it; what was told of it stays known.

    Raises
    ------
    InputError  if it can never be due, or its address may not be used
    """
    rule_of(reminder)
    if reminder.channel in ("ntfy", "webhook"):
        check_address(reminder.address or "", allow_private=allow_private)
    elif reminder.address is not None:
        raise InputError(f"address: a reminder by {reminder.channel} has none")
    if reminder.kind == "sitting" and reminder.channel != "page":
        raise InputError("channel: only an open page knows how long you have been sitting; choose the page")
    with desk.store.writing(desk.owner) as rows:
        known = rows.find(Reminder, reminder.id)
        if known:
            told = {name: getattr(known, name) for name in ("created_at", "last_due_at", "last_sent_at", "n_sent")}
            reminder = replace(reminder, **told)
        (rows.put if known else rows.add)(reminder)
    return reminder


def all_of(desk: Desk) -> list[Reminder]:
    """Every reminder, oldest first."""
    with desk.store.reading(desk.owner) as rows:
        return rows.all(Reminder)


def remove(desk: Desk, reminder_id: UUID) -> None:
    """Remove a reminder.

    Raises
    ------
    NotFoundError  if this account has none of that id
    """
    with desk.store.writing(desk.owner) as rows:
        rows.get(Reminder, reminder_id)
        rows.remove(Reminder, {"id": reminder_id})


def due_now(desk: Desk, *, now: datetime, sitting_since: datetime | None = None) -> list[tuple[Reminder, datetime]]:
    """The reminders to tell now, each with its occasion; nothing is marked as told.

    Parameters
    ----------
    now : on the person's own clock
    sitting_since : since when they have been at the desk, as the page knows it
    """
    with desk.store.reading(desk.owner) as rows:
        profile = next(iter(rows.all(Profile)), None)
        silenced = _silenced(profile.settings if profile else {})
        today = now.date().isoformat()
        reminders = [one for one in rows.all(Reminder) if one.enabled and silenced.get(str(one.id)) != today]
        done_at = _done_at(rows)
        unanswered = _morning_unanswered(rows, now) if reminders else False
    found = []
    for reminder in reminders:
        if reminder.kind == "morning" and not unanswered:
            continue
        done = None if reminder.kind == "morning" else done_at
        occasion = due(rule_of(reminder), now=now, told=_told(reminder), done_at=done, sitting_since=sitting_since)
        if occasion is not None:
            found.append((reminder, occasion))
    return found


def mark_told(desk: Desk, reminder_id: UUID, occasion: datetime, *, now: datetime) -> Reminder:
    """Remember that a reminder was shown or sent for that occasion."""
    with desk.store.writing(desk.owner) as rows:
        reminder = rows.get(Reminder, reminder_id)
        times = reminder.n_sent + 1 if reminder.last_due_at == occasion else 1
        reminder = replace(reminder, last_due_at=occasion, last_sent_at=now, n_sent=times)
        rows.put(reminder)
    return reminder


def reply(desk: Desk, reminder_id: UUID, occasion: datetime, said: Reply, *, now: datetime) -> Reminder:
    """Take the person's answer: ``later`` asks for a repeat, ``done`` for none, ``not today`` ends the day.

    Raises
    ------
    NotFoundError  if this account has none of that id
    """
    with desk.store.writing(desk.owner) as rows:
        reminder = rows.get(Reminder, reminder_id)
        reminder = replace(reminder, last_due_at=occasion, last_sent_at=now, n_sent=1 if said == "later" else 2)
        rows.put(reminder)
    if said == "not today":
        _silence(desk, reminder_id, now)
    return reminder


def try_out(reminder: Reminder, *, allow_private: bool = False) -> Sent:
    """Send a reminder's message now, whatever the time, so that the person sees whether it arrives."""
    return _send(reminder, allow_private=allow_private)


def _silence(desk: Desk, reminder_id: UUID, now: datetime) -> None:
    found = people.profile(desk)
    settings = dict(found.settings) if found else {}
    today = now.date().isoformat()
    silenced = {name: day for name, day in _silenced(settings).items() if day == today}
    people.save_profile(desk, {"settings": settings | {SILENCED: silenced | {str(reminder_id): today}}}, now=now)


def _silenced(settings: Mapping[str, object]) -> dict[str, str]:
    found = settings.get(SILENCED)
    return {str(name): str(day) for name, day in found.items()} if isinstance(found, Mapping) else {}


def send_due(
    desk: Desk, *, now: datetime, sitting_since: datetime | None = None, allow_private: bool = False
) -> list[tuple[Reminder, Sent]]:
    """Send what is due by ntfy and webhook; one that fails is tried again, as the repeat, and then left."""
    results = []
    for reminder, occasion in due_now(desk, now=now, sitting_since=sitting_since):
        if reminder.channel not in ("ntfy", "webhook"):
            continue
        mark_told(desk, reminder.id, occasion, now=now)
        results.append((reminder, _send(reminder, allow_private=allow_private)))
    return results


def calendar_text(desk: Desk) -> str:
    """The calendar feed of the reminders that are on and meant for the calendar."""
    shown = [reminder for reminder in all_of(desk) if reminder.enabled and reminder.channel == "calendar"]
    return feed((reminder.id, reminder.local(reminder.created_at), rule_of(reminder)) for reminder in shown)


def rule_of(reminder: Reminder) -> Rule:
    """When it is due.

    Raises
    ------
    InputError  if it can never be
    """
    return Rule(**{f.name: getattr(reminder, f.name) for f in fields(Rule)})


def _send(reminder: Reminder, *, allow_private: bool) -> Sent:
    channel: Channel = "ntfy" if reminder.channel == "ntfy" else "webhook"
    title, message = TITLES[reminder.kind], MESSAGES[reminder.kind]
    try:
        return send(reminder.address or "", channel=channel, title=title, message=message, allow_private=allow_private)
    except InputError as error:
        return Sent(ok=False, detail=str(error))


def _told(reminder: Reminder) -> Told | None:
    if reminder.last_due_at is None or reminder.last_sent_at is None:
        return None
    return Told(due_at=reminder.last_due_at, sent_at=reminder.last_sent_at, times=reminder.n_sent)


def _done_at(rows: Rows) -> datetime | None:
    found: datetime | None = rows.greatest(Session, "finished_at", {"state": "finished"})
    return found


def _morning_unanswered(rows: Rows, now: datetime) -> bool:
    """Whether a session of yesterday still lacks the next morning's pain."""
    yesterday = now.date() - timedelta(days=1)
    return any(
        session.local_date == yesterday and session.pain_next_morning_nrs is None
        for session in rows.all(Session, {"state": "finished"}, since=now - LOOK_BACK, without=("dose",))
    )
