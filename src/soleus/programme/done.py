"""What was asked of one exercise, what was done of it, and what the one makes of the other."""

from dataclasses import dataclass
from enum import IntEnum

from soleus.exercises import DefaultDose
from soleus.programme.dose import Dose

_EPS_KG = 1e-6
FAR_SHORT_FRAC = (
    0.25  # nothing rises by more than a tenth: who is stopped so early is not stopped by weakness; judgement
)
MOST_UNHURT_NRS = 2.0  # of 10: the "safe" zone of the pain-monitoring model, Silbernagel 2007


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDone:
    """One set as it was done; None where it was not recorded."""

    reps: int | None = None
    load_kg: float | None = None
    minutes: float | None = None
    distance_m: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What the session was meant to be; None where it was not said."""

    sets: int | None = None
    reps: int | None = None
    load_kg: float | None = None
    minutes: float | None = None
    distance_m: float | None = None
    times_per_day: int | None = None


class Outcome(IntEnum):
    """How a day went, worst first; what was broken off says nothing, so that whatever else was done speaks."""

    MISSED = 0
    UNKNOWN = 1
    MET = 2
    BEATEN = 3
    BROKEN_OFF = 4


def judge(target: Target | None, sets: tuple[SetDone, ...]) -> tuple[Outcome, float]:
    """Outcome and margin: the target's number of sets at its load count, the best ones.

    The margin is what the weakest counted set had above the target; 0 unless the target was beaten.
    """
    if target is None or target.sets is None or not sets:
        return Outcome.UNKNOWN, 0.0
    wanted, done = _compared(target, sets)
    load_kg = _asked_kg(target, sets)
    if wanted is None or load_kg is None or None in done:
        return Outcome.UNKNOWN, 0.0
    above = [
        value - wanted
        for value, one in zip(done, sets, strict=True)
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


def is_broken_off(
    target: Target | None, sets: tuple[SetDone, ...], least: DefaultDose, pain_during_nrs: float | None
) -> bool:
    """Ended early and far short of what was asked, or of the exercise's ``least`` dose where nothing was; not for pain.

    Every set begun and each too short is no breaking off: then it was too much.
    """
    if not sets or (pain_during_nrs or 0.0) > MOST_UNHURT_NRS:
        return False
    asked = target if target is not None and _quantified(target) else _least(least)
    wanted, done = _compared(asked, sets)
    known = [value for value in done if value is not None]
    n_sets = asked.sets or 1
    if wanted is None or len(known) < len(sets) or len(sets) >= max(2, n_sets):
        return False
    return sum(known) < FAR_SHORT_FRAC * n_sets * wanted


def _least(dose: DefaultDose) -> Target:
    """The least of the catalogue, as if it had been asked."""
    reps, minutes, metres = (part[0] if part else None for part in (dose.reps, dose.minutes, dose.distance_m))
    return Target(
        sets=round(dose.sets[0]), reps=None if reps is None else round(reps), minutes=minutes, distance_m=metres
    )


def asked_dose(target: Target | None, sets: tuple[SetDone, ...]) -> Dose | None:
    """What was asked, where it is known in full; a load that was not said is what was lifted."""
    if target is None or target.sets is None or not _quantified(target):
        return None
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


def done_dose(sets: tuple[SetDone, ...]) -> Dose | None:
    """What was done, as its least set; None where nothing was recorded."""
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
    return min([one.load_kg for one in sets if one.load_kg is not None], default=None)


def heaviest_kg(sets: tuple[SetDone, ...]) -> float | None:
    """The most that was lifted in a set; None where no set tells."""
    return max([one.load_kg for one in sets if one.load_kg is not None], default=None)


def sets_and_kg(sets: tuple[SetDone, ...], target: Target | None) -> tuple[int, float]:
    """Sets, and kilograms over them; as asked where nothing was recorded."""
    if sets:
        return len(sets), sum(one.load_kg or 0.0 for one in sets)
    if target is None:
        return 1, 0.0
    n_sets = target.sets or 1
    return n_sets, n_sets * (target.load_kg or 0.0)


def reps_of(one: SetDone, cadence_per_min: float | None) -> int | None:
    """Repetitions of a set; of minutes by the cadence; None where neither tells."""
    if one.reps is not None or one.minutes is None or cadence_per_min is None:
        return one.reps
    return round(one.minutes * cadence_per_min)


def reps_at_loads(sets: tuple[SetDone, ...], reps: list[int | None]) -> tuple[tuple[float, int], ...]:
    """Repetitions at each load, of the sets that tell."""
    total: dict[float, int] = {}
    for one, number in zip(sets, reps, strict=True):
        if number is not None:
            total[one.load_kg or 0.0] = total.get(one.load_kg or 0.0, 0) + number
    return tuple(total.items())


def is_loaded(sets: tuple[SetDone, ...], target: Target | None) -> bool:
    """With external load; repetitions whose load was not recorded count as loaded."""
    if not sets:
        return target is None or target.load_kg is None or target.load_kg > 0
    return any(one.reps is not None if one.load_kg is None else one.load_kg > 0 for one in sets)
