"""Reminders on top of the store: due, told once and once more, skipped when done, in the calendar."""

from datetime import timedelta
from uuid import uuid4

import pytest

from soleus.errors import InputError, NotFoundError
from soleus.store.entries import Reminder
from soleus.workspace import reminders, sessions
from soleus.workspace.place import Desk
from tests.stores import NOW  # 08:30 at UTC+2


def meal(**more: object) -> Reminder:
    values = {"kind": "meal", "at": ("08:00",), "delay_min": 20, **more}
    return Reminder(id=uuid4(), created_at=NOW, utc_offset_min=120, **values)


def test_it_is_told_once_and_once_more_across_restarts(desk: Desk) -> None:
    reminder = reminders.save(desk, meal())
    moments = []
    for after in range(0, 60, 5):
        now = NOW + timedelta(minutes=after)
        for found, occasion in reminders.due_now(desk, now=now):
            reminders.mark_told(desk, found.id, occasion, now=now)
            moments.append(after)
    assert moments == [0, 10]
    assert reminders.all_of(desk)[0].id == reminder.id


def test_what_was_just_done_is_not_asked_for(desk: Desk) -> None:
    reminders.save(desk, meal())
    session = sessions.start(desk, exercise="soleus-push-up", how="tap", now=NOW - timedelta(minutes=8))
    assert len(reminders.due_now(desk, now=NOW)) == 1
    sessions.finish(desk, session.id, now=NOW - timedelta(minutes=1))
    assert reminders.due_now(desk, now=NOW) == []


def test_the_morning_after_is_asked_until_it_is_answered(desk: Desk) -> None:
    reminders.save(desk, meal(kind="morning", at=("08:30",), delay_min=0))
    assert reminders.due_now(desk, now=NOW) == []
    session = sessions.start(desk, exercise="soleus-push-up", how="tap", now=NOW - timedelta(days=1))
    sessions.finish(desk, session.id, now=NOW - timedelta(days=1))
    assert len(reminders.due_now(desk, now=NOW)) == 1
    sessions.edit(desk, session.id, {"pain_next_morning_nrs": 0}, now=NOW)
    assert reminders.due_now(desk, now=NOW) == []


def test_one_that_is_off_or_anothers_is_silent(desk: Desk, other_desk: Desk) -> None:
    theirs = reminders.save(other_desk, meal())
    reminders.save(desk, meal(enabled=False))
    assert reminders.due_now(desk, now=NOW) == []
    with pytest.raises(NotFoundError):
        reminders.remove(desk, theirs.id)
    reminders.remove(other_desk, theirs.id)
    assert reminders.all_of(other_desk) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"at": ()},
        {"channel": "ntfy"},
        {"channel": "ntfy", "address": "http://192.168.1.1/x"},
        {"channel": "page", "address": "https://ntfy.example/x"},
    ],
)
def test_one_that_cannot_be_is_not_kept(desk: Desk, wrong: dict[str, object]) -> None:
    with pytest.raises(InputError):
        reminders.save(desk, meal(**wrong))
    assert reminders.all_of(desk) == []


def test_a_send_that_fails_is_told_and_tried_once_more(desk: Desk) -> None:
    reminders.save(desk, meal(channel="webhook", address="https://127.0.0.1:9/"))
    results = []
    for after in (0, 5, 10, 30):
        results += reminders.send_due(desk, now=NOW + timedelta(minutes=after))
    assert [sent.ok for _, sent in results] == [False, False]


def test_the_calendar_shows_what_is_meant_for_it(desk: Desk) -> None:
    reminders.save(desk, meal())
    assert "VEVENT" not in reminders.calendar_text(desk)
    reminders.save(desk, meal(channel="calendar"))
    assert "DTSTART:20260301T082000" in reminders.calendar_text(desk)
