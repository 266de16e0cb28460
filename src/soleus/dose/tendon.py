"""The Achilles tendon's part: peak, stretch, impulse, rate; and where they stand among other exercises."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soleus.dose.curves import Curve, tendon_force_length
from soleus.dose.cycles import Cycles
from soleus.dose.work import MuscleWork
from soleus.exercises import Certainty, Source, sources
from soleus.units import STANDARD_GRAVITY_M_S2

Floats = NDArray[np.float64]

BAXTER_ARM_M = 0.05  # Baxter 2021 divides the ankle's moment by this arm, whatever the person
STIFFNESS_N_PER_MM = 430.0  # Peltonen J et al. 2010, at maximal voluntary contraction, n = 10
STIFFNESS_SD_N_PER_MM = 200.0
METHOD = (
    "ankle moment shared among eight plantarflexors with elastic tendons (least sum of squared activations); "
    "force of soleus and gastrocnemius"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """Peak Achilles load of an exercise by Baxter's method, in body weights, and how sure it is."""

    name: str
    peak_bw: float
    certainty: Certainty

    @property
    def source(self) -> Source:
        """All rungs are of one study: loads by different methods cannot be compared."""
        return sources()["baxter-2021"]


LADDER = (
    Rung(name="seated heel raise, two legs, 15 kg", peak_bw=0.5, certainty="seen"),
    Rung(name="standing heel raise, two legs", peak_bw=1.5, certainty="derived"),  # half of one leg
    Rung(name="standing heel raise, one leg", peak_bw=3.0, certainty="second-hand"),
    Rung(name="running", peak_bw=5.2, certainty="unverified"),
    Rung(name="hop forward on one leg", peak_bw=7.3, certainty="seen"),
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TendonLoad:
    """Of one leg; arrays are (n_kinds,), NaN where the muscles could not carry the moment at any time.

    ``peak_bw_fixed_arm`` is the largest moment over Baxter's fixed arm, comparable with ``LADDER`` and nothing else.
    ``strain_peak_frac``: of the model's soleus tendon, aponeurosis included.
    ``rate_bw_s``: fastest rise of force while the heel is up; the step as it leaves the floor is not seen.
    """

    peak_n: Floats
    impulse_n_s: Floats
    arm_at_peak_m: float
    rate_bw_s: float
    body_weight_n: float
    peak_bw_fixed_arm: float
    strain_peak_frac: float

    @property
    def largest_n(self) -> float:
        """Largest force of all repetitions."""
        return float(np.nanmax(self.peak_n))

    @property
    def stretch_mm(self) -> float:
        """Elongation at the largest force, with one published stiffness for everybody."""
        return stretch_mm(self.largest_n)


def stretch_mm(force_n: float, *, stiffness_n_per_mm: float = STIFFNESS_N_PER_MM) -> float:
    """Elongation of the Achilles tendon.

    References
    ----------
    Peltonen J et al. 2010: 430 (SD 200) N/mm. People differ twofold and more.

    Examples
    --------
    >>> round(stretch_mm(2000.0), 2)
    4.65
    """
    return force_n / stiffness_n_per_mm


def tendon_load(work: MuscleWork, cycles: Cycles, body_mass_kg: float) -> TendonLoad:
    """Peak, impulse and rate of the Achilles force of every repetition."""
    force = work.achilles_n
    weight_n = body_mass_kg * STANDARD_GRAVITY_M_S2
    row, column = np.unravel_index(np.nanargmax(force), force.shape)
    rate = np.diff(force, axis=1) / cycles.step_s
    return TendonLoad(
        peak_n=np.fmax.reduce(force, axis=1),
        impulse_n_s=np.nansum(force, axis=1) * cycles.step_s[:, 0],
        arm_at_peak_m=float(work.achilles_arm_m[row, column]),
        rate_bw_s=float(np.nanmax(rate) / weight_n),
        body_weight_n=weight_n,
        peak_bw_fixed_arm=float(work.moment_nm.max() / BAXTER_ARM_M / weight_n),
        strain_peak_frac=_soleus_strain(work),
    )


def _soleus_strain(work: MuscleWork) -> float:
    """Largest strain of the soleus tendon by the model's curve (Millard 2013)."""
    soleus = work.place("soleus")
    largest_n = float(work.strength) * work.model.muscles[soleus].max_force_n
    curve = tendon_force_length(work.model.tendon_strain_at_max_force)
    return float(Curve(curve.y, curve.x)(np.nanmax(work.force_n[..., soleus]) / largest_n)) - 1.0
