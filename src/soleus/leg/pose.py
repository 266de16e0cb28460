"""Where the segments of the leg stand: angles in, frames out."""

import cmath
import math
from dataclasses import dataclass, replace

from soleus.errors import InputError
from soleus.exercises import Exercise, Position, Surface
from soleus.leg.anatomy import ANKLE, ANKLE_HEIGHT_MM, BALL_HEIGHT_MM, LEVER_MM, SHANK_MM, SKIN_SOLE, THIGH_MM, Points
from soleus.units import RAD_PER_DEG

ANKLE_RANGE_DEG = (-40.0, 30.0)  # poses that the muscle models know; docs/methods/muscles.md
KNEE_RANGE_DEG = (0.0, 120.0)
HEEL_BOTTOM = complex(-160.0, -BALL_HEIGHT_MM)  # in the foot; turns on it when the toes lift


@dataclass(frozen=True, slots=True)
class Frame:
    """A segment's place: origin and turn (counterclockwise) in the picture, mm and rad."""

    origin: complex
    turn_rad: float

    def place(self, point: complex) -> complex:
        """A point of the segment in the picture."""
        return self.origin + point * cmath.rect(1.0, self.turn_rad)

    def places(self, points: Points) -> Points:
        """Points of the segment in the picture."""
        return tuple(map(self.place, points))

    def inside(self, point: complex) -> complex:
        """A point of the picture in the segment."""
        return (point - self.origin) * cmath.rect(1.0, -self.turn_rad)


@dataclass(frozen=True, slots=True, kw_only=True)
class LegPose:
    """One pose of the drawn leg, degrees: ankle dorsiflexion +, knee flexion +, lean of the shank forward +.

    ``surface_deg``: slope under the forefoot, toes up +. On a ``floor`` the foot turns on the heel when the toes lift.
    """

    position: Position
    ankle_deg: float
    knee_flex_deg: float
    shank_tilt_deg: float = 0.0
    surface: Surface = "floor"
    surface_deg: float = 0.0

    def __post_init__(self) -> None:
        """Refuse poses that the muscle models do not know."""
        _check("ankle_deg", self.ankle_deg, *ANKLE_RANGE_DEG)
        _check("knee_flex_deg", self.knee_flex_deg, *KNEE_RANGE_DEG)
        _check("shank_tilt_deg", self.shank_tilt_deg, -60.0, 60.0)
        _check("surface_deg", self.surface_deg, -30.0, 30.0)

    @property
    def pitch_deg(self) -> float:
        """Pitch of the foot against the horizontal, heel up +."""
        return self.shank_tilt_deg - self.ankle_deg

    @property
    def surface_pitch_deg(self) -> float:
        """Pitch of a foot that stands flat on the surface."""
        return -self.surface_deg

    @property
    def foot(self) -> Frame:
        """Origin at the ball of the foot."""
        turn = -self.pitch_deg * RAD_PER_DEG
        if not self._toes_lifted:
            return Frame(complex(0.0, BALL_HEIGHT_MM), turn)
        sole = [point * cmath.rect(1.0, turn) for point in SKIN_SOLE]
        heel = HEEL_BOTTOM * cmath.rect(1.0, turn)
        return Frame(complex(HEEL_BOTTOM.real - heel.real, -min(point.imag for point in sole)), turn)

    @property
    def toes(self) -> Frame:
        """Origin at the ball of the foot, on the surface."""
        foot = self.foot
        return foot if self._toes_lifted else Frame(foot.origin, self.surface_deg * RAD_PER_DEG)

    @property
    def ankle(self) -> Frame:
        """Origin at the ankle, turned with the foot."""
        return Frame(self.foot.place(ANKLE), self.foot.turn_rad)

    @property
    def shank(self) -> Frame:
        """Origin at the ankle, y towards the knee."""
        return Frame(self.ankle.origin, -self.shank_tilt_deg * RAD_PER_DEG)

    @property
    def knee(self) -> Frame:
        """Origin at the knee, turned by half of its flexion."""
        shank, thigh = self.shank, self.thigh
        return Frame(thigh.origin, 0.5 * (shank.turn_rad + thigh.turn_rad))

    @property
    def thigh(self) -> Frame:
        """Origin at the knee, y towards the hip; seated, the hip stays where it was with the heel down."""
        shank = self.shank
        knee = shank.place(complex(0.0, SHANK_MM))
        turn = shank.turn_rad + self.knee_flex_deg * RAD_PER_DEG
        if self.position == "seated":
            rise = knee.imag - (ANKLE_HEIGHT_MM + SHANK_MM)
            turn += math.asin(max(-1.0, min(1.0, rise / THIGH_MM)))
        return Frame(knee, turn)

    def raised(self, heel_raise_height_m: float) -> "LegPose":
        """The pose with the heel higher: the ankle rises by the height on the forefoot lever, the shank stays."""
        sine = math.sin(self.pitch_deg * RAD_PER_DEG) + 1e3 * heel_raise_height_m / LEVER_MM
        if not -1.0 <= sine <= 1.0:
            raise InputError(f"heel_raise_height_m: {heel_raise_height_m:g} is beyond the foot's lever; give metres")
        return replace(self, ankle_deg=self.shank_tilt_deg - math.asin(sine) / RAD_PER_DEG)

    @property
    def _toes_lifted(self) -> bool:
        return self.surface == "floor" and self.pitch_deg < self.surface_pitch_deg - 1e-9


def pose_of(exercise: Exercise, ankle_deg: float) -> LegPose:
    """The pose of an exercise at an ankle angle; a slope is as steep as leaves the foot flat at the start."""
    tilted = exercise.movement.surface in ("incline", "slope")
    return LegPose(
        position=exercise.position,
        ankle_deg=ankle_deg,
        knee_flex_deg=exercise.knee_flex_deg,
        shank_tilt_deg=exercise.shank_tilt_deg,
        surface=exercise.movement.surface,
        surface_deg=exercise.ankle_start_deg - exercise.shank_tilt_deg if tilted else 0.0,
    )


def _check(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise InputError(f"{name}: expected {low:g} to {high:g}, got {value:g}")
