"""Reminders: set up, changed, tried, and told on every open page."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID, uuid4

from fastapi import Form
from markupsafe import escape
from pydantic import BaseModel, BeforeValidator, Field
from starlette.responses import HTMLResponse, RedirectResponse, Response

from soleus.errors import InputError, NotFoundError
from soleus.reminders.rules import LEAST_SITTING_MIN, MOST_DELAY_MIN, MOST_SITTING_MIN
from soleus.store.entries import Channel, Reminder, ReminderKind
from soleus.web.pages import Mine, Setting, new_pages
from soleus.workspace import reminders
from soleus.workspace.place import offset_min
from soleus.workspace.reminders import MESSAGES, TITLES, Reply

pages = new_pages()
KINDS: dict[ReminderKind, str] = {
    "meal": "After meals",
    "sitting": "After long sitting",
    "session": "Training",
    "morning": "The morning after",
}
CHANNELS: dict[Channel, str] = {
    "page": "On an open page of the coach",
    "calendar": "In my calendar",
    "ntfy": "By ntfy to my phone",
    "webhook": "By webhook",
}
LINKS = {"meal": "/sessions/new", "sitting": "/sessions/new", "session": "/", "morning": "/"}
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
START: dict[ReminderKind, tuple[str, ...]] = {
    "meal": ("08:00", "12:30", "18:30"),
    "session": ("17:00",),
    "morning": ("08:00",),
}
SITTING_MIN, AFTER_MEAL_MIN = 30, 15
LATEST_MS = 10**14  # the year 5138
Blank = BeforeValidator(lambda value: None if value == "" else value)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemindersPage:
    """Every reminder, and what it is called."""

    reminders: tuple[Reminder, ...]
    kinds: dict[ReminderKind, str]
    channels: dict[Channel, str]
    days: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderPage:
    """One reminder, new or known, as a form."""

    reminder: Reminder
    new: bool
    kinds: dict[ReminderKind, str]
    channels: dict[Channel, str]
    days: tuple[str, ...]
    sitting_range_min: tuple[int, int] = (LEAST_SITTING_MIN, MOST_SITTING_MIN)
    most_delay_min: int = MOST_DELAY_MIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A reminder to tell now."""

    id: UUID
    occasion: datetime
    title: str
    message: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DueNow:
    """What to tell now, one at a time; without any reminder for pages there is no need to ask often."""

    due: Due | None
    any_on_page: bool


class Edited(BaseModel):
    """The form of one reminder."""

    kind: ReminderKind
    channel: Channel
    at: str = Field("", max_length=200)
    every_min: Annotated[int | None, Blank] = None
    delay_min: Annotated[int | None, Blank] = None
    days: list[int] = Field([], max_length=7)
    quiet_from: str = Field("21:00", max_length=5)
    quiet_to: str = Field("07:00", max_length=5)
    address: str = Field("", max_length=2000)
    enabled: bool = False


class Asked(BaseModel):
    """What a page knows: since when somebody has been sitting before it."""

    sitting_since_ms: int | None = Field(None, ge=0, le=LATEST_MS)


class Replied(BaseModel):
    """What the person said to a reminder."""

    occasion: datetime
    said: Reply


@pages.page("/reminders", "reminders.html")
def all_reminders(desk: Mine) -> RemindersPage:
    """Your reminders."""
    return RemindersPage(reminders=tuple(reminders.all_of(desk)), kinds=KINDS, channels=CHANNELS, days=DAYS)


@pages.page("/reminders/new/{kind}", "reminder.html")
def new_reminder(kind: Literal["meal", "sitting", "session", "morning"], settings: Setting) -> ReminderPage:
    """Set up a reminder."""
    now = settings.now()
    made = Reminder(
        id=uuid4(),
        created_at=now,
        utc_offset_min=offset_min(now),
        kind=kind,
        at=START.get(kind, ()),
        every_min=SITTING_MIN if kind == "sitting" else None,
        delay_min=AFTER_MEAL_MIN if kind == "meal" else 0,
    )
    return ReminderPage(reminder=made, new=True, kinds=KINDS, channels=CHANNELS, days=DAYS)


@pages.page("/reminders/{reminder_id}", "reminder.html")
def edit_reminder(reminder_id: UUID, desk: Mine) -> ReminderPage:
    """Change a reminder."""
    found = _known(desk, reminder_id)
    return ReminderPage(reminder=found, new=False, kinds=KINDS, channels=CHANNELS, days=DAYS)


@pages.router.post("/reminders/{reminder_id}", status_code=303, tags=["change"])
def keep_reminder(reminder_id: UUID, form: Annotated[Edited, Form()], desk: Mine, settings: Setting) -> Response:
    """Keep a reminder, new or changed."""
    now = settings.now()
    sent = form.channel in ("ntfy", "webhook")
    reminders.save(
        desk,
        Reminder(
            id=reminder_id,
            created_at=now,
            utc_offset_min=offset_min(now),
            kind=form.kind,
            channel=form.channel,
            enabled=form.enabled,
            at=() if form.kind == "sitting" else _clocks(form.at),
            every_min=form.every_min if form.kind == "sitting" else None,
            delay_min=form.delay_min or 0 if form.kind == "meal" else 0,
            days=tuple(sorted(set(form.days))),
            quiet_from=form.quiet_from,
            quiet_to=form.quiet_to,
            address=form.address.strip() if sent else None,
        ),
    )
    return RedirectResponse("/reminders", 303)


@pages.router.post("/reminders/{reminder_id}/remove", status_code=303, tags=["change"])
def remove_reminder(reminder_id: UUID, desk: Mine) -> Response:
    """Remove a reminder."""
    reminders.remove(desk, reminder_id)
    return RedirectResponse("/reminders", 303)


@pages.router.post("/reminders/{reminder_id}/try", response_class=HTMLResponse, tags=["change"])
def try_reminder(reminder_id: UUID, desk: Mine) -> HTMLResponse:
    """Send a reminder now; what became of it, in words."""
    found = _known(desk, reminder_id)
    if found.channel not in ("ntfy", "webhook"):
        raise InputError("This reminder is not sent anywhere.")
    sent = reminders.try_out(found)
    return HTMLResponse(str(escape(sent.detail[:1].upper() + sent.detail[1:])))


@pages.router.post("/reminders/due/now", tags=["json"])
def due_now(asked: Asked, desk: Mine, settings: Setting) -> DueNow:
    """What an open page has to tell now; what is handed out counts as told."""
    now = settings.now()
    since_ms = asked.sitting_since_ms
    since = None if since_ms is None else datetime.fromtimestamp(since_ms / 1000, now.tzinfo)
    waiting = [one for one in reminders.due_now(desk, now=now, sitting_since=since) if one[0].channel == "page"]
    if waiting:
        reminders.mark_told(desk, waiting[0][0].id, waiting[0][1], now=now)
    on_page = any(one.enabled and one.channel == "page" for one in reminders.all_of(desk))
    return DueNow(due=_due(*waiting[0]) if waiting else None, any_on_page=on_page)


@pages.router.post("/reminders/{reminder_id}/reply", status_code=204, tags=["json"])
def take_reply(reminder_id: UUID, replied: Replied, desk: Mine, settings: Setting) -> Response:
    """Take what the person said to a reminder."""
    if replied.occasion.tzinfo is None:
        raise InputError("occasion: expected a time with its offset")
    reminders.reply(desk, reminder_id, replied.occasion, replied.said, now=settings.now())
    return Response(status_code=204)


@pages.router.get("/reminders/feed/calendar.ics", tags=["json"], response_class=Response)
def calendar(desk: Mine) -> Response:
    """The reminders for a calendar, to download or to subscribe to on this computer."""
    headers = {"Content-Disposition": 'attachment; filename="soleus.ics"'}
    return Response(reminders.calendar_text(desk), media_type="text/calendar", headers=headers)


def _due(reminder: Reminder, occasion: datetime) -> Due:
    title, message = TITLES[reminder.kind], MESSAGES[reminder.kind]
    return Due(id=reminder.id, occasion=occasion, title=title, message=message, link=LINKS[reminder.kind])


def _known(desk: Mine, reminder_id: UUID) -> Reminder:
    found = next((one for one in reminders.all_of(desk) if one.id == reminder_id), None)
    if found is None:
        raise NotFoundError("There is no such reminder.")
    return found


def _clocks(text: str) -> tuple[str, ...]:
    """Times of day as people write them: 8:00, 12.30; 19:15."""
    found = [part.replace(".", ":").rjust(5, "0") for part in re.split(r"[\s,;]+", text) if part]
    return tuple(dict.fromkeys(found))
