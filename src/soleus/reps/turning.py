"""Where the heel turns: the one definition of a repetition, shared by the offline and the streaming segmenter.

A repetition is valley - peak - valley. The heel has risen when it stands ``smallest_rise`` above its lowest point
since the last peak; it has turned when it has fallen from its highest point by that much and by ``TURN_FRAC`` of the
rise. A peak found this way is one whose topographic prominence is at least ``smallest_rise``.
"""

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TURN_FRAC = 0.4  # a dip of less than 40 % of the rise is a wobble at the top, not the end of the repetition
EDGE_FRAC = (
    0.05  # a repetition starts and ends at 5 % of its rise: above sensor noise, within 0.1 s of the first motion
)
HOLD_FRAC = 0.95  # above 95 % of the rise the heel is held; a cosine hump spends a seventh of its time there

# What a sample told (bits).
TURNED, DONE, CUT = 1, 2, 4

# State: phase; lowest and highest point of the phase; the valley before the peak; the peak that awaits its end, and its
# valley; first sample since the last gap; the candidate that was completed last: valley, peak, next valley.
PHASE, LOW_I, LOW_H, HIGH_I, HIGH_H, BASE_I, BASE_H, WAIT_BASE, WAIT_PEAK, FIRST_I, VALLEY, PEAK, NEXT = range(13)
UNKNOWN, LOW, HIGH = 0.0, -1.0, 1.0
NONE = -1.0


@njit(cache=True)
def begin(state: Floats, i: int) -> None:
    """Forget everything: the motion begins, anew after a gap, with sample i."""
    state[PHASE], state[LOW_I], state[HIGH_I] = UNKNOWN, i, i
    state[LOW_H], state[HIGH_H] = math.inf, -math.inf
    state[WAIT_PEAK], state[FIRST_I] = NONE, i


@njit(cache=True)
def advance(state: Floats, i: int, height: float, smallest_rise: float) -> int:
    """Take sample i; says TURNED when a peak is certain, DONE or CUT when the state holds a new candidate."""
    if state[PHASE] == HIGH:
        if height > state[HIGH_H]:
            state[HIGH_I], state[HIGH_H] = i, height
        elif state[HIGH_H] - height >= max(smallest_rise, TURN_FRAC * (state[HIGH_H] - state[BASE_H])):
            state[PHASE], state[LOW_I], state[LOW_H] = LOW, i, height
            state[WAIT_BASE], state[WAIT_PEAK] = state[BASE_I], state[HIGH_I]
            return TURNED
        return 0
    if height < state[LOW_H]:
        state[LOW_I], state[LOW_H] = i, height
    if height - state[LOW_H] >= smallest_rise:
        state[PHASE], state[HIGH_I], state[HIGH_H] = HIGH, i, height
        state[BASE_I], state[BASE_H] = state[LOW_I], state[LOW_H]
        return _complete(state, state[BASE_I])
    if state[PHASE] == UNKNOWN:
        if height > state[HIGH_H]:
            state[HIGH_I], state[HIGH_H] = i, height
        elif state[HIGH_H] - height >= smallest_rise:
            state[PHASE], state[LOW_I], state[LOW_H] = LOW, i, height
            state[VALLEY], state[PEAK], state[NEXT] = state[FIRST_I], state[HIGH_I], i
            return CUT
    return 0


@njit(cache=True)
def finish(state: Floats, last: int) -> int:
    """Close at a gap or at the end, after sample ``last``; says DONE or CUT when the state holds a candidate."""
    if state[PHASE] == HIGH:
        state[VALLEY], state[PEAK], state[NEXT] = state[BASE_I], state[HIGH_I], last
        return CUT
    return _complete(state, state[LOW_I])


@njit(cache=True)
def _complete(state: Floats, next_valley: float) -> int:
    if state[WAIT_PEAK] == NONE:
        return 0
    state[VALLEY], state[PEAK], state[NEXT] = state[WAIT_BASE], state[WAIT_PEAK], next_valley
    state[WAIT_PEAK] = NONE
    return DONE


@njit(cache=True)
def turns(height: Floats, smallest_rise: float, found: Ints) -> int:
    """Fill rows of ``found`` with valley, peak, next valley, DONE or CUT; returns their number, maybe more than fit."""
    state = np.zeros(13)
    begin(state, 0)
    rows, open_ = 0, False
    for i in range(len(height) + 1):
        missing = i == len(height) or math.isnan(height[i])
        if missing:
            event = finish(state, i - 1) if open_ else 0
        else:
            event = advance(state, i, height[i], smallest_rise)
        if event >= DONE:
            if rows < len(found):
                found[rows, 0], found[rows, 1], found[rows, 2] = int(state[VALLEY]), int(state[PEAK]), int(state[NEXT])
                found[rows, 3] = event
            rows += 1
        if missing:
            begin(state, i + 1)
        open_ = not missing
    return rows


@njit(cache=True)
def edges(height: Floats, found: Ints, reach: int, out: Ints) -> None:
    """Fill ``out`` with start, top, drop, end of each candidate: leaves its rest, reaches and leaves the top, is back.

    Rest is where the heel spent most of the ``reach`` samples beside the repetition, not the lowest point: people lean
    before they rise and sink after it.
    """
    half = np.empty((len(found) + 1, 2), dtype=np.int64)
    for k in range(len(found)):
        half[k, 0] = _leave(height, found[k, 1], found[k, 0], 0.5)
        half[k, 1] = _leave(height, found[k, 1], found[k, 2], 0.5)
    half[len(found), 0] = len(height) - 1
    for k in range(len(found)):
        peak, up, down = found[k, 1], half[k, 0], half[k, 1]
        before = _low(height, max(up - reach, half[k - 1, 1] if k else 0), up)
        after = _low(height, down, min(down + reach, half[k + 1, 0]))
        start, end = up, down
        while start > 0 and height[start] > before + EDGE_FRAC * (height[peak] - before):
            start -= 1
        while end < len(height) - 1 and height[end] > after + EDGE_FRAC * (height[peak] - after):
            end += 1
        held = height[peak] - (1.0 - HOLD_FRAC) * (height[peak] - max(before, after))
        top, drop = start, end
        while top < peak and not height[top] >= held:
            top += 1
        while drop > peak and not height[drop] >= held:
            drop -= 1
        out[k, 0], out[k, 1], out[k, 2], out[k, 3] = start, top, drop, end


@njit(cache=True)
def _leave(height: Floats, peak: int, valley: int, frac: float) -> int:
    """Last sample on the way from peak to valley that is above ``frac`` of the rise."""
    step = 1 if valley > peak else -1
    level = height[valley] + frac * (height[peak] - height[valley])
    i = peak
    while i != valley and height[i + step] > level:
        i += step
    return i


@njit(cache=True)
def _low(signal: Floats, first: int, last: int) -> float:
    """Lower quartile of what is known in [first, last]: in a rest, the rest; in a valley, near its bottom."""
    return _quantile(signal, first, last, 0.25)


@njit(cache=True)
def _quantile(signal: Floats, first: int, last: int, q: float) -> float:
    """From at most 64 evenly spread samples; NaN if none is known."""
    stride = 1 + (last - first) // 64
    part = signal[first : last + 1 : stride].copy()
    part.sort()
    known = len(part)
    while known > 0 and math.isnan(part[known - 1]):
        known -= 1
    return part[int(q * (known - 1) + 0.5)] if known else math.nan


@njit(cache=True)
def levels_beside(signal: Floats, start: Ints, end: Ints, reach: int, out: Floats) -> None:
    """Median of at most ``reach`` samples before each start and after each end, without the neighbours."""
    n = len(start)
    for k in range(n):
        first = max(start[k] - reach, end[k - 1] if k else 0)
        last = min(end[k] + reach, start[k + 1] if k + 1 < n else len(signal) - 1)
        out[k, 0] = _quantile(signal, min(first, start[k]), start[k], 0.5)
        out[k, 1] = _quantile(signal, end[k], max(last, end[k]), 0.5)
