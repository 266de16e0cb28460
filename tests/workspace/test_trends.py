"""Trends: what a chart shows is what was recorded, no more and no less."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from soleus.person import Person
from soleus.programme.history import History
from soleus.programme.tendon import achilles_load
from soleus.store.entries import HeelRaiseTest, Soreness
from soleus.store.glucose import Meal
from soleus.store.records import DoneSet, Session
from soleus.workspace import diary, sessions
from soleus.workspace.days import days, minutes_of
from soleus.workspace.place import Desk
from soleus.workspace.sessions import Training
from soleus.workspace.trends import Stretch, Trend, trends, week_of

TODAY = date(2025, 3, 6)  # a Thursday
PERSON = Person(body_mass_kg=80.0, stature_m=1.755)


def training(day: date, *, exercise="soleus-push-up", offset_min=0, hour=12, **changes) -> Training:
    at = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    ids = uuid4()
    of_set = {
        name: changes.pop(name)
        for name in ("n_reps", "load_kg", "heel_raise_height_m", "duration_s")
        if name in changes
    }
    session = Session(
        id=ids, created_at=at, utc_offset_min=offset_min, exercise=exercise, state="finished", how="tap",
        started_at=at, finished_at=at + timedelta(minutes=5), **changes,
    )  # fmt: skip
    facts = {"n_reps": len(of_set.get("heel_raise_height_m", ())) or 10}
    done = DoneSet(id=uuid4(), created_at=at, session_id=ids, position=0, how="tap", **facts | of_set)
    return Training(session=session, sets=(done,))


def test_of(side: str, n_reps: int, day: date) -> HeelRaiseTest:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return HeelRaiseTest(id=uuid4(), created_at=at, side=side, n_reps=n_reps)  # type: ignore[arg-type]


test_of.__test__ = False  # type: ignore[attr-defined]


def told(*trainings: Training, tests=(), first=TODAY - timedelta(days=27), person=PERSON) -> dict[str, Trend]:
    ordered = sorted(trainings, key=lambda one: one.session.created_at)
    return {trend.id: trend for trend in trends(ordered, tests, person, Stretch(first=first, last=TODAY))}


def test_nothing_recorded_gives_no_row_and_a_sentence() -> None:
    found = told()
    assert all(trend.rows == () and trend.empty.endswith(".") for trend in found.values())
    assert "body mass" in told(person=Person())["seated"].empty


def test_strength_is_the_best_test_of_each_leg() -> None:
    day = TODAY - timedelta(days=3)
    found = told(tests=[test_of("left", 20, day), test_of("left", 23, day), test_of("right", 18, TODAY)])["strength"]
    assert found.rows == ((day, (23, None)), (TODAY, (None, 18)))


def test_seated_load_stands_beside_the_benchmark_in_body_weights() -> None:
    found = told(
        training(TODAY, exercise="seated-calf-raise", load_kg=40.0),
        training(TODAY, exercise="seated-calf-raise", load_kg=20.0),
        training(TODAY, exercise="standing-calf-raise", load_kg=60.0),
    )["seated"]
    assert found.rows == ((TODAY, (0.5, 1.5)),)


def test_height_is_the_middle_of_what_was_measured_and_tapped_sessions_have_none() -> None:
    found = told(
        training(TODAY, heel_raise_height_m=(0.04, None, 0.06, 0.05)),
        training(TODAY, exercise="standing-calf-raise", heel_raise_height_m=(0.08,)),
        training(TODAY - timedelta(days=1)),
    )["height"]
    assert found.rows == ((TODAY, (pytest.approx(5.0), pytest.approx(8.0))),)


def test_the_load_of_the_last_week_is_the_one_that_the_plan_reads() -> None:
    from soleus.exercises import find_exercise
    from soleus.programme.done import SetDone
    from soleus.programme.profile import Session as Trained

    days_ago = (0, 2, 6, 7, 20, 40)
    found = told(*(training(TODAY - timedelta(days=ago), n_reps=10 + ago) for ago in days_ago))["load"]
    exercise = find_exercise("soleus-push-up")
    done = tuple(
        Trained(day=TODAY - timedelta(days=ago), exercise=exercise, sets=(SetDone(reps=10 + ago),))
        for ago in reversed(days_ago)
    )
    plan = achilles_load(History(TODAY.toordinal(), done, (), ()), PERSON)
    assert found.rows[-1] == (TODAY, (plan.last_7_days_bw, plan.weekly_mean_28_days_bw))
    assert found.rows[-1][1][0] == pytest.approx((10 + 12 + 16) * 0.104 * 0.14 / 0.05, abs=0.06)
    assert [day for day, _ in found.rows] == [TODAY - timedelta(days=7 * k) for k in (3, 2, 1, 0)]
    assert "No such sum is known to predict injury" in found.said


def test_the_load_says_how_many_sets_are_not_in_it() -> None:
    found = told(training(TODAY), training(TODAY, exercise="two-leg-hop"))["load"]
    assert "1 sets" in found.said


def test_pain_is_the_worst_and_what_was_not_told_is_left_out() -> None:
    day = TODAY - timedelta(days=1)
    found = told(
        training(day, pain_during_nrs=2.0),
        training(day, pain_during_nrs=5.0, pain_next_morning_nrs=0.0),
        training(TODAY),
    )["pain"]
    assert found.rows == ((day, (5.0, 0.0)),)
    assert found.top == 10


def test_minutes_add_up_by_week_and_an_idle_week_is_a_zero() -> None:
    found = told(
        training(TODAY, duration_s=600.0), training(TODAY - timedelta(days=1), duration_s=300.0),
        training(TODAY - timedelta(days=15), duration_s=60.0),
    )["minutes"]  # fmt: skip
    assert [values for _, values in found.rows] == [(1.0,), (0.0,), (15.0,)]
    assert all(day.weekday() == 0 for day, _ in found.rows)


def test_a_long_stretch_is_told_by_weeks() -> None:
    first = TODAY - timedelta(days=364)
    sessions_of_a_week = [training(TODAY - timedelta(days=ago), pain_during_nrs=float(ago)) for ago in (0, 1, 2)]
    found = told(*sessions_of_a_week, first=first)["pain"]
    assert found.rows == ((week_of(TODAY), (2.0, None)),)


def test_minutes_without_a_set_are_those_of_the_session() -> None:
    assert minutes_of(training(TODAY, duration_s=90.0)) == pytest.approx(1.5)
    assert minutes_of(training(TODAY)) == pytest.approx(5.0)


def test_a_day_holds_sessions_tests_soreness_and_meals_of_the_persons_own_clock(desk: Desk) -> None:
    late = datetime(2025, 3, 4, 23, 30, tzinfo=UTC)  # half past midnight on a clock one hour ahead
    from datetime import timezone

    session = sessions.start(
        desk, exercise="soleus-push-up", how="tap", now=late.astimezone(timezone(timedelta(hours=1)))
    )
    sessions.finish(desk, session.id, now=late + timedelta(minutes=3))
    diary.add(desk, HeelRaiseTest(id=uuid4(), created_at=late, side="left", n_reps=20))
    diary.add(desk, Soreness(id=uuid4(), created_at=late, region="soleus-middle", soreness_nrs=3))
    with desk.store.writing(desk.owner) as rows:
        rows.add(Meal(id=uuid4(), created_at=late, utc_offset_min=60, eaten_at=late, carbs_g=40.0))
    found = days(desk, date(2025, 3, 1), date(2025, 3, 31))
    assert sorted(found) == [date(2025, 3, 4), date(2025, 3, 5)]
    assert len(found[date(2025, 3, 5)].trainings) == 1
    assert found[date(2025, 3, 5)].minutes == pytest.approx(3.0)
    assert len(found[date(2025, 3, 5)].meals) == 1
    assert (len(found[date(2025, 3, 4)].tests), len(found[date(2025, 3, 4)].soreness)) == (1, 1)
    assert days(desk, date(2025, 3, 6), date(2025, 3, 31)) == {}
