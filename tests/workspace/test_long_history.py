"""What the database sorts out is what sorting out everything by hand gives, and what is left out decides nothing."""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import numpy as np
import pytest

from soleus.programme import Profile, prescribe
from soleus.programme.reading import profile_of
from soleus.store.entries import Outing
from soleus.store.records import REP_COLUMNS, DoneSet, Session, Signal, Target
from soleus.workspace import people, planning, sessions, walks
from soleus.workspace.days import days
from soleus.workspace.place import Desk
from soleus.workspace.sessions import MEASURED, Training
from soleus.workspace.week import load_of_week

NOW = datetime(2026, 3, 9, 18, 0, tzinfo=UTC)
EXERCISES = ("seated-calf-raise", "standing-calf-raise", "soleus-push-up")
WALKED = {
    "achilles_method": "moment / arm",
    "terrain": [{"terrain": "level", "n_steps": 1000, "achilles_peak_bw": {"low": 2.0, "mid": 3.0, "high": 4.0}}],
}


def trained(rng: np.random.Generator, began: datetime) -> Iterator[Session | DoneSet | Signal]:
    """A session of any state, with or without a known beginning, on a clock anywhere in the world."""
    exercise, load_kg = str(rng.choice(EXERCISES)), float(rng.choice([10.0, 20.0]))
    target = Target(sets=2, reps=12, load_kg=load_kg if exercise == "seated-calf-raise" else None)
    session = Session(
        id=uuid4(), created_at=began + timedelta(days=float(rng.integers(0, 3))), exercise=exercise, how="tap",
        utc_offset_min=int(rng.choice([-600, 0, 60, 840])), target=target,
        started_at=began if rng.random() < 0.9 else None,
        state=str(rng.choice(["finished", "finished", "finished", "deleted", "running"])),  # type: ignore[arg-type]
        pain_during_nrs=float(rng.integers(0, 4)), pain_next_morning_nrs=0.0 if rng.random() < 0.8 else None,
        dose={"met": {"mid": 2.0}},
    )  # fmt: skip
    yield session
    for position in range(int(rng.integers(0, 4))):
        n_reps = int(rng.integers(9, 16))
        yield DoneSet(
            id=uuid4(), created_at=session.created_at, session_id=session.id, position=position, how="tap",
            n_reps=n_reps, load_kg=load_kg if rng.random() < 0.3 else None, peak_s=(0.5,) * n_reps,
            method={"name": "tap"},
        )  # fmt: skip
    if rng.random() < 0.3:
        yield Signal(
            id=uuid4(), created_at=session.created_at, sha256="ab" * 32, name="a.csv", n_bytes=1, origin="live",
            session_id=session.id,
        )  # fmt: skip


def fill(desk: Desk, rng: np.random.Generator, *, n: int = 60, over_days: int = 220) -> None:
    people.save_profile(desk, {"body_mass_kg": 75.0, "goal": "strength", "days_per_week": 4}, now=NOW)
    with desk.store.writing(desk.owner) as rows:
        for _ in range(n):
            began = NOW - timedelta(days=4 + float(rng.random()) * over_days)
            rows.add(*trained(rng, began))
        for k in range(20):
            at = NOW - timedelta(days=float(rng.random()) * 30)
            walk = Outing(
                id=uuid4(), created_at=NOW, sha256=f"{k:064x}", name="w.gpx", format="gpx", started_at=at, dose=WALKED
            )
            rows.add(walk)


@pytest.mark.parametrize("seed", range(4))
def test_a_stretch_of_the_history_is_what_lies_in_it_of_the_whole(desk: Desk, seed: int) -> None:
    rng = np.random.default_rng(seed)
    fill(desk, rng)
    whole = sessions.history(desk)
    moments = [sessions.began(one.session) for one in whole]
    assert moments == sorted(moments) != []
    assert len(whole) < 60  # some are of another state
    for _ in range(8):
        first, last = sorted(NOW - timedelta(days=float(one) * 220) for one in rng.random(2))
        n, exercise = int(rng.integers(1, 30)), str(rng.choice(EXERCISES))
        inside = [one for one in whole if first <= sessions.began(one.session) < last]
        assert sessions.history(desk, since=first, before=last) == inside
        assert sessions.history(desk, since=first, before=last, newest=n) == inside[-n:]
        assert sessions.history(desk, before=last, exercises=(exercise,)) == [
            one for one in whole if sessions.began(one.session) < last and one.session.exercise == exercise
        ]


def test_what_begins_at_the_limit_is_in_the_later_stretch(desk: Desk) -> None:
    session = sessions.start(desk, exercise="soleus-push-up", how="tap", now=NOW)
    sessions.finish(desk, session.id, now=NOW)
    assert [one.session.id for one in sessions.history(desk, since=NOW)] == [session.id]
    assert sessions.history(desk, before=NOW) == []


def test_fields_that_are_left_out_are_as_if_not_known_and_all_others_are_there(desk: Desk) -> None:
    fill(desk, np.random.default_rng(5))
    kept = {f.name for f in fields(DoneSet)} - {*REP_COLUMNS, "method"}
    for whole, part in zip(sessions.history(desk), sessions.history(desk, without=MEASURED), strict=True):
        assert part.session == replace(whole.session, dose=None)
        assert part.signals == ()
        for one, other in zip(whole.sets, part.sets, strict=True):
            assert all(getattr(one, name) == getattr(other, name) for name in kept)
            assert (other.peak_s, other.method) == ((), {})


@pytest.mark.parametrize("seed", range(6))
def test_the_plan_is_the_one_that_the_whole_history_gives(desk: Desk, seed: int) -> None:
    """With loads told seldom, so that the last one is often months old."""
    rng = np.random.default_rng([7, seed])
    fill(desk, rng, n=80, over_days=500)
    facts = planning.plan_profile(desk, now=NOW)
    whole = {**facts, "sessions": [planning._session(one) for one in sessions.history(desk)]}
    assert len(facts["sessions"]) < len(whole["sessions"])  # type: ignore[arg-type]
    assert _plan(profile_of(facts)) == _plan(profile_of(whole))
    dated = sorted(whole["sessions"], key=lambda one: one["date"])  # type: ignore[arg-type, index]
    window = timedelta(days=13 * 7)  # the weeks that docs/programme.md says are looked at
    first = date.fromisoformat(dated[-1]["date"]) - window  # type: ignore[index]
    assert all(one in facts["sessions"] for one in dated if date.fromisoformat(one["date"]) > first)  # type: ignore[index, operator]


def _plan(profile: Profile) -> object:
    return prescribe(profile, NOW.date()).as_json()


def test_a_load_of_last_year_is_remembered_where_this_year_tells_none(desk: Desk) -> None:
    people.save_profile(desk, {"body_mass_kg": 75.0, "goal": "strength", "days_per_week": 4}, now=NOW)
    for days_ago, lifted in ((200, 12.0), (3, None)):
        at = NOW - timedelta(days=days_ago)
        target = Target(sets=1, reps=12, load_kg=20.0)
        session = sessions.start(desk, exercise="seated-calf-raise", how="tap", now=at, target=target)
        done = DoneSet(
            id=uuid4(), created_at=at, session_id=session.id, position=0, how="tap", n_reps=12, load_kg=lifted
        )
        sessions.add_set(desk, done)
        sessions.finish(desk, session.id, now=at)
    loads = [one["sets"][0]["load_kg"] for one in planning.plan_profile(desk, now=NOW)["sessions"]]  # type: ignore[attr-defined]
    assert loads == [12.0, None]


@pytest.mark.parametrize("seed", range(3))
def test_a_week_and_a_month_are_the_same_whatever_lies_outside_them(desk: Desk, other_desk: Desk, seed: int) -> None:
    fill(desk, np.random.default_rng([11, seed]), over_days=30)
    until = NOW.date() - timedelta(days=5)
    first = until - timedelta(days=6)
    _copy(desk, other_desk, [one for one in sessions.history(desk) if first <= one.session.local_date <= until])
    walked = [one for one in walks.outings(desk) if first <= one.local_date <= until]
    with other_desk.store.writing(other_desk.owner) as rows:
        rows.add(*(replace(one, id=uuid4()) for one in walked))
    week = load_of_week(desk, until=until, now=NOW)
    assert week.stack("fixed arm").total_bw.mid > 0
    assert load_of_week(other_desk, until=until, now=NOW) == week
    shown, alone = days(desk, first, until), days(other_desk, first, until)
    assert [(day, found.n_reps, found.minutes) for day, found in shown.items()] == [
        (day, found.n_reps, found.minutes) for day, found in alone.items()
    ]


def _copy(desk: Desk, other: Desk, found: list[Training]) -> None:
    people.save_profile(other, {"body_mass_kg": 75.0}, now=NOW)
    new: dict[UUID, UUID] = {one.session.id: uuid4() for one in found}
    with other.store.writing(other.owner) as rows:
        for one in found:
            rows.add(replace(one.session, id=new[one.session.id]))
            rows.add(*(replace(done, id=uuid4(), session_id=new[done.session_id]) for done in one.sets))
