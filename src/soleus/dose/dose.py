"""The dose of a set: what its repetitions asked of soleus, gastrocnemius, Achilles tendon and energy."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from soleus.dose.cycles import Cycles, measured, planned
from soleus.dose.expenditure import Expenditure, expenditure
from soleus.dose.mechanics import Task, task
from soleus.dose.models import DEFAULT_MODEL, MuscleModel, find_model
from soleus.dose.strength import Calf, calf
from soleus.dose.tendon import TendonLoad, stretch_mm, tendon_load
from soleus.dose.uncertainty import N_DRAWS, Draws, Range, draw, draw_work, summarise
from soleus.dose.work import MuscleWork, muscle_work
from soleus.errors import InputError, NotEnoughDataError
from soleus.exercises import Exercise, find_exercise
from soleus.person import Person
from soleus.reps.signals import HeelMotion, Reps
from soleus.units import STANDARD_GRAVITY_M_S2

Floats = NDArray[np.float64]

WORTH_SAYING_FRAC = 0.01  # of the samples; fewer beyond the model change no figure that is shown
STATURE_ASSUMED = "stature not given: an average one is assumed (--stature-m)"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dose:
    """Of one leg unless a name says ``total``; energy and power above rest; see docs/methods/dose.md.

    ``cycles`` and ``work`` hold every repetition (or, planned, the one kind of repetition). ``ranges`` gives nine of
    ten draws for the figures that are single numbers here.
    """

    exercise: Exercise
    cycles: Cycles
    work: MuscleWork
    tendon: TendonLoad
    expenditure: Expenditure
    work_total_j: float
    moment_method: str
    soleus_share_frac: float
    ranges: Mapping[str, Range]
    parameters: Mapping[str, object]
    warnings: tuple[str, ...] = field(default=())

    @property
    def n_reps(self) -> int:
        """Repetitions."""
        return self.cycles.n_reps

    @property
    def moment_peak_nm(self) -> float:
        """Largest plantarflexor moment of one ankle."""
        return float(self.work.moment_nm.max())

    def activation_peak_frac(self, *muscles: str) -> float:
        """Largest activation among the named muscles, for example ``"gasmed", "gaslat"``."""
        return float(np.nanmax(self.work.activation[..., [self.work.place(name) for name in muscles]]))


def dose_of(
    reps: Reps,
    motion: HeelMotion,
    exercise: Exercise | str,
    person: Person,
    *,
    load_kg: float = 0.0,
    legs: int | None = None,
    model: MuscleModel | str = DEFAULT_MODEL,
    n_draws: int = N_DRAWS,
    seed: int = 0,
) -> Dose:
    """The dose of a recording's repetitions.

    Parameters
    ----------
    reps, motion : from `segment` and `heel_motion`; the motion in metres
    exercise : seated or standing; it gives the pose that the sensor did not see
    person : with a body mass; sex, age and a measured maximum make activations better
    load_kg : external load in all
    legs : 1 or 2; the exercise's own way without
    model, n_draws, seed : of the muscles and of the uncertainty

    Raises
    ------
    InputError          if the exercise is no heel raise, the mass is missing or a number impossible
    NotEnoughDataError  if there is no repetition or the sensor knows no heights
    """
    chosen = find_exercise(exercise) if isinstance(exercise, str) else exercise
    mechanics = task(chosen, person, load_kg=load_kg, legs=legs)
    cycles = measured(reps, motion)
    return _dose(chosen, person, mechanics, cycles, model, n_draws, seed, height_measured=True)


def planned_dose(
    exercise: Exercise | str,
    person: Person,
    *,
    reps: int | None = None,
    minutes: float | None = None,
    cadence_per_min: float | None = None,
    height_m: float | None = None,
    load_kg: float = 0.0,
    legs: int | None = None,
    model: MuscleModel | str = DEFAULT_MODEL,
    n_draws: int = N_DRAWS,
    seed: int = 0,
) -> Dose:
    """The dose of a set that is only planned: equal repetitions in the exercise's tempo and range.

    Raises
    ------
    InputError  if the exercise is no heel raise, the mass is missing or a number impossible

    Examples
    --------
    >>> dose = planned_dose("soleus-push-up", Person(body_mass_kg=75.0, stature_m=1.80), minutes=20)
    >>> dose.n_reps, round(dose.moment_peak_nm, 1)
    (1000, 11.0)
    """
    chosen = find_exercise(exercise) if isinstance(exercise, str) else exercise
    mechanics = task(chosen, person, load_kg=load_kg, legs=legs)
    cycles = planned(chosen, person, reps=reps, minutes=minutes, cadence_per_min=cadence_per_min, height_m=height_m)
    return _dose(chosen, person, mechanics, cycles, model, n_draws, seed, height_measured=False)


def _dose(
    exercise: Exercise,
    person: Person,
    mechanics: Task,
    cycles: Cycles,
    model: MuscleModel | str,
    n_draws: int,
    seed: int,
    *,
    height_measured: bool,
) -> Dose:
    if not 20 <= n_draws <= 100_000:
        raise InputError(f"n_draws: expected 20 to 100000, got {n_draws}")
    muscles = find_model(model) if isinstance(model, str) else model
    scaled = calf(person, muscles)
    work = muscle_work(cycles, mechanics, scaled, muscles)
    if not np.isfinite(work.achilles_n).any():
        raise NotEnoughDataError("the moment is beyond this calf at every instant; check the load and the maximum")
    draws = draw(
        np.random.default_rng(seed),
        n_draws,
        strength_measured=person.max_plantarflexor_moment_nm is not None,
        height_measured=height_measured,
    )
    drawn = draw_work(cycles.typical(), mechanics, scaled, muscles, draws)
    spent = expenditure(drawn, draws, cycles, mechanics, scaled, person)
    mass_kg = person.body_mass_kg or np.nan
    tendon = tendon_load(work, cycles, mass_kg)
    return Dose(
        exercise=exercise,
        cycles=cycles,
        work=work,
        tendon=tendon,
        expenditure=spent,
        work_total_j=_work_total_j(mechanics, cycles),
        moment_method=_method(mechanics, cycles),
        soleus_share_frac=_soleus_share(work, cycles),
        ranges=_ranges(drawn, draws, cycles, tendon, work),
        parameters=_parameters(mechanics, scaled, muscles, n_draws, seed),
        warnings=(*_beyond(work), *spent.warnings, *(() if person.stature_m is not None else (STATURE_ASSUMED,))),
    )


def _work_total_j(mechanics: Task, cycles: Cycles) -> float:
    """Positive work of both legs against gravity: mass x g x height, as in the published heel-raise test."""
    return mechanics.raised_kg * STANDARD_GRAVITY_M_S2 * float((cycles.count * cycles.peak_m).sum())


def _soleus_share(work: MuscleWork, cycles: Cycles) -> float:
    """Soleus' part of the force impulse of the triceps surae."""
    weight = cycles.count * cycles.step_s[:, 0]
    soleus = np.nansum(work.force_n[..., work.place("soleus")], axis=1) @ weight
    return float(soleus / (np.nansum(work.achilles_n, axis=1) @ weight))


def _method(mechanics: Task, cycles: Cycles) -> str:
    posture = "seated: mass of shank, foot and part of the thigh" if mechanics.thigh_m else "standing: body mass"
    inertia = " and its acceleration" if cycles.acceleration_m_s2.any() else ""
    angle = "measured ankle angle" if cycles.ankle_rad is not None else "ankle from heel height, shank at rest"
    return f"{posture} and load on the forefoot{inertia}, times the forefoot lever; {angle}"


def _ranges(
    drawn: list[MuscleWork], draws: Draws, cycles: Cycles, tendon: TendonLoad, work: MuscleWork
) -> Mapping[str, Range]:
    """Spread of the typical repetition, put on the figures of all repetitions."""
    force = np.concatenate([part.achilles_n for part in drawn])
    peak = np.fmax.reduce(force, axis=1)  # NaN where a draw has no force at all
    impulse = np.where(np.isnan(peak), np.nan, np.nansum(force, axis=1))
    peak, impulse = peak / np.nanmedian(peak), impulse / np.nanmedian(impulse)
    spread_peak, spread_impulse = summarise(peak), summarise(impulse)
    stretch = [stretch_mm(1.0, stiffness_n_per_mm=float(k)) for k in draws.stiffness_n_per_mm]
    soleus, medial, lateral = (work.place(name) for name in ("soleus", "gasmed", "gaslat"))
    share = np.concatenate([np.nansum(part.force_n[..., soleus], axis=1) for part in drawn])
    share = share / np.where(np.isnan(peak), np.nan, np.nansum(force, axis=1))
    most = np.concatenate([np.fmax.reduce(part.activation, axis=1) for part in drawn])
    return {
        "achilles_peak_n": spread_peak.times(tendon.largest_n),
        "achilles_peak_bw": spread_peak.times(tendon.largest_n / tendon.body_weight_n),
        "achilles_impulse_bw_s": spread_impulse.times(total_impulse_bw_s(tendon, cycles)),
        "achilles_stretch_mm": summarise(np.asarray(stretch) * peak * tendon.largest_n),
        "soleus_share_frac": summarise(share),
        "soleus_activation_peak_frac": summarise(most[:, soleus]),
        "gastrocnemius_activation_peak_frac": summarise(most[:, [medial, lateral]].max(axis=1)),
    }


def total_impulse_bw_s(tendon: TendonLoad, cycles: Cycles) -> float:
    """Force impulse of all repetitions of one leg, body weights times seconds."""
    return float(cycles.count @ tendon.impulse_n_s) / tendon.body_weight_n


def _parameters(mechanics: Task, scaled: Calf, model: MuscleModel, n_draws: int, seed: int) -> Mapping[str, object]:
    return {
        "model": model.name,
        "tendon": "elastic",
        "exponent": 2,
        "strength_factor": scaled.strength,
        "strength_from": scaled.source,
        "size_factor": scaled.size,
        "forefoot_lever_m": mechanics.lever_m,
        "on_forefoot_kg": mechanics.rising_kg,
        "legs": mechanics.legs,
        "n_draws": n_draws,
        "seed": seed,
    }


def _beyond(work: MuscleWork) -> tuple[str, ...]:
    """What the model could not do, in words."""
    told = []
    strong, beyond = float(work.too_strong.mean()), float(work.beyond_pose.mean())
    if strong > WORTH_SAYING_FRAC:
        told.append(
            f"in {strong:.0%} of the time the moment is beyond this calf as modelled; peaks hold for the rest "
            "(check the load, --load-kg, and the maximum, --max-moment-nm)"
        )
    if beyond > WORTH_SAYING_FRAC:
        told.append(f"in {beyond:.0%} of the time the foot is beyond the model's 40 deg; its last pose is taken there")
    return tuple(told)
