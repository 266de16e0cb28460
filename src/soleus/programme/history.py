"""Sessions as the rules read them: the days of each exercise, how each went, how it felt.

Several sessions of an exercise on one day are one day: the worst of them counts, so that the same file read twice, or
two sessions on one day, are never two successes.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter

from soleus.exercises import Exercise
from soleus.programme.done import Outcome
from soleus.programme.dose import Dose, halved
from soleus.programme.profile import Profile, Session, first_day_of

WINDOW_DAYS = 13 * 7  # eight weeks, the four before that they are measured against, and the week that runs
CURRENT_DAYS = 14  # an exercise left out for longer is no longer part of what the person does
SETS_REMEMBERED_DAYS = 28  # how far back the sets from before a lighter week are looked for
_ORDINAL = attrgetter("ordinal")


@dataclass(frozen=True, slots=True)
class Day:
    """One exercise on one day; ``margin`` is what the weakest counted set had above the target, else 0."""

    ordinal: int
    outcome: Outcome
    margin: float
    dose: Dose | None
    sessions: tuple[Session, ...]


@dataclass(frozen=True, slots=True)
class Training:
    """One exercise that the person currently does.

    ``latest`` and ``before`` are the last two days that tell something; ``broken_off`` is a later one that does not.
    ``dose``: what was asked last, but no more load than was last lifted, and with the sets from before a lighter week;
    None where nothing is known. ``days``: its sessions by day, latest first.
    """

    exercise: Exercise
    latest: Day
    before: Day | None
    broken_off: Day | None
    dose: Dose | None
    days: tuple[tuple[Session, ...], ...]


@dataclass(frozen=True, slots=True)
class History:
    """The last ``WINDOW_DAYS`` of training, seen from ``today``.

    ``last_day``: the sessions of its latest day; where all of them were broken off, those since the day before it that
    tells, so that its pain is not forgotten over a try.
    """

    today: int
    sessions: tuple[Session, ...]
    last_day: tuple[Session, ...]
    trainings: tuple[Training, ...]

    def since(self, ordinal: int) -> tuple[Session, ...]:
        """Sessions from that day on."""
        return _since(self.sessions, ordinal)

    @property
    def last_weeks(self) -> tuple[tuple[Session, ...], tuple[Session, ...]]:
        """The sessions of the latest week with any, and of the one with any before it."""
        latest = _last_week(self.sessions)
        return latest, _last_week(self.sessions[: len(self.sessions) - len(latest)])


def read_history(profile: Profile, today: date) -> History:
    """The part of the sessions that still matters; ``trainings`` holds what the person currently does."""
    sessions = profile.sessions
    if not sessions:
        return History(today.toordinal(), (), (), ())
    last = sessions[-1].ordinal
    recent = _since(sessions, last - WINDOW_DAYS + 1)
    return History(today.toordinal(), recent, _last_day(recent, last), tuple(_trainings(recent, last, sessions)))


def _last_day(sessions: tuple[Session, ...], last: int) -> tuple[Session, ...]:
    day = _since(sessions, last)
    if all(one.is_broken_off for one in day):
        told = [one.ordinal for one in sessions if not one.is_broken_off]
        return _since(sessions, told[-1]) if told else sessions
    return day


def _since(sessions: tuple[Session, ...], ordinal: int) -> tuple[Session, ...]:
    return sessions[bisect_left(sessions, ordinal, key=_ORDINAL) :]


def _last_week(sessions: tuple[Session, ...]) -> tuple[Session, ...]:
    return _since(sessions, first_day_of(sessions[-1].week)) if sessions else ()


def _trainings(sessions: tuple[Session, ...], last: int, ever: tuple[Session, ...]) -> Iterator[Training]:
    done: dict[str, list[list[Session]]] = {}
    for session in reversed(sessions):
        days = done.setdefault(session.exercise.id, [])
        if days and days[-1][0].ordinal == session.ordinal:
            days[-1].append(session)
        else:
            days.append([session])
    for name in sorted(done):
        latest = done[name][0][0]
        if latest.ordinal > last - CURRENT_DAYS and latest.exercise.kind != "test":
            yield _training(tuple(map(tuple, done[name])), ever)


def _training(days: tuple[tuple[Session, ...], ...], ever: tuple[Session, ...]) -> Training:
    first, broken_off = judged(days[0]), None
    latest, before = first, judged(days[1]) if len(days) > 1 else None
    if first.outcome is Outcome.BROKEN_OFF or (before is not None and before.outcome is Outcome.BROKEN_OFF):
        latest, before, broken_off = _told([first, *map(judged, days[1:])])
    dose = first.dose or next((dose for dose in map(_day_dose, days) if dose is not None), None)
    if dose is not None:
        lifted = _last_lifted_kg(days, ever) if dose.load_kg > 0 else 0.0
        if lifted is not None and dose.load_kg > lifted:
            dose = replace(dose, load_kg=lifted)
        dose = _with_usual_sets(dose, days)
    return Training(days[0][0].exercise, latest, before, broken_off, dose, days)


def _told(days: list[Day]) -> tuple[Day, Day | None, Day | None]:
    """The last two days that tell something, and the later one that was broken off; of several the one with a dose."""
    telling = [day for day in days if day.outcome is not Outcome.BROKEN_OFF]
    tries = days[: days.index(telling[0])] if telling else days
    broken_off = next((day for day in tries if day.dose is not None), tries[0]) if tries else None
    return telling[0] if telling else days[0], telling[1] if len(telling) > 1 else None, broken_off


def _with_usual_sets(dose: Dose, days: tuple[tuple[Session, ...], ...]) -> Dose:
    """The sets from before a lighter week, where the last day asked for half of them."""
    since = days[0][0].ordinal - SETS_REMEMBERED_DAYS
    asked = [
        one.target.sets
        for day in days
        if day[0].ordinal > since
        for one in day
        if one.target is not None and one.target.sets is not None
    ]
    most = max(asked, default=dose.sets)
    if most <= dose.sets:
        return dose
    usual = replace(dose, sets=most)
    return usual if halved(usual) == dose else dose


def judged(sessions: tuple[Session, ...]) -> Day:
    """The day that these sessions of one exercise make; the worst counts."""
    outcome, margin = min([one.judged for one in sessions])  # a margin above 0 is of a beaten target only
    return Day(sessions[0].ordinal, outcome, margin, _day_dose(sessions), sessions)


def _day_dose(sessions: tuple[Session, ...]) -> Dose | None:
    doses = [one.dose for one in sessions if one.dose is not None]
    if len(doses) < 2:
        return doses[0] if doses else None
    return min(doses, key=attrgetter("amounts"))


def _last_lifted_kg(days: tuple[tuple[Session, ...], ...], ever: tuple[Session, ...]) -> float | None:
    """Heaviest load of the latest day that tells, of the lightest session on it; however long ago.

    What was lifted before breaking off counts where it is more: a first set to warm up says nothing.
    """
    begun_kg = 0.0
    for sessions in days:
        lifted = [one.heaviest_kg for one in sessions if one.heaviest_kg is not None and not one.is_broken_off]
        if lifted:
            return max(begun_kg, min(lifted))
        begun_kg = max([begun_kg, *(one.heaviest_kg for one in sessions if one.heaviest_kg is not None)])
    if begun_kg > 0:
        return begun_kg
    name = days[0][0].exercise.id
    of_this = (one.heaviest_kg for one in reversed(ever) if one.exercise.id == name)
    return next((load_kg for load_kg in of_this if load_kg is not None), None)
