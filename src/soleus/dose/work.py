"""The muscles' part: activation and force of each muscle at every sample of a repetition."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soleus.dose.cycles import Cycles
from soleus.dose.fibres import FibreStates, share_cycle
from soleus.dose.geometry import pose
from soleus.dose.mechanics import Task
from soleus.dose.models import ACHILLES, MuscleModel
from soleus.dose.sharing import STATUSES, Exponent
from soleus.dose.strength import Calf
from soleus.dose.tables import LEAST_ACTIVATION

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MuscleWork:
    """Arrays are (n_kinds, PHASES), or (n_kinds, PHASES, 8) with the muscles of ``model.muscles``.

    ``strength``, ``size``: factors on the model's forces and lengths; ``fibres`` are those of the unscaled model.
    Where the moment is beyond the muscles (``too_strong``) activation and force are NaN; where it is below what the
    relaxed calf makes anyway, they are those of the relaxed calf. ``beyond_pose``: the foot is outside the poses that
    the model knows, and the nearest one was taken.
    """

    model: MuscleModel
    strength: Floats
    size: Floats
    fibres: FibreStates
    moment_nm: Floats
    force_n: Floats
    moment_arm_m: Floats
    too_strong: NDArray[np.bool_]
    beyond_pose: NDArray[np.bool_]

    @property
    def activation(self) -> Floats:
        """Activation of each muscle, 0..1."""
        return self.fibres.activation

    @property
    def achilles_n(self) -> Floats:
        """Force in the Achilles tendon, (n_kinds, PHASES)."""
        return np.asarray(self.force_n[..., self.triceps].sum(axis=-1))

    @property
    def achilles_arm_m(self) -> Floats:
        """Moment arm of that force: the mean of the three muscles' arms, weighed by force."""
        part = self.force_n[..., self.triceps]
        with np.errstate(invalid="ignore"):
            return np.asarray((part * self.moment_arm_m[..., self.triceps]).sum(axis=-1) / part.sum(axis=-1))

    @property
    def triceps(self) -> list[int]:
        """Places of soleus and both heads of gastrocnemius."""
        return [k for k, muscle in enumerate(self.model.muscles) if muscle.name in ACHILLES]

    def place(self, name: str) -> int:
        """Place of a muscle."""
        return [muscle.name for muscle in self.model.muscles].index(name)


def muscle_work(
    cycles: Cycles,
    task: Task,
    calf: Calf,
    model: MuscleModel,
    *,
    exponent: Exponent = 2,
    strength: float | Floats = 1.0,
    size: float | Floats = 1.0,
) -> MuscleWork:
    """Share the moment of every sample among the muscles.

    Parameters
    ----------
    cycles, task : one ankle; arrays in them may carry draws as rows
    calf, model : the model is scaled by dividing the moment and multiplying the answer, which is exact
    strength, size : further factors, for draws
    """
    height = np.broadcast_to(cycles.height_m, np.broadcast_shapes(cycles.height_m.shape, np.shape(task.lever_m)))
    pitch = task.pitch_rad(height)
    moment = np.nan_to_num(task.moment_nm(height, cycles.acceleration_m_s2, cycles.rising))
    ankle = task.shank_tilt_rad - np.where(np.isnan(pitch), np.pi / 2, pitch)
    if cycles.ankle_rad is not None:
        ankle = np.broadcast_to(cycles.ankle_rad, height.shape)
    lowest, highest = model.ankle_range_rad
    inside, knee = np.clip(ankle, lowest, highest), np.clip(task.knee_flexion_rad(height), *model.knee_range_rad)
    strength, size = np.asarray(strength * calf.strength), np.asarray(size * calf.size)
    cycle = share_cycle(
        cycles.step_s * np.arange(height.shape[1]),
        inside,
        knee,
        moment / (strength * size),
        model=model,
        exponent=exponent,
        rounds=1,
    )
    shares = cycle.shares
    relaxed = shares.status == STATUSES.index("passive_exceeds")
    force = shares.force_n.copy()
    force[relaxed] = relaxed_force_n(model, inside.ravel()[relaxed], knee.ravel()[relaxed])
    muscles = (*height.shape, len(model.muscles))
    return MuscleWork(
        model=model,
        strength=strength,
        size=size,
        fibres=cycle.fibres,
        moment_nm=moment,
        force_n=force.reshape(muscles) * strength[..., None],
        moment_arm_m=shares.moment_arm_m.reshape(muscles) * size[..., None],
        too_strong=(shares.status == STATUSES.index("too_strong")).reshape(height.shape),
        beyond_pose=np.isnan(pitch) | (ankle < lowest) | (ankle > highest),
    )


def relaxed_force_n(model: MuscleModel, ankle_rad: Floats, knee_rad: Floats) -> Floats:
    """Tendon forces of the calf at its least activation, (n, 8), of the unscaled model."""
    from soleus.dose.muscle import isometric_force
    from soleus.dose.tables import tables

    if not len(ankle_rad):
        return np.empty((0, len(model.muscles)))
    prepared = tables(model)
    lengths = np.ascontiguousarray(pose(model, ankle_rad, knee_rad).length_m.T)
    return np.asarray((prepared.force[:, None] * isometric_force(prepared, lengths, LEAST_ACTIVATION)).T)
