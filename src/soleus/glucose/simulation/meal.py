"""A virtual meal, with and without push-ups: courses, what changed, and where the glucose went."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soleus.errors import InputError
from soleus.glucose.simulation.people import Basal, VirtualPeople
from soleus.glucose.simulation.push_ups import JOULE_PER_MG_GLUCOSE, PushUps, Uptake

Floats = NDArray[np.float64]

WINDOW_MIN = 180  # the published trials watched three hours
STEP_MIN = 1.0  # within 0.05 mg/dL of an adaptive solver (tests)
CARBS_MAX_G = 300.0
DURATION_MAX_MIN = 1440
DISTRIBUTION_L_PER_KG = 0.2  # extracellular water, 15 L in 75 kg


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MassBalance:
    """Grams of glucose from the first bite to the end; every field has shape (n,).

    ``stored_g`` is what plasma and tissue hold more than before. What came in (absorbed, produced) less what went out
    (used, by contraction, by the kidney) less what is stored is ``residual_g``: zero but for rounding.
    ``asked_g`` is what the push-ups would have liked from the blood.
    """

    eaten_g: Floats
    in_gut_g: Floats
    lost_in_gut_g: Floats
    absorbed_g: Floats
    produced_g: Floats
    used_g: Floats
    contraction_g: Floats
    renal_g: Floats
    stored_g: Floats
    residual_g: Floats
    asked_g: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Course:
    """Glucose and insulin each minute, shape (n, n_minutes + 1), and the balance."""

    time_min: Floats
    glucose_mg_dl: Floats
    insulin_pmol_l: Floats
    balance: MassBalance


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparison:
    """The same meal without and with push-ups; changes are fractions, a fall is negative, NaN without a rise."""

    control: Course
    push_ups: Course

    def iauc_change_frac(self, window_min: int = WINDOW_MIN) -> Floats:
        """Change of the positive incremental area of glucose over the window, shape (n,)."""
        return _change(self.control.glucose_mg_dl, self.push_ups.glucose_mg_dl, window_min)

    def insulin_iauc_change_frac(self, window_min: int = WINDOW_MIN) -> Floats:
        """The same of insulin."""
        return _change(self.control.insulin_pmol_l, self.push_ups.insulin_pmol_l, window_min)

    def mean_fall_60_120_mg_dl(self) -> Floats:
        """How much lower glucose is between the first and the second hour, shape (n,)."""
        fall = self.control.glucose_mg_dl - self.push_ups.glucose_mg_dl
        return np.asarray(fall[:, 60:121].mean(axis=1))


def compare(
    people: VirtualPeople,
    carbs_g: float,
    push_ups: PushUps,
    *,
    duration_min: int = WINDOW_MIN,
    uptake: Uptake | None = None,
) -> Comparison:
    """Eat the same meal twice, once sitting still and once with push-ups.

    Parameters
    ----------
    people : who eats
    carbs_g : glucose in the meal
    push_ups : when, and how much
    duration_min : minutes that are followed, at least 180
    uptake : how the muscles take up glucose

    Raises
    ------
    InputError  if meal, bouts or duration cannot be
    """
    still = PushUps(bouts_min=(), extra_kcal_min=0.0, glucose_frac=push_ups.glucose_frac)
    control, moving = (
        simulate(people, carbs_g, what, duration_min=duration_min, uptake=uptake) for what in (still, push_ups)
    )
    return Comparison(control=control, push_ups=moving)


def simulate(
    people: VirtualPeople,
    carbs_g: float,
    push_ups: PushUps,
    *,
    duration_min: int = WINDOW_MIN,
    uptake: Uptake | None = None,
) -> Course:
    """Follow everybody through one meal, from the steady state that is theirs."""
    from soleus.glucose.simulation import kernel

    _check(carbs_g, push_ups, duration_min)
    uptake = uptake or Uptake()
    n = len(people)
    basal = people.basal()
    mass_kg = people.column("body_mass_kg")
    dose_mg = np.full(n, 1000.0 * carbs_g)
    table = np.column_stack([people.parameters, *_derived(people, basal, dose_mg)])
    start = np.zeros((n, kernel.N_STATES))
    start[:, kernel.GP], start[:, kernel.GT] = basal.gp, basal.gt
    start[:, kernel.IL], start[:, kernel.IP] = basal.il, basal.ip
    start[:, kernel.I1] = start[:, kernel.ID] = basal.insulin_pmol_l
    start[:, kernel.IPO] = basal.secretion / people.column("gamma")
    start[:, kernel.Q1] = dose_mg
    demand = push_ups.demand_mg_min / mass_kg
    glucose, insulin = np.empty((n, duration_min + 1)), np.empty((n, duration_min + 1))
    end, fluxes = np.empty((n, kernel.N_STATES)), np.empty((n, kernel.N_FLUXES))
    active = push_ups.active_frac(duration_min)
    kernel.run(
        table, start, dose_mg, demand, active, STEP_MIN, uptake.row(push_ups), glucose, insulin, end, fluxes
    )  # fmt: skip
    return Course(
        time_min=np.arange(duration_min + 1, dtype=np.float64),
        glucose_mg_dl=glucose,
        insulin_pmol_l=insulin,
        balance=_balance(people, start, end, fluxes, push_ups.demand_mg_min * float(active.sum())),
    )


def _derived(people: VirtualPeople, basal: Basal, dose_mg: Floats) -> tuple[Floats, ...]:
    """What the kernel needs besides the parameters, in its order."""
    p = people.column
    some = np.maximum(dose_mg, 1e-3)  # a microgram: less is no meal, and its reciprocal may not be a number
    return (
        basal.glucose_mg_dl,
        basal.insulin_pmol_l,
        basal.secretion,
        1.0 / p("vg"),
        1.0 / p("vi"),
        p("f") * p("kabs") / p("body_mass_kg"),
        5.0 / (some * (1.0 - p("b"))),
        5.0 / (some * p("d")),
    )


def _check(carbs_g: float, push_ups: PushUps, duration_min: int) -> None:
    if not 0.0 <= carbs_g <= CARBS_MAX_G:
        raise InputError(f"--carbs-g: expected 0 to {CARBS_MAX_G:g}, got {carbs_g:g}")
    if not WINDOW_MIN <= duration_min <= DURATION_MAX_MIN:
        raise InputError(f"--duration-min: expected {WINDOW_MIN} to {DURATION_MAX_MIN}, got {duration_min}")
    if push_ups.bouts_min and push_ups.bouts_min[-1][1] > duration_min:
        raise InputError(
            f"--push-ups: the last bout ends at {push_ups.bouts_min[-1][1]:g} min, after the {duration_min} min "
            "that are followed; give a longer --duration-min"
        )


def _balance(people: VirtualPeople, start: Floats, end: Floats, fluxes: Floats, asked_mg: float) -> MassBalance:
    from soleus.glucose.simulation import kernel

    g_per_mg_kg = people.column("body_mass_kg") / 1000.0
    gut = [kernel.Q1, kernel.Q2, kernel.QG]
    eaten, left = start[:, gut].sum(axis=1) / 1000.0, end[:, gut].sum(axis=1) / 1000.0
    stored = (end - start)[:, [kernel.GP, kernel.GT]].sum(axis=1)
    came = fluxes[:, kernel.PRODUCED] + fluxes[:, kernel.ABSORBED]
    went = fluxes[:, kernel.USED] + fluxes[:, kernel.RENAL] + fluxes[:, kernel.CONTRACTION]
    absorbed = g_per_mg_kg * fluxes[:, kernel.ABSORBED]
    return MassBalance(
        eaten_g=eaten,
        in_gut_g=left,
        lost_in_gut_g=eaten - left - absorbed,
        absorbed_g=absorbed,
        produced_g=g_per_mg_kg * fluxes[:, kernel.PRODUCED],
        used_g=g_per_mg_kg * fluxes[:, kernel.USED],
        contraction_g=g_per_mg_kg * fluxes[:, kernel.CONTRACTION],
        renal_g=g_per_mg_kg * fluxes[:, kernel.RENAL],
        stored_g=g_per_mg_kg * stored,
        residual_g=g_per_mg_kg * (came - went - stored),
        asked_g=np.full(len(people), asked_mg / 1000.0),
    )


def _change(control: Floats, push_ups: Floats, window_min: int) -> Floats:
    before, after = (positive_area(course[:, : window_min + 1]) for course in (control, push_ups))
    return np.asarray(np.where(before > 0, after / np.where(before > 0, before, 1.0) - 1.0, np.nan))


def positive_area(course: Floats) -> Floats:
    """Area above the first value of each row, minute by minute, cut at the crossings; shape (n,).

    Examples
    --------
    >>> positive_area(np.array([[90.0, 140.0, 150.0, 110.0, 80.0]])) * 30
    array([3800.])
    """
    above = course - course[:, :1]
    a, b = above[:, :-1], above[:, 1:]
    low, high = np.minimum(a, b), np.maximum(a, b)
    crossing = np.square(np.maximum(high, 0.0)) / np.where(high > low, high - low, 1.0)
    return np.asarray(0.5 * np.where(low >= 0.0, a + b, crossing).sum(axis=1))


def oxidation_in_words(fall_mg_dl: float, minutes: float, extra_kcal_min: float, *, body_mass_kg: float) -> str:
    """Whether burning alone can explain a fall of glucose.

    Examples
    --------
    >>> oxidation_in_words(50, 60, 0.24, body_mass_kg=75)
    'a fall of 50 mg/dL is 7.5 g; all the energy of the push-ups is 3.9 g of glucose: not explained by direct oxidation'
    """
    implied_g = fall_mg_dl * 10.0 * DISTRIBUTION_L_PER_KG * body_mass_kg / 1000.0
    burnt_g = extra_kcal_min * minutes * 4184.0 / JOULE_PER_MG_GLUCOSE / 1000.0
    verdict = "not explained by direct oxidation" if implied_g > burnt_g else "possible by direct oxidation"
    return (
        f"a fall of {fall_mg_dl:.0f} mg/dL is {implied_g:.1f} g; all the energy of the push-ups is {burnt_g:.1f} g of "
        f"glucose: {verdict}"
    )
