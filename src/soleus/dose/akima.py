"""Akima's cubics, the modified kind: through every point, hardly ringing beside a kink."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def akima(x: Floats, y: Floats) -> Floats:
    """Cubics c0 + c1 s + c2 s^2 + c3 s^3 between points, s from the left point on; shape (n - 1, ..., 4).

    ``x``: (n,), rising, n > 2; ``y``: (n, ...). The slope at a point is the mean of the chords beside it, each weighted
    by how little the chords on the other side change.

    References
    ----------
    Akima H 1970, J ACM 17:589, doi:10.1145/321607.321609. Differs from it: half the absolute sum of two chords is added
    to a weight (the "modified" rule; Moler C, Ionita C 2019, "Makima piecewise cubic interpolation", MathWorks), which
    decides the slope where both weights would vanish.
    """
    step = np.diff(x).reshape(-1, *[1] * (y.ndim - 1))
    chord = np.diff(y, axis=0) / step
    first, last = 2.0 * chord[0] - chord[1], 2.0 * chord[-1] - chord[-2]
    ends = [2.0 * first - chord[0], first], [last, 2.0 * last - chord[-1]]
    m = np.concatenate([ends[0], chord, ends[1]])
    change = np.abs(np.diff(m, axis=0)) + 0.5 * np.abs(m[1:] + m[:-1])
    after, before = change[2:], change[:-2]
    total = after + before
    even = total == 0.0
    slope = np.where(even, 0.0, after * m[1:-2] + before * m[2:-1]) / np.where(even, 1.0, total)
    left, right = slope[:-1], slope[1:]
    bends = (3.0 * chord - 2.0 * left - right) / step, (left + right - 2.0 * chord) / step**2
    return np.ascontiguousarray(np.stack([y[:-1], left, *bends], axis=-1))
