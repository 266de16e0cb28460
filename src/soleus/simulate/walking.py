"""A simulated walker with a sensor on the trunk, and a ride in a car: what steps must and must not be found in."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soleus.simulate.phone import SensorNoise, SimulatedImu
from soleus.units import STANDARD_GRAVITY_M_S2 as G

Floats = NDArray[np.float64]

CATCH_S = 0.06  # from contact to the largest upward acceleration: half of a double support


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SimulatedWalk:
    """What the sensor says, and the truth: contacts (n,), True where the left foot lands."""

    imu: SimulatedImu
    contact_s: Floats
    is_left: NDArray[np.bool_]


def trunk_walk(
    rng: np.random.Generator,
    *,
    n_steps: int = 40,
    step_s: float = 0.55,
    bounce_m: float = 0.018,
    sway_m_s: float = 0.12,
    lead_s: float = 4.0,
    rate_hz: float = 100.0,
    noise: SensorNoise | None = None,
) -> SimulatedWalk:
    """Stand, walk, stand; the sensor sits on the lower back, mounted any way round.

    The body bounces by ``bounce_m`` to either side once a step and sways with ``sway_m_s`` once a stride, towards the
    foot that lands; the pelvis turns right as the left foot lands; landings shake it at 12 Hz. Steps differ by 3 %.
    """
    noise = noise or SensorNoise()
    contact_s = lead_s + np.concatenate([[0.0], np.cumsum(step_s * np.exp(rng.normal(0.0, 0.03, n_steps - 1)))])
    is_left = (np.arange(n_steps) + int(rng.integers(2))) % 2 == 0
    time_s = np.arange(int((contact_s[-1] + step_s + lead_s) * rate_hz)) / rate_hz
    cycles, walks = _cycles(time_s, contact_s, step_s)
    step_hz = np.gradient(cycles, time_s)
    bounce = bounce_m * (2 * np.pi * step_hz) ** 2 * np.cos(2 * np.pi * (cycles - CATCH_S / step_s))
    to_left = 1.0 if is_left[0] else -1.0
    sway = -to_left * sway_m_s * np.pi * step_hz * np.sin(np.pi * cycles)
    yaw = -to_left * 0.5 * np.cos(np.pi * cycles)
    zero = np.zeros_like(time_s)
    shaken = sum(_blow(time_s - contact) for contact in contact_s)
    force = np.stack([0.5 * walks * np.sin(2 * np.pi * cycles), walks * sway, G + walks * bounce + shaken], axis=1)
    turn = np.stack([zero, zero, walks * yaw], axis=1)  # x forward, y left, z up
    return SimulatedWalk(imu=_mounted(time_s, force, turn, rng, noise), contact_s=contact_s, is_left=is_left)


def car_ride(rng: np.random.Generator, *, duration_s: float = 300.0, rate_hz: float = 100.0) -> SimulatedImu:
    """A phone in a car: body bounce at 1 to 1.8 Hz, sway, wheel hop at 9 to 14 Hz, engine, all but the last random."""
    n = int(duration_s * rate_hz)
    time_s = np.arange(n) / rate_hz

    def resonance(at_hz: float, damping: float, rms: float) -> Floats:
        f_hz = np.fft.rfftfreq(n, 1.0 / rate_hz)
        response = 1.0 / (1.0 - (f_hz / at_hz) ** 2 + 2j * damping * f_hz / at_hz)
        values = np.fft.irfft(np.fft.rfft(rng.normal(size=n)) * response, n)
        return np.asarray(values / values.std() * rms)

    bounce = resonance(rng.uniform(1.0, 1.8), rng.uniform(0.15, 0.35), rng.uniform(0.3, 1.5))
    bounce += resonance(rng.uniform(9.0, 14.0), 0.2, rng.uniform(0.3, 1.5))
    sway = resonance(rng.uniform(0.6, 1.2), rng.uniform(0.1, 0.3), rng.uniform(0.2, 1.0))
    braking = resonance(0.3, 0.7, rng.uniform(0.3, 1.0))
    engine = rng.uniform(0.05, 0.4) * np.sin(2 * np.pi * rng.uniform(20.0, 45.0) * time_s)
    force = np.stack([braking + engine, sway + engine, G + bounce + engine], axis=1)
    return _mounted(time_s, force, np.zeros_like(force), rng, SensorNoise())


def _cycles(time_s: Floats, contact_s: Floats, step_s: float) -> tuple[Floats, Floats]:
    """Steps since the first contact as a rising number, and how much the person walks (0 to 1)."""
    ends = np.concatenate([[contact_s[0] - step_s], contact_s, [contact_s[-1] + step_s]])
    cycles = np.interp(time_s, ends, np.arange(-1.0, len(contact_s) + 1.0))
    inside = np.minimum(time_s - ends[0] - 0.5 * step_s, ends[-1] - 0.5 * step_s - time_s) / (0.25 * step_s)
    return cycles, np.clip(inside, 0.0, 1.0)


def _blow(since_s: Floats) -> Floats:
    """The shock of a landing: 6 m/s2 at 12 Hz, gone after a tenth of a second."""
    since = np.maximum(since_s, 0.0)
    return np.asarray(6.0 * np.exp(-since / 0.03) * np.sin(2 * np.pi * 12.0 * since))


def _mounted(time_s: Floats, force: Floats, turn: Floats, rng: np.random.Generator, noise: SensorNoise) -> SimulatedImu:
    mounting, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    mounting *= np.sign(np.linalg.det(mounting))
    return SimulatedImu(
        time_s=time_s,
        acceleration_m_s2=force @ mounting + rng.normal(0.0, noise.acceleration_m_s2, force.shape),
        angular_velocity_rad_s=turn @ mounting + rng.normal(0.0, noise.angular_velocity_rad_s, turn.shape),
    )
