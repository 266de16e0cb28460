"""Heel motion from a phone at the waist or in a pocket of a standing person."""

from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.errors import InputError, NotEnoughDataError
from soleus.person import Person
from soleus.recording.signals import Imu, Recording
from soleus.reps.clock import evenly, stretches
from soleus.reps.filters import low_pass, moving_mean, moving_rms, widen
from soleus.reps.segment import find_turns, rises
from soleus.reps.signals import HeelMotion
from soleus.units import STANDARD_GRAVITY_M_S2

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingPhone:
    """The whole body rises with the heel: vertical acceleration, integrated twice, tied down wherever the heel is down.

    The length of the specific force less gravity is the vertical acceleration, however the phone is turned and however
    the body leans (horizontal acceleration enters only by its square). A Kalman smoother carries height, speed and the
    sensor's bias; where the heel is down it is told height 0 and speed 0. Where that is comes first from the
    height that only knows that the body stays about where it is, then from the smoothed height itself.
    """

    max_rate_hz: float = 100.0
    loose_m: float = 0.05  # the first pass only knows that the body stays within some 5 cm, second by second
    min_stretch_s: float = 4.0
    down_frac: float = 0.1  # of the rise: lower is down, if it is also slower than down_speed_m_s
    down_speed_m_s: float = 0.03  # a tenth of the fastest part of an ordinary raise
    still_m_s2: float = 0.1  # rms over still_s below 3 Hz; the slowest raise of 5 cm in 1.3 s has 0.12, standing 0.03
    still_s: float = 0.4
    rest_s: float = 0.5
    below_rest_m: float = 0.06  # a heel sinks that far below the edge of a step; a body that sinks further bends
    rounds: int = 3
    shortest_period_s: float = 0.75  # 80 a minute; tests are done at 15 to 60, slow steps come at 80 and more

    def __call__(self, recording: Recording, person: Person) -> HeelMotion:
        """Find the vertical displacement.

        Raises
        ------
        NotEnoughDataError  without acceleration, with gravity removed, or if the person walks about all the time
        """
        signal = recording.signal
        if not isinstance(signal, Imu):
            raise InputError(f"{recording.path.name}: expected an inertial sensor, got {recording.sensor}")
        force, rate_hz = force_with_gravity(recording, signal, self.max_rate_hz)
        lift = np.linalg.norm(force.astype(np.float64), axis=1) - STANDARD_GRAVITY_M_S2
        still = standing_still(lift, rate_hz)
        height_m = np.full(len(lift), np.nan)
        used = 0
        for first, last in stretches(still):
            if last - first >= self.min_stretch_s * rate_hz:
                part = self._rise(lift[first:last], rate_hz)
                part[self._stepping(part, rate_hz) | (part < -self.below_rest_m)] = np.nan
                height_m[first:last] = part
                used += last - first
        if not used:
            raise NotEnoughDataError(
                f"{recording.path.name}: the person never stands still for {self.min_stretch_s:g} s; "
                "record a set of heel raises on the spot, or name another --placement"
            )
        return HeelMotion(
            heel_raise_height_m=height_m,
            rate_hz=rate_hz,
            scaled=True,
            largest_rise_m=person.largest_heel_raise_m,
            side=recording.side,
            tracked_frac=used / len(height_m),
            method={"name": "standing-phone", **asdict(self)},
            warnings=_too_slow(height_m, rate_hz),
        )

    def _rise(self, lift: Floats, rate_hz: float) -> Floats:
        """Height over the heel-down level, m; shape (n,)."""
        from soleus.reps.smoothing import smooth_rise

        lift = lift - np.median(lift)
        everywhere = np.ones(len(lift), dtype=np.bool_)
        height_m, speed_m_s = smooth_rise(lift, everywhere, 1.0 / rate_hz, self.loose_m * np.sqrt(rate_hz), np.inf)
        quiet = moving_rms(low_pass(lift, 3.0, rate_hz), self.still_s, rate_hz) < self.still_m_s2
        for _ in range(self.rounds):
            down = _middle(self._down(height_m, speed_m_s, quiet, rate_hz), round(EDGE_S * rate_hz))
            height_m, speed_m_s = smooth_rise(lift, down, 1.0 / rate_hz, DOWN_HEIGHT_M, DOWN_SPEED_M_S)
        return height_m

    def _stepping(self, height_m: Floats, rate_hz: float) -> Mask:
        """Where peaks follow each other faster than anyone raises both heels under the body's weight: steps."""
        peaks = find_turns(height_m, SMALLEST_RISE_M)[:, 1]
        gaps = np.diff(np.concatenate([[-np.inf], peaks, [np.inf]]))
        quick = np.zeros(len(height_m), dtype=np.bool_)
        quick[peaks[np.minimum(gaps[:-1], gaps[1:]) < self.shortest_period_s * rate_hz]] = True
        return widen(quick, round(self.shortest_period_s * rate_hz))

    def _down(self, height_m: Floats, speed_m_s: Floats, quiet: Mask, rate_hz: float) -> Mask:
        """Where the heel is down: between two peaks, where it rests below half of the rise, or is lowest and slow."""
        found = find_turns(height_m, SMALLEST_RISE_M)
        slow = np.abs(speed_m_s) < self.down_speed_m_s
        still = quiet & (np.abs(speed_m_s) < 2 * self.down_speed_m_s) | _lasting(quiet, round(rate_hz))
        if not len(found):
            return still
        peaks = height_m[found[:, 1]]
        typical = float(np.median(rises(height_m, found)))
        down = np.zeros(len(height_m), dtype=np.bool_)
        bounds = [0, *(found[:, 1] + 1).tolist(), len(height_m)]
        for k, (first, last) in enumerate(pairwise(bounds)):
            if first == last:  # the recording ends at a peak
                continue
            part = height_m[first:last]
            peak = min(peaks[max(k - 1, 0)], peaks[min(k, len(peaks) - 1)])
            below_half = part < peak - 0.5 * typical
            down[first:last] = _lasting(still[first:last] & below_half, round(self.rest_s * rate_hz))
            if 0 < k < len(bounds) - 2:  # at the ends the recording may be cut: there only rest counts
                low = float(part.min())
                down[first:last] |= (part < low + self.down_frac * (peak - low)) & slow[first:last]
                down[first + int(part.argmin())] = True
        return down


SMALLEST_RISE_M = 0.012  # of the drift-free displacement, which shows a 2 cm rise smaller than it is
QUICK_M_S2 = 0.1  # above 5 Hz; three times the noise of a phone
QUICK_FRAC = 0.15  # of the whole rms; walks have 0.23 to 0.7 above 5 Hz, the quickest heel raises 0.16
SHAKEN_TIME_FRAC = 0.45  # of two seconds: walking shakes all the time, a heel that drops hard a tenth of it
EDGE_S = 0.3
SLOW_RISE_S = 2.0  # simulated raises of 8 cm: right to 4 mm up to 1.5 s, off by 30 mm at 2 s, lost at 3 s
DOWN_HEIGHT_M = 0.002
DOWN_SPEED_M_S = 0.01


def _too_slow(height_m: Floats, rate_hz: float) -> tuple[str, ...]:
    """Say so where slow raises may have been lost: their acceleration drowns in that of a standing body."""
    found = find_turns(height_m, SMALLEST_RISE_M)
    rise_s = np.median(found[:, 1] - found[:, 0]) / rate_hz if len(found) else np.inf
    if rise_s < SLOW_RISE_S:
        return ()
    return (f"a phone on the body cannot see raises that take {SLOW_RISE_S:g} s or more to go up; film a sticker",)


def force_with_gravity(
    recording: Recording, signal: Imu, max_rate_hz: float
) -> tuple[NDArray[np.floating[Any]], float]:
    """Specific force on an even clock, shape (n, 3), and its rate; refuses what has lost gravity."""
    name = recording.path.name
    if signal.acceleration_m_s2 is None:
        raise NotEnoughDataError(f"{name}: no acceleration; a height needs an accelerometer")
    if not signal.gravity_included:
        raise NotEnoughDataError(
            f"{name}: gravity was removed from the acceleration, and with it which way is up; "
            "record the accelerometer with gravity"
        )
    force, rate_hz = evenly(recording, signal.acceleration_m_s2, at_most_hz=max_rate_hz)
    if not np.isfinite(force).any():
        raise NotEnoughDataError(f"{name}: every acceleration is missing")
    return force, rate_hz


def standing_still(lift: Floats, rate_hz: float) -> Mask:
    """Where the body is not shaken by step after step; shape (n,)."""
    known = np.isfinite(lift)
    still = np.zeros(len(lift), dtype=np.bool_)
    for first, last in stretches(known):
        if last - first > rate_hz:
            part = lift[first:last]
            quick = np.abs(part - low_pass(part, 5.0, rate_hz))
            much = quick > np.maximum(QUICK_M_S2, QUICK_FRAC * moving_rms(part, 2.0, rate_hz))
            shaken = moving_mean(much.astype(np.float64), 2.0, rate_hz) > SHAKEN_TIME_FRAC
            still[first:last] = ~widen(shaken, round(1.5 * rate_hz))
    return still


def _lasting(mask: Mask, samples: int) -> Mask:
    """The mask without its stretches shorter than ``samples``."""
    out = np.zeros_like(mask)
    for first, last in stretches(mask):
        out[first:last] = last - first >= samples
    return out


def _middle(mask: Mask, edge: int) -> Mask:
    """The mask without the ends of its stretches, where the heel may already move: at most a third at each end."""
    out = np.zeros_like(mask)
    for first, last in stretches(mask):
        cut = min(edge, (last - first - 1) // 3)
        out[first + cut : last - cut] = True
    return out
