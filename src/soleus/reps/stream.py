"""From heel motion to repetitions, sample by sample: the definition of `segment`, as soon as it can be known."""

from array import array

import numpy as np

from soleus.reps import turning
from soleus.reps.segment import REST_S, Prominence, rest_beside, rises, smallest_rise_m, too_low, verdicts
from soleus.reps.signals import HeelMotion, Reason, RepEvent


class Stream:
    """The streaming segmenter: push heights in order, get events; `count` is what to show.

    A repetition counts from the moment the heel turns. It is taken back when its end shows that it was none, or when
    the following ones are so much higher that it was only a movement on the way into position: after the last sample
    the count is that of `segment`. ``motion`` gives the rate, the scale and the limits; its samples are not read.
    """

    def __init__(self, motion: HeelMotion, segmenter: Prominence | None = None) -> None:
        self._motion = motion
        self._segmenter = segmenter or Prominence()
        self._smallest_rise = smallest_rise_m(motion, self._segmenter.min_rise_m)
        self._state = np.zeros(13)
        turning.begin(self._state, 0)
        self._heights = array("d")  # from the end of the last candidate on
        self._first = 0  # sample number of self._heights[0]
        self._pushed = 0
        self._open = False
        self._rises: list[float] = []  # of the good candidates, whose end has been seen
        self._settled = 0  # how many of these count
        self._turned_now = False

    @property
    def count(self) -> int:
        """Repetitions so far, the one whose heel has just turned included."""
        return self._settled + self._turned_now

    def push(self, height: float) -> RepEvent | None:
        """Take the next sample, NaN where nothing is known."""
        i = self._pushed
        self._pushed = i + 1
        if height != height:
            return self._gap(i)
        self._heights.append(height)
        self._open = True
        what = turning.advance(self._state, i, height, self._smallest_rise)
        return self._event(what) if what else None

    def finish(self) -> RepEvent | None:
        """No more samples: close what is open."""
        what = turning.finish(self._state, self._pushed - 1) if self._open else 0
        self._open = False
        return self._event(what) if what else None

    def _gap(self, i: int) -> RepEvent | None:
        event = self.finish()
        turning.begin(self._state, i + 1)
        self._heights = array("d")
        self._first = i + 1
        return event

    def _event(self, what: int) -> RepEvent:
        if what == turning.TURNED:
            return self._turned()
        row = self._state[[turning.VALLEY, turning.PEAK, turning.NEXT]].astype(np.int64)
        if what == turning.CUT:
            start, peak, end = (int(sample) for sample in row)
            return RepEvent(kind="cut", start=start, peak=peak, end=end, heel_raise_height_m=np.nan, reason="cut")
        return self._done(np.append(row - self._first, turning.DONE)[None, :])

    def _turned(self) -> RepEvent:
        self._turned_now = True
        height = self._state[turning.HIGH_H] - self._state[turning.BASE_H] if self._motion.scaled else np.nan
        base, peak = int(self._state[turning.BASE_I]), int(self._state[turning.HIGH_I])
        return RepEvent(kind="turned", start=base, peak=peak, end=self._pushed, heel_raise_height_m=float(height))

    def _done(self, found: "np.ndarray[tuple[int, int], np.dtype[np.int64]]") -> RepEvent:
        heights = np.array(self._heights)
        edges = np.empty_like(found)
        turning.edges(heights, found, int(REST_S * self._motion.rate_hz), edges)
        verdict = str(verdicts(heights, found, edges, self._motion, self._segmenter.min_rise_s)[0])
        reason: Reason | None = next((r for r in ("not lowered", "too high", "too fast") if r == verdict), None)
        self._turned_now = False
        if reason is None:
            self._rises.append(float(rises(heights, found)[0]))
            rise = np.array(self._rises)
            low = too_low(rise, np.ones(len(rise), dtype=np.bool_))
            self._settled = len(rise) - int(low.sum())
            reason = "too low" if low[-1] else None
        rest = rest_beside(heights, edges[:, 0], edges[:, 3], self._motion.rate_hz)
        height = float(heights[found[0, 1]] - rest[0]) if self._motion.scaled else np.nan
        start, peak, end = int(edges[0, 0]), int(found[0, 1]), int(edges[0, 3])
        event = RepEvent(
            kind="done",
            start=self._first + start,
            peak=self._first + peak,
            end=self._first + end,
            heel_raise_height_m=height,
            reason=reason,
        )
        del self._heights[:end]
        self._first += end
        return event
