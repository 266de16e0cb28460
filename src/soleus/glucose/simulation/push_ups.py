"""Push-ups in the model: when, how much energy, and how the body answers their demand for glucose."""

import math
import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soleus.errors import InputError

JOULE_PER_KCAL = 4184.0
JOULE_PER_MG_GLUCOSE = 15.6  # 15.6 kJ/g, heat of oxidation
DEFAULT_GLUCOSE_FRAC = 0.5  # free: nobody has measured it for push-ups after a meal


@dataclass(frozen=True, slots=True, kw_only=True)
class PushUps:
    """Bouts as (start, end) minutes after the meal, in order and apart; energy above rest, and glucose's part of it."""

    bouts_min: tuple[tuple[float, float], ...]
    extra_kcal_min: float
    glucose_frac: float = DEFAULT_GLUCOSE_FRAC

    def __post_init__(self) -> None:
        """Refuse what cannot be done."""
        last = 0.0
        for start, end in self.bouts_min:
            if not (math.isfinite(start) and math.isfinite(end) and start < end):
                raise InputError(f"--push-ups {start:g}-{end:g}: expected a start before its end, in minutes")
            if start < last:
                raise InputError(f"--push-ups {start:g}-{end:g}: expected bouts from minute 0 on, in order and apart")
            last = end
        if not 0.0 <= self.extra_kcal_min <= 20.0:
            raise InputError(f"--extra-kcal-min: expected 0 to 20, got {self.extra_kcal_min:g}")
        if not 0.0 <= self.glucose_frac <= 1.0:
            raise InputError(f"--glucose-frac: expected 0 to 1 (a part of the energy), got {self.glucose_frac:g}")

    @property
    def demand_mg_min(self) -> float:
        """Blood glucose that the muscles ask for during a bout."""
        return self.extra_kcal_min * self.glucose_frac * JOULE_PER_KCAL / JOULE_PER_MG_GLUCOSE

    @property
    def minutes(self) -> float:
        """All bouts together."""
        return sum(end - start for start, end in self.bouts_min)

    def active_frac(self, duration_min: int) -> NDArray[np.float64]:
        """Part of each minute that is in a bout, shape (duration_min,)."""
        at = np.arange(duration_min, dtype=np.float64)
        active = np.zeros(duration_min)
        for start, end in self.bouts_min:
            active += np.clip(np.minimum(at + 1.0, end) - np.maximum(at, start), 0.0, 1.0)
        return active


@dataclass(frozen=True, slots=True, kw_only=True)
class Energy:
    """Energy of push-ups above rest, kcal/min; ``low`` and ``high`` hold nine of ten draws of the dose model."""

    low: float
    mid: float
    high: float


def push_up_energy(body_mass_kg: float) -> Energy:
    """What the dose of soleus finds for unloaded push-ups of the catalogue, both legs, in a body of this mass."""
    from soleus.dose import planned_dose
    from soleus.person import Person

    minutes = 60.0
    spent = planned_dose(
        "soleus-push-up", Person(body_mass_kg=body_mass_kg), minutes=minutes
    ).expenditure.energy_total_kj
    low, mid, high = (1000.0 * kj / JOULE_PER_KCAL / minutes for kj in (spent.low, spent.mid, spent.high))
    return Energy(low=low, mid=mid, high=high)


def parse_bouts(text: str) -> tuple[tuple[float, float], ...]:
    """Read ``0-60`` or ``0-20,40-60`` as minutes after the meal.

    Raises
    ------
    InputError  if it is something else

    Examples
    --------
    >>> parse_bouts("0-20, 40-60")
    ((0.0, 20.0), (40.0, 60.0))
    """
    number = r"\d+(?:\.\d+)?"
    bouts = []
    for part in text.split(","):
        match = re.fullmatch(rf"\s*({number})\s*-\s*({number})\s*", part)
        if not match:
            raise InputError(f"--push-ups {text!r}: expected minutes after the meal as 0-60 or 0-20,40-60")
        bouts.append((float(match[1]), float(match[2])))
    return tuple(bouts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Uptake:
    """How contraction takes glucose up, and what stops it; each value with its reason.

    ``cap_mg_kg_min`` bounds the uptake: some 1 kg of soleus in both legs, 225 mg/min in a person of 75 kg; an
    assumption, a seventh of the 1.6 g/min of trained cyclists fed carbohydrate (118 umol/kg/min, Angus, Febbraio,
    Hargreaves, plasma glucose kinetics during prolonged exercise). ``fasting_frac``: at fasting glucose no more than
    a third of the energy comes from blood glucose (28 to 37 % of leg oxidation after 40 min, Wahren, Felig, Ahlborg,
    Jorfeldt, Glucose metabolism during leg exercise in man); the whole asked share is taken once glucose stands
    ``rise_to_full_mg_dl`` above fasting (assumption). Below fasting, as in a clamp at 3.4 against 4.8 mmol/L (Cohen
    1995, Diabetes 44:423): uptake falls by 49 % and the liver gives 7.72 umol/kg/min over that distance, in
    proportion. ``lag_min``: uptake comes and goes with this time constant (assumption).
    """

    cap_mg_kg_min: float = 3.0
    fasting_frac: float = 1.0 / 3.0
    rise_to_full_mg_dl: float = 20.0
    liver_mg_kg_min_per_mg_dl: float = 7.72e-3 * 180.16 / ((4.8 - 3.4) * 18.016)
    less_per_mg_dl: float = 0.49 / ((4.8 - 3.4) * 18.016)
    lag_min: float = 5.0

    def row(self, push_ups: PushUps) -> NDArray[np.float64]:
        """The kernel's order; the fasting share is relative to the part that is asked for."""
        asked = push_ups.glucose_frac
        share = min(1.0, self.fasting_frac / asked) if asked > 0 else 1.0
        return np.array(
            [
                share,
                1.0 / self.rise_to_full_mg_dl,
                self.liver_mg_kg_min_per_mg_dl,
                self.less_per_mg_dl,
                1.0 / self.lag_min,
                self.cap_mg_kg_min,
            ]
        )
