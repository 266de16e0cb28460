"""The phone at the waist or in a pocket while it is worn: the method for recordings, on what has come so far.

`StandingPhone` looks forward and back, so nothing shorter than the whole recording gives its answer. It is asked anew
twice a second, and less often the longer it takes; a repetition counts when the heel is down again.
"""

import time
from array import array
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from soleus.errors import NotEnoughDataError
from soleus.person import Person
from soleus.recording.signals import Imu, Recording
from soleus.reps.live import FAST_FRAC, LOW_FRAC, PACE_REPS, Aim, Cue, Learnt
from soleus.reps.segment import segment
from soleus.reps.signals import HeelMotion, RepEvent, Reps
from soleus.reps.standing import StandingPhone

Vector = NDArray[np.float64]

EVERY_S = 0.5
SHARE = 0.1  # of the time is spent on asking
SELDOM_S = 3.0  # a raise of a test comes every two seconds, and is late after three
EDGE_S = 2.5  # the end of what came is not known before it has been smoothed: the height is up to that old
BREAK_S = 60.0  # without a sample for longer it begins anew: what was counted stands
COLUMNS = 7


class StandingCount:
    """What `LiveCount` tells, of a method that is asked now and then."""

    def __init__(self) -> None:
        self.count = 0
        self.height_m = np.nan
        self.time_s = -np.inf
        self.peaks_s: Vector = np.empty(0)

    @property
    def pace_per_min(self) -> float | None:
        """Repetitions a minute, of the last few; None before there are two, or when the last is long ago."""
        if len(self.peaks_s) < 2:
            return None
        between_s = float(np.median(np.diff(self.peaks_s[-PACE_REPS:])))
        return None if self.time_s - self.peaks_s[-1] > 3 * between_s else 60.0 / between_s


class LiveStanding:
    """Counts the body's rises; ``take`` is given the phone's samples in their order."""

    def __init__(self, person: Person, *, aim: Aim | None = None) -> None:
        self._person = person
        self._aim = aim or Aim()
        self._samples = array("d")
        self._next_s = np.nan
        self._before = 0  # repetitions before the last break
        self.counted = StandingCount()

    def take(self, time_s: float, force_m_s2: Vector, turn_rad_s: Vector) -> list[Learnt]:
        """Keep a sample; what was learnt, if the method was asked. A sample that is not later is left out."""
        if not time_s > self.counted.time_s:
            return []
        if time_s - self.counted.time_s > BREAK_S and self._samples:
            self._samples, self._before, self._next_s = array("d"), self.counted.count, np.nan
        self.counted.time_s = time_s
        self._samples.extend([time_s, *force_m_s2, *turn_rad_s])
        if self._next_s != self._next_s:
            self._next_s = time_s + StandingPhone().min_stretch_s  # less is not answered
        if time_s < self._next_s:
            return []
        begun_s = time.perf_counter()
        found = self._ask()
        self._next_s = time_s + min(SELDOM_S, max(EVERY_S, (time.perf_counter() - begun_s) / SHARE))
        return found

    def _ask(self) -> list[Learnt]:
        samples = np.frombuffer(self._samples).reshape(-1, COLUMNS).copy()  # the buffer must stay free to grow
        try:
            motion = StandingPhone()(_recording(samples), self._person)
            reps = segment(motion)
        except NotEnoughDataError:
            self.counted.height_m = np.nan
            return []
        self._tell(samples[0, 0], motion, reps)
        before, self.counted.count = self.counted.count - self._before, self._before + len(reps)
        return [_turned(reps, k, self._aim) for k in range(before, len(reps))]

    def _tell(self, first_s: float, motion: HeelMotion, reps: Reps) -> None:
        latest_m = motion.heel_raise_height_m[-round(EDGE_S * motion.rate_hz) :]
        known_m = latest_m[np.isfinite(latest_m)]
        self.counted.height_m = float(known_m[-1]) if len(known_m) else np.nan
        self.counted.peaks_s = first_s + reps.peak_s


def _recording(samples: Vector) -> Recording:
    signal = Imu(acceleration_m_s2=samples[:, 1:4], angular_velocity_rad_s=samples[:, 4:7], gravity_included=True)
    return Recording(
        path=Path("phone"),
        sha256="",
        format="live",
        sensor="imu",
        signal=signal,
        time_s=samples[:, 0] - samples[0, 0],
        placement="waist",
        start_unix_s=float(samples[0, 0]),
    )


def _turned(reps: Reps, k: int, aim: Aim) -> Learnt:
    height_m = float(reps.heel_raise_height_m[k])
    event = RepEvent(
        kind="turned",
        start=int(reps.start[k]),
        peak=int(reps.peak[k]),
        end=int(reps.end[k]),
        heel_raise_height_m=height_m,
    )
    return Learnt(event, _judged(reps, k, aim))


def _judged(reps: Reps, k: int, aim: Aim) -> Cue | None:
    """What to say about a repetition, as `LiveCount` says it."""
    since_s = float(reps.peak_s[k] - reps.peak_s[k - 1]) if k else np.inf
    if aim.cadence_per_min and since_s * aim.cadence_per_min * FAST_FRAC < 60.0:
        return "too-fast"
    low = aim.height_m is not None and reps.heel_raise_height_m[k] < LOW_FRAC * aim.height_m
    return "too-low" if low else None
