"""What a heel raise asks of one ankle: posture and plantarflexor moment at a heel height.

The foot turns about the forefoot, the ankle rises. With the forefoot lever L and the foot's pitch p (heel up +):
height = L (sin p - sin p_start) and moment = (m g + m_i a) L cos p, where m is the mass that rests on the forefoot,
m_i the mass that moves with the heel (less, where a limb turns about a far joint) and a the heel's acceleration.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soleus.errors import InputError
from soleus.exercises import Exercise
from soleus.person import Person
from soleus.units import STANDARD_GRAVITY_M_S2

Floats = NDArray[np.float64]

SHANK_AND_FOOT_FRAC = 0.061  # of body mass; Winter 2009, Biomechanics and Motor Control, table 4.1, as the three below
THIGH_FRAC = 0.100
THIGH_CENTRE_FRAC = 0.433  # of its length, from the hip
THIGH_GYRATION_FRAC = 0.540  # radius of gyration about the hip
SEATED_FRAC = SHANK_AND_FOOT_FRAC + THIGH_CENTRE_FRAC * THIGH_FRAC  # rests on one forefoot: 0.104 of body mass
SEATED_INERTIA_FRAC = SHANK_AND_FOOT_FRAC + THIGH_GYRATION_FRAC**2 * THIGH_FRAC  # moves with one knee: 0.090
RAISES = ("raise", "hold", "test")  # kinds of exercise in which the foot stays where it is
LARGEST_LOAD_KG = 500.0  # more than any calf machine holds


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Task:
    """One ankle's part of an exercise. Lengths and angles are floats or arrays that broadcast against the heights.

    ``rising_kg``, ``lowering_kg``: mass on one forefoot; ``inertia_frac``: moved mass per resting mass;
    ``raised_kg``: mass that both legs together lift, ``legs`` of them working; ``loaded``: some of it external.
    """

    rising_kg: float | Floats
    lowering_kg: float | Floats
    inertia_frac: float
    raised_kg: float
    loaded: bool
    legs: int
    lever_m: float | Floats
    start_pitch_rad: float | Floats
    shank_tilt_rad: float | Floats
    knee_rad: float | Floats
    thigh_m: float | None

    def pitch_rad(self, height_m: Floats) -> Floats:
        """Pitch of the foot, heel up +; NaN where no foot of this length is so high."""
        with np.errstate(invalid="ignore"):
            return np.asarray(np.arcsin(np.sin(self.start_pitch_rad) + height_m / self.lever_m))

    def ankle_rad(self, height_m: Floats) -> Floats:
        """Ankle angle, dorsiflexion +."""
        return np.asarray(self.shank_tilt_rad - self.pitch_rad(height_m))

    def knee_flexion_rad(self, height_m: Floats) -> Floats:
        """Knee flexion: constant when standing; seated, the knee's rise tips the thigh."""
        bend = 0.0 if self.thigh_m is None else np.arcsin(np.clip(height_m / self.thigh_m, -1.0, 1.0))
        return np.asarray(
            np.broadcast_to(self.knee_rad + bend, np.broadcast_shapes(np.shape(self.knee_rad), height_m.shape))
        )

    def moment_nm(self, height_m: Floats, acceleration_m_s2: Floats, rising: NDArray[np.bool_]) -> Floats:
        """Plantarflexor moment of one ankle; 0 where the fall leaves nothing on the forefoot."""
        mass_kg = np.where(rising, self.rising_kg, self.lowering_kg)
        force_n = mass_kg * (STANDARD_GRAVITY_M_S2 + self.inertia_frac * acceleration_m_s2)
        return np.asarray(np.maximum(force_n, 0.0) * self.lever_m * np.cos(self.pitch_rad(height_m)))


def task(exercise: Exercise, person: Person, *, load_kg: float = 0.0, legs: int | None = None) -> Task:
    """The mechanics of an exercise for a person.

    Parameters
    ----------
    exercise : seated or standing; walking and hopping are no heel raises
    person : with a body mass
    load_kg : external load in all: on the thighs when seated, on the body when standing
    legs : 1 or 2; the exercise's own way without

    Raises
    ------
    InputError  if the exercise is no heel raise, the body mass is missing, or a number is impossible
    """
    if exercise.kind not in RAISES:
        raise InputError(f"{exercise.id}: its dose cannot be had from heel raises; expected a seated or standing raise")
    if person.body_mass_kg is None:
        raise InputError("body mass: needed for the dose; give --body-mass-kg, for example 75")
    if not (math.isfinite(load_kg) and 0.0 <= load_kg <= LARGEST_LOAD_KG):
        raise InputError(f"load: expected 0 to {LARGEST_LOAD_KG:g} kg, got {load_kg:g}; give --load-kg in kilograms")
    if legs not in (None, 1, 2):
        raise InputError(f"legs: expected 1 or 2, got {legs}")
    up, down = (exercise.movement.legs, exercise.movement.legs_lowering) if legs is None else (legs, legs)
    seated = exercise.position == "seated"
    mass = person.body_mass_kg

    def on_forefoot_kg(n: int) -> float:
        return SEATED_FRAC * mass + load_kg / n if seated else (mass + load_kg) / n

    rising_kg = on_forefoot_kg(up)
    inertia_kg = SEATED_INERTIA_FRAC * mass + load_kg / up if seated else rising_kg
    return Task(
        rising_kg=rising_kg,
        lowering_kg=on_forefoot_kg(down),
        inertia_frac=inertia_kg / rising_kg,
        raised_kg=up * rising_kg,
        loaded=load_kg > 0.0,
        legs=up,
        lever_m=person.forefoot_lever_m,
        start_pitch_rad=0.0
        if exercise.kind == "hold"
        else math.radians(exercise.shank_tilt_deg - exercise.ankle_start_deg),
        shank_tilt_rad=math.radians(exercise.shank_tilt_deg),
        knee_rad=math.radians(exercise.knee_flex_deg),
        thigh_m=person.thigh_length_m if seated else None,
    )
