"""Steps while they are made: the rhythm of `StepRhythm` over the last half minute, looked at anew each second.

A step counts for good when it is older than ``SURE_S``; the count that is shown has the newer ones as they look now. It
lags: a bout is known to be walking once it has lasted for the detector's window (4 s), and its first steps come then.
"""

from array import array

import numpy as np

from soleus.reps.clock import SHORT_GAP_S
from soleus.reps.live import Learnt
from soleus.walk.rhythm import LONGEST_BREAK_S, WORK_HZ, StepRhythm
from soleus.walk.steps import Floats

WINDOW_S = 30.0  # longer ones change no count on the recorded walks, shorter ones judge a bout by too few strides
SURE_S = 20.0  # the oldest third of the window: its steps have the detector's windows whole on both sides
EVERY_S = 1.0
DELAY_S = 4.0  # of the count that is shown, at most: one window of the detector
SAME_STEP_S = 0.15  # two looks place a step a little differently; nobody makes two steps within it
SHORTEST_S = 4.0
PACE_STEPS = 8
STANDING_S = 3.0


class LiveSteps:
    """Counts steps of both feet from the acceleration of a phone that is carried anywhere; samples come in order.

    The detector is that for files. Over a whole walk both find the same steps but for one or two where two looks meet.
    """

    def __init__(self, method: StepRhythm | None = None) -> None:
        self._method = method or StepRhythm()
        self._samples = array("d")  # time and three axes of each, the last half minute
        self._sure: list[float] = []
        self._recent: list[float] = []
        self._sure_until_s = -np.inf
        self._looked_s = -np.inf
        self.time_s = -np.inf
        self.height_m = float("nan")

    @property
    def counted(self) -> "LiveSteps":
        """What a session shows: itself, as `LiveCount` for heel raises."""
        return self

    @property
    def count(self) -> int:
        """Steps so far; those of the last ``SURE_S`` may still change."""
        return len(self._sure) + len(self._recent)

    @property
    def pace_per_min(self) -> float | None:
        """Steps a minute over the last few; None while the person stands."""
        last = (self._sure[-PACE_STEPS:] + self._recent)[-PACE_STEPS:]
        if len(last) < 3 or self.time_s - last[-1] > STANDING_S + DELAY_S:
            return None
        return float(60.0 / np.median(np.diff(last)))

    @property
    def step_s(self) -> Floats:
        """Times of the steps so far, on the clock of the samples."""
        return np.array(self._sure + self._recent)

    def take(self, time_s: float, force_m_s2: Floats, _turn_rad_s: Floats | None = None) -> list[Learnt]:
        """Take the next sample, shape (3,); one that is not later than the one before is left out.

        Nothing is learnt of a single step: there is no cue about it.
        """
        if not time_s > self.time_s or not np.isfinite(force_m_s2).all():
            return []
        if time_s - self.time_s > LONGEST_BREAK_S:
            self._end_bout()
        self.time_s = time_s
        self._samples.extend((time_s, *force_m_s2.tolist()))
        if time_s - self._looked_s >= EVERY_S:
            self.look()
        return []

    def _end_bout(self) -> None:
        """Nothing came for longer than any bout goes on without: what was found stands, and a new one begins."""
        if self._samples:
            self.look()
        self._sure += self._recent
        self._recent, self._samples = [], array("d")

    def look(self) -> None:
        """Find the steps of the last half minute; done by itself once a second."""
        self._looked_s = self.time_s
        rows = np.array(self._samples).reshape(-1, 4)
        rows = rows[rows[:, 0] > self.time_s - WINDOW_S]
        self._samples = array("d", rows.ravel().tolist())
        if not len(rows) or self.time_s - rows[0, 0] < SHORTEST_S:
            return
        start_s = float(rows[0, 0])
        last_s = self._sure[-1] if self._sure else -np.inf
        after_s = max(self._sure_until_s - SAME_STEP_S, last_s + SAME_STEP_S)  # neither twice nor lost on the border
        found = self._method(_evenly(rows), WORK_HZ, start_s=start_s).time_s
        found = found[found > after_s]
        sure_s = self.time_s - SURE_S
        self._sure += found[found <= sure_s].tolist()
        self._recent = found[found > sure_s].tolist()
        self._sure_until_s = max(self._sure_until_s, sure_s)


def _evenly(rows: Floats) -> Floats:
    """Samples on the detector's own clock, joined by lines; NaN where nothing came for a while, shape (n, 3)."""
    time_s = rows[:, 0]
    grid_s = np.arange(time_s[0], time_s[-1], 1.0 / WORK_HZ)
    even = np.stack([np.interp(grid_s, time_s, rows[:, 1 + axis]) for axis in range(3)], axis=1)
    after = np.clip(np.searchsorted(time_s, grid_s, side="right"), 1, len(time_s) - 1)
    even[time_s[after] - time_s[after - 1] > SHORT_GAP_S] = np.nan
    return np.asarray(even)
