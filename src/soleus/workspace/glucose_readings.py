"""The readings and meals of an account: all imports as one trace, meals by hand."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from uuid import UUID, uuid4

import numpy as np

from soleus.glucose.day import DAY_S, day_start_s
from soleus.glucose.joining import joined
from soleus.glucose.meals import MealResponse, meal_responses
from soleus.glucose.readings import Export, LoggedMeal, Readings
from soleus.glucose.table import read_table
from soleus.store.glucose import Meal
from soleus.store.records import Signal
from soleus.workspace import audit
from soleus.workspace.place import Desk, offset_min

CGM = "cgm"


def stored_readings(desk: Desk) -> Readings | None:
    """Everything that was imported, each instant once; None where nothing was.

    Raises
    ------
    NotFoundError  if a file is not in the data folder any more
    """
    with desk.store.reading(desk.owner) as rows:
        shas = dict.fromkeys(signal.sha256 for signal in rows.all(Signal, {"sensor": CGM}))
    parts = [read_table(desk.workspace.signals.path(sha256)) for sha256 in shas]
    if not parts:
        return None
    return joined([Export(reader="", unit_in_file="mg/dL", readings=part) for part in parts]).readings


def meals(desk: Desk, day: date | None = None) -> list[Meal]:
    """The meals of a day by the clock on the wall, or all of them; earliest first."""
    with desk.store.reading(desk.owner) as rows:
        found = rows.all(Meal)
    return sorted(
        (meal for meal in found if day is None or meal.local(meal.eaten_at).date() == day),
        key=lambda meal: meal.eaten_at,
    )


def meal(desk: Desk, meal_id: UUID) -> Meal:
    """One meal.

    Raises
    ------
    NotFoundError  if this account has none of that id
    """
    with desk.store.reading(desk.owner) as rows:
        return rows.get(Meal, meal_id)


def keep_meal(
    desk: Desk,
    *,
    day: date,
    clock: time,
    carbs_g: float | None,
    name: str,
    now: datetime,
    meal_id: UUID | None = None,
) -> Meal:
    """Write a meal down, or change it: the same id again replaces it.

    The clock is that of the readings of that day where they have a zone, else the one of this machine.

    Raises
    ------
    InputError  if the carbohydrates are impossible
    """
    offset = _offset_min(stored_readings(desk), day, clock, now)
    with desk.store.writing(desk.owner) as rows:
        known = rows.find(Meal, meal_id) if meal_id else None
        new = Meal(
            id=meal_id or uuid4(),
            created_at=known.created_at if known else now,
            utc_offset_min=offset,
            eaten_at=datetime.combine(day, clock, timezone(timedelta(minutes=offset))).astimezone(UTC),
            carbs_g=carbs_g,
            name=name,
            import_id=known.import_id if known else None,
        )
        (rows.put if known else rows.add)(new)
        if known:
            rows.add(audit.entry("meal changed", now=now, kind="Meal", object_id=new.id))
        return new


def remove_meal(desk: Desk, meal_id: UUID, *, now: datetime) -> Meal:
    """Remove a meal for good.

    Raises
    ------
    NotFoundError  if this account has none of that id
    """
    with desk.store.writing(desk.owner) as rows:
        found = rows.get(Meal, meal_id)
        rows.remove(Meal, {"id": meal_id})
        rows.add(audit.entry("meal removed", now=now, kind="Meal", object_id=meal_id))
        return found


def logged(found: Sequence[Meal]) -> list[LoggedMeal]:
    """Meals as the measuring core takes them."""
    return [
        LoggedMeal(
            time_s=meal.eaten_at.timestamp(),
            utc_offset_s=60.0 * meal.utc_offset_min,
            zoned=True,
            carbs_g=meal.carbs_g,
            name=meal.name,
        )
        for meal in found
    ]


def responses(readings: Readings | None, found: Sequence[Meal]) -> dict[UUID, MealResponse]:
    """What each meal did to glucose, by its id; empty without readings. Meals beside each other overlap."""
    if readings is None:
        return {}
    by_clock = {response.wall_s: response for response in meal_responses(readings, logged(found))}
    return {meal.id: by_clock[meal.eaten_at.timestamp() + 60.0 * meal.utc_offset_min] for meal in found}


def _offset_min(readings: Readings | None, day: date, clock: time, now: datetime) -> int:
    if readings is None or not readings.zoned or not len(readings):
        return offset_min(now)
    wall = day_start_s(day) + clock.hour * 3600 + clock.minute * 60
    near = int(np.argmin(np.abs(readings.wall_s - wall)))
    if abs(float(readings.wall_s[near]) - wall) > DAY_S:
        return offset_min(now)
    return round(float(readings.utc_offset_s[near]) / 60.0)
