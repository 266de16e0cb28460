"""What was done on each day: sessions, tests, soreness, meals, pain; the rows of a calendar."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from soleus.store.entries import HeelRaiseTest, Soreness
from soleus.store.glucose import Meal
from soleus.workspace import diary, sessions
from soleus.workspace.place import Desk
from soleus.workspace.sessions import Training
from soleus.workspace.tapping import active_s

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day of the person's own calendar."""

    day: date
    trainings: tuple[Training, ...] = ()
    tests: tuple[HeelRaiseTest, ...] = ()
    soreness: tuple[Soreness, ...] = ()
    meals: tuple[Meal, ...] = ()

    @property
    def minutes(self) -> float:
        """Of all sessions."""
        return sum(minutes_of(training) for training in self.trainings)

    @property
    def n_reps(self) -> int:
        """Of all sessions."""
        return sum(training.n_reps for training in self.trainings)

    @property
    def worst_pain_nrs(self) -> float | None:
        """During a session of the day, or on the morning after it; None where nobody told."""
        told = [
            pain
            for training in self.trainings
            for pain in (training.session.pain_during_nrs, training.session.pain_next_morning_nrs)
            if pain is not None
        ]
        return max(told, default=None)

    @property
    def empty(self) -> bool:
        """Nothing was recorded."""
        return not (self.trainings or self.tests or self.soreness or self.meals)


def days(desk: Desk, first: date, last: date) -> dict[date, Day]:
    """The days from first to last on which something was recorded."""
    since, before = day_start(first), day_end(last)
    found: defaultdict[date, dict[str, list[object]]] = defaultdict(lambda: defaultdict(list))
    for training in sessions.history(desk, since=since, before=before):
        found[training.session.local_date]["trainings"].append(training)
    for test in diary.entries(desk, HeelRaiseTest, since=since, before=before):
        found[test.local_date]["tests"].append(test)
    for mark in diary.entries(desk, Soreness, since=since, before=before):
        found[mark.local_date]["soreness"].append(mark)
    with desk.store.reading(desk.owner) as rows:
        meals = rows.all(Meal, since=since, before=before)
    for meal in meals:
        found[meal.local(meal.eaten_at).date()]["meals"].append(meal)
    return {
        day: Day(day=day, **{name: tuple(entries) for name, entries in kinds.items()})  # type: ignore[arg-type]
        for day, kinds in sorted(found.items())
        if first <= day <= last
    }


def minutes_of(training: Training) -> float:
    """Time of exercise: of the sets where it is known, else of the session without its pauses."""
    known = [done.duration_s for done in training.sets if done.duration_s is not None]
    session = training.session
    return (sum(known) if known else active_s(session, session.finished_at or session.created_at)) / 60.0


def day_start(day: date) -> datetime:
    """A moment at which that day has begun on no clock of the world."""
    return datetime.combine(day, time(), UTC) - A_DAY


def day_end(day: date) -> datetime:
    """A moment at which that day is over on every clock of the world."""
    return datetime.combine(day, time(), UTC) + 2 * A_DAY


def first_day(trainings: Sequence[Training], tests: Sequence[HeelRaiseTest]) -> date | None:
    """The day of the earliest entry; None where there is none."""
    begun = [training.session.local_date for training in trainings[:1]] + [test.local_date for test in tests[:1]]
    return min(begun, default=None)
