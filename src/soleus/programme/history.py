"""Sessions as the rules read them: the days of each exercise, how each went, how it felt.

Several sessions of an exercise on one day are one day: the worst of them counts, so that the same file read twice, or
two sessions on one day, are never two successes.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from operator import attrgetter

from soleus.exercises import Exercise
from soleus.programme.dose import Dose, halved
from soleus.programme.profile import Profile, Session, SetDone, Target

WINDOW_DAYS = 13 * 7  # eight weeks, the four before that they are measured against, and the week that runs
CURRENT_DAYS = 14  # an exercise left out for longer is no longer part of what the person does
SETS_REMEMBERED_DAYS = 28  # how far back the sets from before a lighter week are looked for
_EPS_KG = 1e-6


class Outcome(IntEnum):
    """How a day went, worst first."""

    MISSED = 0
    UNKNOWN = 1
    MET = 2
    BEATEN = 3


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

    ``dose``: what was asked last, but no more load than was last lifted, and with the sets from before a lighter week;
    None where nothing is known. ``days``: its sessions by day, latest first.
    """

    exercise: Exercise
    latest: Day
    before: Day | None
    dose: Dose | None
    days: tuple[tuple[Session, ...], ...]


@dataclass(frozen=True, slots=True)
class History:
    """The last ``WINDOW_DAYS`` of training, seen from ``today``; ``last_day``: the sessions of its latest day."""

    today: int
    sessions: tuple[Session, ...]
    last_day: tuple[Session, ...]
    trainings: tuple[Training, ...]

    def since(self, ordinal: int) -> tuple[Session, ...]:
        """Sessions from that day on."""
        return _since(self.sessions, ordinal)


def read_history(profile: Profile, today: date) -> History:
    """The part of the sessions that still matters; ``trainings`` holds what the person currently does."""
    sessions = profile.sessions
    if not sessions:
        return History(today.toordinal(), (), (), ())
    last = sessions[-1].ordinal
    recent = _since(sessions, last - WINDOW_DAYS + 1)
    return History(today.toordinal(), recent, _since(recent, last), tuple(_trainings(recent, last, sessions)))


def _since(sessions: tuple[Session, ...], ordinal: int) -> tuple[Session, ...]:
    start = len(sessions)
    while start and sessions[start - 1].ordinal >= ordinal:
        start -= 1
    return sessions[start:]


def _trainings(sessions: tuple[Session, ...], last: int, ever: tuple[Session, ...]) -> Iterator[Training]:
    days: defaultdict[str, defaultdict[int, list[Session]]] = defaultdict(lambda: defaultdict(list))
    for session in reversed(sessions):
        days[session.exercise.id][session.ordinal].append(session)
    for name in sorted(days):
        of_one = days[name]
        if next(iter(of_one)) > last - CURRENT_DAYS:
            groups = tuple(tuple(group) for group in of_one.values())
            if groups[0][0].exercise.kind != "test":
                yield _training(groups, ever)


def _training(days: tuple[tuple[Session, ...], ...], ever: tuple[Session, ...]) -> Training:
    latest = judged(days[0])
    before = judged(days[1]) if len(days) > 1 else None
    dose = latest.dose or next((dose for dose in map(_day_dose, days) if dose is not None), None)
    if dose is not None:
        lifted = _last_lifted_kg(days, ever) if dose.load_kg > 0 else 0.0
        if lifted is not None and dose.load_kg > lifted:
            dose = replace(dose, load_kg=lifted)
        dose = _with_usual_sets(dose, days)
    return Training(days[0][0].exercise, latest, before, dose, days)


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
    judgements = [_judge(session) for session in sessions]
    outcome = min(outcome for outcome, _ in judgements)
    margin = min(margin for _, margin in judgements)
    return Day(sessions[0].ordinal, outcome, margin, _day_dose(sessions), sessions)


def _day_dose(sessions: tuple[Session, ...]) -> Dose | None:
    doses = [dose for dose in map(_dose_of, sessions) if dose is not None]
    return min(doses, key=attrgetter("amounts")) if doses else None


def _judge(session: Session) -> tuple[Outcome, float]:
    """Outcome and margin: the target's number of sets at its load count, the best ones."""
    target = session.target
    if target is None or target.sets is None or not session.sets:
        return Outcome.UNKNOWN, 0.0
    wanted, done = _compared(target, session.sets)
    load_kg = _asked_kg(target, session.sets)
    if wanted is None or load_kg is None or None in done:
        return Outcome.UNKNOWN, 0.0
    above = [
        value - wanted
        for value, one in zip(done, session.sets, strict=True)
        if value is not None and (one.load_kg or 0.0) >= load_kg - _EPS_KG
    ]
    counted = sorted(above, reverse=True)
    if len(counted) < target.sets or counted[target.sets - 1] < 0:
        return Outcome.MISSED, 0.0
    margin = counted[target.sets - 1]
    return (Outcome.BEATEN, margin) if margin > 0 else (Outcome.MET, 0.0)


def _asked_kg(target: Target, sets: tuple[SetDone, ...]) -> float | None:
    """The load asked for; None where it, or what was lifted against it, is not known."""
    if target.load_kg is None:
        return None if any(one.load_kg for one in sets) else 0.0
    if target.load_kg > 0 and None in [one.load_kg for one in sets]:
        return None
    return target.load_kg


def _compared(target: Target, sets: tuple[SetDone, ...]) -> tuple[float | None, list[float | None]]:
    if target.reps is not None:
        return target.reps, [one.reps for one in sets]
    if target.minutes is not None:
        return target.minutes, [one.minutes for one in sets]
    return target.distance_m, [one.distance_m for one in sets]


def _dose_of(session: Session) -> Dose | None:
    """What was asked, where it is known in full; else what was done; else None."""
    target, sets = session.target, session.sets
    if target is not None and target.sets is not None and _quantified(target):
        load_kg = target.load_kg
        if load_kg is None:
            load_kg = _lightest(sets) or 0.0
        return Dose(
            sets=target.sets,
            reps=target.reps,
            minutes=target.minutes,
            distance_m=target.distance_m,
            load_kg=load_kg,
            times_per_day=target.times_per_day,
        )
    known = [one for one in sets if one.reps is not None or one.minutes is not None or one.distance_m is not None]
    if not known:
        return None
    least = min(known, key=lambda one: (one.reps or 0, one.minutes or 0.0, one.distance_m or 0.0))
    return Dose(
        sets=len(known),
        reps=least.reps,
        minutes=least.minutes,
        distance_m=least.distance_m,
        load_kg=_lightest(sets) or 0.0,
    )


def _quantified(target: Target) -> bool:
    return target.reps is not None or target.minutes is not None or target.distance_m is not None


def _lightest(sets: tuple[SetDone, ...]) -> float | None:
    return min((one.load_kg for one in sets if one.load_kg is not None), default=None)


def _last_lifted_kg(days: tuple[tuple[Session, ...], ...], ever: tuple[Session, ...]) -> float | None:
    """The load of the latest day that tells, however long ago."""
    lifted = next((load for load in map(_lifted_kg, days) if load is not None), None)
    if lifted is not None:
        return lifted
    of_this = ((one,) for one in reversed(ever) if one.exercise.id == days[0][0].exercise.id)
    return next((load for load in map(_lifted_kg, of_this) if load is not None), None)


def _lifted_kg(sessions: tuple[Session, ...]) -> float | None:
    """Heaviest load of the day, of the lightest session; None where no set tells."""
    heaviest = [
        max((one.load_kg for one in session.sets if one.load_kg is not None), default=None) for session in sessions
    ]
    return min((load for load in heaviest if load is not None), default=None)
