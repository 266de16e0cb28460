"""What the repetitions cost: energy above rest by two models of muscle, MET, fuels, each as a range."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soleus.dose.cycles import Cycles
from soleus.dose.energy import METHODS, Method, power_above_rest_w, tissue_of
from soleus.dose.fuels import fuels_g, met, power_from_work_w
from soleus.dose.mechanics import Task
from soleus.dose.strength import Calf
from soleus.dose.uncertainty import Draws, Range, summarise
from soleus.dose.work import MuscleWork
from soleus.person import Person
from soleus.units import STANDARD_GRAVITY_M_S2

Floats = NDArray[np.float64]

MOST_SEATED_W = 60.0  # of an unloaded seated raise: nobody has measured more (docs/methods/dose.md, targets 25 and 26)
MOST_SEATED_MET = 1.99
CUT = (
    "the upper end of the energy is cut: 2 MET and more, or 60 W above rest, are not claimed for unloaded seated "
    "raises from movement alone; measure the oxygen uptake"
)
UNKNOWN = "the energy is not known, because part of every repetition is beyond this calf as modelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expenditure:
    """Above rest, mean over the set with its pauses; ``power_w`` of one leg, the rest of both.

    ``by_model_kj``: median of the draws by each model; ``from_work_kj``: positive work over 25 %, a second opinion.
    """

    power_w: Range
    energy_total_kj: Range
    met: Range
    carbohydrate_g: Range
    fat_g: Range
    by_model_kj: Mapping[str, float]
    from_work_kj: float
    warnings: tuple[str, ...]


def expenditure(
    drawn: list[MuscleWork], draws: Draws, cycles: Cycles, task: Task, calf: Calf, person: Person
) -> Expenditure:
    """Energy of the whole set from the typical repetition of every draw.

    Each draw is taken with both models, so that their difference is part of the range.
    """
    active_share = cycles.under_tension_s / cycles.total_s
    by_model = {
        type(method).__name__: task.legs * active_share * _power_of_leg_w(method, drawn, draws, calf)
        for method in METHODS
    }
    unloaded_seated = task.thigh_m is not None and not task.loaded
    watt = np.concatenate(list(by_model.values()))
    mets = met(watt, person.body_mass_kg or np.nan, rest_met=np.tile(draws.rest_met, len(by_model)))
    cut = unloaded_seated and bool((watt > MOST_SEATED_W).any() or (mets > MOST_SEATED_MET).any())
    if unloaded_seated:
        watt, mets = np.minimum(watt, MOST_SEATED_W), np.minimum(mets, MOST_SEATED_MET)
    kj = 1e-3 * watt * cycles.total_s
    carbohydrate, fat = fuels_g(kj, np.tile(draws.rer, len(by_model)))
    lifted_w = task.raised_kg * STANDARD_GRAVITY_M_S2 * float(cycles.count @ cycles.peak_m) / cycles.total_s
    return Expenditure(
        power_w=summarise(watt / task.legs),
        energy_total_kj=summarise(kj),
        met=summarise(mets),
        carbohydrate_g=summarise(carbohydrate),
        fat_g=summarise(fat),
        by_model_kj={name: 1e-3 * cycles.total_s * summarise(power).mid for name, power in by_model.items()},
        from_work_kj=1e-3 * cycles.total_s * float(power_from_work_w(lifted_w)),
        warnings=(*((CUT,) if cut else ()), *(() if np.isfinite(watt).any() else (UNKNOWN,))),
    )


def _power_of_leg_w(method: Method, drawn: list[MuscleWork], draws: Draws, calf: Calf) -> Floats:
    """Mean power of one leg while the heel is up, (n_draws,).

    Forces of the fibres belong to the unscaled model: its power is right when the mass is scaled down, the answer up.
    """
    out = []
    for part, rows in zip(drawn, draws.parts, strict=True):
        factor = part.strength * part.size
        mass = tissue_of(part.model).mass_kg(part.model) * calf.strength * calf.size * draws.muscle_mass[rows, None]
        slow = _slow_shares(part, draws.soleus_slow[rows], draws.others_slow[rows])
        power = power_above_rest_w(method, part.fibres, (mass / factor)[:, None], slow[:, None])
        out.append((power * factor).sum(axis=1))
    return np.concatenate(out)


def _slow_shares(work: MuscleWork, soleus: Floats, others: Floats) -> Floats:
    """Share of slow fibres of each muscle, (n_draws, 8)."""
    is_soleus = np.arange(len(work.model.muscles)) == work.place("soleus")
    return np.where(is_soleus, soleus[:, None], others[:, None])
