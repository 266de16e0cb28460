"""Counting while it happens: from rises as a sensor tells them, on its own clock, to count, height, pace and cues."""

from collections import deque
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Literal, NamedTuple

import numpy as np

from soleus.reps.clock import SHORT_GAP_S
from soleus.reps.level import resting_level
from soleus.reps.segment import Prominence
from soleus.reps.signals import HeelMotion, RepEvent

Cue = Literal["too-low", "too-fast", "not-down"]

REMEMBERED_S = 15.0  # a resting level older than that is another posture
REST_EVERY_S = 0.5
PACE_REPS = 6  # peaks over which the pace is taken: a few seconds at 50 a minute
LONGEST_GAP_S = 5.0  # drawn as a gap of its own length; a longer one (a pause) is cut short
LOW_FRAC = 0.75  # of the target height; heights of one person's good raises spread by about a tenth
FAST_FRAC = 1.5  # of the target pace; who is led by a beat stays well within
NOT_DOWN_FRAC = 0.25  # of the rise is left at the bottom


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What the person wants to reach; None is no aim, and no cue about it."""

    height_m: float | None = None
    cadence_per_min: float | None = None


class Learnt(NamedTuple):
    """What a sample told: an event, and what to say to the person about it."""

    event: RepEvent
    cue: Cue | None


class LiveCount:
    """Counts a rise that arrives bit by bit; after the last sample the count is that of `segment` on the even clock.

    The rise may have any origin. Samples are joined by lines onto a clock of ``rate_hz``; without a known sample for
    0.3 s nothing is known, as in a recording.
    """

    def __init__(
        self, *, rate_hz: float, largest_rise_m: float, smallest_rise_m: float = 0.0, aim: Aim | None = None
    ) -> None:
        from soleus.reps.stream import Stream

        motion = HeelMotion(
            heel_raise_height_m=np.empty(0),
            rate_hz=rate_hz,
            scaled=True,
            smallest_rise_m=smallest_rise_m,
            largest_rise_m=largest_rise_m,
        )
        self._stream = Stream(motion, Prominence())
        self._rate_hz = rate_hz
        self._aim = aim or Aim()
        self._last: tuple[float, float] | None = None  # time and rise of the last known sample
        self._origin_s = 0.0  # time of the stream's sample 0, had there been no long gap
        self._n = 0
        self._rises: deque[float] = deque(maxlen=int(REMEMBERED_S * rate_hz))
        self._rest_m = np.nan
        self._rested = 0
        self._peaks_s: deque[float] = deque(maxlen=PACE_REPS)
        self.height_m = np.nan
        self.time_s = -np.inf

    @property
    def count(self) -> int:
        """Repetitions so far."""
        return self._stream.count

    @property
    def pace_per_min(self) -> float | None:
        """Repetitions a minute, of the last few; None before there are two, or when the last is long ago."""
        if len(self._peaks_s) < 2:
            return None
        between_s = median(b - a for a, b in pairwise(self._peaks_s))
        return None if self.time_s - self._peaks_s[-1] > 3 * between_s else 60.0 / between_s

    def add(self, time_s: float, rise_m: float) -> list[Learnt]:
        """Take the next sample, NaN where the sensor saw nothing; what was learnt from it.

        A sample that is not later than the one before is left out.
        """
        if not time_s > self.time_s:
            return []
        self.time_s = time_s
        known = rise_m == rise_m
        if self._last is None:
            if known:
                self._begin(time_s, rise_m)
            return []
        before_s, before_m = self._last
        if time_s - before_s > SHORT_GAP_S:
            found = self._gap(time_s - before_s)
            if known:
                self._begin(time_s, rise_m)
            return found
        if not known:
            return []
        self._last = (time_s, rise_m)
        found = []
        while (at_s := self._origin_s + self._n / self._rate_hz) <= time_s:
            found += self._push(before_m + (rise_m - before_m) * (at_s - before_s) / (time_s - before_s))
        self._measure(rise_m)
        return found

    def _begin(self, time_s: float, rise_m: float) -> None:
        self._origin_s = time_s - self._n / self._rate_hz
        self._last = (time_s, rise_m)
        self._push(rise_m)
        self._measure(rise_m)

    def _gap(self, span_s: float) -> list[Learnt]:
        n_missing = max(1, int(min(span_s, LONGEST_GAP_S) * self._rate_hz))
        found = [learnt for _ in range(n_missing) for learnt in self._push(np.nan)]
        self._last = None
        self.height_m = np.nan
        return found

    def _push(self, rise_m: float) -> list[Learnt]:
        self._n += 1
        self._rises.append(rise_m)
        event = self._stream.push(rise_m)
        return [] if event is None else [Learnt(event, self._judged(event))]

    def _measure(self, rise_m: float) -> None:
        """Height above the rest, which is looked for anew twice a second."""
        if self._n - self._rested >= REST_EVERY_S * self._rate_hz or self._rest_m != self._rest_m:
            self._rested = self._n
            rises = np.array(self._rises)
            self._rest_m = resting_level(rises[np.isfinite(rises)])
        self.height_m = rise_m - self._rest_m

    def _judged(self, event: RepEvent) -> Cue | None:
        """What to say about it: height and pace as soon as the heel turns, the bottom when it rises again."""
        if event.kind == "turned":
            peak_s = self._origin_s + event.peak / self._rate_hz
            since_s = peak_s - self._peaks_s[-1] if self._peaks_s else np.inf
            self._peaks_s.append(peak_s)
            if self._aim.cadence_per_min and since_s * self._aim.cadence_per_min * FAST_FRAC < 60.0:
                return "too-fast"
            low = self._aim.height_m is not None and event.heel_raise_height_m < LOW_FRAC * self._aim.height_m
            return "too-low" if low else None
        if event.reason == "not lowered":
            return "not-down"
        if event.kind == "done" and event.reason is None and self._rest_m == self._rest_m:
            since = list(self._rises)[event.peak - self._n :]
            left_m = min((rise for rise in since if rise == rise), default=self._rest_m) - self._rest_m
            return "not-down" if left_m > NOT_DOWN_FRAC * (since[0] - self._rest_m) else None
        return None
