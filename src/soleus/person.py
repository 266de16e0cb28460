"""The person: what soleus must know of a body to turn angles into heights."""

import math
from dataclasses import dataclass
from typing import Literal

from soleus.errors import InputError

Sex = Literal["female", "male"]

THIGH_LENGTH_PER_STATURE = (
    0.245  # hip to knee; Winter 2009, Biomechanics and Motor Control, fig. 4.1 (Drillis & Contini 1966)
)
FOREFOOT_LEVER_PER_STATURE = (
    0.14 / 1.755
)  # malleolus to metatarsal heads: 0.14 m for a man of 1.755 m; docs/conventions.md
FOOT_LENGTH_PER_STATURE = 0.152  # heel to toe tip; Winter 2009, fig. 4.1 (Drillis & Contini 1966)
BALL_PER_FOOT_LENGTH = 194.75 / 263.03  # heel to metatarsal heads; means (mm) of 6068 adults, Gordon 2014 (ANSUR II)
LARGEST_RISE_PER_STATURE = 0.10  # the forefoot lever is 0.080 of stature; 0.02 is left for a foot that also lifts
DEFAULT_STATURE_M = 1.70  # used only where no stature is given, always with a warning
STATURE_RANGE_M = (1.0, 2.5)
BODY_MASS_RANGE_KG = (25.0, 350.0)
AGE_RANGE_YEARS = (5, 120)
MAX_MOMENT_RANGE_NM = (10.0, 600.0)  # of one leg; the strongest generic model makes 434


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person; lengths derive from stature where they were not measured.

    ``max_plantarflexor_moment_nm``: measured isometric maximum of one leg, ankle at 0, knee straight.
    """

    stature_m: float | None = None
    body_mass_kg: float | None = None
    sex: Sex | None = None
    age_years: int | None = None
    max_plantarflexor_moment_nm: float | None = None

    def __post_init__(self) -> None:
        """Refuse what no person can be."""
        if self.stature_m is not None:
            _check("stature_m", self.stature_m, STATURE_RANGE_M, "metres, for example 1.75")
        if self.body_mass_kg is not None:
            _check("body_mass_kg", self.body_mass_kg, BODY_MASS_RANGE_KG, "kilograms, for example 75")
        if self.age_years is not None:
            _check("age_years", self.age_years, AGE_RANGE_YEARS, "years")
        if self.max_plantarflexor_moment_nm is not None:
            hint = "newton metres of one leg"
            _check("max_plantarflexor_moment_nm", self.max_plantarflexor_moment_nm, MAX_MOMENT_RANGE_NM, hint)

    @property
    def stature_or_average_m(self) -> float:
        """The stature, or an average one where it is not known."""
        return DEFAULT_STATURE_M if self.stature_m is None else self.stature_m

    @property
    def thigh_length_m(self) -> float:
        """Hip joint to knee joint."""
        return THIGH_LENGTH_PER_STATURE * self.stature_or_average_m

    @property
    def forefoot_lever_m(self) -> float:
        """Lateral malleolus to the metatarsal heads, about which the foot turns in a heel raise."""
        return FOREFOOT_LEVER_PER_STATURE * self.stature_or_average_m

    @property
    def largest_heel_raise_m(self) -> float:
        """A higher rise is something else: the leg is lifted, the person stands up."""
        return LARGEST_RISE_PER_STATURE * self.stature_or_average_m

    @property
    def heel_lever_m(self) -> float:
        """Back edge of the heel to the metatarsal heads."""
        return BALL_PER_FOOT_LENGTH * FOOT_LENGTH_PER_STATURE * self.stature_or_average_m

    @property
    def heel_to_malleolus(self) -> float:
        """Rise of the malleolus per rise of the heel edge: the ratio of their levers about the forefoot."""
        return self.forefoot_lever_m / self.heel_lever_m


def _check(name: str, value: float, allowed: tuple[float, float], hint: str) -> None:
    low, high = allowed
    if not (math.isfinite(value) and low <= value <= high):
        raise InputError(f"{name}: expected {low:g} to {high:g}, got {value:g}; give it in {hint}")
