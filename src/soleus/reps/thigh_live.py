"""The phone on the thigh while it is worn: the definition of `ThighPhone`, sample by sample, looking only back.

Pitch = angular velocity about the thigh's axis summed up, leaning on the direction of gravity below the crossover. The
axis and which way is up are learnt from the movement itself; until they are known the movement is kept, and counted as
soon as they are.
"""

from array import array
from collections import deque
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.person import Person
from soleus.reps.live import Aim, Learnt, LiveCount
from soleus.reps.thigh import HANDLED_RAD, SHAKEN_M_S2, ThighPhone
from soleus.units import STANDARD_GRAVITY_M_S2

Vector = NDArray[np.float64]

RATE_HZ = 50.0  # of the even clock; phones in a browser give 60
SETTLING_S = 1.0  # of a phone that lies flat, before its direction is taken as the resting one
REST_MEMORY_S = 60.0  # over which that direction is forgotten: longer than any heel is held up
STILL_RAD_S = 0.15  # a tenth of the speed of a heel raise, ten times the bias of a gyroscope
AXIS_MEMORY_S = 20.0  # a set's worth of movement tells the axis
FASTEST_RAD_S = 2.0  # a heel raise turns a thigh by up to 1.5 rad/s; what is faster is cut, as handling the phone
LEAST_TURN_RAD = 0.04  # of movement in all before axis and direction are believed: a heel raise of 2 cm
LIFT_EVERY = 4  # samples that are joined before acceleration and spin are compared: 12.5 Hz, as in `ThighPhone`
AGREE = 0.2  # correlation of lift and spin that tells which way is up, as in `ThighPhone`
SURE = 0.4  # against it once a way was taken
MOST_KEPT = 1 << 20  # samples that are counted anew when the way is found wrong: nearly six hours


class LiveThigh:
    """Counts the knee's rises; ``take`` is given the phone's samples in their order."""

    def __init__(self, person: Person, *, aim: Aim | None = None, method: ThighPhone | None = None) -> None:
        self._method = method or ThighPhone()
        self._person = person
        self._aim = aim
        self._cos_tilt = float(np.cos(np.radians(self._method.max_tilt_deg)))
        self._time_s = -np.inf
        self._kept = array("d"), array("d")  # times and pitches so far, either way up
        self._way = 0.0  # +1 when the knee goes up with the pitch, 0 while unknown
        self._forget()
        self.counted = self._new_count()

    def _new_count(self) -> LiveCount:
        return LiveCount(rate_hz=RATE_HZ, largest_rise_m=self._person.largest_heel_raise_m, aim=self._aim)

    def _forget(self) -> None:
        """Begin anew: the phone was laid down, or nothing came for a while."""
        self._up = np.zeros(3)
        self._flat_s = 0.0
        self._axis: Vector | None = None
        self._spread = np.zeros((3, 3))
        self._turned_rad = 0.0
        self._pitch = 0.0
        self._group: list[tuple[float, float]] = []
        self._groups: deque[tuple[float, float]] = deque(maxlen=3)  # pitch and strength, joined
        self._lift = np.zeros(3)  # running sums of lift x spin, lift^2, spin^2
        self._strength = STANDARD_GRAVITY_M_S2

    def take(self, time_s: float, force_m_s2: Vector, turn_rad_s: Vector) -> list[Learnt]:
        """Count one sample: specific force and angular velocity in the phone's axes, shape (3,) each; NaN is a gap."""
        step_s = time_s - self._time_s
        if not step_s > 0 or not np.isfinite(force_m_s2 @ force_m_s2 + turn_rad_s @ turn_rad_s):
            return []
        self._time_s = time_s
        strength = float(np.sqrt(force_m_s2 @ force_m_s2))
        if step_s > 0.5 or abs(self._up[2]) < self._cos_tilt * float(np.linalg.norm(self._up)):
            self._forget()
        if self._flat_s < SETTLING_S or turn_rad_s @ turn_rad_s < STILL_RAD_S**2:
            self._settle(force_m_s2, min(step_s, 0.1))
        if self._flat_s < SETTLING_S:
            return self.counted.add(time_s, np.nan)
        self._turn(force_m_s2, turn_rad_s, strength, step_s)
        return self._count(time_s)

    def _settle(self, force_m_s2: Vector, step_s: float) -> None:
        """Mean direction of gravity, slowly forgetting."""
        self._flat_s += step_s
        self._up = self._up + (force_m_s2 - self._up) * step_s / min(self._flat_s, REST_MEMORY_S)

    def _turn(self, force_m_s2: Vector, turn_rad_s: Vector, strength: float, step_s: float) -> None:
        up = self._up / np.linalg.norm(self._up)
        level = turn_rad_s - (turn_rad_s @ up) * up
        speed = float(np.sqrt(level @ level))
        level = level * min(1.0, FASTEST_RAD_S / max(speed, 1e-9))
        self._spread = self._spread * (1.0 - step_s / AXIS_MEMORY_S) + np.outer(level, level) * step_s
        axis = np.linalg.eigh(self._spread)[1][:, -1]
        axis = axis - (axis @ up) * up
        axis /= max(float(np.linalg.norm(axis)), 1e-12)
        if self._axis is not None and axis @ self._axis < 0:
            axis = -axis
        self._axis = axis
        self._pitch += float(turn_rad_s @ axis) * step_s
        if abs(strength - STANDARD_GRAVITY_M_S2) < SHAKEN_M_S2:
            leaning = float(np.arctan2(force_m_s2 @ np.cross(up, axis), force_m_s2 @ up))
            self._pitch += (leaning - self._pitch) * min(1.0, 2 * np.pi * self._method.crossover_hz * step_s)
        self._turned_rad += speed * step_s
        self._compare(strength, step_s)

    def _compare(self, strength: float, step_s: float) -> None:
        """What the lift of the phone says about the sign of the pitch."""
        self._strength += (strength - self._strength) * min(1.0, step_s / 2.0)
        self._group.append((self._pitch, strength - self._strength))
        if len(self._group) < LIFT_EVERY:
            return
        self._groups.append(tuple(np.mean(self._group, axis=0)))
        self._group = []
        if len(self._groups) == 3:
            (before, _), (now, lift), (after, _) = self._groups
            if abs(now) < HANDLED_RAD and abs(lift) < SHAKEN_M_S2:
                spin = after - 2 * now + before
                fade = 1.0 - LIFT_EVERY * step_s / AXIS_MEMORY_S
                self._lift = self._lift * fade + np.array([lift * spin, lift**2, spin**2])

    def _count(self, time_s: float) -> list[Learnt]:
        times, pitches = self._kept
        if len(times) < MOST_KEPT:
            times.append(time_s)
            pitches.append(self._pitch)
        way = self._which_way()
        if way == 0.0:
            self.counted.height_m = np.nan
            return []
        if way != self._way:
            self._way = way
            self.counted = self._new_count()
            found: list[Learnt] = []
            for at_s, pitch in zip(times, pitches, strict=True):
                found = self.counted.add(at_s, self._rise_m(pitch))
            return found
        return self.counted.add(time_s, self._rise_m(self._pitch))

    def _which_way(self) -> float:
        """The way that is taken from now on; 0 while nothing tells."""
        shared, lift, spin = self._lift
        agree = float(shared / np.sqrt(max(lift * spin, 1e-24)))
        if self._way == 0.0:
            return float(np.sign(agree)) if abs(agree) > AGREE and self._turned_rad > LEAST_TURN_RAD else 0.0
        return -self._way if agree * self._way < -SURE else self._way

    def _rise_m(self, pitch: float) -> float:
        """Rise of the knee, any origin; unknown where no heel raise tips a thigh so far."""
        rise: Any = self._person.thigh_length_m * np.sin(self._way * pitch)
        return float(rise) if abs(pitch) < HANDLED_RAD else np.nan
