"""Sample data for looking around: four months of one invented person, through the use cases that real data takes.

Movements are simulated and counted by the segmenter that counts real ones; nothing is typed in that soleus measures.
The same seed and day give the same person.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from tempfile import TemporaryDirectory
from uuid import UUID, uuid5

import numpy as np

from soleus.person import Person
from soleus.programme.profile import QUESTIONS
from soleus.recording.signals import Side
from soleus.reps.segment import segment
from soleus.reps.signals import HeelMotion, Reps
from soleus.simulate.session import Session as Movement
from soleus.store.entries import Reminder, Soreness
from soleus.store.records import How, Target
from soleus.workspace import diary, heel_raise_tests, people, reminders, sample_files, sessions
from soleus.workspace.measured import measured_set
from soleus.workspace.place import Desk, Workspace, offset_min, open_workspace

SEED = 7
WEEKS = 16  # a programme for a tendon takes twelve; the beginning before it shows
RATE_HZ = 50.0
NOISE_M = 0.0008  # of a sticker that fills a tenth of the picture
NAMES = UUID("5c0de5a3-91d4-4f3e-8a3b-6c54d6b0a1f7")  # only tells these ids from others
PROFILE = {"body_mass_kg": 78.0, "stature_m": 1.78, "sex": "male", "birth_year": 1979, "goal": "achilles"}
TEST_WEEKS = (0, 4, 8, 12, 15)
LIGHT_WEEKS = (6, 13)  # the plan asks for one after some hard ones


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bout:
    """One session of the invented person."""

    exercise: str
    how: How
    at: time
    sets: int
    n_reps: int
    cadence_per_min: float
    height_m: float
    load_kg: float = 0.0
    minutes: float | None = None


@contextmanager
def sample_workspace(now: datetime, *, seed: int = SEED) -> Iterator[Workspace]:
    """A workspace in a folder of its own that is removed at the end; no setting of the person's own is looked at."""
    with (
        TemporaryDirectory(prefix="soleus-sample-") as folder,
        open_workspace(folder, database_url="") as workspace,
    ):
        fill(workspace.local_desk(now), now=now, seed=seed)
        yield workspace


def fill(desk: Desk, *, now: datetime, seed: int = SEED) -> None:
    """Put the invented person on an empty desk; the last day is yesterday."""
    rng = np.random.default_rng([seed, now.date().toordinal()])
    first = now - timedelta(weeks=WEEKS)
    _set_up(desk, first)
    person = people.person_of(people.profile(desk), now)
    for day in range(7 * WEEKS):
        at = first + timedelta(days=day)
        week = day // 7
        if day % 7 == 0 and week in TEST_WEEKS:
            _tests(desk, person, _clock(at, time(9)), week, rng)
        for bout in _bouts(at.date(), week, rng):
            _train(desk, person, bout, at, last=day == 7 * WEEKS - 1, rng=rng)
        if day % 7 == 5:
            _soreness(desk, _clock(at, time(20)), week)
    sample_files.bring_in(desk, now, rng)


def _set_up(desk: Desk, at: datetime) -> None:
    people.save_profile(desk, PROFILE, now=at, step="person")
    people.save_profile(desk, {"days_per_week": 3}, now=at, step="goal")
    people.save_profile(desk, {"equipment": ("weights", "step")}, now=at, step="equipment")
    people.save_screening(desk, dict.fromkeys(QUESTIONS, False), now=at)
    kept = {"created_at": at, "utc_offset_min": offset_min(at)}
    meals = tuple(f"{hour:02d}:{minute:02d}" for hour, minute, _, _ in sample_files.MEALS)
    for one in (
        Reminder(id=_id("meals"), kind="meal", at=meals, delay_min=15, **kept),  # type: ignore[arg-type]
        Reminder(id=_id("sitting"), kind="sitting", every_min=45, days=(1, 2, 3, 4, 5), **kept),  # type: ignore[arg-type]
        Reminder(id=_id("training"), kind="session", at=("17:30",), days=(1, 3, 5), channel="calendar", **kept),  # type: ignore[arg-type]
    ):
        reminders.save(desk, one)


def _bouts(day: date, week: int, rng: np.random.Generator) -> Iterator[_Bout]:
    """Strength on three days of a week, push-ups after lunch on most; a day is missed now and then."""
    if rng.random() < 0.12:
        return
    if day.isoweekday() in (1, 3, 5):
        load_kg = 2.0 * (week // 2)
        yield _Bout(
            exercise="standing-calf-raise", how="phone", at=time(17, 35),
            sets=2 if week in LIGHT_WEEKS else 3, n_reps=12 if week < 6 else 10,
            cadence_per_min=15, height_m=0.075 + 0.001 * week, load_kg=load_kg,
        )  # fmt: skip
    elif day.isoweekday() != 7:
        minutes = 3.0 if week < 4 else 5.0
        yield _Bout(
            exercise="soleus-push-up", how="camera-sticker", at=time(12, 50), sets=1, n_reps=round(50 * minutes) + 4,
            cadence_per_min=50, height_m=0.068 + 0.0012 * week, minutes=minutes,
        )  # fmt: skip


def _train(desk: Desk, person: Person, bout: _Bout, day: datetime, *, last: bool, rng: np.random.Generator) -> None:
    at = _clock(day, bout.at)
    reps = None if bout.minutes else bout.n_reps
    load_kg = bout.load_kg or None
    target = Target(
        sets=bout.sets, reps=reps, minutes=bout.minutes, load_kg=load_kg, cadence_per_min=bout.cadence_per_min
    )
    session_id = _id(f"{at.isoformat()} {bout.exercise}")
    sessions.start(desk, exercise=bout.exercise, how=bout.how, now=at, target=target, session_id=session_id)
    for position in range(bout.sets):
        motion, counted = _counted(person, bout, rng)
        done = measured_set(
            counted, motion, session_id=session_id, position=position, how=bout.how, now=at,
            load_kg=load_kg, set_id=uuid5(session_id, str(position)),
        )  # fmt: skip
        sessions.add_set(desk, done)
        at += timedelta(seconds=(done.duration_s or 0.0) + 90)
    sessions.finish(desk, session_id, now=at, changes=_said(bout, day.date(), _pain(day, desk), last=last, rng=rng))


def _pain(day: datetime, desk: Desk) -> float:
    """Sore at first, better with the weeks, a flare in the ninth."""
    found = people.profile(desk)
    week = 0.0 if found is None else (day - found.created_at).days / 7
    return max(0.0, 3.4 - 0.26 * week) + (2.0 if 8.3 < week < 9.1 else 0.0)


def _said(bout: _Bout, day: date, pain: float, *, last: bool, rng: np.random.Generator) -> dict[str, object]:
    seated = bout.minutes is not None
    during = round(float(np.clip(pain * (0.4 if seated else 0.8) + rng.normal(0, 0.4), 0, 10)))
    morning = None if last else round(float(np.clip(pain + rng.normal(0, 0.5), 0, 10)))
    effort = round(float(np.clip((3 if seated else 6) + rng.normal(0, 0.8), 1, 9)))
    notes = "Long run the day before, tendon stiff." if pain > 3 and not seated and day.isoweekday() == 5 else ""
    return {"session_rpe": effort, "pain_during_nrs": during, "pain_next_morning_nrs": morning, "notes": notes}


def _counted(person: Person, bout: _Bout, rng: np.random.Generator) -> tuple[HeelMotion, Reps]:
    """A set as a sensor shows it, and what the segmenter finds in it."""
    n = bout.n_reps + int(rng.integers(0, 3))
    period_s = 60.0 / bout.cadence_per_min * np.clip(rng.normal(1.0, 0.04, n), 0.85, 1.2)
    tired = 1.0 - 0.12 * np.linspace(0.0, 1.0, n)
    movement = Movement(
        start_s=2.0 + np.concatenate([[0.0], np.cumsum(period_s)[:-1]]),
        rise_s=0.4 * period_s,
        hold_s=0.1 * period_s,
        fall_s=0.4 * period_s,
        rise_m=bout.height_m * tired * np.clip(rng.normal(1.0, 0.06, n), 0.8, 1.2),
        duration_s=4.0 + float(period_s.sum()),
    )
    time_s = np.arange(round(movement.duration_s * RATE_HZ)) / RATE_HZ
    motion = HeelMotion(
        heel_raise_height_m=movement.height_m(time_s) + rng.normal(0.0, NOISE_M, len(time_s)),
        rate_hz=RATE_HZ,
        scaled=True,
        largest_rise_m=person.largest_heel_raise_m,
        method={"name": "simulated", "noise_m": NOISE_M},
    )
    return motion, segment(motion)


def _tests(desk: Desk, person: Person, at: datetime, week: int, rng: np.random.Generator) -> None:
    """Both legs: the sore right one begins far behind and comes close."""
    legs: tuple[tuple[Side, float, float], ...] = (
        ("right", 13 + 0.62 * week, 0.074 + 0.0008 * week),
        ("left", 23 + 0.2 * week, 0.088 + 0.0002 * week),
    )
    for side, n_reps, height_m in legs:
        bout = _Bout(
            exercise=heel_raise_tests.EXERCISE, how="camera-sticker", at=at.timetz(), sets=1, n_reps=round(n_reps),
            cadence_per_min=30, height_m=height_m,
        )  # fmt: skip
        session_id = _id(f"{at.isoformat()} {side}")
        target = Target(side=side, legs=1, cadence_per_min=bout.cadence_per_min)
        sessions.start(desk, exercise=bout.exercise, how=bout.how, now=at, target=target, session_id=session_id)
        motion, reps = _counted(person, bout, rng)
        done = measured_set(
            reps, motion, session_id=session_id, position=0, how=bout.how, now=at, side=side,
            set_id=uuid5(session_id, "0"),
        )  # fmt: skip
        sessions.add_set(desk, done)
        at += timedelta(seconds=done.duration_s or 0.0)
        sessions.finish(desk, session_id, now=at, changes={"pain_during_nrs": 1 if side == "right" else 0})
        heel_raise_tests.conclude(desk, session_id, now=at, ended_by="heel")
        at += timedelta(minutes=2)


def _soreness(desk: Desk, at: datetime, week: int) -> None:
    for moment, sore in (("before", 5.0 - week / 5), ("after", 3.5 - week / 5)):
        entry = Soreness(
            id=_id(f"{at.isoformat()} {moment}"), created_at=at, utc_offset_min=offset_min(at), region="soleus-middle",
            side="right", soreness_nrs=max(0.0, round(sore)), technique="deep-tissue-massage", moment=moment,  # type: ignore[arg-type]
        )  # fmt: skip
        diary.add(desk, entry)


def _clock(day: datetime, clock: time) -> datetime:
    return day.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)


def _id(what: str) -> UUID:
    return uuid5(NAMES, what)
