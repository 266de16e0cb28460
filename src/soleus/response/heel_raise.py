"""The heel-raise test: what one leg did, how the legs compare, and what a change is worth."""

import math
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from soleus.errors import InputError, NotEnoughDataError
from soleus.person import Person
from soleus.recording.signals import Side
from soleus.reps.signals import Reps
from soleus.response.norms import AGE_CONFLICT, norms
from soleus.response.protocol import CADENCE_PER_MIN, METRONOME_BEATS_PER_MIN, PERIOD_S
from soleus.units import STANDARD_GRAVITY_M_S2

MDC_REPS = 6.0  # limits of agreement over a week -6.2 to 6.5, n = 32: Hébert-Losier 2017; Ross and Fontenot 2000: 5.7
SYMMETRY_MIN_FRAC = 0.90  # asymmetry up to 10 %: 20 experts, Green 2022, doi:10.1186/s40798-021-00364-0, tables 4, 5
SEATED_BENCHMARK_BW = 1.5  # knee bent, in body weights: Green 2022, table 5; a benchmark of experts, no norm
PACE_TOLERANCE_FRAC = 0.10  # at 10 % off, five raises put a person a whole beat beside the metronome
LATE_S = 1.5 * PERIOD_S  # a raise that comes this late has missed its beat


@dataclass(frozen=True, slots=True, kw_only=True)
class HeelRaiseTest:
    """One leg; NaN where it cannot be known (no scale, no body mass, too few raises).

    ``work_total_j`` is m g times ``displacement_total_m``, the sum of the heights of all raises, as in the published
    test. ``height_loss_frac`` is the share of the first raise's height that the last one has lost, on the line through
    all raises (Theil-Sen), so that one failed raise does not make a person tired; negative if they grew.
    """

    side: Side | None
    n_reps: int
    work_total_j: float
    displacement_total_m: float
    peak_height_m: float
    height_loss_frac: float
    cadence_per_min: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Symmetry:
    """Weaker over stronger leg, 0 to 1; each measure may find another leg weaker.

    Repetitions alone hide a deficit (84 % against 61 % by work half a year after a rupture, Silbernagel
    2010, doi:10.1007/s00167-009-0889-7), so
    either measure below 90 % flags. ``weaker_by_work`` and ``work_frac`` need heights, not the mass: it cancels.
    """

    reps_frac: float
    work_frac: float
    weaker_by_reps: str | None
    weaker_by_work: str | None
    flagged: bool


def measure(reps: Reps, person: Person) -> HeelRaiseTest:
    """Measure one leg's test from the repetitions of any sensor.

    Raises
    ------
    NotEnoughDataError  if there is no raise: a sensor that saw nothing looks the same as a leg that could not
    """
    n = len(reps)
    if n == 0:
        raise NotEnoughDataError(
            "no heel raise found: this cannot be told from a sensor that saw nothing; check the recording, or note 0 "
            "raises by hand if the heel could not be lifted once"
        )
    displacement_m = float(reps.heel_raise_height_m.sum())
    mass_kg = math.nan if person.body_mass_kg is None else person.body_mass_kg
    return HeelRaiseTest(
        side=reps.side,
        n_reps=n,
        work_total_j=mass_kg * STANDARD_GRAVITY_M_S2 * displacement_m,
        displacement_total_m=displacement_m,
        peak_height_m=float(reps.heel_raise_height_m.max()),
        height_loss_frac=height_loss(reps.heel_raise_height_m),
        cadence_per_min=reps.cadence_per_min,
    )


def height_loss(heel_raise_height_m: NDArray[np.float64]) -> float:
    """Share of the first height that is lost by the last, on the Theil-Sen line; NaN with fewer than three raises.

    Examples
    --------
    >>> round(height_loss(np.array([0.10, 0.09, 0.08, 0.01, 0.06])), 3)
    0.4
    """
    n = len(heel_raise_height_m)
    if n < 3 or not np.isfinite(heel_raise_height_m).all():
        return math.nan
    first, second = np.triu_indices(n, 1)
    slope = float(np.median((heel_raise_height_m[second] - heel_raise_height_m[first]) / (second - first)))
    begin = float(np.median(heel_raise_height_m - slope * np.arange(n)))
    return -slope * (n - 1) / begin if begin > 0 else math.nan


def symmetry(one: HeelRaiseTest, other: HeelRaiseTest) -> Symmetry:
    """Compare the legs by repetitions and by work."""
    told_apart = one.side and other.side and one.side != other.side
    names = (one.side, other.side) if told_apart else ("first", "second")
    reps_frac, by_reps = _weaker(one.n_reps, other.n_reps, names)
    work_frac, by_work = _weaker(one.displacement_total_m, other.displacement_total_m, names)
    return Symmetry(
        reps_frac=reps_frac,
        work_frac=work_frac,
        weaker_by_reps=by_reps,
        weaker_by_work=by_work,
        flagged=any(frac < SYMMETRY_MIN_FRAC - 1e-9 for frac in (reps_frac, work_frac)),
    )


def _weaker(one: float, other: float, names: tuple[str | None, str | None]) -> tuple[float, str | None]:
    if not (math.isfinite(one) and math.isfinite(other)):
        return math.nan, None
    name = None if one == other else names[one > other]
    return min(one, other) / max(one, other), name


def change_in_words(before_reps: int, after_reps: int) -> str:
    """What a change between two tests of a leg is worth.

    Examples
    --------
    >>> change_in_words(25, 31)
    '+6 raises: within measurement error (up to 6 come from the test itself)'
    """
    if before_reps < 0 or after_reps < 0:
        raise InputError(f"repetitions: expected 0 or more, got {min(before_reps, after_reps)}")
    change = after_reps - before_reps
    if abs(change) <= MDC_REPS:
        return f"{change:+d} raises: within measurement error (up to {MDC_REPS:g} come from the test itself)"
    return f"{change:+d} raises: more than the measurement error of {MDC_REPS:g}"


def warnings(reps: Reps, test: HeelRaiseTest, person: Person) -> tuple[str, ...]:
    """What limits this test: pace, missed beats, and what was not measured."""
    told: list[str] = []
    if abs(test.cadence_per_min - CADENCE_PER_MIN) > PACE_TOLERANCE_FRAC * CADENCE_PER_MIN:
        told.append(
            f"the pace was {test.cadence_per_min:.0f} raises per min, the test's is {CADENCE_PER_MIN:g} "
            f"({METRONOME_BEATS_PER_MIN:g} beats): the norms do not hold"
        )
    late = np.flatnonzero(np.diff(reps.peak_s) >= LATE_S)
    if len(late):
        told.append(
            f"{len(late)} of {len(reps)} raises came late, the first after raise {late[0] + 1}: each is a prompt, "
            "and two in a row without an answer end the published test"
        )
    if math.isnan(test.displacement_total_m):
        told.append("this sensor knows no heights: work, displacement, height and fatigue are unknown")
    elif person.body_mass_kg is None:
        told.append("body mass not given: the work is unknown")
    return tuple(told)


def as_json(
    test: HeelRaiseTest, person: Person, told: tuple[str, ...], other: HeelRaiseTest | None = None
) -> dict[str, object]:
    """The object that ``soleus test --json`` prints; numbers that are not known are None."""
    compared = symmetry(test, other) if other else None
    return {
        **_known(asdict(test)),
        "norms": [asdict(norm) for norm in norms(test.n_reps, person)],
        "symmetry": _known(asdict(compared)) if compared else None,
        "mdc_reps": MDC_REPS,
        "other_leg": _known(asdict(other)) if other else None,
        "seated_benchmark_kg": None if person.body_mass_kg is None else SEATED_BENCHMARK_BW * person.body_mass_kg,
        "age_in_norms": AGE_CONFLICT,
        "warnings": list(told),
    }


def _known(values: dict[str, object]) -> dict[str, object]:
    """NaN becomes None; six decimals are a micrometre."""
    return {
        name: (round(value, 6) if math.isfinite(value) else None) if isinstance(value, float) else value
        for name, value in values.items()
    }
