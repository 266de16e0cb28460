"""What people do besides heel raises, as curves over time: tipping the thigh, shaking, walking, typing."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Curve = Callable[[Floats], Floats]


def getting_into_position(at_s: float, *, tip_rad: float = 1.2, lasts_s: float = 1.5) -> Curve:
    """The phone is laid down: the pitch goes from ``tip_rad`` to 0 along half a cosine that ends at ``at_s``."""

    def pitch_rad(time_s: Floats) -> Floats:
        done = np.clip((time_s - at_s + lasts_s) / lasts_s, 0.0, 1.0)
        return np.asarray(tip_rad * 0.5 * (1.0 + np.cos(np.pi * done)))

    return pitch_rad


def walking_about(from_s: float, *, steps_per_min: float = 108.0, stand_up_s: float = 1.5) -> tuple[Curve, Curve]:
    """Stand up at ``from_s`` and walk: pitch of the thigh (rad) and vertical acceleration of the hip (m/s2).

    The thigh hangs down and swings by 20 degrees to either side with each stride; the hip bounces by about 4 cm with
    each step, with the harmonics of heel strike.
    """
    step_hz = steps_per_min / 60.0

    def gait(time_s: Floats) -> Floats:
        return np.clip((time_s - from_s) / stand_up_s, 0.0, 1.0)

    def pitch_rad(time_s: Floats) -> Floats:
        up = gait(time_s)
        swing = 0.35 * np.sin(np.pi * step_hz * (time_s - from_s - stand_up_s))
        return np.asarray(-0.5 * np.pi * 0.5 * (1.0 - np.cos(np.pi * up)) + np.where(up >= 1.0, swing, 0.0))

    def lift_m_s2(time_s: Floats) -> Floats:
        phase = 2 * np.pi * step_hz * (time_s - from_s)
        bounce = (
            2.6 * np.sin(phase)
            + 1.2 * np.sin(2 * phase + 0.6)
            + 1.0 * np.sin(4 * phase + 1.1)
            + 0.5 * np.sin(6 * phase)
        )
        return np.asarray(np.where(gait(time_s) >= 1.0, bounce, 0.0))

    return pitch_rad, lift_m_s2


def talking(rng: np.random.Generator) -> Curve:
    """Slow, small tipping of the thigh while a person talks and gestures: about half a degree, 0.05 to 0.6 Hz."""
    rates_hz, phases = rng.uniform(0.05, 0.6, 6), rng.uniform(0, 2 * np.pi, 6)
    sizes_rad = rng.uniform(0.0005, 0.003, 6)

    def pitch_rad(time_s: Floats) -> Floats:
        waves = np.sin(2 * np.pi * rates_hz[:, None] * np.asarray(time_s)[None, :] + phases[:, None])
        return np.asarray(sizes_rad @ waves)

    return pitch_rad


def leg_shaking(rng: np.random.Generator, duration_s: float) -> Curve:
    """A restless leg: bursts of 3.5 to 7 Hz that move the knee by 1 to 3 cm (0.01 to 0.035 rad to either side)."""
    starts_s = np.cumsum(rng.uniform(8.0, 30.0, max(1, int(duration_s / 15))))
    lasts_s = rng.uniform(3.0, 12.0, len(starts_s))
    rates_hz, sizes_rad = rng.uniform(3.5, 7.0, len(starts_s)), rng.uniform(0.01, 0.035, len(starts_s))

    def pitch_rad(time_s: Floats) -> Floats:
        time_s = np.asarray(time_s)
        out = np.zeros_like(time_s)
        for start_s, last_s, rate_hz, size_rad in zip(starts_s, lasts_s, rates_hz, sizes_rad, strict=True):
            since_s = time_s - start_s
            fade = np.clip(np.minimum(since_s, last_s - since_s) / 0.5, 0.0, 1.0)
            out += fade * size_rad * (np.sin(2 * np.pi * rate_hz * since_s) + 1.0)
        return out

    return pitch_rad


def typing(rng: np.random.Generator) -> Curve:
    """Key strokes felt in the hip: 5 a second, 0.3 m/s2 at 12 Hz, well damped."""
    rate_hz = rng.uniform(3.0, 7.0)

    def lift_m_s2(time_s: Floats) -> Floats:
        since_s = np.mod(np.asarray(time_s), 1.0 / rate_hz)
        return np.asarray(0.3 * np.exp(-since_s / 0.04) * np.sin(2 * np.pi * 12.0 * since_s))

    return lift_m_s2


def both(*curves: Curve) -> Curve:
    """Sum of several curves."""
    return lambda time_s: np.asarray(sum(curve(time_s) for curve in curves))
