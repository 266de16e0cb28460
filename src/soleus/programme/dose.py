"""How much of one exercise, and one step more or less of it."""

import math
from dataclasses import dataclass, replace

MAX_RISE_FRAC = 0.10  # Ratamess 2009 (ACSM): 2-10 %
RISE_PER_REP_FRAC = 0.025  # about what a repetition is worth at 12 (rule of thumb, unverified); the 10 % above bound it
STEP_BACK_FRAC = 0.90  # undoes one largest step; judgement
LOAD_GRID_KG = 0.5  # smallest pair of small plates, a water bottle
FINE_GRID_KG = 0.1  # where half a kilogram is more than 10 %
LEAST_LOAD_KG = 1.0  # less is no load
FEWEST_REPS = 5  # fewer are no set
SHORTEST_MIN = 1.0
SHORTEST_M = 5.0
_TINY = 1e-9  # of rounding, far below any grid


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """Sets of repetitions, minutes or metres; ``load_kg`` is held or worn, 0 is none; legs follow from the exercise."""

    sets: int
    reps: int | None = None
    minutes: float | None = None
    distance_m: float | None = None
    load_kg: float = 0.0
    times_per_day: int | None = None

    @property
    def amounts(self) -> tuple[float, ...]:
        """Load, repetitions, minutes, metres and sets as numbers; what is not counted is 0."""
        return self.load_kg, self.reps or 0, self.minutes or 0.0, self.distance_m or 0.0, self.sets


@dataclass(frozen=True, slots=True, kw_only=True)
class Most:
    """Where more of an exercise stops being offered; None is nowhere. Load has no end but the person's."""

    reps: int | None = None
    minutes: float | None = None
    distance_m: float | None = None


def raised_load_kg(load_kg: float, rise_frac: float) -> float:
    """The next load on the grid: up by ``rise_frac`` rounded up, never by more than 10 %; the same below 1 kg.

    Examples
    --------
    >>> raised_load_kg(20.0, 0.05)
    21.0
    """
    for grid_kg in (LOAD_GRID_KG, FINE_GRID_KG):
        wanted = math.ceil(load_kg * (1.0 + rise_frac) / grid_kg - _TINY)
        allowed = math.floor(load_kg * (1.0 + MAX_RISE_FRAC) / grid_kg + _TINY)
        raised_kg = round(min(wanted, allowed) * grid_kg, 1)
        if raised_kg > load_kg >= LEAST_LOAD_KG:
            return raised_kg
    return load_kg


def lowered_load_kg(load_kg: float, keep_frac: float) -> float:
    """The load on the grid at or below its kept part; under 1 kg none.

    Examples
    --------
    >>> lowered_load_kg(20.0, 0.9)
    18.0
    """
    lowered_kg = math.floor(load_kg * keep_frac / LOAD_GRID_KG + _TINY) * LOAD_GRID_KG
    return lowered_kg if lowered_kg >= LEAST_LOAD_KG else 0.0


def raised(dose: Dose, *, margin: float, most: Most) -> Dose:
    """One step more of what the dose counts in, up to ``most``; load first, where there is any.

    ``margin``: repetitions above the target in the weakest of the sets that count.
    """
    if dose.load_kg >= LEAST_LOAD_KG:
        rise_frac = min(MAX_RISE_FRAC, RISE_PER_REP_FRAC * max(1.0, margin))
        return replace(dose, load_kg=raised_load_kg(dose.load_kg, rise_frac))
    if dose.minutes is not None:
        return replace(dose, minutes=_longer(dose.minutes, most.minutes))
    if dose.distance_m is not None:
        return replace(dose, distance_m=_longer(dose.distance_m, most.distance_m))
    if dose.reps is not None:
        return replace(dose, reps=_more_reps(dose.reps, most.reps))
    return dose


def lowered(dose: Dose, keep_frac: float) -> Dose:
    """One step less of what the dose counts in."""
    if dose.load_kg > 0:
        return replace(dose, load_kg=lowered_load_kg(dose.load_kg, keep_frac))
    if dose.minutes is not None:
        return replace(dose, minutes=_shorter(dose.minutes, keep_frac, SHORTEST_MIN))
    if dose.distance_m is not None:
        return replace(dose, distance_m=_shorter(dose.distance_m, keep_frac, SHORTEST_M))
    if dose.reps is not None:
        fewer = math.floor(dose.reps * keep_frac + _TINY)
        return replace(dose, reps=min(dose.reps, max(FEWEST_REPS, fewer)))
    return dose


def halved(dose: Dose) -> Dose:
    """Half the sets, or half the repetitions of a single one: the lighter week; the load stays."""
    if dose.sets > 1:
        return replace(dose, sets=(dose.sets + 1) // 2)
    return replace(dose, reps=None if dose.reps is None else (dose.reps + 1) // 2)


def _more_reps(reps: int, most: int | None) -> int:
    more = max(reps + 1, math.floor(reps * (1.0 + MAX_RISE_FRAC) + _TINY))
    return more if most is None else min(more, max(reps, most))


def _longer(value: float, most: float | None) -> float:
    per_unit = 1 if value >= 1.0 / MAX_RISE_FRAC else 10
    longer = math.floor(value * (1.0 + MAX_RISE_FRAC) * per_unit + _TINY) / per_unit
    return max(value, longer if most is None else min(longer, most))


def _shorter(value: float, keep_frac: float, shortest: float) -> float:
    return min(value, max(shortest, math.floor(value * keep_frac * 10.0 + _TINY) / 10.0))
