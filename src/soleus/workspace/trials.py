"""A person's trial: pairs from their own meals, the plan, what became of each meal, and the looks at the answer."""

import math
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from uuid import UUID, uuid4, uuid5

from soleus.errors import InputError
from soleus.glucose.bouts import Bout, push_ups_after
from soleus.glucose.meals import MealResponse
from soleus.glucose.trial import schedule
from soleus.glucose.trial.conduct import BothWays, both_ways
from soleus.glucose.trial.pairs import Eaten
from soleus.store.glucose import Condition, Meal, MealState, Outcome, Trial, TrialMeal
from soleus.workspace import audit, glucose_bouts, glucose_readings
from soleus.workspace.place import Desk, offset_min
from soleus.workspace.repeated_meals import outcome_of, repeats


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One meal of the plan and what became of it.

    ``eaten`` holds the measured push-ups, and the outcome, which is nobody's business before a look; ``covered``:
    the sensor's readings reach over the 3 h.
    """

    day: schedule.Day
    log: TrialMeal | None
    meal: Meal | None
    eaten: Eaten | None
    covered: bool
    overlaps: bool

    @property
    def complete(self) -> bool:
        """Done, with readings over the 3 h."""
        return self.eaten is not None and math.isfinite(self.eaten.value)


def plan(
    desk: Desk,
    *,
    n_pairs: int,
    first_day: date,
    days_apart: int,
    meal: str,
    meal_time: time,
    push_up_min: int,
    carbs_g: float | None,
    outcome: Outcome,
    now: datetime,
    trial_id: UUID | None = None,
    seed: int | None = None,
) -> Trial:
    """Fix a trial before its first meal; the same ``trial_id`` again gives the one that it made.

    Raises
    ------
    InputError  if a trial is open already, or a number is impossible
    """
    drawn = secrets.randbelow(2**31) if seed is None else seed
    schedule.plan(n_pairs, drawn, first_day, days_apart=days_apart)
    own = repeats(desk, outcome, now=now).variability
    new = Trial(
        id=trial_id or uuid4(),
        created_at=now,
        utc_offset_min=offset_min(now),
        seed=drawn,
        n_pairs=n_pairs,
        first_day=first_day,
        days_apart=days_apart,
        meal=meal,
        meal_time=f"{meal_time:%H:%M}",
        push_up_min=push_up_min,
        carbs_g=carbs_g,
        outcome=outcome,
        basis={} if own is None else {"cv": own.cv, "n_meals": own.n_meals},
    )
    with desk.store.writing(desk.owner) as rows:
        known = rows.find(Trial, new.id)
        if known:
            return known
        if any(trial.ended_at is None for trial in rows.all(Trial)):
            raise InputError("a trial is open already; end it before another is planned")
        rows.add(new)
    return new


def trials(desk: Desk) -> list[Trial]:
    """Every trial, oldest first."""
    with desk.store.reading(desk.owner) as rows:
        return rows.all(Trial)


def trial(desk: Desk, trial_id: UUID) -> Trial:
    """One trial.

    Raises
    ------
    NotFoundError  if this account has none of that id
    """
    with desk.store.reading(desk.owner) as rows:
        return rows.get(Trial, trial_id)


def log(
    desk: Desk,
    trial_id: UUID,
    pair: int,
    condition: Condition,
    state: MealState,
    *,
    now: datetime,
    day: date | None = None,
    clock: time | None = None,
) -> TrialMeal:
    """Say what became of a planned meal; a meal that was eaten is written down with its time. Again: corrected.

    Raises
    ------
    NotFoundError  if there is no such trial
    InputError     if the trial is over, has no such meal, or the time of a meal that was eaten is missing
    """
    found = trial(desk, trial_id)
    if found.ended_at is not None:
        raise InputError("this trial is over; its log stays as it is")
    if not 1 <= pair <= found.n_pairs:
        raise InputError(f"pair: expected 1 to {found.n_pairs}, got {pair}")
    meal = _eaten_meal(desk, found, pair, condition, day, clock, now) if state == "done" else None
    entry = TrialMeal(
        id=uuid5(trial_id, f"{pair} {condition}"),
        created_at=now,
        utc_offset_min=offset_min(now),
        trial_id=trial_id,
        pair=pair,
        condition=condition,
        state=state,
        meal_id=meal.id if meal else None,
    )
    with desk.store.writing(desk.owner) as rows:
        known = rows.find(TrialMeal, entry.id)
        (rows.put if known else rows.add)(entry)
    return entry


def progress(desk: Desk, found: Trial, *, now: datetime) -> list[Planned]:
    """Every planned meal, earliest first, with what is known of it."""
    with desk.store.reading(desk.owner) as rows:
        logs = {(log.pair, log.condition): log for log in rows.all(TrialMeal, {"trial_id": found.id})}
    meals = glucose_readings.meals(desk)
    responses = glucose_readings.responses(glucose_readings.stored_readings(desk), meals)
    bouts = glucose_bouts.bouts(desk, now=now)
    by_id = {meal.id: meal for meal in meals}
    days = schedule.plan(found.n_pairs, found.seed, found.first_day, days_apart=found.days_apart)
    return [_planned(day, logs.get((day.pair, day.condition)), by_id, responses, bouts, found) for day in days]


def analyse(found: Trial, planned: Sequence[Planned]) -> BothWays:
    """The answer as it stands, as planned and as done; interim until all pairs of the plan are complete.

    Raises
    ------
    NotEnoughDataError  if fewer than two pairs are complete
    InputError          if the mean without push-ups is not above zero
    """
    eaten = [one.eaten for one in sorted(planned, key=lambda one: one.day.pair) if one.eaten is not None]
    return both_ways(eaten, planned_pairs=found.n_pairs)


def look(desk: Desk, trial_id: UUID, *, now: datetime) -> BothWays:
    """Look at the answer; every look is kept, because looks before the end need stronger evidence.

    Raises
    ------
    NotFoundError       if there is no such trial
    NotEnoughDataError  if fewer than two pairs are complete
    """
    found = trial(desk, trial_id)
    seen = analyse(found, progress(desk, found, now=now))
    entry = {
        "at": now.isoformat(),
        "n_pairs": len(seen.as_planned.pairs),
        "verdict": seen.as_planned.verdict,
        "interim": seen.as_planned.interim,
    }
    with desk.store.writing(desk.owner) as rows:
        current = rows.get(Trial, trial_id)
        if not current.looks or current.looks[-1]["n_pairs"] != entry["n_pairs"]:
            rows.put(replace(current, looks=(*current.looks, entry)))
    return seen


def end(desk: Desk, trial_id: UUID, *, now: datetime) -> Trial:
    """Close a trial: nothing is logged any more, the answer stays. Ending twice is ending once."""
    with desk.store.writing(desk.owner) as rows:
        found = rows.get(Trial, trial_id)
        if found.ended_at is None:
            found = replace(found, ended_at=now)
            rows.put(found)
            rows.add(audit.entry("trial ended", now=now, kind="Trial", object_id=trial_id))
        return found


def calendar(found: Trial, *, now: datetime) -> str:
    """The plan as a calendar file."""
    days = schedule.plan(found.n_pairs, found.seed, found.first_day, days_apart=found.days_apart)
    return schedule.as_ical(
        days,
        seed=found.seed,
        now=now,
        meal_time=time.fromisoformat(found.meal_time),
        meal=found.meal,
        push_up_minutes=found.push_up_min,
    )


def _planned(
    day: schedule.Day,
    entry: TrialMeal | None,
    meals: dict[UUID, Meal],
    responses: dict[UUID, MealResponse],
    bouts: list[Bout],
    found: Trial,
) -> Planned:
    meal = meals.get(entry.meal_id) if entry and entry.meal_id else None
    response = responses.get(meal.id) if meal else None
    value = outcome_of(response, found.outcome)
    eaten = None
    if meal is not None:
        (at,) = glucose_readings.logged([meal])
        push_ups = push_ups_after(at, bouts)
        eaten = Eaten(
            pair=str(day.pair),
            condition=day.condition,
            value=value,
            minutes=push_ups.minutes,
            at=at,
            push_ups=push_ups,
        )
    return Planned(
        day=day,
        log=entry,
        meal=meal,
        eaten=eaten,
        covered=math.isfinite(value),
        overlaps=response.overlaps if response else False,
    )


def _eaten_meal(
    desk: Desk, found: Trial, pair: int, condition: Condition, day: date | None, clock: time | None, now: datetime
) -> Meal:
    if day is None or clock is None:
        raise InputError("a meal that was eaten needs its day and the time of the first bite")
    return glucose_readings.keep_meal(
        desk,
        day=day,
        clock=clock,
        carbs_g=found.carbs_g,
        name=found.meal,
        now=now,
        meal_id=uuid5(found.id, f"meal {pair} {condition}"),
    )
