"""The week's tendon load: sessions and walks joined, each load with the method that it comes from."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from soleus.dose.tendon import METHOD as MODEL_METHOD
from soleus.dose.uncertainty import Range
from soleus.errors import InputError
from soleus.exercises import find_exercise
from soleus.person import Person
from soleus.programme.tendon import QUASI_STATIC
from soleus.programme.week_load import DAYS, PART_OF, Loaded, WeekLoad, week_load
from soleus.store.entries import Outing
from soleus.store.records import REP_COLUMNS, DoneSet
from soleus.workspace import people, sessions, walks
from soleus.workspace.days import day_end, day_start
from soleus.workspace.place import Desk
from soleus.workspace.sessions import Training


def load_of_week(desk: Desk, *, until: date, now: datetime) -> WeekLoad:
    """Tendon load of the seven days up to ``until``, on the person's own days."""
    person = people.person_of(people.profile(desk), now)
    loads: list[Loaded] = []
    unknown: list[str] = []
    first, after = day_start(until - timedelta(days=DAYS - 1)), day_end(until)
    for training in sessions.history(desk, since=first, before=after, without=(*REP_COLUMNS, "method", "signals")):
        if 0 <= (until - training.session.local_date).days < DAYS:
            parts = list(_of_session(training, person))
            loads += parts
            if not parts:
                unknown.append(_why_not(training))
    for outing in walks.outings(desk, since=first, before=after):
        if 0 <= (until - outing.local_date).days < DAYS:
            parts = list(_of_walk(outing.dose, outing.local_date))
            loads += parts
            if not parts:
                unknown.append(_no_steps(outing))
    return week_load(loads, until, unknown=unknown)


def _of_session(training: Training, person: Person) -> Iterator[Loaded]:
    """Of raises and holds by forefoot load; of walking by its own dose; the modelled load beside, where measured."""
    session, dose = training.session, training.session.dose
    if dose is not None and "terrain" in dose:
        yield from _of_walk(dose, session.local_date)
        return
    exercise = find_exercise(session.exercise)
    n_loads = load = 0.0
    for done, n_reps in _of_one_leg(training.sets):
        peak = QUASI_STATIC(exercise, done.load_kg or 0.0, person)
        if peak is not None:
            n_loads, load = n_loads + n_reps, load + n_reps * peak
    if load > 0:
        yield Loaded(
            day=session.local_date,
            part="heel raises",
            n_loads=n_loads,
            load_bw=Range(low=load, mid=load, high=load),
            basis="fixed arm",
            method=QUASI_STATIC.method,
        )
    yield from _modelled(dose, session.local_date)


def _of_one_leg(sets: tuple[DoneSet, ...]) -> list[tuple[DoneSet, int]]:
    """Sets of both legs together, and those of the leg that did more."""
    sides = {side: [done for done in sets if done.side == side] for side in ("left", "right")}
    more = max(sides.values(), key=lambda found: sum(done.n_reps or 0 for done in found))
    return [(done, done.n_reps) for done in sets if done.n_reps and (done.side is None or done in more)]


def _modelled(dose: Mapping[str, object] | None, day: date) -> Iterator[Loaded]:
    reps, weight_n = _table(dose, "reps"), _weight_n(dose)
    peaks, counts = reps.get("achilles_peak_n"), reps.get("count")
    if not isinstance(peaks, list) or not isinstance(counts, list) or weight_n is None:
        return
    known = [(peak / weight_n, n) for peak, n in zip(peaks, counts, strict=True) if peak is not None]
    if known:
        load = sum(peak * n for peak, n in known)
        yield Loaded(
            day=day,
            part="heel raises",
            n_loads=sum(n for _, n in known),
            load_bw=Range(low=load, mid=load, high=load),
            basis="muscle model",
            method=MODEL_METHOD,
        )


def _weight_n(dose: Mapping[str, object] | None) -> float | None:
    """Body weight that the dose was computed with, from its peak in newtons and in body weights."""
    newtons, weights = (dose or {}).get("achilles_peak_n"), (dose or {}).get("achilles_peak_bw")
    if isinstance(newtons, int | float) and isinstance(weights, int | float) and weights > 0:
        return float(newtons) / float(weights)
    return None


def _of_walk(dose: Mapping[str, object], day: date) -> Iterator[Loaded]:
    """Steps of one leg times peak on each terrain."""
    method = dose.get("achilles_method")
    terrain = dose.get("terrain")
    for stretch in terrain if isinstance(terrain, list) else []:
        peak, n_steps = _table(stretch, "achilles_peak_bw"), stretch.get("n_steps")
        if not n_steps or not peak:
            continue
        if stretch.get("terrain") not in PART_OF:
            raise InputError(f"terrain {stretch.get('terrain')!r}: unknown to this soleus; install the newer one")
        each = Range(low=peak["low"], mid=peak["mid"], high=peak["high"])
        yield Loaded(
            day=day,
            part=PART_OF[stretch["terrain"]],
            n_loads=0.5 * n_steps,
            load_bw=each.times(0.5 * n_steps),
            basis="fixed arm",
            method=str(method),
        )


def _table(found: Mapping[str, object] | None, name: str) -> dict[str, Any]:
    inner = (found or {}).get(name)
    return dict(inner) if isinstance(inner, Mapping) else {}


def _why_not(training: Training) -> str:
    exercise = find_exercise(training.session.exercise)
    day = training.session.local_date.strftime("%A %-d %B")
    if exercise.kind in ("raise", "hold", "test"):
        return f"{exercise.name}, {day}: nothing was counted"
    return f"{exercise.name}, {day}: no load for it is known"


def _no_steps(outing: Outing) -> str:
    return f"Walk of {outing.local_date.strftime('%A %-d %B')}: the file has no steps"
