"""What a walk asks of Achilles tendon, soleus and energy: published figures, each with its method and how sure it is.

Nothing here is measured on the walker. Loads by different methods differ up to threefold, so one method is used for
sums (ankle moment over a fixed arm of 5 cm, as for the exercises) and the others stand beside it, never added.
"""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from soleus.dose.fuels import KJ_PER_L_O2, KJ_PER_L_O2_AND_RER
from soleus.dose.tendon import BAXTER_ARM_M
from soleus.dose.uncertainty import Range
from soleus.exercises import Certainty
from soleus.units import STANDARD_GRAVITY_M_S2

Terrain = Literal["level", "uphill", "downhill", "stairs up", "stairs down", "toe walking", "unknown"]
TERRAINS: tuple[Terrain, ...] = get_args(Terrain)

LEVEL_SLOPE = 0.03  # a slope within it is called level: GPS heights over some hundred metres are no better

# Ankle moment 1.72 Nm/kg and tendon force 44.0 N/kg, walking at 1.34 m/s: shear-wave tensiometry study PMC11096059
ANCHOR_SPEED_M_S = 1.34
MOMENT_NM_PER_KG = 1.72
TENSIOMETRY_N_PER_KG = 44.0
# Peak tendon stress +11 % from 0.75 to 1.50 m/s, 28 adults: Ebrahimi 2020 (PMC7328904)
SPEED_GAIN_PER_M_S = 0.11 / 0.75
SPEEDS_SEEN_M_S = (0.75, 1.50)
SPREAD = 0.25  # to either side: older adults 32 % lower stress (Ebrahimi 2020), peak moments 11 % lower (PMC6266869)
METHOD = "peak ankle moment of level walking (1.72 Nm/kg at 1.34 m/s) over a fixed arm of 5 cm"

# All leg joints of a level step do 50 J of positive work; 34 adults: DeVita 2007, J Exp Biol 210:3361
LEG_WORK_J_PER_STEP = 50.0
ADULT_KG = 70.0  # their mass was not seen; assumed for scaling
# The ankle's share of a leg's positive work, on slopes of -9 to +9 degrees as on the level: Montgomery & Grabowski 2018
ANKLE_SHARE = 0.42
# of the triceps' force at a nearly straight knee that is the soleus's, light to heavy, models of EVIDENCE: 50 to 73 %
SOLEUS_SHARE = Range(low=0.50, mid=0.62, high=0.73)

# Minetti 2002, J Appl Physiol 93:1039: cost of walking, J/kg per metre, mean and SD, 10 runners on a treadmill
MINETTI = ((-0.45, 3.46, 0.95), (-0.10, 0.81, 0.37), (0.0, 1.64, 0.50), (0.45, 17.33, 1.11))
# American College of Sports Medicine: oxygen above rest, ml/kg per metre of way and of climb (walking equation)
ACSM_WAY_ML, ACSM_CLIMB_ML = 0.1, 1.8
OXYGEN_KJ_PER_L = KJ_PER_L_O2 + KJ_PER_L_O2_AND_RER * 0.85  # as for the exercises, middle fuel mix
# Tudor-Locke, in a text about it: MET = 0.105 x steps/min - 7.065 (men), 0.110 x - 8.805 (women), 18 to 39 years
CADENCE_MET = {"male": (0.105, -7.065), "female": (0.110, -8.805)}
CADENCES_SEEN = (80.0, 130.0)
CADENCE_SPREAD = 0.25  # assumed


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Part of a walk on one terrain; None where not known. ``n_steps`` of both feet, ``climb_m`` negative downward."""

    terrain: Terrain
    n_steps: int | None = None
    distance_m: float | None = None
    climb_m: float | None = None
    time_s: float | None = None

    @property
    def speed_m_s(self) -> float | None:
        """Along the ground."""
        return self.distance_m / self.time_s if self.distance_m and self.time_s else None


PEAKS: dict[Terrain, tuple[float, float, float, Certainty, str]] = {
    "level": (1.0, 1.0, 1.0, "derived", "moment seen in the study, divided by 5 cm"),
    "unknown": (0.8, 1.0, 1.2, "derived", "terrain not known: as level, wider"),
    "uphill": (
        0.9,
        1.0,
        1.3,
        "unverified",
        "soleus work grows with the slope (Harper 2022, seen); by how much the peak does was not seen: as level, wider",
    ),
    "downhill": (0.7, 1.0, 1.1, "unverified", "no figure for the peak was seen: as level, wider"),
    "stairs up": (
        0.7,
        1.0,
        1.2,
        "unverified",
        "stairs move work from the ankle to the hip (Schwameder, seen); no figure for the peak: as level, wider",
    ),
    "stairs down": (
        0.6,
        0.9,
        1.0,
        "unverified",
        "the ankle moment is lower than on the level (Beaulieu 2008, seen); by how much was not seen",
    ),
    "toe walking": (
        0.7,
        0.9,
        1.0,
        "unverified",
        "the peak moment is lower than in heel-toe walking but lasts longer, with 122 % more soleus activity "
        "(Neptune 2007, seen); by how much was not seen",
    ),
}

OTHER_METHODS: tuple[dict[str, object], ...] = (
    {
        "method": "shear-wave tensiometry at 1.34 m/s",
        "peak_bw": round(TENSIOMETRY_N_PER_KG / STANDARD_GRAVITY_M_S2, 2),
        "certainty": "seen",
        "source": "PMC11096059",
    },
    {
        "method": "musculoskeletal model, 24 runners with Achilles tendinopathy, with heel raises",
        "peak_bw": [1.10, 2.76],
        "certainty": "seen",
        "source": "Sancho 2023, doi:10.1016/j.ptsp.2023.01.002",
    },
    {
        "method": "review of eleven studies of several methods",
        "peak_bw": [2.0, 3.0],
        "certainty": "second-hand",
        "source": "systematic review of normative Achilles loads",
    },
    {
        "method": "ultrasound of the tendon and its stiffness at 1.4 m/s, 11 adults",
        "peak_n": 1990,
        "certainty": "seen",
        "source": "Kharazi 2021, doi:10.1038/s41598-021-84847-w",
    },
)
DISAGREEMENT = (
    "studies disagree on speed: tendon stress rises with it (tensiometry, +11 % from 0.75 to 1.50 m/s), while "
    "ultrasound transmission fell with it (33 adults, Med Sci Sports Exerc 2017;49:2001)"
)


def terrain_of(distance_m: float, climb_m: float) -> Terrain:
    """Level, uphill or downhill by the mean slope of a leg of the way.

    Examples
    --------
    >>> terrain_of(100.0, 5.0)
    'uphill'
    """
    if not distance_m > 0:
        return "unknown"
    slope = climb_m / distance_m
    return "level" if abs(slope) <= LEVEL_SLOPE else "uphill" if slope > 0 else "downhill"


def achilles_peak_bw(terrain: Terrain, speed_m_s: float | None) -> Range:
    """Peak Achilles load of one step, in body weights, by the moment over a fixed arm.

    Speeds outside those of the study count as its nearest.

    Examples
    --------
    >>> round(achilles_peak_bw("level", 1.34).mid, 1)
    3.5
    """
    level_bw = MOMENT_NM_PER_KG / (BAXTER_ARM_M * STANDARD_GRAVITY_M_S2)
    speed = ANCHOR_SPEED_M_S if speed_m_s is None else float(np.clip(speed_m_s, *SPEEDS_SEEN_M_S))
    at_speed = level_bw * (1.0 + SPEED_GAIN_PER_M_S * (speed - ANCHOR_SPEED_M_S))
    low, mid, high, *_ = PEAKS[terrain]
    return Range(low=at_speed * low * (1 - SPREAD), mid=at_speed * mid, high=at_speed * high * (1 + SPREAD))


def walking_cost_j_per_kg_m(slope: float) -> Range:
    """Energy above rest per kilogram and metre of way: low and high over two published methods, their mean between.

    Downhill the equation of the American College of Sports Medicine does not hold; Minetti's figures stand alone.

    Examples
    --------
    >>> round(walking_cost_j_per_kg_m(0.0).mid, 1)
    1.8
    """
    slopes, means, sds = (np.array(column) for column in zip(*MINETTI, strict=True))
    slope = float(np.clip(slope, slopes[0], slopes[-1]))
    mean, sd = float(np.interp(slope, slopes, means)), float(np.interp(slope, slopes, sds))
    if slope < 0:
        return Range(low=max(0.0, mean - sd), mid=mean, high=mean + sd)
    college = OXYGEN_KJ_PER_L * (ACSM_WAY_ML + ACSM_CLIMB_ML * slope)  # kJ/l x ml/(kg m) is J/(kg m)
    return Range(low=min(mean - sd, college), mid=0.5 * (mean + college), high=max(mean + sd, college))
