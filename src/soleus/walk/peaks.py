"""Peaks by how far they stand out. As `scipy.signal.find_peaks`, which takes a second to import."""

import numpy as np

from soleus.walk.steps import Floats, Ints


def prominent(values: Floats, least: float) -> tuple[Ints, Floats]:
    """Peaks that stand ``least`` or more above the higher of their valleys, and by how much; values without NaN.

    The valley of a side is the lowest point before something higher, or before the end. A flat top counts as its
    middle.

    Examples
    --------
    >>> prominent(np.array([0.0, 3.0, 2.0, 5.0, 5.0, 5.0, 1.0]), 0.5)
    (array([1, 4]), array([1., 4.]))
    """
    steps = np.diff(values)
    moves = np.flatnonzero(steps)
    rises = steps[moves] > 0
    tops = np.flatnonzero(rises[:-1] & ~rises[1:])
    peaks = (moves[tops] + 1 + moves[tops + 1]) // 2
    if not len(peaks):
        return peaks, np.empty(0)
    peaks = peaks[values[peaks] - values.min() >= least]  # a lower one stands out less, and hides nothing behind it
    heights = values[peaks]
    valleys = np.minimum.reduceat(values, np.concatenate([[0], peaks])).tolist()
    before = _lowest_before_higher(heights.tolist(), valleys[:-1])
    after = _lowest_before_higher(heights[::-1].tolist(), valleys[:0:-1])[::-1]
    prominence = heights - np.maximum(before, after)
    enough = prominence >= least
    return peaks[enough], prominence[enough]


def outstanding(values: Floats, least: float, frac: float) -> Ints:
    """Peaks that stand out by ``least``, and by ``frac`` of what the upper quartile of those stands out by."""
    peaks, prominence = prominent(values, least)
    if not len(peaks):
        return peaks
    place = 0.75 * (len(peaks) - 1)
    quartile = np.interp(place, np.arange(len(peaks)), np.sort(prominence))  # as np.percentile, five times as fast
    return np.asarray(peaks[prominence >= frac * quartile])


def _lowest_before_higher(heights: list[float], valleys: list[float]) -> list[float]:
    """Of every peak the lowest valley since a higher one; each peak is passed over once."""
    out: list[float] = []
    higher: list[tuple[float, float]] = []
    for height, valley in zip(heights, valleys, strict=True):
        while higher and higher[-1][0] <= height:
            valley = min(valley, higher.pop()[1])
        higher.append((height, valley))
        out.append(valley)
    return out
