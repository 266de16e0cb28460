"""What a simulated meal says: the answer as JSON, and the assumptions that must stand beside it."""

import math

import numpy as np

from soleus.glucose.simulation.meal import Comparison, Floats, MassBalance, oxidation_in_words
from soleus.glucose.simulation.people import VirtualPerson
from soleus.glucose.simulation.push_ups import Energy, PushUps, Uptake

LOW_MG_DL = 70.0  # below it glucose is low: consensus of diabetes care, as in the metrics


def assumptions(
    preset: str, person: VirtualPerson, push_ups: PushUps, *, energy: Energy | None = None, uptake: Uptake | None = None
) -> tuple[str, ...]:
    """Everything that is not known and decides the answer, in plain words."""
    uptake = uptake or Uptake()
    source = "as given, not measured"
    if energy is not None:
        source = f"by the dose of unloaded push-ups, {energy.low:.2f} to {energy.high:.2f} possible"
    who = {
        "normal": "mean healthy person of Dalla Man 2007",
        "prediabetes": "healthy person with 48 % of the insulin action and 71 % of the response; no measured person",
        "type2": "mean person with type 2 diabetes of Dalla Man 2007",
    }[preset]
    return (
        f"a model, not you: {who}; {person.body_mass_kg:g} kg, fasting, no medication",
        "the meal model was fitted to mixed meals; a glucose drink may empty faster",
        f"push-ups cost {push_ups.extra_kcal_min:.2f} kcal/min above rest ({source})",
        f"{100 * push_ups.glucose_frac:.0f} % of that comes from blood glucose: nobody has measured this; at fasting "
        f"glucose at most {100 * uptake.fasting_frac:.0f} %",
        f"uptake is capped at {uptake.cap_mg_kg_min:g} mg/kg/min; below fasting glucose it falls, and the liver gives "
        "more",
        "no effect outlasts the push-ups, and exercise does not slow the stomach",
    )


def as_json(result: Comparison, told: tuple[str, ...]) -> dict[str, object]:
    """The object that ``soleus simulate meal --json`` prints, for the first person of the result."""
    return {
        "time_min": result.control.time_min.tolist(),
        "glucose_mg_dl": _both(result.control.glucose_mg_dl[0], result.push_ups.glucose_mg_dl[0]),
        "insulin_pmol_l": _both(result.control.insulin_pmol_l[0], result.push_ups.insulin_pmol_l[0]),
        "iauc_change_frac": _number(result.iauc_change_frac()[0]),
        "iauc_2h_change_frac": _number(result.iauc_change_frac(120)[0]),
        "insulin_iauc_change_frac": _number(result.insulin_iauc_change_frac()[0]),
        "mean_fall_60_120_mg_dl": _number(result.mean_fall_60_120_mg_dl()[0]),
        "lowest_mg_dl": _number(result.push_ups.glucose_mg_dl[0].min()),
        "mass_balance": {
            name: balance_of(course.balance)
            for name, course in (("control", result.control), ("push_ups", result.push_ups))
        },
        "assumptions": list(told),
    }


def balance_of(balance: MassBalance) -> dict[str, float | None]:
    """Grams of the first person, by name."""
    return {name: _number(getattr(balance, name)[0], 9) for name in balance.__slots__}


def oxidation(result: Comparison, push_ups: PushUps, person: VirtualPerson) -> str:
    """Whether the simulated fall between the first and second hour needs more glucose than the push-ups burn."""
    minutes = min(push_ups.minutes, 120.0)
    fall = float(result.mean_fall_60_120_mg_dl()[0])
    return oxidation_in_words(fall, minutes, push_ups.extra_kcal_min, body_mass_kg=person.body_mass_kg)


def spread(result: Comparison) -> dict[str, float | int | None]:
    """How the people of a population run differ: 5th, 50th and 95th percentile of the change, and who falls low."""
    change = result.iauc_change_frac()
    known = change[np.isfinite(change)]
    lowest = result.push_ups.glucose_mg_dl.min(axis=1)
    quantiles = np.percentile(known, [5, 50, 95]) if len(known) else np.full(3, np.nan)
    return {
        "n_people": len(change),
        **{f"iauc_change_frac_p{q}": _number(value) for q, value in zip((5, 50, 95), quantiles, strict=True)},
        "below_70_mg_dl_frac": _number(float((lowest < LOW_MG_DL).mean())),
        "lowest_mg_dl": _number(float(lowest.min())),
    }


def spread_in_words(crowd: dict[str, float | int | None]) -> str:
    """One line of `spread`."""
    low, middle, high = (
        "?" if (change := crowd[f"iauc_change_frac_p{q}"]) is None else f"{100 * change:+.0f} %" for q in (5, 50, 95)
    )
    below = 100 * (crowd["below_70_mg_dl_frac"] or 0.0)
    return (
        f"{crowd['n_people']} people who differ: 3 h rise {middle} ({low} to {high}); {below:.1f} % fall below 70 mg/dL"
    )


def _both(control: Floats, push_ups: Floats) -> dict[str, list[float]]:
    return {"control": np.round(control, 6).tolist(), "push_ups": np.round(push_ups, 6).tolist()}


def _number(value: float, digits: int = 6) -> float | None:
    return round(float(value), digits) if math.isfinite(value) else None
