"""How far a dose can be off: draws of what is not known of the person and of the models."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from soleus.dose.cycles import Cycles
from soleus.dose.energy import SOLEUS_MASS_RANGE_KG, SOLEUS_SLOW_RANGE
from soleus.dose.fuels import DEFAULT_RER, SEATED_REST_MET
from soleus.dose.mechanics import Task
from soleus.dose.models import MuscleModel
from soleus.dose.sharing import Exponent
from soleus.dose.strength import Calf
from soleus.dose.tendon import STIFFNESS_N_PER_MM, STIFFNESS_SD_N_PER_MM
from soleus.dose.work import MuscleWork, muscle_work

Floats = NDArray[np.float64]

N_DRAWS = 200
LOW, HIGH = 5.0, 95.0  # percentiles of what is reported: nine of ten

# Spreads: standard deviation unless said. "assumed" is this program's own judgement, shown in docs/methods/dose.md.
LEVER_SD = 0.05  # of the forefoot lever: proportions of feet differ among people of one stature; assumed
SEGMENT_SD = 0.08  # of the mass that rests on the seated forefoot; assumed
SIZE_SD = 0.05  # of moment arms and fibres beyond stature; assumed
STRENGTH_SD = 0.25  # of log strength; assumed: mass, stature and age explain a quarter of its variance (Harbo 2012)
STRENGTH_MEASURED_SD = 0.05  # of a measured maximum: repeatability; assumed
POSE_SD_RAD = np.radians(5.0)  # of knee and ankle where the pose was not measured; assumed
PLANNED_HEIGHT_SD = 0.10  # of a planned height; assumed
MEASURED_HEIGHT_SD = 0.03  # of a measured one: of scale, the noise averages out; the sensors' pages
OTHERS_SLOW_RANGE = (0.40, 0.60)  # uniform; gastrocnemius 0.5, assumed for the rest
EXPONENTS: tuple[Exponent, ...] = (2, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Nine of ten draws lie from ``low`` to ``high``; ``mid`` is their median."""

    low: float
    mid: float
    high: float

    def times(self, factor: float) -> "Range":
        """The range of a multiple."""
        return Range(low=factor * self.low, mid=factor * self.mid, high=factor * self.high)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Draws:
    """One entry a draw; arrays are (n_draws,). Half of the draws share by squares, half by cubes."""

    lever: Floats
    segment: Floats
    size: Floats
    strength: Floats
    ankle_rad: Floats
    knee_rad: Floats
    height: Floats
    soleus_slow: Floats
    others_slow: Floats
    muscle_mass: Floats
    stiffness_n_per_mm: Floats
    rer: Floats
    rest_met: Floats

    def __len__(self) -> int:
        return len(self.lever)

    @property
    def parts(self) -> tuple[slice, slice]:
        """The draws that share by squares, and those by cubes."""
        half = len(self) // 2
        return slice(0, half), slice(half, len(self))


def draw(rng: np.random.Generator, n: int, *, strength_measured: bool, height_measured: bool) -> Draws:
    """Draw the unknowns."""

    def about_one(sd: float) -> Floats:
        return np.asarray(np.exp(rng.normal(0.0, sd, n)))

    middle_kg = 0.5 * sum(SOLEUS_MASS_RANGE_KG)
    return Draws(
        lever=about_one(LEVER_SD),
        segment=about_one(SEGMENT_SD),
        size=about_one(SIZE_SD),
        strength=about_one(STRENGTH_MEASURED_SD if strength_measured else STRENGTH_SD),
        ankle_rad=rng.normal(0.0, POSE_SD_RAD, n),
        knee_rad=rng.normal(0.0, POSE_SD_RAD, n),
        height=about_one(MEASURED_HEIGHT_SD if height_measured else PLANNED_HEIGHT_SD),
        soleus_slow=rng.uniform(*SOLEUS_SLOW_RANGE, n),
        others_slow=rng.uniform(*OTHERS_SLOW_RANGE, n),
        muscle_mass=rng.uniform(*SOLEUS_MASS_RANGE_KG, n) / middle_kg,
        stiffness_n_per_mm=np.clip(rng.normal(STIFFNESS_N_PER_MM, STIFFNESS_SD_N_PER_MM, n), 150.0, None),
        rer=rng.uniform(DEFAULT_RER[0], DEFAULT_RER[-1], n),
        rest_met=rng.uniform(*SEATED_REST_MET, n),
    )


def draw_work(typical: Cycles, task: Task, calf: Calf, model: MuscleModel, draws: Draws) -> list[MuscleWork]:
    """The typical repetition in every draw, part by part as in ``Draws.parts``."""
    return [
        muscle_work(
            _drawn_height(typical, draws.height[rows, None]),
            _drawn_task(task, draws, rows, pose_known=typical.ankle_rad is not None),
            calf,
            model,
            exponent=exponent,
            strength=draws.strength[rows, None],
            size=draws.size[rows, None],
        )
        for rows, exponent in zip(draws.parts, EXPONENTS, strict=True)
    ]


def _drawn_height(typical: Cycles, factor: Floats) -> Cycles:
    height, velocity, acceleration = (
        factor * values for values in (typical.height_m, typical.velocity_m_s, typical.acceleration_m_s2)
    )
    return replace(typical, height_m=height, velocity_m_s=velocity, acceleration_m_s2=acceleration)


def _drawn_task(task: Task, draws: Draws, rows: slice, *, pose_known: bool) -> Task:
    seated = task.thigh_m is not None
    segment = draws.segment[rows, None] if seated else 1.0
    return replace(
        task,
        lever_m=task.lever_m * draws.lever[rows, None],
        rising_kg=task.rising_kg * segment,
        lowering_kg=task.lowering_kg * segment,
        shank_tilt_rad=task.shank_tilt_rad + (0.0 if pose_known else draws.ankle_rad[rows, None]),
        knee_rad=np.maximum(task.knee_rad + draws.knee_rad[rows, None], 0.0),
    )


def summarise(values: Floats) -> Range:
    """Range of the draws that have a value; NaN where none has."""
    if not np.isfinite(values).any():
        return Range(low=np.nan, mid=np.nan, high=np.nan)
    low, mid, high = np.nanpercentile(values, [LOW, 50.0, HIGH])
    return Range(low=float(low), mid=float(mid), high=float(high))
