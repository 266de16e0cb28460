"""How strong and how large this person's calf is, against the generic model."""

from dataclasses import dataclass

import numpy as np

from soleus.dose.geometry import pose
from soleus.dose.models import MuscleModel
from soleus.errors import InputError
from soleus.person import Person

# Total deficit of women 35 % (Fugl-Meyer AR et al. 1980, Isokinetic and static plantar flexion characteristics, Eur J
# Appl Physiol 45:221; 135 adults), of which body mass explains 1 - 62/76 in adults of that time: 0.65 / 0.82 = 0.80.
FEMALE_PER_MALE = 0.80
LOSS_PER_YEAR = (
    0.0074  # of the young adult's: Hunter SK et al. 2000, J Gerontol A 55:B264 (217 women, 20-89 years); the
)
# same slope as 132 to 80 Nm from 24 to 77 years in men (Simoneau E et al. 2005, Muscular performances at the ankle)
YOUNG_YEARS = 25.0  # the models describe healthy young adults (Rajagopal 2016)
WEAKEST = 0.4  # of the young adult's; no data beyond 89 years


@dataclass(frozen=True, slots=True, kw_only=True)
class Calf:
    """Factors on the model: ``strength`` on forces, ``size`` on lengths and arms; ``source`` says from what."""

    strength: float
    size: float
    source: str


def calf(person: Person, model: MuscleModel) -> Calf:
    """Scale the model to the person.

    Volume of muscle goes with mass x stature (Handsfield GG et al. 2014, J Biomech 47:631) and fibre length with
    stature, so force goes with mass; sex and age as above. A measured maximum replaces all that.

    Raises
    ------
    InputError  if the body mass is missing
    """
    size = person.stature_or_average_m / model.stature_m
    if person.max_plantarflexor_moment_nm is not None:
        strength = person.max_plantarflexor_moment_nm / (max_moment_nm(model) * size)
        return Calf(strength=strength, size=size, source="measured maximum")
    if person.body_mass_kg is None:
        raise InputError("body mass: needed for the strength of the calf; give --body-mass-kg, for example 75")
    told = ["body mass"]
    strength = person.body_mass_kg / model.body_mass_kg
    if person.sex is not None:
        told.append("sex")
        strength *= FEMALE_PER_MALE if person.sex == "female" else 1.0
    else:
        strength *= 0.5 * (1.0 + FEMALE_PER_MALE)
    if person.age_years is not None:
        told.append("age")
        strength *= max(WEAKEST, 1.0 - LOSS_PER_YEAR * max(0.0, person.age_years - YOUNG_YEARS))
    return Calf(strength=strength, size=size, source=", ".join(told))


def max_moment_nm(model: MuscleModel, *, ankle_rad: float = 0.0, knee_rad: float = 0.0) -> float:
    """Isometric moment of all plantarflexors at full activation, elastic tendons; Nm of one leg."""
    from soleus.dose.muscle import isometric_force
    from soleus.dose.tables import tables

    here = pose(model, np.array([ankle_rad]), np.array([knee_rad]))
    prepared = tables(model)
    force = prepared.force * isometric_force(prepared, np.ascontiguousarray(here.length_m.T), 1.0)[:, 0]
    return float((force * here.ankle_arm_m[0]).sum())
