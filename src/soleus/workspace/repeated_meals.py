"""How much a person's own meals differ when they are eaten again: what the size of a trial follows from."""

import math
from dataclasses import dataclass
from datetime import datetime

from soleus.errors import InputError, NotEnoughDataError
from soleus.glucose.bouts import push_ups_after
from soleus.glucose.meals import MealResponse
from soleus.glucose.trial.power import Variability, variability
from soleus.store.glucose import Outcome
from soleus.workspace import glucose_bouts, glucose_readings
from soleus.workspace.place import Desk

LIKE_G = 0.5  # meals of one name count as repeats if their carbohydrates are the same to the gram


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeats:
    """How much the person's own repeated meals differ; ``variability`` is None where none was repeated."""

    variability: Variability | None
    kinds: tuple[tuple[str, int], ...]
    outcome: Outcome


def repeats(desk: Desk, outcome: Outcome, *, now: datetime) -> Repeats:
    """The variation of meals that the person ate more than once, without push-ups and apart from other meals."""
    meals = glucose_readings.meals(desk)
    responses = glucose_readings.responses(glucose_readings.stored_readings(desk), meals)
    bouts = glucose_bouts.bouts(desk, now=now)
    groups: dict[tuple[str, int | None], list[float]] = {}
    for meal, logged in zip(meals, glucose_readings.logged(meals), strict=True):
        value = outcome_of(responses.get(meal.id), outcome)
        response = responses.get(meal.id)
        alone = response is not None and not response.overlaps and not push_ups_after(logged, bouts).n_bouts
        if alone and math.isfinite(value) and (meal.name or meal.carbs_g is not None):
            kind = meal.name.strip().lower(), None if meal.carbs_g is None else math.floor(meal.carbs_g + LIKE_G)
            groups.setdefault(kind, []).append(value)
    kinds = {_kind_name(*kind): values for kind, values in groups.items() if len(values) > 1}
    try:
        found = variability(list(kinds.values()))
    except (NotEnoughDataError, InputError):
        found = None
    return Repeats(
        variability=found, kinds=tuple((name, len(values)) for name, values in kinds.items()), outcome=outcome
    )


def outcome_of(response: MealResponse | None, outcome: Outcome) -> float:
    """What a trial compares, of one meal; NaN where it is not known."""
    if response is None:
        return math.nan
    return response.iauc_mg_dl_min if outcome == "iauc_3h" else _rise(response)


def _rise(response: MealResponse) -> float:
    """The rise counts only where readings reach over the window, as the area does."""
    return response.peak_rise_mg_dl if math.isfinite(response.iauc_mg_dl_min) else math.nan


def _kind_name(name: str, carbs_g: int | None) -> str:
    grams = "" if carbs_g is None else f"{carbs_g} g"
    return ", ".join(part for part in (name, grams) if part)
