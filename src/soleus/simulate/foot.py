"""A simulated foot with an inertial sensor on it: walking, stairs and toe walking with exact truth.

The foot turns and moves in the sagittal plane; x is forward, z up. Curves are smooth, so the sensor's signals are exact
derivatives of them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soleus.simulate.phone import SensorNoise, SimulatedImu
from soleus.units import STANDARD_GRAVITY_M_S2 as G

Floats = NDArray[np.float64]

_STEP_S = 1e-4
STANCE_FRAC = 0.4  # of a stride in which the whole foot rests; the heel leaves before the toes do
TOE_OFF_RAD = 1.0  # how far the heel is up as the toes leave
HEEL_STRIKE_RAD = 0.35  # how far the toes are up as the heel lands
HEEL_UP_RAD = float(np.radians(30.0))  # of a foot that stands on its toes


@dataclass(frozen=True, slots=True, kw_only=True)
class FootStride:
    """One stride of a foot: its length along the ground, its rise, and whether it is walked on the toes."""

    length_m: float = 1.3
    rise_m: float = 0.0
    on_toes: bool = False


def foot_imu(
    strides: list[FootStride],
    rng: np.random.Generator,
    *,
    stride_s: float = 1.1,
    lead_s: float = 2.0,
    rate_hz: float = 200.0,
    noise: SensorNoise | None = None,
) -> SimulatedImu:
    """A sensor on the instep that is turned at random on the foot; the foot stands flat before and after."""
    noise = noise or SensorNoise()
    time_s = np.arange(int((2 * lead_s + stride_s * len(strides)) * rate_hz)) / rate_hz
    at = np.stack([_pose(strides, time_s + k * _STEP_S - lead_s, stride_s) for k in (-1, 0, 1)])
    velocity = (at[2] - at[0]) / (2 * _STEP_S)
    acceleration = (at[2] - 2 * at[1] + at[0]) / _STEP_S**2
    pitch = at[1][2]  # heel up is positive: the toes point down
    forward, up = acceleration[0], acceleration[1] + G
    along = forward * np.cos(pitch) - up * np.sin(pitch)
    across = forward * np.sin(pitch) + up * np.cos(pitch)
    zero = np.zeros_like(time_s)
    force = np.stack([along, zero, across], axis=1)
    turn = np.stack([zero, velocity[2], zero], axis=1)  # y points left: a turn about it lowers the toes
    mounting, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    mounting *= np.sign(np.linalg.det(mounting))
    return SimulatedImu(
        time_s=time_s,
        acceleration_m_s2=force @ mounting + rng.normal(0.0, noise.acceleration_m_s2, force.shape),
        angular_velocity_rad_s=turn @ mounting + rng.normal(0.0, noise.angular_velocity_rad_s, turn.shape),
    )


def _pose(strides: list[FootStride], since_s: Floats, stride_s: float) -> Floats:
    """Forward and upward position and pitch at each time, shape (3, n)."""
    place = np.clip(since_s / stride_s, 0.0, len(strides))
    index = np.minimum(place.astype(int), len(strides) - 1)
    phase = np.where(place >= len(strides), 1.0, place - index)
    length, rise, toes = (np.array([getattr(s, name) for s in strides]) for name in ("length_m", "rise_m", "on_toes"))
    start_x, start_z = (np.concatenate([[0.0], np.cumsum(v)])[index] for v in (length, rise))
    moved = _smooth((phase - STANCE_FRAC) / (1.0 - STANCE_FRAC - 0.05))
    lift = 0.10 * np.sin(np.pi * np.clip(moved, 0.0, 1.0)) ** 2
    tips = np.concatenate([toes, [False]]) * HEEL_UP_RAD  # of the stance that begins each stride; the last stands flat
    before, after = tips[index], tips[index + 1]
    landing = np.where(after > 0, after, -HEEL_STRIKE_RAD)
    pitch = before + (TOE_OFF_RAD - before) * _smooth((phase - 0.30) / 0.20)
    pitch = pitch + (landing - TOE_OFF_RAD) * _smooth((phase - 0.50) / 0.38)
    pitch = pitch + (after - landing) * _smooth((phase - 0.90) / 0.08)
    return np.stack([start_x + length[index] * moved, start_z + rise[index] * moved + lift, pitch])


def _smooth(part: Floats) -> Floats:
    """0 to 1 with two quiet derivatives at both ends."""
    x = np.clip(part, 0.0, 1.0)
    return np.asarray(x**3 * (10.0 - 15.0 * x + 6.0 * x**2))
