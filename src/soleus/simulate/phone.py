"""Phones on a simulated body: what their inertial sensors say, from rigid-body kinematics in closed form.

The sagittal plane has x forward and y up. The thigh frame is (along the thigh to the knee, out of its upper side,
lateral); the phone lies in it turned by any angle about the upper side, screen up or down.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soleus.person import Person
from soleus.simulate.session import Session
from soleus.units import STANDARD_GRAVITY_M_S2 as G

Floats = NDArray[np.float64]
Curve = Callable[[Floats], Floats]

_STEP_S = 1e-3  # central differences of smooth curves: error of order 1e-6 of the acceleration


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SimulatedImu:
    """Samples of a simulated device in its own axes: time (n,), specific force (n, 3), angular velocity (n, 3)."""

    time_s: Floats
    acceleration_m_s2: Floats
    angular_velocity_rad_s: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorNoise:
    """Errors of a phone's sensors; defaults are those of ordinary phones at 100 Hz (LSM6DSO, BMI270 data sheets)."""

    acceleration_m_s2: float = 0.03
    acceleration_bias_m_s2: float = 0.1
    angular_velocity_rad_s: float = 0.005
    angular_velocity_bias_rad_s: float = 0.01
    jitter_frac: float = 0.05


def nothing(time_s: Floats) -> Floats:
    """No disturbance."""
    return np.zeros_like(time_s)


def thigh_phone(
    session: Session,
    person: Person,
    rng: np.random.Generator,
    *,
    rate_hz: float = 100.0,
    noise: SensorNoise | None = None,
    extra_pitch_rad: Curve = nothing,
    extra_acceleration_m_s2: Curve = nothing,
) -> SimulatedImu:
    """Phone lying on the thigh of a seated person; the thigh turns about the hip as the heel rises.

    ``extra_pitch_rad`` tips the thigh, ``extra_acceleration_m_s2`` lifts the hip: what people do besides.
    """
    length_m = person.thigh_length_m
    slope_rad = rng.uniform(-0.12, 0.12)
    radius_m = rng.uniform(0.35, 0.8) * length_m

    def pitch_rad(at_s: Floats) -> Floats:
        knee_m = length_m * np.sin(slope_rad) + session.height_m(at_s)
        return np.asarray(np.arcsin(knee_m / length_m) + extra_pitch_rad(at_s))

    time_s = _times(session, rate_hz, noise or SensorNoise(), rng)
    pitch, turn, spin = _derivatives(pitch_rad, time_s)
    lift = G + extra_acceleration_m_s2(time_s)
    force = np.stack(
        [-radius_m * turn**2 + lift * np.sin(pitch), radius_m * spin + lift * np.cos(pitch), np.zeros_like(pitch)],
        axis=1,
    )
    rotation = np.stack([np.zeros_like(turn), np.zeros_like(turn), turn], axis=1)
    return _measured(time_s, force, rotation, _lying(rng), noise or SensorNoise(), rng)


def waist_phone(
    session: Session,
    rng: np.random.Generator,
    *,
    rate_hz: float = 100.0,
    noise: SensorNoise | None = None,
    extra_acceleration_m_s2: Curve = nothing,
) -> SimulatedImu:
    """Phone at the waist or in a pocket of a standing person, whose body rises with the heel and leans a little."""
    lean_rad_per_m = rng.uniform(-0.4, 0.4)  # up to 2.3 degrees at 10 cm
    sway_rad, sway_hz, sway_phase = rng.uniform(0.0, 0.015), rng.uniform(0.1, 0.4), rng.uniform(0, 2 * np.pi)

    def lean_rad(at_s: Floats) -> Floats:
        sway = sway_rad * np.sin(2 * np.pi * sway_hz * at_s + sway_phase)
        return np.asarray(lean_rad_per_m * session.height_m(at_s) + sway)

    time_s = _times(session, rate_hz, noise or SensorNoise(), rng)
    _, _, lift = _derivatives(session.height_m, time_s)
    lean, turn, spin = _derivatives(lean_rad, time_s)
    up = G + lift + extra_acceleration_m_s2(time_s)
    forward = spin * 1.0  # the waist is about 1 m above the ankles
    force = np.stack(
        [
            forward * np.cos(lean) + up * np.sin(lean),
            up * np.cos(lean) - forward * np.sin(lean),
            np.zeros_like(up),
        ],
        axis=1,
    )
    rotation = np.stack([np.zeros_like(turn), np.zeros_like(turn), turn], axis=1)
    return _measured(time_s, force, rotation, _any_rotation(rng), noise or SensorNoise(), rng)


def _times(session: Session, rate_hz: float, noise: SensorNoise, rng: np.random.Generator) -> Floats:
    n = round(session.duration_s * rate_hz)
    return (np.arange(n) + noise.jitter_frac * rng.uniform(-0.5, 0.5, n)) / rate_hz


def _derivatives(curve: Curve, time_s: Floats) -> tuple[Floats, Floats, Floats]:
    before, now, after = curve(time_s - _STEP_S), curve(time_s), curve(time_s + _STEP_S)
    return now, (after - before) / (2 * _STEP_S), (after - 2 * now + before) / _STEP_S**2


def _measured(
    time_s: Floats, force: Floats, rotation: Floats, turn: Floats, noise: SensorNoise, rng: np.random.Generator
) -> SimulatedImu:
    """Into the device's axes, with its errors."""
    shape = force.shape
    return SimulatedImu(
        time_s=time_s - time_s[0],
        acceleration_m_s2=force @ turn.T
        + rng.normal(0, noise.acceleration_m_s2, shape)
        + rng.normal(0, noise.acceleration_bias_m_s2, 3),
        angular_velocity_rad_s=rotation @ turn.T
        + rng.normal(0, noise.angular_velocity_rad_s, shape)
        + rng.normal(0, noise.angular_velocity_bias_rad_s, 3),
    )


def _lying(rng: np.random.Generator) -> Floats:
    """Thigh frame -> device axes: flat on the thigh, turned by any angle, screen up or down, tilted by some degrees."""
    thigh_to_flat = np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])  # top to the knee, screen up
    flip = np.diag([1.0, 1.0, 1.0]) if rng.random() < 0.5 else np.diag([-1.0, 1.0, -1.0])
    tilt_x, tilt_y = rng.normal(0.0, 0.08, 2)
    turned = _turn(2, rng.uniform(0, 2 * np.pi)) @ _turn(0, tilt_x) @ _turn(1, tilt_y)
    return np.asarray(flip @ turned @ thigh_to_flat)


def _any_rotation(rng: np.random.Generator) -> Floats:
    q, r = np.linalg.qr(rng.normal(size=(3, 3)))
    q = q * np.sign(np.diag(r))
    return np.asarray(q * np.linalg.det(q))


def _turn(axis: int, angle_rad: float) -> Floats:
    c, s = np.cos(angle_rad), np.sin(angle_rad)
    i, j = [k for k in range(3) if k != axis]
    out = np.eye(3)
    out[i, i], out[j, j], out[i, j], out[j, i] = c, c, -s, s
    return out
