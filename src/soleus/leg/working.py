"""What the model says a pose costs: the tint of muscle and tendon, and the soleus' share of the pull."""

from dataclasses import dataclass

import numpy as np

from soleus.dose import DEFAULT_MODEL, MUSCLES, find_model, share_load
from soleus.dose.mechanics import RAISES, task
from soleus.dose.strength import calf
from soleus.exercises import Exercise
from soleus.leg.picture import REST, Tint
from soleus.leg.pose import LegPose, pose_of
from soleus.person import Person
from soleus.units import RAD_PER_DEG, STANDARD_GRAVITY_M_S2

FLAT_DEG = 0.5  # pitch against the surface within which the heel still carries the load
AVERAGE = Person(body_mass_kg=75.0, stature_m=1.70)  # the drawn person


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A pose held still; ``soleus_share_frac`` is of the triceps' force, None where the calf carries nothing."""

    tint: Tint
    soleus_share_frac: float | None


def tint_of(exercise: Exercise, ankle_deg: float, person: Person = AVERAGE, *, load_kg: float = 0.0) -> Tint | None:
    """Activation of both muscles and load of the tendon while the pose is held still.

    Parameters
    ----------
    exercise : with its own number of legs; the lowering one where they differ
    ankle_deg : dorsiflexion +
    person : with a body mass
    load_kg : external load in all

    Returns
    -------
    Tint, `REST` where the heel carries the load; None where the model cannot tell: no heel raise, or a moment beyond it
    """
    found = held(exercise, ankle_deg, person, load_kg=load_kg)
    return None if found is None else found.tint


def held(exercise: Exercise, ankle_deg: float, person: Person = AVERAGE, *, load_kg: float = 0.0) -> Held | None:
    """Tint and share of the soleus while the pose is held still; parameters and None as in `tint_of`."""
    pose = pose_of(exercise, ankle_deg)
    if exercise.kind not in RAISES:
        return None
    if heel_carries(pose):
        return Held(tint=REST, soleus_share_frac=None)
    mechanics = task(exercise, person, load_kg=load_kg, legs=exercise.legs_default)
    pitch = pose.pitch_deg * RAD_PER_DEG
    height_m = np.atleast_1d(mechanics.lever_m * (np.sin(pitch) - np.sin(mechanics.start_pitch_rad)))
    moment_nm = mechanics.moment_nm(height_m, np.zeros(1), np.ones(1, dtype=bool))
    model = find_model(DEFAULT_MODEL)
    size = calf(person, model)
    scaled = model.scaled(strength=size.strength, size=size.size)
    shares = share_load([ankle_deg * RAD_PER_DEG], mechanics.knee_flexion_rad(height_m), moment_nm, model=scaled)
    if not shares.solved[0]:
        return None
    activation = dict(zip(MUSCLES, shares.activation[0].tolist(), strict=True))
    body_weight_n = (person.body_mass_kg or 0.0) * STANDARD_GRAVITY_M_S2
    achilles_n = float(shares.achilles_n[0])
    soleus_n = float(shares.force_n[0, MUSCLES.index("soleus")])
    tint = Tint(
        soleus=activation["soleus"],
        gastrocnemius=max(activation["gasmed"], activation["gaslat"]),
        achilles_bw=achilles_n / body_weight_n,
    )
    return Held(tint=tint, soleus_share_frac=soleus_n / achilles_n if achilles_n > 0 else None)


def heel_carries(pose: LegPose) -> bool:
    """Whether the heel stands on the surface, so that the calf need not hold it."""
    return pose.surface not in ("edge", "stairs") and pose.pitch_deg <= pose.surface_pitch_deg + FLAT_DEG
