"""A person of textured limbs, seen from the side."""

import math
from dataclasses import dataclass, fields
from typing import Literal

import numpy as np

from soleus.person import Person
from soleus.simulate.video.sprite import Matrix, Picture, Sprite, shape, turned

Leg = Literal["near", "far"]

# Segment lengths per stature: Winter 2009, Biomechanics and Motor Control, fig. 4.1 (Drillis & Contini 1966)
SHANK_PER_STATURE = 0.246
TRUNK_PER_STATURE = 0.288
ARM_PER_STATURE = 0.44
HEAD_PER_STATURE = 0.18
PIVOT_HEIGHT_M = 0.035  # axis of the metatarsal heads above the floor, in shoes
STANDING_KNEE_FLEX = 0.999  # hip to ankle over the length of the stretched leg
STEEPEST_SIN = 0.94  # a foot that would have to turn further leaves the floor


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """Joint positions (m) and angles (rad): limbs hang down at 0, forward is positive, pitch lifts the heel."""

    hip_x: float
    hip_y: float
    near_thigh: float = 0.0
    near_shank: float = 0.0
    near_pitch: float = 0.0
    near_toes: float = 0.0
    far_thigh: float = 0.0
    far_shank: float = 0.0
    far_pitch: float = 0.0
    far_toes: float = 0.0
    trunk: float = 0.0
    near_arm: float = 0.05
    far_arm: float = -0.05
    nod: float = 0.0

    def towards(self, other: "Pose", share: float) -> "Pose":
        """Blend two poses; ``share`` 0 is this one, 1 the other."""
        mixed = {f.name: (1 - share) * getattr(self, f.name) + share * getattr(other, f.name) for f in fields(self)}
        return Pose(**mixed)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Body:
    """The sprites of a person, each with its upper joint at the origin."""

    person: Person
    parts: dict[str, Sprite]

    @property
    def thigh_m(self) -> float:
        """Hip to knee."""
        return self.person.thigh_length_m

    @property
    def shank_m(self) -> float:
        """Knee to ankle."""
        return SHANK_PER_STATURE * self.person.stature_or_average_m

    @property
    def standing_hip_m(self) -> float:
        """Height of the hip above the pivot of the foot when standing."""
        return STANDING_KNEE_FLEX * (self.thigh_m + self.shank_m)

    def draw(self, canvas: Picture, plane: Matrix, pose: Pose) -> None:
        """Paint the person, the far limbs first."""
        hip = np.array([pose.hip_x, pose.hip_y])
        trunk_m = TRUNK_PER_STATURE * self.person.stature_or_average_m
        neck = hip + trunk_m * np.array([math.sin(pose.trunk), math.cos(pose.trunk)])
        self._put(canvas, plane, "far_arm", neck - [0.0, 0.03], pose.far_arm)
        self._leg(canvas, plane, hip, "far", (pose.far_thigh, pose.far_shank, pose.far_pitch, pose.far_toes))
        self._put(canvas, plane, "head", neck, -pose.trunk - pose.nod)
        self._put(canvas, plane, "trunk", hip, -pose.trunk)
        self._leg(canvas, plane, hip, "near", (pose.near_thigh, pose.near_shank, pose.near_pitch, pose.near_toes))
        self._put(canvas, plane, "near_arm", neck - [0.0, 0.03], pose.near_arm)

    def reach(self, hip: Matrix, ankle: Matrix) -> tuple[float, float]:
        """Angles of thigh and shank that bring the ankle to a point, the knee in front."""
        across, down = ankle[0] - hip[0], hip[1] - ankle[1]
        reach = min(math.hypot(across, down), 0.9999 * (self.thigh_m + self.shank_m))
        along = math.atan2(across, down)
        at_hip = (self.thigh_m**2 + reach**2 - self.shank_m**2) / (2 * self.thigh_m * reach)
        at_ankle = (self.shank_m**2 + reach**2 - self.thigh_m**2) / (2 * self.shank_m * reach)
        return along + math.acos(np.clip(at_hip, -1, 1)), along - math.acos(np.clip(at_ankle, -1, 1))

    def raised(self, height_m: float, *, pivot_x: float = 0.0) -> tuple[Matrix, float]:
        """Where the ankle is and how the foot is pitched when the malleolus has risen by ``height_m``."""
        lever = self.person.forefoot_lever_m
        sine = float(np.clip(height_m / lever, -0.5, STEEPEST_SIN))
        pitch = math.asin(sine)
        return np.array([pivot_x - lever * math.cos(pitch), height_m]), pitch

    def _leg(
        self, canvas: Picture, plane: Matrix, hip: Matrix, leg: Leg, angles: tuple[float, float, float, float]
    ) -> None:
        thigh, shank, pitch, toes = angles
        knee = hip + self.thigh_m * np.array([math.sin(thigh), -math.cos(thigh)])
        ankle = knee + self.shank_m * np.array([math.sin(shank), -math.cos(shank)])
        pivot = ankle + self.person.forefoot_lever_m * np.array([math.cos(pitch), -math.sin(pitch)])
        self._put(canvas, plane, f"{leg}_shank", knee, shank)
        self._put(canvas, plane, f"{leg}_thigh", hip, thigh)
        self._put(canvas, plane, f"{leg}_foot", pivot, -pitch)
        self._put(canvas, plane, f"{leg}_toes", pivot, -toes)

    def _put(self, canvas: Picture, plane: Matrix, part: str, joint: Matrix, angle_rad: float) -> None:
        place = turned(angle_rad, about=(0.0, 0.0), shift=(float(joint[0]), float(joint[1])))
        self.parts[part].draw(canvas, plane @ place)


def draw_body(rng: np.random.Generator, person: Person, *, px_per_m: float) -> Body:
    """Dress a person in clothes of random colour and pattern."""
    h, lever, heel = person.stature_or_average_m, person.forefoot_lever_m, person.heel_lever_m
    girth = rng.uniform(0.9, 1.2)
    trousers, shirt, shoe = (rng.uniform(50, 210) * rng.uniform(0.6, 1.0, 3) for _ in range(3))
    skin = np.array([120.0, 150.0, 190.0]) * rng.uniform(0.45, 1.1)
    floor = -PIVOT_HEIGHT_M
    toe = 0.35 * heel
    outlines = {
        "thigh": (_limb(person.thigh_length_m, 0.085 * girth, 0.06 * girth), trousers),
        "shank": (_limb(SHANK_PER_STATURE * h, 0.055 * girth, 0.036), trousers if rng.random() < 0.5 else skin),
        "arm": (_limb(ARM_PER_STATURE * h * 0.9, 0.045, 0.03), skin if rng.random() < 0.5 else shirt),
        "foot": (
            np.array([(0.012, floor), (-heel, floor), (-heel - 0.004, 0.03), (-lever - 0.035, 0.06),
                      (-lever + 0.045, 0.06), (-0.4 * lever, 0.028), (0.012, 0.014)]),
            shoe,
        ),
        "toes": (
            np.array([(-0.015, floor), (toe, floor), (toe, floor + 0.02), (toe - 0.02, 0.004), (-0.01, 0.013)]),
            shoe,
        ),
    }  # fmt: skip
    parts = {}
    for side, light in (("far", 0.75), ("near", 1.0)):
        for name, (outline, colour) in outlines.items():
            parts[f"{side}_{name}"] = _cut(rng, outline, px_per_m, light * colour)
    trunk = TRUNK_PER_STATURE * h
    parts["trunk"] = _cut(rng, -_limb(trunk, 0.11 * girth, 0.12 * girth), px_per_m, shirt)
    turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    head = np.column_stack([0.085 * np.cos(turn) + 0.015, 0.55 * HEAD_PER_STATURE * h * (1 + np.sin(turn))])
    parts["head"] = _cut(rng, head, px_per_m, skin)
    return Body(person=person, parts=parts)


def _limb(length: float, upper: float, lower: float) -> Matrix:
    """Outline of a limb hanging from the origin, half as thick as ``upper`` and ``lower`` say at its ends."""
    return np.array(
        [(-upper, 0.3 * upper), (upper, 0.3 * upper), (1.05 * upper, -0.3 * length), (lower, -length),
         (-lower, -length), (-1.1 * upper, -0.3 * length)]
    )  # fmt: skip


def _cut(rng: np.random.Generator, outline: Matrix, px_per_m: float, colour: Matrix) -> Sprite:
    blue, green, red = (float(c) for c in colour)
    return shape(
        rng, outline, px_per_m=px_per_m, colour=(blue, green, red), contrast=float(rng.uniform(0.2, 0.45)),
        grain_m=max(0.012, 3.0 / px_per_m),
    )  # fmt: skip
